"""Charts in terminal characters."""

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

from tools.charts import Band, Chart, Point, Role

_ANSI: dict[Role, str] = {
    "total": "\x1b[39m", "up": "\x1b[34m", "down": "\x1b[33m", "point": "\x1b[39m", "mix": "\x1b[35m",
    "rate": "\x1b[36m",
}  # fmt: skip
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SPARKS = "▁▂▃▄▅▆▇█"


def draw(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return the lines below the title, none longer than `width`."""
    match chart.kind:
        case "waterfall":
            return _waterfall(chart, width, colour=colour)
        case "parts":
            return _parts(chart, width, colour=colour)
        case "bars":
            return _bars(chart, width, colour=colour)
        case _:
            return _line(chart, width, colour=colour)


def _painted(text: str, role: Role, *, colour: bool) -> str:
    return f"{_ANSI[role]}{text}\x1b[0m" if colour else text


def _labels(points: Sequence[Point], width: int) -> list[str]:
    return [_shortened(p.label, width // 3) for p in points]


def _shortened(label: str, most: int) -> str:
    if _cells(label) <= most:
        return label
    while _cells(label) > most - 1:
        label = label[:-1]
    return label + "…"


def _cells(text: str) -> int:
    """Return how many columns a text takes: two for a Chinese sign or an emoji, none for a mark above a letter."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _right(text: str, width: int) -> str:
    return " " * (width - _cells(text)) + text


def _waterfall(chart: Chart, width: int, *, colour: bool) -> list[str]:
    labels, figures = _labels(chart.points, width), [chart.shown(p) for p in chart.points]
    left, right = max(map(_cells, labels)), max(map(len, figures))
    room = max(8, width - left - right - 4)
    low, high = chart.window()
    lines = []
    for label, figure, point, pair in zip(labels, figures, chart.points, chart.bounds(), strict=True):
        start, end = sorted(min(max(x, low), high) for x in pair)
        bar = _bar((start - low) / (high - low) * room, (end - low) / (high - low) * room)
        bar = _painted(bar, point.role, colour=colour) + " " * (room - len(bar))
        lines.append(f"{_right(label, left)}  {bar}  {figure.rjust(right)}".rstrip())
    return lines


def _bar(start: float, end: float) -> str:
    """Return a bar from `start` to `end` in characters; a change too small to see is a thin line."""
    first = int(start)
    if end - start < 1 / len(_EIGHTHS):
        return " " * first + "▏"
    cells = max(end - first, 0.0)
    full, part = int(cells), _EIGHTHS[int((cells % 1) * 8)]
    body = "█" * full + (part if part != " " else "")
    return " " * first + (body or "▏")


def _parts(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return one line a part, from a common zero line, mix above rate."""
    labels, figures = _labels(chart.points, width), [chart.shown(p) for p in chart.points]
    left, right = max(map(_cells, labels)), max(map(len, figures))
    room = max(8, width - left - right - 9)
    low, high = min(0.0, *(p.value for p in chart.points)), max(0.0, *(p.value for p in chart.points))
    scale = room / ((high - low) or 1.0)
    lines, before = [], ""
    for label, figure, point in zip(labels, figures, chart.points, strict=True):
        start, end = sorted((point.value, 0.0))
        bar = _bar((start - low) * scale, (end - low) * scale)[:room]
        bar = _painted(bar, point.role, colour=colour) + " " * (room - len(bar))
        name = label if point.label != before else ""
        lines.append(f"{_right(name, left)} {point.role:>4}  {bar}  {figure.rjust(right)}".rstrip())
        before = point.label
    return lines


def _bars(chart: Chart, width: int, *, colour: bool) -> list[str]:
    """Return one line a bar, all from zero."""
    labels, figures = _labels(chart.points, width), [chart.shown(p) for p in chart.points]
    left, right = max(map(_cells, labels)), max(map(len, figures))
    room = max(8, width - left - right - 4)
    high = max((p.value for p in chart.points), default=0.0) or 1.0
    lines = []
    for label, figure, point in zip(labels, figures, chart.points, strict=True):
        bar = _bar(0.0, max(point.value, 0.0) / high * room)[:room]
        bar = _painted(bar, point.role, colour=colour) + " " * (room - len(bar))
        lines.append(f"{_right(label, left)}  {bar}  {figure.rjust(right)}".rstrip())
    return lines


def _line(chart: Chart, width: int, *, colour: bool) -> list[str]:
    points = chart.points[-(width - 4) :]
    values = [p.value for p in points]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    sparks = [_SPARKS[min(7, int((v - low) / reach * 8))] for v in values]
    bands = [_band(chart, p.label) for p in points]
    current = chart.bands[-1] if chart.bands else None
    drawn = "".join(
        _painted(s, "up", colour=colour and b is current and b is not None) for s, b in zip(sparks, bands, strict=True)
    )
    under = "".join(
        "^" if p.label == chart.mark else b.label[0] if b else " " for p, b in zip(points, bands, strict=True)
    )
    ends = [chart.shown(Point("", value, "total")) for value in (low, high)]
    key = [f"{b.label[0]} = {b.label}" for b in chart.bands]
    key += [f"^ = another level from {chart.mark}"] if chart.mark and "^" in under else []
    told = f"{points[0].label} to {points[-1].label}, from {ends[0]} to {ends[1]}"
    return [f"  {drawn}", f"  {under}".rstrip(), f"  {told}", *([f"  {', '.join(key)}"] if key else [])]


def _band(chart: Chart, day: str) -> Band | None:
    return next((b for b in chart.bands if b.start <= day <= b.end), None)
