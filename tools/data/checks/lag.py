"""Conversions arrive late: the last days look worse than they were."""

import math
from datetime import timedelta

from tools.data import queries
from tools.data.checks.comparison import Comparison
from tools.data.notes import DataNote
from tools.periods import Period

LAST_DAYS = 3
_SURE = 3.0
_WORTH_TELLING = 0.15


def check_conversion_lag(comparison: Comparison) -> list[DataNote]:
    """Return a note when the table's last three days convert worse than the days just before them, beyond chance.

    The days before are those of the current period, or the baseline when the current period has no more. A fall that
    began earlier is a finding, not a lag, so both are compared with the same three days.
    A fall of at least 15% and of three standard errors counts: the normal approximation to comparing two Poisson rates,
    whose exact form is Przyborowski and Wilenski's (1940).
    """
    measures = comparison.prepared.mapping.measures
    base = next((m for m in ("clicks", "visits", "spend") if m in measures), None)
    if base is None or "conversions" not in comparison.measures or comparison.prepared.mapping.grain != "day":
        return []
    end = comparison.span.end
    last = Period(end - timedelta(days=LAST_DAYS - 1), end)
    if not comparison.current.overlaps(last):
        return []
    before = _days_before(comparison, last)
    if before is None:
        return []
    sql = queries.totals_sql(comparison.prepared, ["conversions", base], {"late": last, "early": before})
    row = comparison.engine.rows(sql)[0]
    late, early, late_base, early_base = (float(x or 0.0) for x in row[4:8])
    if early <= 0 or early_base <= 0 or late_base <= 0:
        return []
    expected = early / early_base * late_base
    error = math.sqrt(expected + (late_base / early_base) ** 2 * early)
    missing = 1 - late / expected
    if expected - late < _SURE * error or missing < _WORTH_TELLING:
        return []
    return [
        DataNote(
            code="conversion_lag",
            severity="warning",
            sentence=f"The last {LAST_DAYS} days ({last}) have {late:,.0f} conversions where the rate of {before} "
            f"would give "
            f"{expected:,.0f} ({missing:.0%} fewer).",
            meaning="They are the newest days: late conversions may still be on their way. Compare again in a few "
            "days, "
            "or leave them out.",
        )
    ]


def _days_before(comparison: Comparison, last: Period) -> Period | None:
    if comparison.current.start < last.start:
        return Period(comparison.current.start, last.start - timedelta(days=1))
    return comparison.baseline if comparison.baseline.end < last.start else None
