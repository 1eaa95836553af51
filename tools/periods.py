"""Periods of inclusive dates, and the ways marketers name them."""

import calendar
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tools.errors import InputError

_DAY = timedelta(days=1)
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
}
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_COUNT_WORDS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_ISO = r"\d{4}-\d{2}-\d{2}"
_DAY_OF_MONTH = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(_WEEKDAYS)
_NUMBER = rf"\d{{1,6}}|{'|'.join(_COUNT_WORDS)}"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of days, both ends included.

    Raises:
        InputError: when the end lies before the start.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            msg = f"The period {self.start}..{self.end} ends before it starts"
            raise InputError(msg, remedy="Write the earlier date first.")

    def __str__(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.end - self.start).days + 1

    def previous(self) -> "Period":
        """Return the same number of days just before."""
        return self.shifted(-self.days)

    def shifted(self, days: int) -> "Period":
        """Return the period moved by that many days.

        Raises:
            InputError: when it would leave the calendar (years 1 to 9999).
        """
        try:
            return Period(self.start + days * _DAY, self.end + days * _DAY)
        except OverflowError:
            msg = f"The period {self} moved by {days} days leaves the calendar"
            raise InputError(msg, remedy="Use years between 1 and 9999.") from None

    def a_year_before(self) -> "Period":
        """Return the same weekdays 52 weeks before, so that Mondays meet Mondays."""
        return self.shifted(-364)

    def overlaps(self, other: "Period") -> bool:
        """Return whether a day belongs to both."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period found in a text, with where it stood."""

    start: int
    end: int
    text: str
    period: Period


def parse_period(text: str, *, today: date) -> Period:
    """Read one period: `2026-05-11..2026-05-17`, `last week`, `last 7 days`, `May 2026`, `week of May 11`.

    Weeks run from Monday to Sunday. "Last N days" end yesterday.

    Raises:
        InputError: when it is none of the forms above, or names a day that does not exist.
    """
    found = find_periods(text, today=today)
    if len(found) == 1 and len(found[0].text) >= len(text.strip()) - 4:
        return found[0].period
    msg = f"'{text.strip()[:60]}' is not a period that can be read"
    raise InputError(msg, remedy="Write it like 2026-05-11..2026-05-17, 'last week', 'last 28 days' or 'May 2026'.")


def find_periods(text: str, *, today: date) -> list[PeriodMention]:
    """Return the periods named in `text`, in order, none overlapping another."""
    found: list[PeriodMention] = []
    for pattern, read in _FORMS:
        fresh: list[PeriodMention] = []
        for match in pattern.finditer(text):
            place = bisect_right(found, match.start(), key=lambda f: f.end)
            if place < len(found) and found[place].start < match.end():
                continue
            period = read(match, today)
            if period is not None:
                fresh.append(PeriodMention(match.start(), match.end(), match[0], period))
        found = sorted([*found, *fresh], key=lambda f: f.start)
    return found


def month(year: int, number: int) -> Period:
    """Return a calendar month.

    Raises:
        InputError: for a month or a year that does not exist.
    """
    try:
        return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))
    except ValueError:
        msg = f"Month {number} of the year {year} is not in the calendar"
        raise InputError(msg, remedy="Use years between 1 and 9999.") from None


def week_of(day: date) -> Period:
    """Return the Monday-to-Sunday week that holds `day`; the calendar's last week ends with its last day."""
    monday = day - day.weekday() * _DAY
    return Period(monday, monday + min(6 * _DAY, date.max - monday))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"'{text}' is not a day of the calendar"
        raise InputError(msg, remedy="Write dates as year-month-day, for example 2026-05-11.") from None


def _iso_range(match: re.Match[str], _today: date) -> Period:
    return Period(_day(match[1]), _day(match[2]))


def _iso_day(match: re.Match[str], _today: date) -> Period:
    return Period(_day(match[1]), _day(match[1]))


def _count(text: str | None) -> int:
    return 1 if not text else _COUNT_WORDS.get(text.lower()) or int(text)


def _rolling(match: re.Match[str], today: date) -> Period | None:
    count, unit = _count(match["count"]), match["unit"].lower()
    if not 0 < count <= 1000:  # noqa: PLR2004 - a longer look back than any account has
        return None
    if unit.startswith("day"):
        return Period(today - count * _DAY, today - _DAY)
    if unit.startswith("week"):
        return Period(week_of(today).start - 7 * count * _DAY, week_of(today).start - _DAY)
    if unit.startswith("month"):
        last = month(today.year, today.month).start - _DAY
        first = last.replace(day=1)
        for _ in range(count - 1):
            first = (first - _DAY).replace(day=1)
        return Period(first, last)
    if unit.startswith("quarter"):
        return _quarter_before(today, count)
    return Period(date(today.year - count, 1, 1), date(today.year - 1, 12, 31))


def _quarter_before(today: date, count: int) -> Period:
    index = today.year * 4 + (today.month - 1) // 3
    first, last = divmod(index - count, 4), divmod(index - 1, 4)
    return Period(date(first[0], first[1] * 3 + 1, 1), month(last[0], last[1] * 3 + 3).end)


def _to_date(match: re.Match[str], today: date) -> Period | None:
    unit = match["unit"].lower()
    last = max(today - _DAY, date.min)
    first = {
        "week": week_of(today).start,
        "month": today.replace(day=1),
        "quarter": date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        "year": date(today.year, 1, 1),
    }[unit]
    return Period(first, last) if first <= last else Period(first, first)


def _yesterday(match: re.Match[str], today: date) -> Period:
    day = today if match[0].lower() == "today" else today - _DAY
    return Period(day, day)


def _named_month(match: re.Match[str], today: date) -> Period:
    number = _MONTHS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else today.year - (number > today.month)
    return month(year, number)


def _named_quarter(match: re.Match[str], today: date) -> Period:
    number = int(match["quarter"])
    year = int(match["year"]) if match["year"] else today.year - ((number - 1) * 3 + 1 > today.month)
    return Period(month(year, number * 3 - 2).start, month(year, number * 3).end)


def _calendar_day(month_name: str, day: str, year: str | None, today: date) -> date:
    number = _MONTHS[month_name.lower()]
    try:
        found = date(int(year) if year else today.year, number, int(day))
    except ValueError:
        msg = f"'{month_name} {day}' is not a day of the calendar"
        raise InputError(msg, remedy="Write dates as year-month-day, for example 2026-05-11.") from None
    if not year and found > today:
        found = date(today.year - 1, number, min(int(day), calendar.monthrange(today.year - 1, number)[1]))
    return found


def _spoken_range(match: re.Match[str], today: date) -> Period:
    end_month = match["m2"] or match["m1"]
    end = _calendar_day(end_month, match["d2"], match["year"], today)
    start = _calendar_day(match["m1"], match["d1"], str(end.year), today)
    if start > end:
        start = _calendar_day(match["m1"], match["d1"], str(end.year - 1), today)
    return Period(start, end)


def _spoken_day(match: re.Match[str], today: date) -> Period:
    name, number = match["m1"] or match["m2"], match["d1"] or match["d2"]
    found = _calendar_day(name, number, match["year"], today)
    return week_of(found) if match["week"] else Period(found, found)


def _iso_week_of(match: re.Match[str], _today: date) -> Period:
    return week_of(_day(match[1]))


def _last_weekday(match: re.Match[str], today: date) -> Period:
    back = (today.weekday() - _WEEKDAYS[match["weekday"].lower()] - 1) % 7 + 1
    return Period(today - back * _DAY, today - back * _DAY)


def _form(
    pattern: str, read: Callable[[re.Match[str], date], Period | None]
) -> tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None]]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), read


# The longest forms first: a form never takes characters that an earlier one has read.
_FORMS = (
    _form(rf"({_ISO})\s*(?:\.\.+|/|to|until|through|till|–|—|-|and)\s*({_ISO})", _iso_range),
    _form(rf"week (?:of|from|starting|beginning) ({_ISO})", _iso_week_of),
    _form(rf"({_ISO})", _iso_day),
    _form(
        rf"(?P<m1>{_MONTH})\.? (?P<d1>{_DAY_OF_MONTH})(?:st|nd|rd|th)?\s*(?:-|–|to|until|through)\s*"
        rf"(?:(?P<m2>{_MONTH})\.? )?(?P<d2>{_DAY_OF_MONTH})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?",
        _spoken_range,
    ),
    _form(
        rf"(?P<week>week (?:of|from|starting|beginning) )?(?:the )?(?:(?P<m1>{_MONTH})\.? (?P<d1>{_DAY_OF_MONTH})"
        rf"(?:st|nd|rd|th)?|(?P<d2>{_DAY_OF_MONTH})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\.?)"
        r"(?:,? (?P<year>\d{4}))?",
        _spoken_day,
    ),
    _form(
        rf"(?:the )?(?:last|past|previous|prior|trailing)(?: (?P<count>{_NUMBER}))? (?:full |complete )?"
        r"(?P<unit>days?|weeks?|months?|quarters?|years?)",
        _rolling,
    ),
    _form(r"(?:this|current) (?P<unit>week|month|quarter|year)(?: to date| so far)?", _to_date),
    _form(r"(?P<unit>week|month|quarter|year)[- ]to[- ]date", _to_date),
    _form(rf"last (?P<weekday>{_WEEKDAY})", _last_weekday),
    _form(r"yesterday|today", _yesterday),
    _form(r"q(?P<quarter>[1-4])(?:[ -]?(?P<year>\d{4}))?", _named_quarter),
    _form(rf"(?:in |during |of |for |month of )(?P<month>{_MONTH})(?:,? (?P<year>\d{{4}}))?", _named_month),
    _form(rf"(?P<month>{_MONTH}),? (?P<year>\d{{4}})", _named_month),
)
