"""The baselines that a text names: the days before, a week ago, a year ago; or what was expected, instead of one."""

import re
from dataclasses import dataclass
from typing import Literal

from tools.data.names import expectation_kind
from tools.periods import Period

Kind = Literal["previous period", "same days last week", "same days last year"]

_A_WEEK = 7
_SAME = r"(?:the )?(?:same |equivalent |corresponding )(?:days?|week|month|period|time|weekdays?)"
_LAST, _AGO = r"(?: of| in)? (?:the )?(?:last|previous|prior)", r"(?:ago|before|earlier)"
_FORMS: dict[Kind, tuple[str, ...]] = {
    "same days last year": (
        rf"{_SAME}{_LAST} year", rf"{_SAME} (?:a|one) year {_AGO}", rf"(?:a|one) year {_AGO}", r"(?:the )?year before",
        r"year[- ](?:over|on)[- ]year", r"yoy",
    ),
    "same days last week": (
        rf"{_SAME}{_LAST} week", rf"{_SAME} (?:a|one|the) week {_AGO}", rf"(?:a|one) week {_AGO}",
        r"week[- ](?:over|on)[- ]week", r"wow",
    ),
    "previous period": (
        r"(?:the )?(?:previous|prior|preceding) period", r"(?:the )?(?:period|days|week|month) before(?: that| it)?",
        r"what it was before",
    ),
}  # fmt: skip
_PATTERNS = tuple(
    (kind, re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE)) for kind, forms in _FORMS.items()
)


_NOUN = (
    r"(?:forecasts?|predictions?|projections?|plan|budget|targets?|goals?|expectations?|expected (?:values?|level)|"
    r"(?:what|where) (?:we|was|were|had|is|it)? ?(?:\w+ ){0,2}?(?:expected|planned|forecast(?:ed)?|budgeted|predicted))"
)
_BESIDE = (
    r"(?:below|under|above|over|behind|ahead of|short of|off|past|beyond|beneath|vs\.?|versus|against|"
    r"compared? (?:to|with|against)|relative to|than|from|miss(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|"
    r"hit(?:ting)?|reach(?:ed|ing)?|meet(?:ing)?|met)"
)
_VERB = r"(?:expected|planned|forecast(?:ed)?|predicted|projected|budgeted|targeted)"
_EXPECTED = re.compile(
    rf"(?<![\w-])(?:{_BESIDE}) (?:(?:the|our|its|their|my|your) )?(?P<noun>{_NOUN})(?![\w-])"
    rf"|(?<![\w-])than (?:\w+ ){{0,2}}?(?P<verb>{_VERB})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ExpectationMention:
    """Expected values that a text compares with, where they stand, and the word for their columns."""

    start: int
    end: int
    word: str


def find_expectation(text: str) -> ExpectationMention | None:
    """Return what a text compares with when it is no period: "below forecast", "under plan", "than we planned"."""
    found = _EXPECTED.search(text)
    if found is None:
        return None
    kind = expectation_kind(found["noun"] or found["verb"])
    return ExpectationMention(found.start(), found.end(), kind) if kind else None


@dataclass(frozen=True, slots=True)
class BaselineMention:
    """A baseline found in a text, with where it stood."""

    start: int
    end: int
    kind: Kind


def find_baseline(text: str) -> BaselineMention | None:
    """Return the first baseline that a text names by its relation to the current period."""
    found = [BaselineMention(m.start(), m.end(), kind) for kind, pattern in _PATTERNS if (m := pattern.search(text))]
    return min(found, key=lambda mention: (mention.start, -mention.end), default=None)


def read_baseline(text: str) -> Kind | None:
    """Return which baseline a text is, as a whole; None when it is none of them, such as a period of its own.

    "Last year" alone is the same days of it: a comparison of a week with a whole year says nothing.
    """
    plain = text.strip().lower().removeprefix("the ")
    if plain in {"last year", "previous year"}:
        return "same days last year"
    if plain in {"previous", "before"}:
        return "previous period"
    found = find_baseline(text)
    return found.kind if found and found.end - found.start >= len(text.strip()) - len("the ") else None


def baseline_period(kind: Kind, current: Period) -> Period:
    """Return the days to compare with; a year is taken as 52 weeks, so that weekdays meet."""
    match kind:
        case "same days last year":
            return current.a_year_before()
        case "same days last week":
            return current.shifted(-_A_WEEK * -(-current.days // _A_WEEK))
        case _:
            return current.previous()
