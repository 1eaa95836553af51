"""Charts as pictures: one altair specification for PNG, SVG and interactive HTML."""

from typing import TYPE_CHECKING

from tools.charts import Chart
from tools.quantities import Unit

if TYPE_CHECKING:
    import altair as alt

_COLOURS = {"total": "#5b6b7b", "up": "#3b78c2", "down": "#d98324", "mix": "#8e6bb0", "rate": "#2a8f86"}
_BAND_COLOURS = ("#8a97a5", "#3b78c2")
_MARK = "#b03a48"
_WORDS_A_LINE = 16


def picture_of(chart: Chart) -> "alt.LayerChart":
    """Return the chart as altair draws it."""
    match chart.kind:
        case "waterfall":
            return _waterfall(chart)
        case "parts":
            return _parts(chart)
        case _:
            return _line(chart)


def _axis_format(chart: Chart) -> str:
    symbol = "$" if chart.unit is Unit.MONEY and chart.currency == "USD" else ""
    big = max((abs(p.value) for p in chart.points), default=0.0) >= 1000  # noqa: PLR2004 - cents say nothing there
    money = f"{symbol},.0f" if big else f"{symbol},.2f"
    return {Unit.RATE: ".2%", Unit.MONEY: money, Unit.RATIO: ",.2f"}.get(chart.unit, ",.0f")


def _wrapped(label: str) -> list[str]:
    """Return a label in lines short enough to stand beside its neighbours."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= _WORDS_A_LINE or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _waterfall(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    low, high = chart.window()
    rows = [
        {
            "place": f"{n}|{chr(10).join(_wrapped(p.label))}", "label": p.label, "from": max(a, low), "to": b,
            "top": max(a, b), "role": p.role, "figure": chart.shown(p), "end": b, "next": n + 1,
        }
        for n, (p, (a, b)) in enumerate(zip(chart.points, chart.bounds(), strict=True))
    ]  # fmt: skip
    axis = alt.Axis(
        labelAngle=0, labelLimit=200, labelOverlap=False, labelExpr="split(split(datum.label, '|')[1], '\\n')"
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=alt.X("place:N", sort=None, title=None, axis=axis))
    scale = alt.Scale(domain=[low, high + 0.08 * (high - low)], zero=False, nice=False)
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    bars = base.mark_bar(size=46).encode(
        y=alt.Y("from:Q", title=None, scale=scale, axis=alt.Axis(format=_axis_format(chart), tickCount=6)),
        y2="to:Q",
        color=alt.Color("role:N", scale=colours, legend=None),
        tooltip=[alt.Tooltip("label:N", title="what"), alt.Tooltip("figure:N", title="figure")],
    )
    texts = base.mark_text(dy=-9, fontSize=13, fontWeight=600).encode(y=alt.Y("top:Q", scale=scale), text="figure:N")
    layers: alt.LayerChart = bars + texts
    return _styled(layers, chart, width=max(420, 112 * len(rows)), note=low > 0)


def _parts(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    rows = [{"label": p.label, "value": p.value, "part": p.role, "figure": chart.shown(p)} for p in chart.points]
    colours = alt.Scale(domain=["mix", "rate"], range=[_COLOURS["mix"], _COLOURS["rate"]])
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=180, ticks=False)),
        yOffset=alt.YOffset("part:N", sort=["mix", "rate"]),
    )
    bars = base.mark_bar(height=13).encode(
        x=alt.X("value:Q", title=None, axis=alt.Axis(format=_axis_format(chart), tickCount=6)),
        color=alt.Color("part:N", scale=colours, title=None, legend=alt.Legend(orient="top")),
        tooltip=[alt.Tooltip("label:N", title="dimension"), "part:N", alt.Tooltip("figure:N", title="effect")],
    )
    after = base.mark_text(align="left", dx=5, fontSize=11).encode(x="value:Q", text="figure:N")
    before = base.mark_text(align="right", dx=-5, fontSize=11).encode(x="value:Q", text="figure:N")
    zero = alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color="#777777").encode(x="value:Q")
    layers: alt.LayerChart = (
        bars + after.transform_filter("datum.value >= 0") + before.transform_filter("datum.value < 0") + zero
    )
    return _styled(layers, chart, width=560, height=44 * len({p.label for p in chart.points}))


def _line(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    rows = [{"day": p.label, "value": p.value, "figure": chart.shown(p)} for p in chart.points]
    bands = [{"start": b.start, "end": f"{b.end}T23:59:59", "label": b.label} for b in chart.bands]
    dots = alt.OverlayMarkDef(size=24, color=_COLOURS["total"])
    line = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(color=_COLOURS["total"], strokeJoin="round", point=dots)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", labelAngle=0, labelOverlap=True, tickCount=10)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=_axis_format(chart))),
            tooltip=[alt.Tooltip("day:T", format="%a %d %b %Y"), alt.Tooltip("figure:N", title="level")],
        )
    )
    scale = alt.Scale(domain=[b.label for b in chart.bands], range=list(_BAND_COLOURS[: len(bands)]))
    shades = (
        alt.Chart(alt.Data(values=bands))
        .mark_rect(opacity=0.2)
        .encode(
            x=alt.X("start:T", title=None),
            x2="end:T",
            color=alt.Color("label:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
        )
    )
    layers: alt.LayerChart = shades + line
    if chart.mark:
        told = alt.Chart(alt.Data(values=[{"day": chart.mark, "told": f"another level from {chart.mark}"}]))
        layers += told.mark_rule(color=_MARK, strokeDash=[5, 4], strokeWidth=1.5).encode(x="day:T")
        layers += told.mark_text(color=_MARK, align="right", dx=-6, fontSize=12).encode(
            x="day:T", y=alt.value(10), text="told:N"
        )
    return _styled(layers, chart, width=760)


def _styled(
    layers: "alt.LayerChart", chart: Chart, width: int, *, height: int = 300, note: bool = False
) -> "alt.LayerChart":
    import altair as alt

    below = "the axis does not start at zero" if note else ""
    title = alt.TitleParams(
        chart.title,
        subtitle=below,
        anchor="start",
        fontSize=16,
        subtitleColor="#777777",
        subtitleFontSize=12,
        offset=14,
    )
    styled: alt.LayerChart = (
        layers.properties(width=width, height=height, title=title, description=chart.alt, padding=16)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, grid=True, gridColor="#e8e8e8", domainColor="#999999")
    )
    return styled
