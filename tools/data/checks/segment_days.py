"""What each value of a dimension did on each day of both periods: one question a dimension, shared by its checks."""

from collections.abc import Sequence
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
    segments = [SegmentDays(name, days) for name, days in found.items()]
    weight = comparison.weight
    return sorted(segments, key=lambda s: (-sum(d[weight] for d in s.days.values()), s.name))
