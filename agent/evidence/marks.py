"""The words of a statement that say what its figures are of: metrics, segments and periods, each with its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tools.kpi.definitions import METRICS
from tools.kpi.mentions import Mention, find_mentions
from tools.periods import Period
from tools.quantities import Unit

Pair = tuple[str, str]
"""A dimension and one of its values."""
Position = Literal["", "current", "baseline"]
EXAMPLE: Pair = ("", "example")


@dataclass(frozen=True, slots=True)
class MetricMark:
    """A metric named; `names` are what the word may mean, `is_each` marks "per sale", "each sale"."""

    start: int
    end: int
    names: tuple[str, ...]
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class SegmentMark:
    """A segment named: one of `pairs`; none of them for the whole, or for "everything else"."""

    start: int
    end: int
    pairs: frozenset[Pair]
    is_whole: bool = False
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class PeriodMark:
    """A period named, by dates (`readings`) or by its part in the comparison (`position`).

    `is_compared` marks the other side of a comparison ("than the week before"), `is_joined` one of two ("between last
    week and the week before"); `is_other_side` marks what only a comparison's other side can be ("than", not "over").
    """

    start: int
    end: int
    text: str
    readings: frozenset[Period] = frozenset()
    position: Position = ""
    is_compared: bool = False
    is_joined: bool = False
    is_other_side: bool = False


_EACH = re.compile(r"(?:\b(?:per|each|every|an?|one)\s+|/\s?)(?:\w+\s+)?$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def metric_marks(text: str) -> tuple[MetricMark, ...]:
    """Return the metrics named in a text."""
    spoken = [MetricMark(m.start(), m.end(), names) for words, names in _SPOKEN for m in words.finditer(text)]
    found = tuple(
        MetricMark(m.start, m.end, _names(m), is_each=_is_each(text, m.start, m.candidates))
        for m in find_mentions(text)
        if not m.is_time
        and not _COSTS.search(text[max(0, m.start - 24) : m.end])
        and not _NOT_OF_METRICS.match(text[m.start :])
    )
    return found if not spoken else tuple(sorted((*found, *spoken), key=lambda m: m.start))


_SPOKEN = (
    (
        re.compile(
            r"\b(?:tak(?:e|es|ing)|took|br(?:ing|ings|inging|ought))\s+in\b(?!\s+\w+\s+(?:conver|click|lead))",
            re.IGNORECASE,
        ),
        ("revenue",),
    ),
    (re.compile(r"\bpaid\s+out\b", re.IGNORECASE), ("spend",)),
)
"""Verbs of answers that name a measure where a question would not use them."""
_COSTS = re.compile(
    r"\b(?:it|they|one|that|which|each|impressions)\s+(?:now\s+|still\s+|only\s+)?costs?$",
    re.IGNORECASE,
)
"""The verb, which may tell any price."""
_RANK = re.compile(r"(?:highest|lowest|best|worst|max\w*|min\w*)\s+", re.IGNORECASE)


def _names(mention: Mention) -> tuple[str, ...]:
    """Return what a name may mean; "the highest CPA" of an answer is as often a CPA that is highest."""
    own = tuple(c.name for c in mention.candidates)
    rank = _RANK.match(mention.text)
    inner = find_mentions(mention.text[rank.end() :]) if rank else []
    return (*own, *(c.name for m in inner for c in m.candidates if c.name not in own))


_NOT_OF_METRICS = re.compile(
    r"(?:contributions?(?!\s+(?:margin|profit))|reach(?:ed|es)|lost|clos(?:ed?|es|ing)|completed|people|actions?|"
    r"leads?(?=\s+to\b)|orders?(?=\s+(?:to|of)\b)|starts?|earns?|years?|pace)\b(?!\s+rate)",
    re.IGNORECASE,
)
"""Words that name a metric in a question and rarely in an answer: "CPA reached $40", "its contribution to the rise"."""


def _is_each(text: str, start: int, candidates: Iterable[object]) -> bool:
    counts = any(getattr(c, "unit", None) is Unit.COUNT for c in candidates)
    return counts and _EACH.search(text[max(0, start - 16) : start]) is not None


@lru_cache(maxsize=512)
def per_one_of(measure: str) -> frozenset[str]:
    """Return the KPIs that are something for one of a measure: CPA and AOV for conversions."""
    return frozenset(
        m.name for m in METRICS.values() if m.formula and not m.balance and m.parsed.powers.get(measure, 0) < 0
    )
