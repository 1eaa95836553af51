"""What is known of each customer on a day, and what came after it: features and outcomes from the orders.

Every feature is added up over orders up to the cutoff, every outcome over orders after it, by one condition each.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from tools.audience.first_party.base import USABLE, Base

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Target = Literal["buys", "churns", "value"]
FEATURES = (
    "recency_days", "tenure_days", "orders", "revenue", "order_value", "discount_share", "mean_gap_days", "overdue",
    "orders_30", "orders_90", "orders_180", "revenue_90",
)  # fmt: skip
RECENCY, ORDERS = FEATURES.index("recency_days"), FEATURES.index("orders")
_SELECT = """
WITH known AS (
  SELECT customer, max(day) AS last_day, min(day) AS first_day, count(*) AS orders, sum(amount) AS revenue,
         count(*) FILTER (discount) AS discounted,
         count(*) FILTER (day > {cutoff} - 30) AS orders_30, count(*) FILTER (day > {cutoff} - 90) AS orders_90,
         count(*) FILTER (day > {cutoff} - 180) AS orders_180,
         coalesce(sum(amount) FILTER (day > {cutoff} - 90), 0) AS revenue_90
  FROM buys WHERE day <= {cutoff} GROUP BY customer),
after AS (
  SELECT customer, sum(amount) AS later FROM buys WHERE day > {cutoff} AND day <= {until} GROUP BY customer)
SELECT customer, {cutoff} - last_day AS recency_days, {cutoff} - first_day AS tenure_days, orders, revenue,
       revenue / orders AS order_value, discounted / orders AS discount_share,
       CASE WHEN orders > 1 THEN (last_day - first_day) / (orders - 1) ELSE {cutoff} - first_day END AS mean_gap_days,
       ({cutoff} - last_day + 1) / (CASE WHEN orders > 1 THEN (last_day - first_day) / (orders - 1)
                                         ELSE {cutoff} - first_day END + 1) AS overdue,
       orders_30, orders_90, orders_180, revenue_90, coalesce(later, 0) AS later
FROM known LEFT JOIN after USING (customer) WHERE {cutoff} - last_day <= {lapse} ORDER BY customer
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The customers as they were known on a day.

    Attributes:
        cutoff: the last day that the features see.
        customers: keys, in order.
        features: customers x features, columns as `names` says.
        names: of the features.
        outcome: what came in the days after: 1 or 0, or revenue; empty where the days are not over.
    """

    cutoff: date
    customers: "NDArray[np.object_]"
    features: "NDArray[np.float64]"
    names: tuple[str, ...]
    outcome: "NDArray[np.float64]"


def keep_buys(base: Base) -> None:
    """Make the table `buys` of a base: its orders of a positive amount, one row each."""
    base.engine.execute(
        f"CREATE OR REPLACE TABLE buys AS SELECT customer, day, amount, coalesce(discount, FALSE) AS discount "
        f"FROM ({base.rows}) WHERE {USABLE} AND amount > 0"
    )


def snapshot(base: Base, cutoff: date, horizon: int, target: Target, lapse: int) -> Snapshot:
    """Return what was known of the customers at the end of a day, and what the days after it brought.

    Args:
        base: with its table `buys`.
        cutoff: the last day that features see.
        horizon: days after it that the outcome is taken from.
        target: whether they buy, whether they stay away, or for how much they buy.
        lapse: only customers with an order in so many days before the cutoff are asked whether they stay away.
    """
    import numpy as np

    known = base.engine.arrays(
        _SELECT.format(
            cutoff=f"DATE '{cutoff}'",
            until=f"DATE '{cutoff + timedelta(days=horizon)}'",
            lapse=lapse if target == "churns" else 1_000_000,
        )
    )
    later = np.asarray(known["later"], dtype=float)
    outcome = {"buys": later > 0, "churns": later <= 0, "value": later}[target].astype(float)
    features = np.column_stack([np.asarray(known[name], dtype=float) for name in FEATURES])
    return Snapshot(cutoff, np.asarray(known["customer"], dtype=object), features, FEATURES, outcome)


def sampled(known: Snapshot, most: int) -> Snapshot:
    """Return at most so many of the customers, drawn at random with a fixed seed and kept in order."""
    import numpy as np

    if len(known.outcome) <= most:
        return known
    chosen = np.sort(np.random.default_rng(0).choice(len(known.outcome), most, replace=False))
    return replace(
        known, customers=known.customers[chosen], features=known.features[chosen], outcome=known.outcome[chosen]
    )


def plain_rule(features: "NDArray[np.float64]", target: Target) -> "NDArray[np.float64]":
    """Return the score that a planner without a model would rank by.

    Whoever bought last and most often comes first; among the lapsing, whoever has been away for longest.
    """
    from scipy.stats import rankdata

    recent = rankdata(-features[:, RECENCY]) / len(features)
    often = rankdata(features[:, ORDERS]) / len(features)
    score: NDArray[np.float64] = -recent - often if target == "churns" else recent + often
    return score
