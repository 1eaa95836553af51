"""A period: a run of inclusive days, and the calendar's own ones."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from tools.errors import InputError

DAY = timedelta(days=1)


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
            return Period(self.start + days * DAY, self.end + days * DAY)
        except OverflowError:
            msg = f"The period {self} moved by {days} days leaves the calendar"
            raise InputError(msg, remedy="Use years between 1 and 9999.") from None

    def a_year_before(self) -> "Period":
        """Return the same weekdays 52 weeks before, so that Mondays meet Mondays."""
        return self.shifted(-364)

    def overlaps(self, other: "Period") -> bool:
        """Return whether a day belongs to both."""
        return self.start <= other.end and other.start <= self.end


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


def quarter(year: int, number: int) -> Period:
    """Return a calendar quarter.

    Raises:
        InputError: for a year that does not exist.
    """
    return Period(month(year, number * 3 - 2).start, month(year, number * 3).end)


def week_of(day: date) -> Period:
    """Return the Monday-to-Sunday week that holds `day`; the calendar's last week ends with its last day."""
    monday = day - day.weekday() * DAY
    return Period(monday, monday + min(6 * DAY, date.max - monday))


def day_of(text: str) -> date:
    """Return the day of an ISO date.

    Raises:
        InputError: when there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"'{text}' is not a day of the calendar"
        raise InputError(msg, remedy="Write dates as year-month-day, for example 2026-05-11.") from None
