"""Dates as exports write them: one reader for all the different cells of a date column at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from tools.data.mapping import DateOrder, Grain

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "jan january januar janvier enero", "feb february februar fevrier febrero",
            "mar march marz maerz mars marzo",
            "apr april avril abril", "may mai mayo", "jun june juni juin junio", "jul july juli juillet julio",
            "aug august aout agosto", "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre", "dec december dez dezember decembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:[T\s]+\d{1,2}(?::\d{2}){0,2}(?:\.\d+)?\s*(?:[AP]M)?\s*(?:Z|UTC|GMT)?\s*(?:[+-]\d{2}:?\d{2})?)$", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{2})?")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\.?")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?[ \-](\d{1,2})(?:st|nd|rd|th)?(?:[, \-]+(\d{4}|'?\d{2}))?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ \-]([^\W\d]+)\.?(?:[, \-]+(\d{4}|'?\d{2}))?", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"([^\W\d]+)\.?[ \-,]+(\d{4})|(\d{4})[-/](\d{1,2})|(\d{4})(\d{2})")
_ISO_WEEK = re.compile(r"(\d{4})-?\s?W(?:eek)?\s?(\d{1,2})", re.IGNORECASE)
_RANGE = re.compile(r"(.+?\d)\s*(?:\s-\s|–|—|\.\.|\bto\b|~|/(?=\d{4}-))\s*(.+)", re.IGNORECASE)
_SERIAL_DAYS = range(20_000, 80_000)  # Excel's day numbers from 1954 to 2119
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class ReadDates:
    """The cells of a date column, read.

    Attributes:
        days: cell as written -> its day (the first day of a week or month).
        unread: cells that are no date.
        order: how numeric dates were read; None when the cells are still ambiguous.
        clashing: two cells that can't follow the same order, when there are such.
        ambiguous: cells like 03/04/2026 when nothing tells the order.
        grain: month when the cells name months only, else day.
        year_missing: True when no cell had a year and one was supplied.
    """

    days: dict[str, date]
    unread: tuple[str, ...] = ()
    order: DateOrder | None = None
    clashing: tuple[str, str] | None = None
    ambiguous: tuple[str, ...] = ()
    grain: Grain = "day"
    year_missing: bool = False


def read_dates(cells: Iterable[str], *, order: DateOrder | None = None, year: int | None = None) -> ReadDates:
    """Read the different cells of a column together, since one clear cell (31/08/2026) settles the order for all.

    Args:
        cells: the different texts of the column.
        order: how to read 03/04/2026 when the user has said so.
        year: for cells without a year ("April 19").
    """
    texts = tuple(dict.fromkeys(cells))
    numeric = {t: m for t in texts if (m := _NUMERIC.fullmatch(_bare(t)))}
    day_first = next((t for t, m in numeric.items() if int(m[1]) > 12 >= int(m[2])), None)  # noqa: PLR2004 - months
    month_first = next((t for t, m in numeric.items() if int(m[2]) > 12 >= int(m[1])), None)  # noqa: PLR2004
    if order is None and day_first and month_first:
        return ReadDates({}, clashing=(day_first, month_first))
    if order is None and numeric and not (day_first or month_first):
        order = _order_by_sequence(list(numeric.values()))
        if order is None:
            return ReadDates({}, ambiguous=tuple(numeric))
    order = order or ("day first" if day_first else "month first" if month_first else "year first")
    days: dict[str, date] = {}
    unread: list[str] = []
    months, yearless = 0, 0
    for text in texts:
        found = _read(text, order, year)
        if found is None:
            unread.append(text)
            continue
        days[text] = found.day
        months += found.names_month
        yearless += found.lacks_year
    grain: Grain = "month" if days and months == len(days) else "day"
    return ReadDates(days, tuple(unread), order, grain=grain, year_missing=yearless > 0)


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    names_month: bool = False
    lacks_year: bool = False


def _bare(text: str) -> str:
    plain = _WEEKDAY.sub("", text.strip())
    return _TIME.sub("", plain) if len(plain) > 8 else plain  # noqa: PLR2004 - a date and a time are longer


def _read(text: str, order: DateOrder, year: int | None) -> _Found | None:
    try:
        return _read_day(_bare(text), order, year)
    except ValueError:  # a day that the calendar does not have
        return None


def _read_day(text: str, order: DateOrder, year: int | None) -> _Found | None:
    if m := _ISO.fullmatch(text):
        return _Found(date(int(m[1]), int(m[2]), int(m[3])))
    if (m := _COMPACT.fullmatch(text)) and 1990 <= int(m[1]) <= 2100:  # noqa: PLR2004 - plausible years
        return _Found(date(int(m[1]), int(m[2]), int(m[3])))
    if m := _NUMERIC.fullmatch(text):
        day, month = (int(m[1]), int(m[2])) if order == "day first" else (int(m[2]), int(m[1]))
        return _Found(date(_full_year(m[3]), month, day))
    if m := _ISO_WEEK.fullmatch(text):
        return _Found(date.fromisocalendar(int(m[1]), int(m[2]), 1))
    named = _read_named(text, year)
    if named:
        return named
    if m := _MONTH_ONLY.fullmatch(text):
        number = _MONTHS.get(_ascii(m[1])) if m[1] else int(m[4] or m[6])
        return _Found(date(int(m[2] or m[3] or m[5]), number, 1), names_month=True) if number else None
    if text.removesuffix(".0").isdigit() and int(text.removesuffix(".0")) in _SERIAL_DAYS:
        return _Found(_EPOCH + timedelta(days=int(text.removesuffix(".0"))))
    if m := _RANGE.fullmatch(text):
        return _read_day(_bare(m[1]), order, year)
    try:
        return _Found(datetime.fromisoformat(text).date())
    except ValueError:
        return None


def _read_named(text: str, year: int | None) -> _Found | None:
    if m := _MONTH_FIRST.fullmatch(text):
        word, number, written = m[1], m[2], m[3]
    elif m := _DAY_FIRST.fullmatch(text):
        word, number, written = m[2], m[1], m[3]
    else:
        return None
    month = _MONTHS.get(_ascii(word))
    if month is None or (written is None and year is None):
        return None
    full = _full_year(written.lstrip("'")) if written else year
    return _Found(date(full or 0, month, int(number)), lacks_year=written is None)


def _ascii(word: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _full_year(text: str) -> int:
    number = int(text)
    return number + 2000 if len(text) <= 2 else number  # noqa: PLR2004 - written with two digits


def _order_by_sequence(numeric: Sequence[re.Match[str]]) -> DateOrder | None:
    """Tell the order when only one reading gives days that follow each other.

    Twelve or fewer days that all have both numbers under 13 are consecutive in one reading and a month apart in the
    other. Three days are needed; fewer prove nothing.
    """
    readings: dict[DateOrder, int] = {}
    for order, day, month in (("day first", 1, 2), ("month first", 2, 1)):
        found = sorted({date(_full_year(m[3]), int(m[month]), int(m[day])) for m in numeric})
        if len(found) < 3:  # noqa: PLR2004
            return None
        readings[order] = max((b - a).days for a, b in pairwise(found))  # type: ignore[index]
    close = [order for order, gap in readings.items() if gap == 1]
    return close[0] if len(close) == 1 else None


def date_grain(days: Iterable[date]) -> Grain:
    """Return what one date stands for: a week when all lie whole weeks apart, a month when all are first of month."""
    ordered = sorted(set(days))
    if len(ordered) < 3:  # noqa: PLR2004 - two dates show no rhythm
        return "day"
    gaps = {(b - a).days for a, b in pairwise(ordered)}
    if all(d.day == 1 for d in ordered) and min(gaps) >= 28:  # noqa: PLR2004 - the shortest month
        return "month"
    return "week" if all(gap % 7 == 0 for gap in gaps) else "day"
