"""One chart specification, shown as a picture (PNG, SVG, HTML) or in terminal characters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tools.errors import DataError
from tools.quantities import Unit, format_change, format_number

Kind = Literal["waterfall", "line", "parts", "bars"]
Role = Literal["total", "up", "down", "point", "mix", "rate"]


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or one day.

    Attributes:
        label: what it is: a factor, a segment, a dimension, a date.
        value: a level for a total, a bar or a day, a change for a step of a waterfall or a part of a bar.
        role: total, up or down for a waterfall; point for days; mix or rate for a part.
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
        kind: waterfall (a total, steps, a total), line (levels by day), parts (bars of mix and rate) or bars (levels
            by anything but days).
        alt: the chart in one sentence, for people who don't see it.
        bands: stretches of days to shade, in a line.
        mark: a day to mark in a line: when the level moved.
    """

    kind: Kind
    title: str
    alt: str
    unit: Unit
    points: tuple[Point, ...]
    currency: str | None = None
    bands: tuple[Band, ...] = ()
    mark: str | None = None

    def to_png(self, path: Path) -> None:
        """Save as a PNG, twice as dense as a screen.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "png")

    def to_svg(self, path: Path) -> None:
        """Save as an SVG with a title and a description, on a dark ground where its reader prefers that.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "svg")

    def to_html(self, path: Path) -> None:
        """Save as one HTML page that loads nothing from outside, with the figures as a table below the picture.

        Raises:
            DataError: when the file can't be written.
        """
        self._save(path, "html")

    def to_terminal(self, width: int = 80, *, colour: bool = True) -> str:
        """Return the chart in characters, no line longer than `width`."""
        from tools.chart_terminal import draw

        return "\n".join([self.title, "", *draw(self, max(40, width), colour=colour)])

    def shown(self, point: Point) -> str:
        """Return a point's figure as people read it, a change with its sign."""
        if point.role in {"total", "point"}:
            return format_number(point.value, self.unit, self.currency)
        level = max(
            (abs(p.value) for p in self.points if p.role == "total" or self.kind == "parts"), default=point.value
        )
        return format_change(point.value, level, self.unit, self.currency)

    def window(self) -> tuple[float, float]:
        """Return the stretch of a waterfall's axis to show: the steps, not the long way up to them."""
        bounds = self.bounds()
        steps = [x for p, pair in zip(self.points, bounds, strict=True) if p.role != "total" for x in pair]
        levels = [b for p, (_, b) in zip(self.points, bounds, strict=True) if p.role == "total"]
        low, high = min([*steps, *levels]), max([*steps, *levels])
        reach = (high - low) or abs(high) or 1.0
        if high <= 0 and low < 0:
            return low - 0.02 * reach, min(0.0, high + 0.35 * reach)
        floor = low - 0.35 * reach
        return (max(0.0, floor) if low >= 0 else floor), high + 0.02 * reach

    def bounds(self) -> list[tuple[float, float]]:
        """Return from where to where each bar of a waterfall reaches."""
        level, found = 0.0, []
        for point in self.points:
            start = 0.0 if point.role == "total" else level
            level = point.value if point.role == "total" else level + point.value
            found.append((start, level))
        return found

    def _save(self, path: Path, form: Literal["png", "svg", "html"]) -> None:
        from tools.chart_pages import page_of, svg_of
        from tools.chart_pictures import picture_of

        draft = path.with_name(f".{path.name}.tmp")
        try:
            picture = picture_of(self)
            if form == "png":
                picture.save(str(draft), format="png", scale_factor=2)
            else:
                write = page_of if form == "html" else svg_of
                draft.write_text(write(picture, self), encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            raise DataError(f"The chart can't be saved: {error.strerror}", where=str(path)) from None
        finally:
            draft.unlink(missing_ok=True)
