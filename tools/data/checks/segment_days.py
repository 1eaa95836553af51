"""What each value of a dimension did on each day of both periods: one question a dimension, shared by its checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.data import queries
from tools.data.checks.comparison import Comparison

MOST_VALUES = 60

Day = dict[str, float]
"""Measure -> sum of one day."""


@dataclass(frozen=True, slots=True)
class SegmentDays:
    """One value of a dimension.

    Attributes:
        name: the value; empty for the whole table.
        days: the days on which it has rows, with its sums.
    """

    name: str
    days: dict[date, Day]

    def total(self, measure: str, comparison: Comparison, *, current: bool) -> float:
        """Return a measure's sum in the current or the baseline period."""
        period = comparison.current if current else comparison.baseline
        return sum(sums[measure] for day, sums in self.days.items() if period.start <= day <= period.end)


def all_segment_days(
    comparison: Comparison, dimensions: Sequence[str], measures: Sequence[str]
) -> dict[str | None, list[SegmentDays]]:
    """Return what `segment_days` does for several dimensions and, under None, for the whole table.

    In the embedded database all dimensions of few, clean values are answered by one walk through the rows.
    """
    prepared = comparison.prepared
    small = [
        d
        for d in dimensions
        if prepared.is_embedded and d in prepared.clean and len(prepared.values.get(d, ())) <= MOST_VALUES
        if d in prepared.values and not prepared.mapping.wide
    ]
    found: dict[str | None, list[SegmentDays]] = {}
    if small:
        days: dict[str | None, dict[str, dict[date, Day]]] = {d: {} for d in (*small, None)}
        for mark, day, *rest in comparison.engine.rows(
            queries.days_of_all_sql(prepared, comparison.either, small, measures)
        ):
            place = next((i for i in range(len(small)) if not mark >> (len(small) - 1 - i) & 1), None)
            name = "" if place is None else str(rest[place])
            sums = {m: float(s or 0.0) for m, s in zip(measures, rest[len(small) :], strict=True)}
            days[None if place is None else small[place]].setdefault(name, {})[day] = sums
        found = {d: _heaviest(comparison, by_name) for d, by_name in days.items()}
    for dimension in (*dimensions, None):
        if dimension not in found:
            barred = prepared.mapping.unsplit
            own = [m for m in measures if dimension is None or dimension not in barred.get(m, ())]
            found[dimension] = segment_days(comparison, dimension, own)
    return found


def segment_days(comparison: Comparison, dimension: str | None, measures: Sequence[str]) -> list[SegmentDays]:
    """Return the heaviest values of a dimension by their weight, or the whole table when there is no dimension.

    Args:
        comparison: the two periods.
        dimension: by which to split; every measure must be one it can split.
        measures: what to sum; the comparison's weight is among them.
    """
    sql = queries.heaviest_days_sql(
        comparison.prepared, comparison.either, dimension, measures, by=comparison.weight, most=MOST_VALUES
    )
    found: dict[str, dict[date, Day]] = {}
    for name, day, *sums in comparison.engine.rows(sql):
        found.setdefault(str(name), {})[day] = {m: float(s or 0.0) for m, s in zip(measures, sums, strict=True)}
    return _heaviest(comparison, found)


def _heaviest(comparison: Comparison, found: Mapping[str, dict[date, Day]]) -> list[SegmentDays]:
    segments = [SegmentDays(name, days) for name, days in found.items()]
    weight = comparison.weight
    return sorted(segments, key=lambda s: (-sum(d[weight] for d in s.days.values()), s.name))
