"""One chart specification, shown as a picture (PNG, SVG, HTML) or in terminal characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.errors import DataError
from tools.quantities import Unit, format_change, format_number

if TYPE_CHECKING:
    import altair as alt

Kind = Literal["waterfall", "line"]
Role = Literal["total", "up", "down", "point"]

_COLOURS = {"total": "#5b6b7b", "up": "#c8553d", "down": "#2a7f9e", "point": "#5b6b7b"}
_ANSI = {"total": "\x1b[90m", "up": "\x1b[31m", "down": "\x1b[36m", "point": "\x1b[90m"}
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SPARKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or one day.

    Attributes:
        label: what it is: a factor, a segment, a date.
        value: a level for a total or a day, a change for a step of a waterfall.
        role: total, up or down for bars; point for days.
    """

    label: str
    value: float
    role: Role


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of days to mark: a period of a comparison."""

    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw; how it looks is decided here and nowhere else.

    Attributes:
        kind: waterfall (a total, steps, a total) or line (levels by day).
        alt: the chart in one sentence, for people who don't see it.
    """

    kind: Kind
    title: str
    alt: str
    unit: Unit
    points: tuple[Point, ...]
    currency: str | None = None
    bands: tuple[Band, ...] = ()

    def to_png(self, path: Path) -> None:
        """Save as a PNG, twice as dense as a screen.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "png")

    def to_svg(self, path: Path) -> None:
        """Save as an SVG.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "svg")

    def to_html(self, path: Path) -> None:
        """Save as one HTML page that loads nothing from outside.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "html")

    def to_terminal(self, width: int = 80, *, colour: bool = True) -> str:
        """Return the chart in characters, no line longer than `width`."""
        draw = _terminal_waterfall if self.kind == "waterfall" else _terminal_line
        return "\n".join([self.title, "", *draw(self, max(40, width), colour)])

    def _save(self, path: Path, form: Literal["png", "svg", "html"]) -> None:
        draft = path.with_name(f".{path.name}.tmp")
        try:
            picture = _waterfall(self) if self.kind == "waterfall" else _line(self)
            if form == "html":
                picture.save(str(draft), format="html", inline=True)
            else:
                picture.save(str(draft), format=form, scale_factor=2)
            draft.replace(path)
        except OSError as error:
            raise DataError(f"The chart can't be saved: {error.strerror}", where=str(path)) from None
        finally:
            draft.unlink(missing_ok=True)


def _shown(chart: Chart, value: float, role: str) -> str:
    if role in {"up", "down"}:
        level = max((abs(p.value) for p in chart.points if p.role == "total"), default=value)
        return format_change(value, level, chart.unit, chart.currency)
    return format_number(value, chart.unit, chart.currency)


def _bounds(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Return from where to where each bar of a waterfall reaches."""
    level, found = 0.0, []
    for point in points:
        if point.role == "total":
            found.append((0.0, point.value))
            level = point.value
        else:
            found.append((level, level + point.value))
            level += point.value
    return found


def _terminal_waterfall(chart: Chart, width: int, colour: bool) -> list[str]:  # noqa: FBT001 - internal
    labels = [p.label if len(p.label) <= width // 3 else p.label[: width // 3 - 1] + "…" for p in chart.points]
    figures = [_shown(chart, p.value, p.role) for p in chart.points]
    left, right = max(map(len, labels)), max(map(len, figures))
    room = max(8, width - left - right - 4)
    bounds = _bounds(chart.points)
    low, high = _window(chart.points, bounds)
    lines = []
    for label, figure, point, (a, b) in zip(labels, figures, chart.points, bounds, strict=True):
        start, end = sorted((max(a, low), max(b, low)))
        bar = _bar((start - low) / (high - low) * room, (end - low) / (high - low) * room)
        bar = f"{_ANSI[point.role]}{bar}\x1b[0m" + " " * (room - len(bar)) if colour else bar.ljust(room)
        lines.append(f"{label.rjust(left)}  {bar}  {figure.rjust(right)}".rstrip())
    return lines


def _window(points: Sequence[Point], bounds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the stretch of the axis to show: the steps, not the long way up to them."""
    steps = [x for p, pair in zip(points, bounds, strict=True) if p.role != "total" for x in pair]
    levels = [b for p, (_, b) in zip(points, bounds, strict=True) if p.role == "total"]
    low, high = min([*steps, *levels]), max([*steps, *levels])
    reach = (high - low) or abs(high) or 1.0
    floor = low - 0.35 * reach
    return (max(0.0, floor) if low >= 0 else floor), high + 0.02 * reach


def _bar(start: float, end: float) -> str:
    """Return a bar from `start` to `end` in characters; a change too small to see is a thin line."""
    first = int(start)
    cells = max(end - first, 0.0)
    full, part = int(cells), _EIGHTHS[int((cells % 1) * 8)]
    body = "█" * full + (part if part != " " else "")
    return " " * first + (body or "▏")


def _terminal_line(chart: Chart, width: int, colour: bool) -> list[str]:  # noqa: FBT001 - internal
    points = chart.points[-(width - 4) :]
    values = [p.value for p in points]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    marks = [_SPARKS[min(7, int((v - low) / reach * 8))] for v in values]
    marked = [next((b for b in chart.bands if b.start <= p.label <= b.end), None) for p in points]
    current = chart.bands[-1] if chart.bands else None
    if colour:
        drawn = "".join(
            f"{_ANSI['up']}{m}\x1b[0m" if b is current and b else m for m, b in zip(marks, marked, strict=True)
        )
    else:
        drawn = "".join(marks)
    under = "".join(b.label[0] if b else " " for b in marked)
    key = ", ".join(f"{b.label[0]} = {b.label}" for b in chart.bands)
    span = (
        f"{points[0].label} to {points[-1].label}, from {_shown(chart, low, 'total')} to {_shown(chart, high, 'total')}"
    )
    return [f"  {drawn}", f"  {under}".rstrip(), f"  {span}{'; ' + key if key else ''}"]


def _axis_format(chart: Chart) -> str:
    symbol = "$" if chart.unit is Unit.MONEY and chart.currency == "USD" else ""
    return {Unit.RATE: ".2%", Unit.MONEY: f"{symbol},.2f", Unit.RATIO: ",.2f"}.get(chart.unit, ",.0f")


def _waterfall(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    bounds = _bounds(chart.points)
    low, high = _window(chart.points, bounds)
    rows = [
        {
            "label": p.label, "from": max(a, low), "to": b, "top": max(a, b), "role": p.role,
            "figure": _shown(chart, p.value, p.role),
        }
        for p, (a, b) in zip(chart.points, bounds, strict=True)
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelLimit=140, labelOverlap=False))
    )
    scale = alt.Scale(domain=[low, high + 0.06 * (high - low)], zero=False, nice=False)
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    bars = base.mark_bar(size=44).encode(
        y=alt.Y("from:Q", title=None, scale=scale, axis=alt.Axis(format=_axis_format(chart))),
        y2="to:Q",
        color=alt.Color("role:N", scale=colours, legend=None),
        tooltip=["label:N", "figure:N"],
    )
    texts = base.mark_text(dy=-8, fontSize=13).encode(y=alt.Y("top:Q", scale=scale), text="figure:N")
    layers: alt.LayerChart = bars + texts
    return _styled(layers, chart, width=max(420, 110 * len(rows)))


def _line(chart: Chart) -> "alt.LayerChart":
    import altair as alt

    rows = [{"day": p.label, "value": p.value} for p in chart.points]
    bands = [{"start": b.start, "end": f"{b.end}T23:59:59", "label": b.label} for b in chart.bands]
    line = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(
            color=_COLOURS["total"], strokeJoin="round", point=alt.OverlayMarkDef(size=26, color=_COLOURS["total"])
        )
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", labelAngle=0)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=_axis_format(chart))),
        )
    )
    shades = (
        alt.Chart(alt.Data(values=bands))
        .mark_rect(opacity=0.18)
        .encode(
            x=alt.X("start:T", title=None),
            x2="end:T",
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(
                    domain=[b.label for b in chart.bands], range=[_COLOURS["down"], _COLOURS["up"]][: len(bands)]
                ),
                legend=alt.Legend(orient="top"),
            ),
        )
    )
    layers: alt.LayerChart = shades + line
    return _styled(layers, chart, width=760)


def _styled(layers: "alt.LayerChart", chart: Chart, width: int) -> "alt.LayerChart":
    import altair as alt

    below = "the axis does not start at zero" if chart.kind == "waterfall" else ""
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
        layers.properties(width=width, height=300, title=title, description=chart.alt, padding=16)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, grid=True, gridColor="#e8e8e8", domainColor="#999999")
    )
    return styled
