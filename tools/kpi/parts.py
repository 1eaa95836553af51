"""Reads a part and its whole told together: "120 clicks of 10,000", "200/10,000 conversions", "18 of 30 days"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tools.kpi.definitions import METRICS
from tools.kpi.figures import fits
from tools.kpi.mentions import Mention, Number
from tools.quantities import Unit

_JOINT = re.compile(r"\s*(?:out of|of|/|from|on)\s*(?:a total of |the |our |all |its |a )?", re.IGNORECASE)
_LINK_BEFORE = re.compile(r"\s*(?:of|=|:|is|was|were|at|made|had|got|have|has)?\s*", re.IGNORECASE)
_LINK_AFTER = re.compile(r"\s*(?:in |of )?(?:total |planned |the )?", re.IGNORECASE)
_TO_THE_PART = re.compile(
    r"\s*(?:that |who |which |have |has |had |were |was |led to |became |become |ended in |with )*"
)
_DAY = re.compile(r"\bday\s+$", re.IGNORECASE)
_CHECKED = ("spend", "budget"), ("days_elapsed", "days_total")


@dataclass(frozen=True, slots=True)
class Part:
    """A number that is part of another one.

    Attributes:
        number: the part, or the whole.
        metric: what it counts.
        mentions: the words that name it.
    """

    number: Number
    metric: str
    mentions: tuple[Mention, ...]


@cache
def part_pairs() -> tuple[tuple[str, str], ...]:
    """Return each part with its whole, as the rates define them, the likeliest whole of a part first."""
    pairs = []
    for metric in METRICS.values():
        powers = metric.parsed.powers
        counts = all(METRICS[n].unit is Unit.COUNT for n in powers)
        if metric.is_kpi and metric.unit is Unit.RATE and counts and sorted(powers.values()) == [-1, 1]:
            part, whole = sorted(powers, key=lambda name: -powers[name])
            pairs.append((part, whole))
    return (*pairs, *_CHECKED)


def read_parts(text: str, numbers: Sequence[Number], mentions: Sequence[Mention]) -> list[Part]:
    """Return parts and wholes, where words or the definitions tell what each counts; in the order of the text."""
    found: list[Part] = []
    for part, whole in pairwise(numbers):
        if found and found[-1].number is part:
            continue
        between = [m for m in mentions if part.end <= m.start and m.end <= whole.start]
        if len(between) <= 1 and _JOINT.fullmatch(_gap(text, part.end, whole.start, between)):
            found += _named(text, part, whole, between, mentions)
    return found


def _gap(text: str, start: int, end: int, between: Sequence[Mention]) -> str:
    for mention in between:
        return text[start : mention.start] + text[mention.end : end]
    return text[start:end]


def _named(
    text: str, part: Number, whole: Number, between: Sequence[Mention], mentions: Sequence[Mention]
) -> list[Part]:
    before = [m for m in mentions if m.end <= part.start and _LINK_BEFORE.fullmatch(text[m.end : part.start])][-1:]
    after = [m for m in mentions if m.start >= whole.end and _LINK_AFTER.fullmatch(text[whole.end : m.start])][:1]
    later = [
        m
        for m in mentions
        if after and m.start >= after[0].end and _TO_THE_PART.fullmatch(text[after[0].end : m.start])
    ][:1]
    if whole.quantity.unit is Unit.DAYS or _DAY.search(text[: part.start]):
        return _pair(("days_elapsed", "days_total"), part, whole, (), after)
    own = between or before
    divided = _divided(text, part, whole, before) if not between and not after else []
    if divided:
        return divided
    if part.quantity.unit is Unit.RATE:
        return _rate_of(part, whole, after, later)
    for pair in part_pairs():
        if not _can_be(pair, part, whole):
            continue
        if own and _names(own, pair[0]) and (not after or _names(after, pair[1])):
            return _pair(pair, part, whole, own, after)
        if not own and _names(after, pair[1]) and (not later or _names(later, pair[0])):
            return _pair(pair, part, whole, later, after)
        if not own and not later and _names(after, pair[0]) and "/" in text[part.end : whole.start]:
            return _pair(pair, part, whole, after, ())
    return []


def _divided(text: str, part: Number, whole: Number, before: Sequence[Mention]) -> list[Part]:
    """Read "CPL = 5,400/180": what a KPI is the quotient of, written as one; the KPI is what is asked for."""
    if not before or text[part.end : whole.start].strip() != "/":
        return []
    kpi = before[0].candidates[0]
    if not kpi.is_kpi or sorted(kpi.parsed.powers.values()) != [-1, 1]:
        return []
    above, below = sorted(kpi.parsed.powers, key=lambda name: -kpi.parsed.powers[name])
    if not (fits(part.quantity, METRICS[above]) and fits(whole.quantity, METRICS[below])):
        return []
    return [Part(part, above, ()), Part(whole, below, ())]


def _rate_of(part: Number, whole: Number, after: Sequence[Mention], later: Sequence[Mention]) -> list[Part]:
    """Read "1.2% of 50,000 impressions clicked": a rate and its whole."""
    for metric in METRICS.values():
        powers = metric.parsed.powers
        if metric.unit is Unit.RATE and sorted(powers.values()) == [-1, 1]:
            above, below = sorted(powers, key=lambda name: -powers[name])
            if _names(later, above) and _names(after, below):
                return [Part(part, metric.name, tuple(later)), Part(whole, below, tuple(after))]
    return []


def _can_be(pair: tuple[str, str], part: Number, whole: Number) -> bool:
    units_fit = fits(part.quantity, METRICS[pair[0]]) and fits(whole.quantity, METRICS[pair[1]])
    return units_fit and part.quantity.value <= whole.quantity.value


def _names(mentions: Sequence[Mention], metric: str) -> bool:
    return any(c.name == metric for m in mentions for c in m.candidates)


def _pair(
    pair: tuple[str, str], part: Number, whole: Number, own: Sequence[Mention], after: Sequence[Mention]
) -> list[Part]:
    return [Part(part, pair[0], tuple(own)), Part(whole, pair[1], tuple(after))]
