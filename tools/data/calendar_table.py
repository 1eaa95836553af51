"""The dates of a text column, read once for all its different cells and kept as a small table beside the rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tools.data.dates import ReadDates, read_dates
from tools.data.engine import literal
from tools.data.mapping import MappingOverrides
from tools.data.notes import DataNote
from tools.data.numbers import is_blank
from tools.data.personal import masked
from tools.data.source import Source
from tools.errors import DataError

MOST_CELLS = 200_000
_UNREAD_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """Cell -> day, for a join.

    Attributes:
        days: the cells that are dates.
        notes: what had to be assumed.
        names_months: every cell names a month, not a day.
    """

    days: dict[str, date]
    notes: tuple[DataNote, ...]
    names_months: bool


def read_calendar(source: Source, cell: str, column: str, overrides: MappingOverrides) -> CalendarTable:
    """Read the different cells of the date expression.

    Args:
        source: where to ask.
        cell: the SQL expression of the date cell, as text.
        column: its name, for messages.
        overrides: the order and the year, when the user has said them.

    Raises:
        DataError: when the cells contradict each other, are ambiguous, or are no dates.
    """
    found = source.engine.rows(
        f"SELECT {cell}, count(*) FROM {source.relation} WHERE {cell} <> '' GROUP BY 1 ORDER BY 2 DESC "
        f"LIMIT {MOST_CELLS + 1}"
    )
    counts = {str(text): int(rows) for text, rows in found}
    if len(counts) > MOST_CELLS:
        raise DataError(
            f"Column '{column}' has more than {MOST_CELLS:,} different dates",
            where=source.name,
            remedy="Export it by day instead of by moment.",
        )
    cells = [c for c in counts if not is_blank(c)]
    year = overrides.year or _assumed_year(source, cells)
    read = read_dates(cells, order=overrides.date_order, year=year)
    _refuse_unclear(read, column, source.name)
    rows = sum(counts.values())
    unread = sum(counts[c] for c in read.unread if not _is_footer(c))
    if not read.days or unread > max(2, _UNREAD_SHARE * rows):
        shown = ", ".join(repr(masked(c)[:30]) for c in read.unread[:3])
        raise DataError(
            f"{unread:,} of {rows:,} cells of column '{column}' are no dates",
            where=f"for example {shown}" if shown else source.name,
            remedy='Write dates as 2026-05-31, or name another column: date = "your column".',
        )
    notes = [_yearless(year)] if read.year_missing and not overrides.year else []
    return CalendarTable(read.days, tuple(notes), read.grain == "month")


def calendar_values(calendar: CalendarTable) -> str:
    """Return the calendar as the body of a VALUES list."""
    return ", ".join(f"({literal(text)}, DATE '{day.isoformat()}')" for text, day in calendar.days.items())


def _is_footer(cell: str) -> bool:
    return not any(c.isdigit() for c in cell)


def _refuse_unclear(read: ReadDates, column: str, name: str) -> None:
    if read.clashing:
        raise DataError(
            f"Column '{column}' mixes two ways of writing dates: '{read.clashing[0]}' and '{read.clashing[1]}'",
            where=name,
            remedy='Say which one holds: date_order = "day first" or "month first"; or export the dates as 2026-05-31.',
        )
    if read.ambiguous:
        raise DataError(
            f"'{read.ambiguous[0]}' in column '{column}' may be day/month or month/day, and no other date of the "
            "table tells",
            where=name,
            remedy='Say which: date_order = "day first" or "month first".',
        )


def _assumed_year(source: Source, cells: list[str]) -> int:
    """Return the year of the file, or the year before when its dates would lie after the file was written."""
    written = datetime.now(UTC).date()
    if source.path is not None and source.path.exists():
        written = datetime.fromtimestamp(_modified(source.path), UTC).date()
    sample = read_dates(cells[:5000], year=2024)
    latest = max(sample.days.values(), default=date(2024, 1, 1))
    return written.year if (latest.month, latest.day) <= (written.month, written.day) else written.year - 1


def _modified(path: Path) -> float:
    return path.stat().st_mtime


def _yearless(year: int) -> DataNote:
    return DataNote(
        code="year_missing",
        severity="warning",
        sentence=f"The dates have no year; {year} was taken.",
        meaning=f"Weekdays are right only if that is the year; otherwise say year = {year - 1}.",
    )
