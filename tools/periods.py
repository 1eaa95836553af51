"""Periods of inclusive dates, and the ways marketers name them.

Phrases are read by our own forms (`period_forms`), because the libraries for dates in free text read moments and not
periods: of twenty ways to name one, `dateparser` reads seven and `parsedatetime` none as a period. Holidays and
calendar steps come from `dateutil`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from tools.errors import InputError
from tools.period import Period, month, week_of
from tools.period_forms import BARE_MONTH, BARE_YEAR, FORMS

__all__ = ["Period", "PeriodMention", "find_periods", "month", "parse_period", "week_of"]


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period found in a text, with where it stood."""

    start: int
    end: int
    text: str
    period: Period


def parse_period(text: str, *, today: date) -> Period:
    """Read one period: `2026-05-11..2026-05-17`, `last week`, `last 7 days`, `May 2026`, `the last two weeks of March`.

    Weeks run from Monday to Sunday. "Last N days" end yesterday, and so does "since Easter".

    Raises:
        InputError: when it is none of the forms, or names a day that does not exist.
    """
    plain = text.strip()
    for pattern, read in (BARE_MONTH, BARE_YEAR):
        match = pattern.fullmatch(plain)
        period = read(match, today) if match else None
        if period is not None:
            return period
    found = find_periods(text, today=today)
    if len(found) == 1 and len(found[0].text) >= len(plain) - 4:
        return found[0].period
    msg = f"'{plain[:60]}' is not a period that can be read"
    raise InputError(msg, remedy="Write it like 2026-05-11..2026-05-17, 'last week', 'last 28 days' or 'May 2026'.")


def find_periods(text: str, *, today: date) -> list[PeriodMention]:
    """Return the periods named in `text`, in order, none overlapping another."""
    found: list[PeriodMention] = []
    for pattern, read in FORMS:
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
