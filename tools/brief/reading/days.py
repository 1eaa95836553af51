"""Finds days and months in a text that looks ahead: what has no year is the next one to come."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tools.periods import Period, month, week_of

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.lower()[:3]: n for name, n in list(_MONTHS.items())} | {"sept": 9}
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:,?\s+(?P<year>20\d\d)|\s*'(?P<short>\d\d))?"
_ATOMS = (
    ("iso", re.compile(r"(?<![\d-])(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])")),
    ("dotted", re.compile(r"(?<![\d.,/])(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<y>20\d\d)(?!\d)")),
    (
        "day",
        re.compile(rf"(?<![\w.,])(?P<d>{_D})(?:st|nd|rd|th|\.)?(?:\s+of)?\s+(?P<m>{_M})\b\.?{_YEAR}", re.IGNORECASE),
    ),
    (
        "day",
        re.compile(
            rf"\b(?P<m>{_M})\b\.?\s+(?:the\s+)?(?P<d>{_D})(?:st|nd|rd|th)?(?![\d%]|[.,]\d){_YEAR}", re.IGNORECASE
        ),
    ),
    (
        "ordinal",
        re.compile(
            rf"\b(?:the\s+)?(?P<o>first|second|third|tenth|fifteenth|twentieth|last(?:\s+day)?)\s+of\s+(?P<m>{_M})\b{_YEAR}",
            re.IGNORECASE,
        ),
    ),
    (
        "part",
        re.compile(
            rf"\b(?:the\s+)?(?P<part>mid(?:dle)?|early|late|beginning|start|end)(?:\s*-\s*|\s+(?:of\s+)?)(?P<m>{_M})\b"
            rf"\.?{_YEAR}",
            re.IGNORECASE,
        ),
    ),
    ("quarter", re.compile(r"\bQ(?P<q>[1-4])(?:[ /-]?(?P<year>20\d\d))?\b")),
    ("month", re.compile(rf"\b(?P<m>(?:{_M}))\b\.?{_YEAR}", re.IGNORECASE)),
    ("weekday", re.compile(rf"\b(?P<next>next\s+|this\s+|coming\s+)(?P<w>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)),
    (
        "ahead",
        re.compile(
            r"\b(?:(?:the\s+)?(?P<next>next)\s+(?P<unit>week|month|quarter)|(?P<now>today|tomorrow))\b", re.IGNORECASE
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day, or a run of days, named in a text.

    Attributes:
        start: where it stands.
        end: where it ends.
        text: as written.
        period: the days it means; a day alone is a period of one.
        has_year: True when the year was written.
    """

    start: int
    end: int
    text: str
    period: Period
    has_year: bool = False

    @property
    def is_day(self) -> bool:
        """True for a single day."""
        return self.period.start == self.period.end


def find_days(text: str, *, today: date, month_first: bool = False) -> list[DayMention]:
    """Return the days and months that a text names, in order; days that the calendar lacks are left out.

    Args:
        text: the text.
        today: what has no year is on this day or later.
        month_first: 03/04/2026 is the 4th of March.
    """
    found: list[DayMention] = []
    for kind, pattern in _ATOMS:
        for match in pattern.finditer(text):
            if any(match.start() < f.end and f.start < match.end() for f in found) or not _is_meant(kind, match, text):
                continue
            try:
                read = _read(kind, match, today, month_first=month_first)
            except (ValueError, OverflowError):
                continue
            found.append(DayMention(match.start(), match.end(), match[0].strip(), *read))
    return sorted(found, key=lambda f: f.start)


def _is_meant(kind: str, match: re.Match[str], text: str) -> bool:
    """A month alone is no verb and no other word: "May", "in may", "september", not "we may" or "a march"."""
    if kind != "month":
        return True
    name, after = match["m"], text[match.end() : match.end() + 12]
    if re.match(r"\s+(?:we|I|you|be|not|also|the\b)", after):
        return False
    is_plain = name[0].isupper() or name.lower() in _NOTHING_ELSE
    return is_plain or bool(match["year"] or _MONTH_BEFORE.search(text[: match.start()]))


_NOTHING_ELSE = frozenset(name.lower() for name in calendar.month_name if name) - {"may", "march"}
_MONTH_BEFORE = re.compile(
    rf"\b(?:in|from|until|till|through|during|of|between|late|early|mid|since|(?:{_M})\s+(?:to|and))\s+$", re.IGNORECASE
)


def _read(kind: str, match: re.Match[str], today: date, *, month_first: bool) -> tuple[Period, bool]:
    parts = match.groupdict()
    if kind == "iso":
        day = date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
        return Period(day, day), True
    if kind == "dotted":
        first, second = int(parts["a"]), int(parts["b"])
        is_month_first = "/" in match[0] and ((month_first and first <= 12) or second > 12)  # noqa: PLR2004 - months
        day = date(int(parts["y"]), *((first, second) if is_month_first else (second, first)))
        return Period(day, day), True
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"]) if parts.get("short") else None
    if kind == "quarter":
        quarter = int(parts["q"])
        last = _coming(lambda y: month(y, quarter * 3), year, today)
        return Period(date(last.start.year, quarter * 3 - 2, 1), last.end), year is not None
    if kind in {"weekday", "ahead"}:
        return _relative(parts, today), True
    number = _MONTHS[parts["m"].lower()]
    if kind == "month":
        return _coming(lambda y: month(y, number), year, today), year is not None
    if kind == "ordinal":
        return _coming(lambda y: _ordinal(parts["o"].lower(), month(y, number)), year, today), year is not None
    if kind == "part":
        return _coming(lambda y: _part(parts["part"].lower(), month(y, number)), year, today), year is not None
    return _coming(lambda y: Period(date(y, number, int(parts["d"])), date(y, number, int(parts["d"]))), year, today), (
        year is not None
    )


_ORDINALS = {"first": 1, "second": 2, "third": 3, "tenth": 10, "fifteenth": 15, "twentieth": 20}


def _ordinal(word: str, whole: Period) -> Period:
    day = whole.start.replace(day=_ORDINALS[word]) if word in _ORDINALS else whole.end
    return Period(day, day)


def _part(part: str, whole: Period) -> Period:
    day = {"end": whole.end, "late": whole.start.replace(day=21)}.get(part)
    if day is None:
        day = whole.start.replace(day=15) if part.startswith("mid") else whole.start
    return Period(day, day)


def _coming(of_year: Callable[[int], Period], year: int | None, today: date) -> Period:
    if year is not None:
        return of_year(year)
    this = of_year(today.year)
    return this if this.end >= today else of_year(today.year + 1)


def _relative(parts: dict[str, str | None], today: date) -> Period:
    if parts.get("w"):
        ahead = (_WEEKDAYS[str(parts["w"]).lower()] - today.weekday() - 1) % 7 + 1
        day = today + timedelta(days=ahead)
        return Period(day, day)
    if parts.get("now"):
        day = today + timedelta(days=str(parts["now"]).lower() == "tomorrow")
        return Period(day, day)
    if parts["unit"] == "week":
        return week_of(today + timedelta(days=7))
    ahead = 1 if parts["unit"] == "month" else 3 - (today.month - 1) % 3
    index = today.year * 12 + today.month - 1 + ahead
    first = month(index // 12, index % 12 + 1)
    if parts["unit"] == "month":
        return first
    index += 2
    return Period(first.start, month(index // 12, index % 12 + 1).end)
