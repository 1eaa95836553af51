"""Which interval a computed KPI carries, from the counts that were given."""

from collections.abc import Collection, Mapping

from tools.kpi.definitions import METRICS
from tools.kpi.intervals import (
    CONFIDENCE,
    Interval,
    RateMethod,
    cost_interval,
    rate_interval,
    return_interval,
)
from tools.quantities import Unit

ASSUMPTION = (
    "The interval holds the chance in the counts alone, with each result independent of the others; days that differ "
    "and results that come in groups make the true figure less certain."
)
SPENT = frozenset({"spend", "total_spend"})
RESULTS = frozenset({"clicks", "visits", "leads", "conversions", "new_customers", "engagements", "completed_views"})
"""Counted one by one. Impressions are bought, reach is estimated, and an incremental count is as sure as its test."""
_VALUE_OF_ORDERS = frozenset({"revenue", "gross_profit"})


def interval_of(
    name: str,
    known: Mapping[str, float],
    given: Collection[str],
    *,
    confidence: float = CONFIDENCE,
    method: RateMethod = "wilson",
) -> Interval | None:
    """Return the interval of a rate, a cost per result or a return on spend whose counts were given.

    Computed counts get none: planned results have no noise to speak of. A return needs the number of orders too.
    """
    metric = METRICS[name]
    powers = metric.parsed.powers
    if not metric.is_kpi or len(powers) != 2 or not set(given).issuperset(powers):  # noqa: PLR2004 - one over another
        return None
    above, below = sorted(powers, key=lambda n: -powers[n])
    units = (METRICS[above].unit, METRICS[below].unit)
    if units == (Unit.COUNT, Unit.COUNT) and metric.unit is Unit.RATE and 0 <= known[above] <= known[below] > 0:
        return rate_interval(known[above], known[below], confidence=confidence, method=method)
    if above in SPENT and below in RESULTS:
        return cost_interval(metric.parsed.constant * known[above], known[below], confidence=confidence)
    is_return = metric.unit is Unit.RATIO and above in _VALUE_OF_ORDERS
    if is_return and "conversions" in given and known[below] > 0 and known[above] >= 0:
        return return_interval(known[above] / known[below], known["conversions"], confidence=confidence)
    return None
