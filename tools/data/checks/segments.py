"""Did the segments stay the same? New and vanished ones, names written two ways, hidden totals, changed attribution."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tools.data.checks.comparison import EFFORT, OUTCOMES, Comparison, some_days, words
from tools.data.checks.segment_days import MOST_VALUES, SegmentDays, all_segment_days
from tools.data.checks.tracking import check_tracking
from tools.data.columns import NONE
from tools.data.notes import DataNote
from tools.data.totals import is_total

_MATTERS = 0.01
_SHOWN = 3
_USUALLY = 0.9
_DAYS_OF_HABIT = 5


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension with its weight in both periods."""

    name: str
    baseline: float
    current: float


def check_segments(comparison: Comparison) -> list[DataNote]:
    """Return notes on the values of every dimension by which the weight can be split."""
    notes: list[DataNote] = []
    tracked: dict[str, list[SegmentDays]] = {}
    mapping = comparison.prepared.mapping
    there = [m for m in dict.fromkeys((comparison.weight, *EFFORT, *OUTCOMES)) if m in mapping.measures]
    dimensions = mapping.dimensions_for([comparison.weight])
    days = all_segment_days(comparison, dimensions, there)
    for dimension in dimensions:
        segments = days[dimension]
        values = [_value(comparison, s) for s in segments]
        total = sum(v.baseline + v.current for v in values)
        if total <= 0:
            continue
        notes += _new_and_vanished(comparison, dimension, values)
        notes += _missing_days(comparison, dimension, segments)
        notes += _written_two_ways(dimension, values)
        notes += _hidden_total(comparison, dimension, values, total)
        if dimension == "attribution_setting":
            notes += _attribution_changed(values)
        if len(values) > 1:
            tracked[dimension] = segments
    return notes + check_tracking(comparison, days[None][:1], tracked)


def _value(comparison: Comparison, segment: SegmentDays) -> Value:
    baseline, current = (segment.total(comparison.weight, comparison, current=side) for side in (False, True))
    return Value(segment.name, baseline, current)


def _missing_days(comparison: Comparison, dimension: str, segments: list[SegmentDays]) -> list[DataNote]:
    """Find values that are there nearly every day, and lack days of the current period on which others have rows."""
    if comparison.prepared.mapping.grain != "day" or len(segments) < 2:  # noqa: PLR2004 - others must go on
        return []
    period = comparison.current
    open_days = {d for d in comparison.days if period.start <= d <= period.end}
    before = {d for d in comparison.days if comparison.baseline.start <= d <= comparison.baseline.end}
    if len(before) < _DAYS_OF_HABIT:
        return []
    total = sum(sum(day[comparison.weight] for day in s.days.values()) for s in segments)
    notes = []
    for segment in segments:
        weight = sum(day[comparison.weight] for day in segment.days.values())
        missing = sorted(open_days - segment.days.keys())
        started = [d for d in open_days if d in segment.days]
        usual = len(before & segment.days.keys()) >= _USUALLY * len(before)
        if weight < _MATTERS * total or not usual or not missing or not started or _stopped(missing, open_days):
            continue
        notes.append(_missing_note(segment.name, dimension, missing, period.days))
    return notes[:_SHOWN]


def _stopped(missing: list[date], open_days: set[date]) -> bool:
    """Return whether the missing days are the last ones with any rows: then the segment ended, and is no gap."""
    return missing == sorted(open_days)[-len(missing) :]


def _missing_note(name: str, dimension: str, missing: list[date], days: int) -> DataNote:
    return DataNote(
        code="missing_segment_days",
        severity="warning",
        sentence=f"{name} ({dimension}) has no rows on {len(missing)} of {days} days of the current period: "
        f"{some_days(missing)}.",
        meaning="Others go on; was it paused, or is the export incomplete?",
    )


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
    said = next((v for v in values if is_total(v.name)), None)
    if said:
        return [_total_note(comparison, dimension, said, "is named as a total and holds")]
    if len(values) < 4 or len(values) == MOST_VALUES:  # noqa: PLR2004 - two or three values may match by chance
        return []
    before = sum(v.baseline for v in values)
    for value in values:
        halves = (abs(2 * value.baseline - before), abs(2 * value.current - (total - before)))
        if value.name != NONE and value.baseline + value.current > 0 and max(halves) < 1e-3 * total:
            return [_total_note(comparison, dimension, value, "holds exactly as much as all others together:")]
    return []


def _total_note(comparison: Comparison, dimension: str, value: Value, what: str) -> DataNote:
    weight = comparison.shown(comparison.weight, value.baseline + value.current)
    return DataNote(
        code="hidden_totals",
        severity="problem",
        sentence=f"{dimension} = {value.name} {what} {words(comparison.weight)} {weight}.",
        meaning=f"It looks like a total among its parts, and counts everything twice; leave {value.name} out.",
    )


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
