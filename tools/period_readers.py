"""Reads one match of a period's form into its days."""

import calendar
import re
from collections.abc import Mapping
from datetime import date

from tools.errors import InputError
from tools.holidays import holiday as holiday_of
from tools.period import DAY, Period, day_of, month, quarter, week_of
from tools.period_words import COUNT_WORDS, MONTHS, ORDINALS, WEEKDAYS


def count_of(text: str | None) -> int:
    """Return a count in digits or words; one when there is none."""
    return 1 if not text else COUNT_WORDS.get(text.lower()) or int(text)


def read_iso_range(match: re.Match[str], _today: date) -> Period:
    """Read two ISO dates."""
    return Period(day_of(match[1]), day_of(match[2]))


def read_iso_day(match: re.Match[str], _today: date) -> Period:
    """Read one ISO date."""
    return Period(day_of(match[1]), day_of(match[1]))


def read_rolling(match: re.Match[str], today: date) -> Period | None:
    """Read "last 7 days" and "the last two months": whole units before today; None for more than any account has."""
    count, unit = count_of(match["count"]), match["unit"].lower()
    if unit.startswith("fortnight"):
        count, unit = 14 * count, "day"
    if not 0 < count <= 1000:  # noqa: PLR2004 - a longer look back than any account has
        return None
    if unit.startswith("day"):
        return Period(today - count * DAY, today - DAY)
    return units_back(unit, count, count, today)


def units_back(unit: str, first: int, length: int, today: date) -> Period:
    """Return whole calendar units, from `first` units back, `length` of them."""
    if unit.startswith("week"):
        monday = week_of(today).start - 7 * first * DAY
        return Period(monday, monday + (7 * length - 1) * DAY)
    if unit.startswith("month"):
        index = today.year * 12 + today.month - 1 - first
        start, end = divmod(index, 12), divmod(index + length - 1, 12)
        return Period(month(start[0], start[1] + 1).start, month(end[0], end[1] + 1).end)
    if unit.startswith("quarter"):
        index = today.year * 4 + (today.month - 1) // 3 - first
        start, end = divmod(index, 4), divmod(index + length - 1, 4)
        return Period(quarter(start[0], start[1] + 1).start, quarter(end[0], end[1] + 1).end)
    return Period(month(today.year - first, 1).start, month(today.year - first + length - 1, 12).end)


def read_units_ago(match: re.Match[str], today: date) -> Period:
    """Read "two weeks ago": the whole unit that many units back, or the day."""
    count, unit = count_of(match["count"]), match["unit"].lower()
    if unit.startswith("day"):
        return Period(today - count * DAY, today - count * DAY)
    return units_back(unit, count, 1, today)


def read_before_last(match: re.Match[str], today: date) -> Period:
    """Read "the week before last"."""
    unit = match["unit"].lower()
    return Period(today - 2 * DAY, today - 2 * DAY) if unit == "day" else units_back(unit, 2, 1, today)


def read_weekend(match: re.Match[str], today: date) -> Period:
    """Return the last weekend that is over; "this weekend" is this week's once it has begun."""
    saturday = week_of(today).start + 5 * DAY
    if saturday >= today or match["which"].lower() != "this":
        saturday -= 7 * DAY
    return Period(saturday, saturday + DAY)


_TO_DATE_LETTERS = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


def read_to_date(match: re.Match[str], today: date) -> Period:
    """Read "month to date" and "this week": from the start of the unit to yesterday."""
    said = match["unit"].lower()
    unit = _TO_DATE_LETTERS.get(said, said)
    last = max(today - DAY, date.min)
    first = {
        "week": week_of(today).start,
        "month": today.replace(day=1),
        "quarter": date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
        "year": date(today.year, 1, 1),
    }[unit]
    return Period(first, last) if first <= last else Period(first, first)


def read_yesterday(match: re.Match[str], today: date) -> Period:
    """Read "yesterday" and "today"."""
    day = today if match[0].lower() == "today" else today - DAY
    return Period(day, day)


def read_month(match: re.Match[str], today: date) -> Period:
    """Read a month by name; the latest that has begun when no year is given."""
    parts = match.groupdict()
    number = MONTHS[match["month"].lower()]
    if parts.get("back"):
        year = today.year - 1
    else:
        year = int(match["year"]) if parts.get("year") else today.year - (number > today.month)
    return month(year, number)


def read_quarter(match: re.Match[str], today: date) -> Period:
    """Read a quarter; the latest that has begun when no year is given."""
    parts = match.groupdict()
    number = int(parts["quarter"]) if parts.get("quarter") else ORDINALS[match["ordinal"].lower()]
    year = int(match["year"]) if match["year"] else today.year - ((number - 1) * 3 + 1 > today.month)
    if parts.get("back"):
        year = today.year - 1
    return quarter(year, number)


def read_half_year(match: re.Match[str], _today: date) -> Period:
    """Read "H1 2026"."""
    return half_of_year(int(match["year"]), is_first=match["half"] == "1")


def half_of_year(year: int, *, is_first: bool) -> Period:
    """Return a half of a calendar year."""
    return (
        Period(quarter(year, 1).start, quarter(year, 2).end)
        if is_first
        else Period(quarter(year, 3).start, quarter(year, 4).end)
    )


def read_year(match: re.Match[str], _today: date) -> Period:
    """Read a calendar year."""
    return Period(month(int(match["year"]), 1).start, month(int(match["year"]), 12).end)


def read_calendar_week(match: re.Match[str], today: date) -> Period | None:
    """Read an ISO calendar week; None where the year has no such week."""
    year, number = int(match["year"] or today.year), int(match["number"])
    try:
        return week_of(date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def calendar_day(month_name: str, day: str, year: str | None, today: date) -> date:
    """Return a day of a month; the latest that has come when no year is given.

    Raises:
        InputError: when there is no such day.
    """
    number = MONTHS[month_name.lower()]
    try:
        found = date(int(year) if year else today.year, number, int(day))
    except ValueError:
        msg = f"'{month_name} {day}' is not a day of the calendar"
        raise InputError(msg, remedy="Write dates as year-month-day, for example 2026-05-11.") from None
    if not year and found > today:
        found = date(today.year - 1, number, min(int(day), calendar.monthrange(today.year - 1, number)[1]))
    return found


def read_spoken_range(match: re.Match[str], today: date) -> Period:
    """Read "May 3 to 9" and "the 3rd to the 9th of May"."""
    parts: Mapping[str, str | None] = match.groupdict()
    end_month = parts.get("m2") or match["m1"]
    end = calendar_day(str(end_month), match["d2"], match["year"], today)
    first_month = str(parts.get("m1") or end_month)
    start = calendar_day(first_month, match["d1"], str(end.year), today)
    if start > end:
        start = calendar_day(first_month, match["d1"], str(end.year - 1), today)
    return Period(start, end)


def read_spoken_day(match: re.Match[str], today: date) -> Period:
    """Read "May 3", "the 3rd of May" and "week of May 3"."""
    name, number = match["m1"] or match["m2"], match["d1"] or match["d2"]
    found = calendar_day(name, number, match["year"], today)
    return week_of(found) if match["week"] else Period(found, found)


def read_dotted_day(match: re.Match[str], _today: date) -> Period:
    """Read "03.05.2026", day first."""
    day = day_of(f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}")
    return Period(day, day)


def read_iso_week_of(match: re.Match[str], _today: date) -> Period:
    """Read the week that holds an ISO date."""
    return week_of(day_of(match[1]))


def read_last_weekday(match: re.Match[str], today: date) -> Period:
    """Read "last Monday": the latest one before today."""
    back = (today.weekday() - WEEKDAYS[match["weekday"].lower()] - 1) % 7 + 1
    return Period(today - back * DAY, today - back * DAY)


def read_holiday(match: re.Match[str], today: date) -> Period:
    """Read a holiday by name."""
    back = match.groupdict().get("back")
    year = int(match["year"]) if match["year"] else today.year - 1 if back else None
    return holiday_of(match["holiday"], year, today)
