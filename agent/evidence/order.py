"""Claims of order, which hold no figure to trace: "the second largest", "between $48 and $33", "fell from 3% to 4%".

Only what the evidence contradicts is a fault: a rank among segments that it holds, an interval or a movement whose own
two ends run the other way.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.evidence.blocks import Statement
from agent.evidence.direction import direction_words
from agent.evidence.ledger import Entry
from agent.evidence.marks import Pair, SegmentMark
from agent.evidence.movement import denied_directions
from agent.evidence.scope import Said
from agent.evidence.vocabulary import Vocabulary
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

Fault = tuple[str, str]
"""The words, and why they are wrong."""

_JOINT = re.compile(r"\**\s*(?:\([^()]*\)\s*)?(?:to|→|->|[-–—])\s*\**", re.IGNORECASE)
_AND = re.compile(r"\**\s*and\s*\**", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|anywhere\s+from)\s*\**$", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:from|up|down|went|moved|came|rose|fell)\b|→|->", re.IGNORECASE)


def faults_of(
    statement: Statement, said_of: Sequence[Said], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Iterator[Fault]:
    """Yield what a statement says of order and direction that its own figures or the evidence deny."""
    yield from _pairs(statement.text, said_of, vocabulary)
    if not statement.is_cell:
        yield from _ranks(statement, entries, vocabulary)
        yield from denied_directions(statement, entries, vocabulary)


def _pairs(text: str, said_of: Sequence[Said], vocabulary: Vocabulary) -> Iterator[Fault]:
    """Intervals told backwards, and "dropped from 3.2% to 3.8%"."""
    for left, right in pairwise(said_of):
        one, two = left.figure, right.figure
        is_pair = one.kind == two.kind == "number" and one.unit is two.unit and one.currency == two.currency
        if not is_pair or one.value == two.value:
            continue
        between = text[one.end : two.start]
        told = text[one.start : two.end]
        before = text[: one.start]
        is_interval = _AND.fullmatch(between) and _BETWEEN.search(before)
        is_range = left.is_interval and _JOINT.fullmatch(between) and not _MOVES.search(before[left.clause[0] :])
        if (is_interval or is_range or _is_spread(before, between)) and one.value > two.value:
            yield told, "the interval is told backwards"
        elif _JOINT.fullmatch(between) and not (left.is_interval or one.sign or two.sign or _is_amount(before, left)):
            sign = _governing(before, left, vocabulary)
            if sign and (two.value > one.value) != (sign > 0):
                yield told, "the figures move the other way than the words say"


def _is_amount(before: str, said: Said) -> bool:
    """Return whether the first of two figures is what something moved by: "fell by 0.06 to 0.96"."""
    return (
        said.figure.is_points
        or re.search(r"\bby\s+(?:\w+\s+)?\**$|\b\w+(?:ed|ell|ose|rew)\s+(?:\w+\s+)?\**$", before) is not None
    )


_RANGES = re.compile(r"\b(?:rang\w+|runs?|spans?|spread\w*|var(?:y|ies))\s+(?:anywhere\s+)?from\s*\**$", re.IGNORECASE)


def _is_spread(before: str, between: str) -> bool:
    return _RANGES.search(before) is not None and re.match(r"\**\s*(?:\([^)]*\)\s*)?to\b", between) is not None


def _governing(before: str, said: Said, vocabulary: Vocabulary) -> int:
    """Return the direction that the words before a movement tell of it; those of another metric tell nothing."""
    words = [
        w
        for w in direction_words(vocabulary.without_names(before), said.metrics)
        if w.start >= said.clause[0] and not re.match(r"\s+than\b", before[w.end :])
    ]
    if not words:
        return 0
    gap = before[words[-1].end :]
    names = vocabulary.metric_marks(gap)
    is_of = re.match(r"\s+(?:in|of)\b", gap) is not None
    if len(names) > (1 if is_of else 0) or (vocabulary.segment_marks(gap) and not is_of) or re.search(r"[,;:]", gap):
        return 0
    return words[-1].sign


_RANKED = re.compile(
    r"\b(?:(?P<nth>second|third|fourth|2nd|3rd|4th)[\s-]+|(?P<count>two|three|four|[2-5])\s+)?"
    r"(?P<rank>(?P<top>largest|biggest|highest|greatest|strongest|most\s+expensive|priciest|dearest)"
    r"|(?P<low>smallest|lowest|least\s+expensive|cheapest|weakest)"
    r"|(?P<of_two>(?<=\bthe\s)(?:(?P<higher>higher|larger|bigger|greater)|lower|smaller|cheaper)))\b"
    r"(?P<what>(?:[\s-]+\w+){0,4})",
    re.IGNORECASE,
)
_NTH = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_COUNTS = {"two": 2, "three": 3, "four": 4}
_ROLES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"contribut|driver|effect|impact|influence|part|factor|cause", re.IGNORECASE), ("contribution",)),
    (re.compile(r"share", re.IGNORECASE), ("share",)),
    (re.compile(r"rise|increase|jump|gain|drop|fall|decline|decrease|change|move|swing", re.IGNORECASE),
     ("change", "relative change", "contribution")),
)  # fmt: skip
_PRICE = re.compile(r"expensive|cheap|pric|dear", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:among|one\s+of|usually|often|typically|if|would|could|might|may|not|n't|no)\b", re.IGNORECASE
)


def _ranks(statement: Statement, entries: Sequence[Entry], vocabulary: Vocabulary) -> Iterator[Fault]:
    text = statement.text
    for m in _RANKED.finditer(text):
        around = re.split(r"[;]|\.\s|,\s+(?:and|while|but|whereas)\s", text[: m.start()])[-1]
        if _HEDGED.search(around[-40:]):
            continue
        named = _ranked_segments(text, m, vocabulary)
        if not named or any(len(pairs) != 1 for pairs in named):
            continue
        metrics = _metrics_around(statement, m, vocabulary)
        place = int(m["count"]) if (m["count"] or "").isdigit() else _COUNTS.get((m["count"] or "").lower(), 0)
        nth = _NTH.get((m["nth"] or "").lower(), 1)
        for pairs in named:
            pair = next(iter(pairs))
            rankings = list(_rankings(pair, m, metrics, entries))
            if rankings and not any(_holds(r, pair, nth, place) for r in rankings):
                yield m[0].strip(), f"{pair[1]} is not {m['rank'].lower()} in the evidence"


def _ranked_segments(text: str, m: re.Match[str], vocabulary: Vocabulary) -> list[frozenset[Pair]]:
    """Return what is ranked: the names before "the three largest", or the one name by the rank."""
    marks = [s for s in vocabulary.segment_marks(text) if s.pairs and not _is_joined(s, vocabulary, text)]
    before = [s for s in marks if s.end <= m.start()]
    after = [s for s in marks if s.start >= m.end("rank")]
    if m["count"]:
        return [s.pairs for s in before] if not after else []
    if before and not re.search(r"[;]|\.\s|,\s+(?:and|while|but|whereas)\s", text[before[-1].end : m.start()]):
        gap = text[before[-1].end : m.start()]
        if (
            re.search(r"\b(?:than|of|to|after|behind|before|besides)\s+(?:the\s+)?$", text[: before[-1].start])
            or len(gap) > _FAR
        ):
            return []
        is_subject = re.match(
            r"['’]?s?\W*(?:\w+\W+){0,4}?(?:is|was|has|had|have|makes?|made|the|saw|with|as|remains?)\b|\W*(?:the\s+)?$",
            gap,
        )
        return [before[-1].pairs] if is_subject else []
    if len(after) == 1 and re.match(
        r"[^.;,]{0,60}?\b(?:is|was|came\s+from|comes\s+from|belongs\s+to|from|by|in|on)\s+(?:the\s+)?[\"“*]*$|\W*:?\W*$",
        text[m.end("rank") : after[0].start],
    ):
        return [after[0].pairs]
    return []


_FAR = 60


def _is_joined(mark: SegmentMark, vocabulary: Vocabulary, text: str) -> bool:
    """Return whether the name is one of two that make a segment together: ranks are told within one dimension."""
    from agent.evidence.segment_scope import together

    return len(together(mark, [s for s in vocabulary.segment_marks(text) if s.pairs], text)) > 1


def _metrics_around(statement: Statement, m: re.Match[str], vocabulary: Vocabulary) -> frozenset[str]:
    text = statement.text
    after = [k for k in vocabulary.metric_marks(text) if k.end > m.start("rank") and k.start <= m.end()]
    if after:
        return frozenset(n for k in after for n in k.names)
    everything = [k for t in (text, *statement.over) for k in vocabulary.metric_marks(t)]
    return frozenset(n for k in everything for n in k.names)


def _rankings(
    pair: Pair, m: re.Match[str], metrics: frozenset[str], entries: Sequence[Entry]
) -> Iterator[list[tuple[float, Pair]]]:
    """Yield the segments of a dimension by each value that the words may rank them by, the claimed end first."""
    roles = next((roles for words, roles in _ROLES if words.search(m["what"] or "")), None)
    if roles is None:
        roles = ("value", "contribution", "change", "share")
        roles = ("value",) if _PRICE.search(m["rank"]) else roles
    for role in roles:
        groups: dict[tuple[str, str], dict[Pair, float]] = {}
        for e in entries:
            if e.origin == "fact" and e.role == role and len(e.segment - e.where) == 1:
                own = next(iter(e.segment - e.where))
                is_meant = not metrics or e.metric in metrics or role in {"contribution", "share"}
                is_price = e.metric in METRICS and METRICS[e.metric].unit is Unit.MONEY
                if own[0] == pair[0] and is_meant and (is_price or not _PRICE.search(m["rank"])):
                    groups.setdefault((e.source, e.metric), {}).setdefault(own, e.value)
        for values in groups.values():
            if pair in values and len(values) > 1:
                sized = [(abs(v) if role not in {"value", "share"} else v, p) for p, v in values.items()]
                if m["of_two"] is None or len(values) == 2:  # noqa: PLR2004 - "the higher" is one of two
                    yield sorted(sized, reverse=m["top"] is not None or m["higher"] is not None)


def _holds(ranking: Sequence[tuple[float, Pair]], pair: Pair, nth: int, place: int) -> bool:
    own = next(size for size, p in ranking if p == pair)
    if place:
        return own in [size for size, _ in ranking[:place]]
    return nth <= len(ranking) and ranking[nth - 1][0] == own
