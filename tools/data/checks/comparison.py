"""The comparison that is being checked, with the few sums that several checks share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tools.data import queries
from tools.data.engine import quoted
from tools.data.prepare import Prepared
from tools.data.source import SqlEngine
from tools.periods import Period
from tools.quantities import Unit, format_number

MONEY = frozenset({"spend", "revenue", "gross_profit"})
EFFORT = ("spend", "impressions", "clicks", "visits")
"""What goes on when only the counting of results breaks, the surest first."""
OUTCOMES = ("conversions", "revenue", "leads", "new_customers", "visits")


@dataclass(frozen=True)
class Comparison:
    """Two periods of a table and the measures in question.

    Attributes:
        measures: the measures the question needs, those that the table has.
    """

    engine: SqlEngine
    prepared: Prepared
    span: Period
    baseline: Period
    current: Period
    measures: tuple[str, ...]

    @property
    def weight(self) -> str:
        """The measure that says how much a segment matters: spend, else impressions, clicks, or the first there is."""
        there = self.prepared.mapping.measures
        return next((m for m in EFFORT if m in there), next(iter(there)))

    @property
    def days(self) -> Mapping[date, int]:
        """Each day of the table with its number of rows."""
        return self.prepared.days

    @property
    def either(self) -> str:
        """The SQL condition for the rows of both periods."""
        return f"({queries.between(self.baseline)} OR {queries.between(self.current)})"

    def count(self, condition: str, measure: str | None = None) -> tuple[int, float]:
        """Return how many rows of both periods meet a condition, and a measure's sum over them."""
        total = f"sum({quoted(measure)})" if measure else "0.0"
        sql = f"SELECT count(*), {total} FROM {self.prepared.relation} WHERE {self.either} AND {condition}"
        rows, summed = self.engine.rows(sql)[0]
        return int(rows), float(summed or 0.0)

    def shown(self, measure: str, value: float) -> str:
        """Write a measure's figure for people."""
        unit = Unit.MONEY if measure in MONEY else Unit.COUNT
        return format_number(value, unit, self.prepared.mapping.currency if unit is Unit.MONEY else None)


def words(measure: str) -> str:
    """Return a measure's name in words."""
    return measure.replace("_", " ")


def some_days(days: list[date]) -> str:
    """Write a few days: all of up to three, else the first and the count."""
    ordered = sorted(days)
    if len(ordered) <= 3:  # noqa: PLR2004 - a list people read at a glance
        return ", ".join(d.isoformat() for d in ordered)
    return f"{ordered[0].isoformat()} and {len(ordered) - 1:,} more"
