"""Figures that follow from two or three evidence values: differences, ratios, shares, sums, a KPI from its measures.

Only pairs of the same metric are tried (a KPI from its own measures apart), and only among what the answer itself shows
or names beside the figure: from all values of a report nearly any small number could be derived by chance.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from agent.evidence.ledger import Entry
from agent.evidence.matching import metric_fits, on_factor_side, period_fits, shown_values
from agent.evidence.scope import Said
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.kpi.definitions import METRICS
from tools.kpi.metric import Metric
from tools.quantities import Unit, format_number

_SHARE_WORDS = re.compile(
    r"\b(?:of|share|account\w*|explain\w*|contribut\w*|responsible|represent\w*|makes?\s+up|made\s+up|from|percent)\b",
    re.IGNORECASE,
)
_SUM_WORDS = re.compile(r"\b(?:together|combined|sum|total|both|and|in\s+all|altogether|plus)\b", re.IGNORECASE)
_ADDABLE = frozenset({"contribution", "value", "before"})
_IN_AND_OUT = {"revenue", "spend"}
"""The two measures that are told against each other: what is left, and what one brought of the other."""
_MOST_TERMS = 3
_MOST_OPERANDS = 12
_TWO = 2


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure follows from entries.

    Attributes:
        words: the arithmetic with its sources, e.g. "e1: $41.67 − $38.20".
        entries: the operands.
    """

    words: str
    entries: tuple[Entry, ...]


def derive(
    said: Said, text: str, shown: Sequence[Entry], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Derivation | None:
    """Return how the figure follows from evidence, or None.

    Args:
        said: the figure with what it is said of.
        text: its statement.
        shown: the entries that figures of the same block rest on already.
        entries: all entries of the ledger.
        vocabulary: the names that the evidence knows.
    """
    currency = said.figure.currency
    for derivation in _all(said, text, shown, entries, vocabulary):
        if not currency or all(e.currency in {None, currency} for e in derivation.entries):
            return derivation
    return None


def _all(
    said: Said, text: str, shown: Sequence[Entry], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Iterator[Derivation]:
    operands = [e for e in _operands(said, shown, entries, vocabulary) if e.unit is not None and e.nature == "level"]
    for later, earlier in combinations(operands, 2):
        if _alike(later, earlier):
            yield from _of_two(said, later, earlier)
    clause = text[said.clause[0] : said.clause[1]]
    if said.figure.unit is Unit.RATE and not said.figure.is_points and _SHARE_WORDS.search(clause):
        yield from _shares(said, shown, entries)
    if _SUM_WORDS.search(clause):
        yield from _sums(said, shown, entries)
    yield from _kpis(said, entries, vocabulary)


def _operands(said: Said, shown: Sequence[Entry], entries: Sequence[Entry], vocabulary: Vocabulary) -> list[Entry]:
    """What is shown in the block, the user's own figures of that metric, and the named segments' levels."""
    is_in_and_out = bool(said.metrics & _IN_AND_OUT)
    near = [e for e in shown if metric_fits(e, said) or (is_in_and_out and e.metric in _IN_AND_OUT)]
    if said.metrics:
        near += [e for e in entries if e.origin == "words" and e.metrics & said.metrics]
        wanted = [p for r in said.required for p in r]
        near += [
            e
            for e in entries
            if e.origin == "fact" and e.nature == "level" and e.role in {"value", "before", "given", "goal"}
            and e.metrics & said.metrics and e.segment and e.segment <= said.named and period_fits(e, said, vocabulary)
            and (not wanted or any(p in wanted for p in e.segment))
        ]  # fmt: skip
    return [_level(e) for e in dict.fromkeys(near)][:_MOST_OPERANDS]


def _level(entry: Entry) -> Entry:
    return replace(entry, nature="level") if entry.nature == "any" else entry


def _alike(one: Entry, other: Entry) -> bool:
    if one.value == other.value or one.unit is not other.unit:
        return False
    same_currency = not (one.currency and other.currency) or one.currency == other.currency
    return same_currency and (bool(one.metrics & other.metrics) or {one.metric, other.metric} == _IN_AND_OUT)


def _of_two(said: Said, one: Entry, other: Entry) -> Iterator[Derivation]:
    """Differences, ratios and relative differences of two values of a metric, with the direction that is told."""
    figure = said.figure
    sign = said.way.sign
    if figure.kind == "factor" or (figure.unit is Unit.RATIO and said.way.told == "change"):
        for a, b in ((one, other), (other, one)):
            if b.value and _rounds(a.value / b.value, figure) and on_factor_side(a.value / b.value, figure):
                yield _derived(a, "/", b)
        return
    if figure.unit is Unit.RATE and not figure.is_points:
        yield from _relative(said, one, other)
        return
    unit_fits = figure.unit is one.unit or (figure.unit is None and one.unit is not Unit.RATE)
    is_difference = any(
        _rounds(abs(a - b), figure) for a, b in zip(_exact_and_shown(one), _exact_and_shown(other), strict=True)
    )
    if unit_fits and (one.unit is not Unit.RATE or figure.is_points) and is_difference:
        a, b = (one, other) if one.value > other.value else (other, one)
        is_told_so = said.way.told == "change" or said.way.sign or said.way.is_neutral
        if is_told_so and (_way_fits(one, other, said, sign) or _way_fits(other, one, said, sign)):
            yield _derived(a, "−", b)


def _relative(said: Said, one: Entry, other: Entry) -> Iterator[Derivation]:
    """What the one is of the other, and by how much it differs."""
    is_part = said.is_part or said.figure.kind == "share"
    for a, b in ((one, other), (other, one)):
        if b.value and is_part and _rounds(a.value / b.value, said.figure) and _is_subject(a, b, said):
            yield _derived(a, "/", b)
        if b.value and _rounds(abs(a.value / b.value - 1), said.figure) and _way_fits(a, b, said, said.way.sign):
            yield _derived(a, "/", b, " − 1")


def _exact_and_shown(entry: Entry) -> tuple[float, float]:
    """Return the value, and the value as tools show it, from which a reader takes a difference."""
    return entry.value, shown_values(entry)[-1] if len(shown_values(entry)) == _TWO else entry.value


def _is_subject(subject: Entry, other: Entry, said: Said) -> bool:
    """Return whether the figure is told of the one value as a part of the other."""
    if not said.required or subject.segment == other.segment:
        return True
    return all(subject.segment & r for r in said.required) or not all(other.segment & r for r in said.required)


def _way_fits(subject: Entry, other: Entry, said: Said, sign: int) -> bool:
    """Return whether the subject's difference from the other has the direction told, where the subject is known."""
    if not sign:
        return True
    if subject.metric not in said.metrics and other.metric in said.metrics:
        return False
    is_before = subject.position == "baseline" and other.position == "current"
    named = [subject.segment & r for r in said.required]
    is_other = bool(said.required) and not all(named) and all(other.segment & r for r in said.required)
    if is_before or is_other:
        return False
    return (subject.value > other.value) == (sign > 0)


def _shares(said: Said, shown: Sequence[Entry], entries: Sequence[Entry]) -> Iterator[Derivation]:
    """Parts of a whole: a segment's contribution to the change, its part of an additive measure."""
    wholes = [e for e in entries if not (e.segment - e.where) and e.origin == "fact" and e.value]
    parts = [e for e in shown if e.origin == "fact" and (e.segment - e.where or e.role.startswith("effect of "))]
    required = said.required or (
        () if said.metrics and not said.is_part else tuple(frozenset({p}) for p in sorted(said.own))
    )
    wanted = {p for r in required for p in r}
    if wanted or said.metrics:
        parts += [
            e
            for e in entries
            if e.origin == "fact"
            and (
                (
                    e.segment - e.where
                    and all(e.segment & r for r in required)
                    and wanted
                    and e.segment - e.where <= said.named
                )
                or (
                    e.role.startswith("effect of ")
                    and not e.segment
                    and e.role.removeprefix("effect of ") in said.metrics
                )
            )
        ]
    for part in dict.fromkeys(parts):
        for whole in wholes:
            if _is_part_of(part, whole) and _rounds(part.value / whole.value, said.figure):
                yield _derived(part, "/", whole)


def _is_part_of(part: Entry, whole: Entry) -> bool:
    if part.source != whole.source or part.metric != whole.metric or part == whole:
        return False
    is_contribution = part.role == "contribution" or part.role.startswith("effect of ")
    if is_contribution:
        return whole.role == "change"
    additive = part.metric in METRICS and METRICS[part.metric].additive
    return additive and part.role == whole.role in {"value", "before", "change"} and part.period == whole.period


def _sums(said: Said, shown: Sequence[Entry], entries: Sequence[Entry]) -> Iterator[Derivation]:
    """Sums of the few that are named: contributions, or an additive measure of several segments."""
    named = [e for e in entries if e.origin == "fact" and e.segment and e.segment <= said.own and e.role in _ADDABLE]
    addable = [e for e in dict.fromkeys([*shown, *named]) if _adds_up(e) and _same_unit(e, said.figure)]
    addable = addable[:_MOST_OPERANDS]
    for count in range(2, _MOST_TERMS + 1):
        for few in combinations(addable, count):
            if len({(e.metric, e.role, e.period, e.source) for e in few}) != 1 or not _disjoint(few):
                continue
            if said.own and frozenset(p for e in few for p in e.segment) != said.own:
                continue
            total = sum(e.value for e in few)
            if _rounds(abs(total), said.figure) and (not said.way.sign or (total > 0) == (said.way.sign > 0)):
                yield Derivation(" + ".join(_named(e) for e in few), few)


def _adds_up(entry: Entry) -> bool:
    if entry.role == "contribution" or entry.role.startswith("effect of "):
        return True
    return entry.metric in METRICS and METRICS[entry.metric].additive and bool(entry.segment)


def _disjoint(few: Iterable[Entry]) -> bool:
    seen: list[frozenset[tuple[str, str]]] = []
    for entry in few:
        if any(entry.segment == s for s in seen) and not entry.role.startswith("effect of "):
            return False
        seen.append(entry.segment)
    return True


def _same_unit(entry: Entry, figure: Figure) -> bool:
    if figure.unit is Unit.RATE:
        return entry.unit is Unit.RATE and figure.is_points == (entry.nature == "change")
    return figure.unit is entry.unit or (figure.unit is None and entry.unit is not Unit.RATE)


def _kpis(said: Said, entries: Sequence[Entry], vocabulary: Vocabulary) -> Iterator[Derivation]:
    """A KPI of two measures of the same segment and period, where no tool gave the KPI itself."""
    if said.way.told == "change":
        return
    for name in said.metrics:
        metric = METRICS.get(name)
        if metric is None or metric.balance or len(metric.inputs) != _TWO or not _shows(metric.unit, said.figure):
            continue
        known = {(e.source, e.segment) for e in entries if e.metric == name and e.nature == "level"}
        levels = [e for e in entries if _is_measure(e, metric, said, vocabulary) and (e.source, e.segment) not in known]
        for one, other in combinations(levels, 2):
            if one.metric != other.metric and _place(one) == _place(other):
                yield from _of_measures(metric, one, other, said.figure)


def _is_measure(entry: Entry, metric: Metric, said: Said, vocabulary: Vocabulary) -> bool:
    is_level = entry.origin == "fact" and entry.nature == "level" and entry.metric in metric.inputs
    return is_level and period_fits(entry, said, vocabulary) and all(entry.segment & r for r in said.required)


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.source, entry.segment, entry.period


def _of_measures(metric: Metric, one: Entry, other: Entry, figure: Figure) -> Iterator[Derivation]:
    powers = metric.parsed.powers
    if any(e.value == 0 and powers[e.metric] < 0 for e in (one, other)):
        return
    value = metric.parsed.constant * one.value ** powers[one.metric] * other.value ** powers[other.metric]
    if _rounds(value, figure):
        above, below = (one, other) if powers[one.metric] > 0 else (other, one)
        yield _derived(above, "/" if powers[below.metric] < 0 else "×", below)


def _shows(unit: Unit, figure: Figure) -> bool:
    return unit is figure.unit or (figure.unit is None and unit is not Unit.RATE)


def _rounds(value: float, figure: Figure) -> bool:
    size = abs(figure.value)
    is_on_side = not figure.bound or (value >= size - 1e-12 if figure.bound == "above" else value <= size + 1e-12)
    return is_on_side and abs(value - size) <= figure.half_step * (1 + 1e-9) + 1e-12


def _derived(one: Entry, operator: str, other: Entry, after: str = "") -> Derivation:
    if one.source == other.source:
        return Derivation(f"{one.source}: {_shown(one)} {operator} {_shown(other)}{after}", (one, other))
    return Derivation(f"{_named(one)} {operator} {_named(other)}{after}", (one, other))


def _named(entry: Entry) -> str:
    return f"{entry.source}: {_shown(entry)}"


def _shown(entry: Entry) -> str:
    return format_number(entry.value, entry.unit, entry.currency) if entry.unit else f"{entry.value:,.10g}"
