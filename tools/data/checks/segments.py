"""Did the segments stay the same? New and vanished ones, names written two ways, hidden totals, changed attribution."""

from collections import Counter
from dataclasses import dataclass

from tools.data import queries
from tools.data.checks.comparison import Comparison, words
from tools.data.checks.tracking import check_tracking
from tools.data.columns import NONE
from tools.data.notes import DataNote

MOST_VALUES = 60
_MATTERS = 0.01
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension with its weight in both periods."""

    name: str
    baseline: float
    current: float


def check_segments(comparison: Comparison) -> list[DataNote]:
    """Return notes on the values of every dimension by which the weight can be split."""
    notes: list[DataNote] = []
    tracked: list[str] = []
    for dimension in comparison.prepared.mapping.dimensions_for([comparison.weight]):
        values = _values(comparison, dimension)
        total = sum(v.baseline + v.current for v in values)
        if total <= 0:
            continue
        notes += _new_and_vanished(comparison, dimension, values)
        notes += _written_two_ways(dimension, values)
        notes += _hidden_total(comparison, dimension, values, total)
        if dimension == "attribution_setting":
            notes += _attribution_changed(values)
        tracked += [dimension] if len(values) > 1 else []
    return notes + check_tracking(comparison, tracked)


def _values(comparison: Comparison, dimension: str) -> list[Value]:
    """Return the heaviest values of a dimension."""
    sql = queries.leaves_sql(
        comparison.prepared, comparison.baseline, comparison.current, [dimension], [comparison.weight], where={}
    )
    found = comparison.engine.rows(f"SELECT v0, b0, c0 FROM ({sql}) AS found ORDER BY b0 + c0 DESC LIMIT {MOST_VALUES}")
    return [Value(str(v), float(b), float(c)) for v, b, c in found]


def _new_and_vanished(comparison: Comparison, dimension: str, values: list[Value]) -> list[DataNote]:
    notes = []
    for code, there, gone in (("new_segments", "current", "baseline"), ("vanished_segments", "baseline", "current")):
        total = sum(getattr(v, there) for v in values)
        found = [v for v in values if getattr(v, gone) == 0 and getattr(v, there) > _MATTERS * total]
        if not found or len(found) == len(values):
            continue
        weight = sum(getattr(v, there) for v in found)
        listed = ", ".join(v.name for v in found[:_SHOWN]) + (
            f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        )
        notes.append(
            DataNote(
                code=code,
                severity="info",
                sentence=f"{listed} ({dimension}) {'is' if len(found) == 1 else 'are'} only in the {there} period, "
                f"with "
                f"{comparison.shown(comparison.weight, weight)} of its {words(comparison.weight)} "
                f"({weight / total:.0%}).",
                meaning="It has nothing to be compared with; its effect counts as mix."
                if len(found) == 1
                else "They have nothing to be compared with; their effect counts as mix.",
            )
        )
    return notes


def _written_two_ways(dimension: str, values: list[Value]) -> list[DataNote]:
    counts = Counter(" ".join(v.name.casefold().replace("_", " ").replace("-", " ").split()) for v in values)
    twice = [key for key, times in counts.items() if times > 1]
    if not twice:
        return []
    names = [
        v.name for v in values if " ".join(v.name.casefold().replace("_", " ").replace("-", " ").split()) == twice[0]
    ]
    return [
        DataNote(
            code="spelling_variants",
            severity="warning",
            sentence=f"{len(twice)} value{'s' if len(twice) > 1 else ''} of {dimension} "
            f"{'are' if len(twice) > 1 else 'is'} written in more than one way: {' / '.join(names[:_SHOWN])}.",
            meaning="They count as different segments; write them alike if they are the same.",
        )
    ]


def _hidden_total(comparison: Comparison, dimension: str, values: list[Value], total: float) -> list[DataNote]:
    """Find a value whose weight is exactly all others' together, in both periods: a total among its parts."""
    if len(values) < 4 or len(values) == MOST_VALUES:  # noqa: PLR2004 - two or three values may match by chance
        return []
    before = sum(v.baseline for v in values)
    for value in values:
        halves = (abs(2 * value.baseline - before), abs(2 * value.current - (total - before)))
        if value.name != NONE and value.baseline + value.current > 0 and max(halves) < 1e-3 * total:
            return [
                DataNote(
                    code="hidden_totals",
                    severity="problem",
                    sentence=f"{dimension} = {value.name} holds exactly as much {words(comparison.weight)} as all "
                    f"other "
                    f"values together ({comparison.shown(comparison.weight, value.baseline + value.current)}).",
                    meaning=f"It looks like a total among its parts, and counts everything twice; leave "
                    f"{value.name} out.",
                )
            ]
    return []


def _attribution_changed(values: list[Value]) -> list[DataNote]:
    before, after = sum(v.baseline for v in values), sum(v.current for v in values)
    if before <= 0 or after <= 0:
        return []
    moved = sum(abs(v.current / after - v.baseline / before) for v in values) / 2
    if moved < 0.05:  # noqa: PLR2004 - small shifts between ad sets are normal
        return []
    top_before = max(values, key=lambda v: v.baseline).name
    top_after = max(values, key=lambda v: v.current).name
    return [
        DataNote(
            code="attribution_changed",
            severity="problem",
            sentence=f"{moved:.0%} of the spend runs under another attribution setting than before "
            f"(most of it: {top_before}, now {top_after}).",
            meaning="Conversions are counted by another rule, so the periods can't be compared on results.",
        )
    ]
