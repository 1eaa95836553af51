"""The days that marketers name: Easter, Black Friday and their kind, with the rules of `dateutil`."""

import re
from collections.abc import Callable
from datetime import date

from tools.period import DAY, Period


def _easter(year: int) -> date:
    from dateutil.easter import easter

    return easter(year)


def _thanksgiving(year: int) -> date:
    from dateutil.relativedelta import TH, relativedelta

    return date(year, 11, 1) + relativedelta(weekday=TH(+4))


def _mothers_day(year: int) -> date:
    from dateutil.relativedelta import SU, relativedelta

    return date(year, 5, 1) + relativedelta(weekday=SU(+2))


HOLIDAYS: dict[str, Callable[[int], Period]] = {
    r"good friday": lambda y: _span(_easter(y) - 2 * DAY, 1),
    r"easter monday": lambda y: _span(_easter(y) + DAY, 1),
    r"easter weekend": lambda y: _span(_easter(y) - 2 * DAY, 4),
    r"easter(?: sunday)?": lambda y: _span(_easter(y), 1),
    r"thanksgiving": lambda y: _span(_thanksgiving(y), 1),
    r"(?:black friday|cyber) (?:week|weekend)|bfcm|cyber five": lambda y: _span(_thanksgiving(y), 5),
    r"black friday": lambda y: _span(_thanksgiving(y) + DAY, 1),
    r"cyber monday": lambda y: _span(_thanksgiving(y) + 4 * DAY, 1),
    r"mother'?s day": lambda y: _span(_mothers_day(y), 1),
    r"valentine'?s(?: day)?": lambda y: _span(date(y, 2, 14), 1),
    r"hallowe'?en": lambda y: _span(date(y, 10, 31), 1),
    r"singles'? day": lambda y: _span(date(y, 11, 11), 1),
    r"christmas eve": lambda y: _span(date(y, 12, 24), 1),
    r"christmas(?: day)?|xmas": lambda y: _span(date(y, 12, 25), 1),
    r"new year'?s eve": lambda y: _span(date(y, 12, 31), 1),
    r"new year(?:'?s)?(?: day)?": lambda y: _span(date(y, 1, 1), 1),
}
"""What it is called to its days in a year; the longer names first. Thanksgiving and Mother's Day are the "
"American ones."""
PATTERN = "|".join(HOLIDAYS)


def _span(first: date, days: int) -> Period:
    return Period(first, first + (days - 1) * DAY)


def holiday(name: str, year: int | None, today: date) -> Period:
    """Return a holiday of a year; the last one that has begun when no year is given."""
    rule = next(rule for pattern, rule in HOLIDAYS.items() if re.fullmatch(pattern, name.strip(), re.IGNORECASE))
    if year is not None:
        return rule(year)
    found = rule(today.year)
    return found if found.start <= today else rule(today.year - 1)
