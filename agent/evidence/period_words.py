"""The words that place a period in a comparison: "the week before", "than", "since"."""

import re
from datetime import timedelta

from agent.evidence.marks import Position
from tools.periods import Period

_UNITS = r"(?:week|month|quarter|year|day|period|days|weeks|months)"

RELATIVE = re.compile(
    rf"\b(?P<baseline>(?:the\s+)?(?:previous|prior|preceding|baseline|comparison|earlier)\s+(?:\d+\s+|seven\s+)?(?:{_UNITS}|one\b)"
    rf"|(?:the|a|one)\s+{_UNITS}\s+(?:before|earlier|prior|ago)|{_UNITS}\s+before|baseline|beforehand|previously|formerly|prev\b"
    r"|before(?=\s*(?:[,.;:()|]|$|and\b|to\b))"
    r"|earlier|expected|the\s+forecast|the\s+plan)\b"
    rf"|\b(?P<current>(?:the\s+)?current\s+{_UNITS}|(?:the\s+)?latest\s+{_UNITS}|currently|current|now|afterwards|after(?=\s*(?:[,.;:)|]|$))|actual)\b",
    re.IGNORECASE,
)

_HEADERS: dict[Position, re.Pattern[str]] = {
    "baseline": re.compile(r"\W*(?:from|was|old|start|prior|then|pre|previous|last\s+period|lw|py)\W*", re.IGNORECASE),
    "current": re.compile(r"\W*(?:to|new|end|post|is|latest|today|this\s+period|tw|cy)\W*", re.IGNORECASE),
}
"""Headers of columns that tell a side of the comparison by one word."""

_COMPARED = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|vs\.?|against|than|relative\s+to|over|from|on)\s+(?:(?:in|the|that\s+of)\s+)*$",
    re.IGNORECASE,
)

_OTHER_SIDE = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|against|than|relative\s+to)\s+(?:(?:in|the|that\s+of)\s+)*$", re.IGNORECASE
)

COMING = re.compile(
    r"\b(?:next|coming|following|upcoming)\s+(?:\d+\s+)?(?:weeks?|months?|quarters?|years?|days?)\b", re.IGNORECASE
)

_MOMENT = re.compile(
    r"\b(?:since|after|until|till|by|from|starting|began|begins?|moved|level|around|up\s+to|shifted|changed|broke|as\s+of|dated?)\s+"
    r"(?:on\s+|around\s+|about\s+|the\s+)*$",
    re.IGNORECASE,
)


def position(match: re.Match[str]) -> Position:
    """Return which side of a comparison a match of `RELATIVE` names."""
    return "baseline" if match["baseline"] else "current"


def header_position(text: str) -> Position:
    """Return which side of a comparison a column's header names by a word that says so only there: "From", "To"."""
    return next((side for side, words in _HEADERS.items() if words.fullmatch(text)), "")


def is_compared(text: str, start: int) -> bool:
    """Return whether a period is named as what something is compared with, or measured from."""
    return _COMPARED.search(text[max(0, start - 28) : start]) is not None


def is_other_side(text: str, start: int) -> bool:
    """Return whether a period can only be the other side of a comparison."""
    return _OTHER_SIDE.search(text[max(0, start - 28) : start]) is not None


def is_joined(text: str, start: int, end: int) -> bool:
    """Return whether a period is one of two that are named together."""
    before, after = text[max(0, start - 28) : start], text[end : end + 12]
    return (
        re.search(r"\b(?:and|to|between|from)\s+(?:the\s+)?$", before) is not None
        or re.match(r"\s+(?:and|to)\b", after) is not None
    )


def is_a_moment(text: str, start: int, period: Period) -> bool:
    """Return whether a single day is when something began, and so no period that figures are of."""
    return period.days == 1 and _MOMENT.search(text[max(0, start - 24) : start]) is not None


_WEEK_FROM = re.compile(r"\b(?:w/[ce]|wc|week\s+(?:commencing|starting|beginning|from))\s*:?\s*$", re.IGNORECASE)


def weeks_of(text: str, start: int, readings: frozenset[Period]) -> frozenset[Period]:
    """Return the weeks that a day stands for in "w/c 18 May" beside the days that it may be."""
    if not _WEEK_FROM.search(text[:start]):
        return readings
    return readings | {Period(p.start, p.start + timedelta(days=6)) for p in readings if p.days == 1}
