"""Charts as pictures: one altair specification for PNG, SVG and interactive HTML."""

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from tools.charts import Chart
from tools.quantities import SYMBOLS, Unit

if TYPE_CHECKING:
    import altair as alt

_COLOURS = {"total": "#5b6b7b", "up": "#3b78c2", "down": "#cf7a1c", "mix": "#6f4a9e", "rate": "#3a9e91"}
"""Each pair that meets is told apart with any colour blindness, and by its lightness or its sign in print."""
_BAND_COLOURS = ("#8a97a5", "#3b78c2")
_MARK = "#b03a48"
DARK = {
    "white": "#16191d", "#000": "#e6e9ec", "black": "#e6e9ec", "#777777": "#a0a8b0", "#888": "#6b747d",
    "#999999": "#6b747d", "#e8e8e8": "#2c3238", "#5b6b7b": "#9fb0c0", "#3b78c2": "#6aa5ea", "#cf7a1c": "#f0a24a",
    "#6f4a9e": "#a678d0", "#3a9e91": "#7fe0d2", "#8a97a5": "#aeb9c4", "#b03a48": "#f0808c",
}  # fmt: skip
"""What each colour of a picture becomes where its reader prefers a dark page."""
_LETTERS_A_LINE = 16
_LINES_A_LABEL = 3
_LETTERS_BESIDE = 28
_PARTED = "\u241e"
"""Parts a bar's place from its label, so that two bars may have the same one."""
_FEW_DAYS = 12
_NEAR_ZERO = 0.2
"""A lowest level below this share of the highest: the axis then costs little room from zero on, and says more."""
_MANY_DAYS = 120
_A_YEAR = 330


def picture_of(chart: Chart) -> "alt.LayerChart":
    """Return the chart as altair draws it."""
    points = tuple(replace(p, label=printable(p.label)) for p in chart.points)
    chart = replace(chart, title=printable(chart.title), alt=printable(chart.alt), points=points)
    match chart.kind:
        case "waterfall":
            return _waterfall(chart)
        case "parts":
            return _parts(chart)
        case "bars":
            return _bars(chart)
        case _:
            return _line(chart)


def printable(text: str) -> str:
    """Return a text of the user's data without characters that no picture can hold."""
    return "".join(c if c.isprintable() and c != _PARTED else " " for c in text)


def _axis_format(chart: Chart) -> str:
    big = max((abs(p.value) for p in chart.points), default=0.0) >= 1000  # noqa: PLR2004 - cents say nothing there
    money = ",.0f" if big else ",.2f"
    return {Unit.RATE: ".2%", Unit.MONEY: money, Unit.RATIO: ",.2f"}.get(chart.unit, ",.0f")


def _axis_label(chart: Chart) -> str:
    """Return the expression of an axis label: the figure, with the currency's sign before it and after the minus."""
    figure = f"format(abs(datum.value), '{_axis_format(chart)}')"
    sign = next((s for s, code in SYMBOLS.items() if code == chart.currency), f"{chart.currency or ''} ").strip(" ")
    before = sign if chart.unit is Unit.MONEY else ""
    space = " " if len(before) > 1 else ""
    return f"(datum.value < 0 ? '-' : '') + '{before}{space}' + {figure}"


def _wrapped(label: str, width: int = _LETTERS_A_LINE, most: int = _LINES_A_LABEL) -> list[str]:
    """Return a label in a few lines short enough to stand beside its neighbours, the rest as an ellipsis."""
    parts = [p for p in textwrap.wrap(label.replace("_", "_\u200b"), width, break_on_hyphens=True) if p]
    lines = [p.replace("\u200b", "") for p in parts] or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: width - 1]}…"]


def _waterfall(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    low, high = chart.window()
    rows = [
        {
            "place": f"{n}{_PARTED}{chr(10).join(_wrapped(p.label))}", "label": p.label, "from": min(max(a, low), high),
            "to": b, "top": max(min(a, high), b), "role": p.role, "figure": chart.shown(p), "end": b, "next": n + 1,
        }
        for n, (p, (a, b)) in enumerate(zip(chart.points, chart.bounds(), strict=True))
    ]  # fmt: skip
    axis = alt.Axis(
        labelAngle=0,
        labelLimit=200,
        labelOverlap=False,
        labelExpr=f"split(split(datum.label, '{_PARTED}')[1], '\\n')",
        grid=False,
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=alt.X("place:N", sort=None, title=None, axis=axis))
    scale = alt.Scale(domain=[low, high + 0.08 * (high - low)], zero=False, nice=False)
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    bars = base.mark_bar(size=46, strokeWidth=1.5).encode(
        y=alt.Y("from:Q", title=None, scale=scale, axis=alt.Axis(labelExpr=_axis_label(chart), tickCount=6)),
        y2="to:Q",
        color=alt.Color("role:N", scale=colours, legend=None),
        stroke=alt.Stroke("role:N", scale=colours, legend=None),
        tooltip=[alt.Tooltip("label:N", title="what"), alt.Tooltip("figure:N", title="figure")],
    )
    texts = base.mark_text(dy=-9, fontSize=13, fontWeight=600).encode(y=alt.Y("top:Q", scale=scale), text="figure:N")
    layers: alt.LayerChart = bars + texts
    if low < 0 <= high:
        layers += alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color="#777777").encode(y="value:Q")
    return _styled(layers, chart, width=max(420, 112 * len(rows)), note=low > 0 or high < 0)


def _parts(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    labels = {p.label: chr(10).join(_wrapped(p.label, _LETTERS_BESIDE)) for p in chart.points}
    rows = [
        {"name": p.label, "label": labels[p.label], "value": p.value, "part": p.role, "figure": chart.shown(p)}
        for p in chart.points
    ]
    low, high = min(0.0, *(p.value for p in chart.points)), max(0.0, *(p.value for p in chart.points))
    # The figures stand beyond the ends of the bars.
    room = 0.16 * ((high - low) or 1.0)
    domain = [low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)]
    colours = alt.Scale(domain=["mix", "rate"], range=[_COLOURS["mix"], _COLOURS["rate"]])
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "label:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=240, labelExpr="split(datum.label, '\\n')", ticks=False, grid=False),
        ),
        yOffset=alt.YOffset("part:N", sort=["mix", "rate"]),
    )
    bars = base.mark_bar(height=13).encode(
        x=alt.X(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=domain, nice=False),
            axis=alt.Axis(labelExpr=_axis_label(chart), tickCount=6),
        ),
        color=alt.Color("part:N", scale=colours, title=None, legend=alt.Legend(orient="top")),
        tooltip=[alt.Tooltip("name:N", title="dimension"), "part:N", alt.Tooltip("figure:N", title="effect")],
    )
    after = base.mark_text(align="left", dx=5, fontSize=11).encode(x="value:Q", text="figure:N")
    before = base.mark_text(align="right", dx=-5, fontSize=11).encode(x="value:Q", text="figure:N")
    zero = alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color="#777777").encode(x="value:Q")
    layers: alt.LayerChart = (
        bars + after.transform_filter("datum.value >= 0") + before.transform_filter("datum.value < 0") + zero
    )
    return _styled(layers, chart, width=560, height=44 * len({p.label for p in chart.points}))


def _bars(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    rows = [{"label": p.label, "value": p.value, "role": p.role, "figure": chart.shown(p)} for p in chart.points]
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, ticks=False, grid=False))
    )
    reach = max((p.value for p in chart.points), default=0.0) or 1.0
    bars = base.mark_bar(height=17).encode(
        x=alt.X(
            "value:Q",
            title=None,
            scale=alt.Scale(domain=[min(0.0, *(p.value for p in chart.points)), 1.12 * reach], nice=False),
            axis=alt.Axis(labelExpr=_axis_label(chart), tickCount=6),
        ),
        color=alt.Color("role:N", scale=colours, legend=None),
        tooltip=[alt.Tooltip("label:N", title="what"), alt.Tooltip("figure:N", title="figure")],
    )
    figures = base.mark_text(align="left", dx=5, fontSize=11).encode(x="value:Q", text="figure:N")
    layers: alt.LayerChart = bars + figures
    return _styled(layers, chart, width=560, height=28 * len(rows))


def _line(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    rows = [{"day": p.label, "value": p.value, "figure": chart.shown(p)} for p in chart.points]
    least, most = min((p.value for p in chart.points), default=0.0), max((p.value for p in chart.points), default=0.0)
    from_zero = 0 <= least < _NEAR_ZERO * most
    dots = alt.OverlayMarkDef(size=24, color=_COLOURS["total"]) if len(rows) <= _MANY_DAYS else False
    days = alt.Axis(
        format="%b %Y" if len(rows) > _A_YEAR else "%d %b",
        labelAngle=0,
        labelOverlap=True,
        labelFlush=False,
        tickCount={"interval": "day", "step": 1} if len(rows) <= _FEW_DAYS else 10,
    )
    line = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(
            color=_COLOURS["total"], strokeJoin="round", point=dots, strokeWidth=2 if len(rows) <= _MANY_DAYS else 1
        )
        .encode(
            x=alt.X("day:T", title=None, axis=days),
            y=alt.Y(
                "value:Q", title=None, scale=alt.Scale(zero=from_zero), axis=alt.Axis(labelExpr=_axis_label(chart))
            ),
            tooltip=[alt.Tooltip("day:T", format="%a %d %b %Y"), alt.Tooltip("figure:N", title="level")],
        )
    )
    layers: alt.LayerChart = alt.LayerChart(layer=[_shades(chart), line] if chart.bands else [line])
    if chart.mark:
        told = alt.Chart(alt.Data(values=[{"day": chart.mark, "told": f"another level from {chart.mark}"}]))
        layers += told.mark_rule(color=_MARK, strokeDash=[5, 4], strokeWidth=1.5).encode(x="day:T")
        is_early = sum(p.label < chart.mark for p in chart.points) < len(chart.points) / 2
        layers += told.mark_text(color=_MARK, align="left" if is_early else "right", fontSize=12).encode(
            x="day:T", y=alt.value(-9), text="told:N"
        )
    return _styled(layers, chart, width=760, note=least > 0 and not from_zero)


def _shades(chart: Chart) -> "alt.Chart":
    """Return the stretches of days to shade; only for a line that has some."""
    import altair as alt

    bands = [{"start": b.start, "end": f"{b.end}T23:59:59", "label": b.label} for b in chart.bands]
    scale = alt.Scale(domain=[b.label for b in chart.bands], range=list(_BAND_COLOURS[: len(bands)]))
    shades: alt.Chart = (
        alt.Chart(alt.Data(values=bands))
        .mark_rect(opacity=0.2)
        .encode(
            x=alt.X("start:T", title=None),
            x2="end:T",
            color=alt.Color("label:N", title=None, scale=scale, legend=alt.Legend(orient="top", symbolOpacity=0.6)),
        )
    )
    return shades


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
