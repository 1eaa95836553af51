"""Customers in segments: asked of the engine, one pass over the scored base."""

from collections.abc import Mapping

from tools.audience.first_party.base import Base, customer_base
from tools.audience.first_party.rfm import SEGMENTS, Thresholds, members, score
from tools.audience.first_party.segments import CustomerSegments, Segment

_FEW = 100


def segment(
    data: str, columns: Mapping[str, str], lapse_days: int | None = None, currency: str | None = None
) -> CustomerSegments:
    """Return the segments of the customers in a table of orders.

    Raises:
        DataError, MissingInput, InputError: as `customer_base` does.
    """
    with customer_base(data, columns) as base:
        thresholds = score(base, lapse_days)
        found = _segments(base, thresholds)
        deciles = _deciles(base)
    notes = list(base.notes)
    if not base.has_discounts:
        notes.append("No column tells discounts, so there are no discount-led customers to see.")
    if base.customers < _FEW:
        notes.append(f"{base.customers:,} customers are few: fifths of them move with each order.")
    groups = [s for s in found if s.is_group]
    return CustomerSegments(
        table=base.table.name,
        period=base.period,
        customers=base.customers,
        orders=sum(s.orders for s in groups),
        revenue=sum(s.revenue for s in groups),
        currency=base.currency or currency,
        segments=found,
        deciles=deciles,
        recency_days=list(thresholds.days),
        frequency_orders=list(thresholds.orders),
        monetary=list(thresholds.revenue),
        lapse_days=thresholds.lapse,
        lapse_reason=thresholds.lapse_reason,
        notes=notes,
    )


def _segments(base: Base, thresholds: Thresholds) -> list[Segment]:
    wanted = [s for s in SEGMENTS if s.name != "discount_led" or base.has_discounts]
    parts = []
    for s in wanted:
        only = f"FILTER ({members(s, thresholds)})"
        parts += [f"count(*) {only}", f"sum(orders) {only}", f"sum(revenue) {only}", f"avg(days) {only}"]
    [row] = base.engine.rows(f"SELECT count(*), sum(revenue), {', '.join(parts)} FROM scored")
    customers, revenue, *figures = row
    found = []
    for place, s in enumerate(wanted):
        count, orders, money, days = figures[4 * place : 4 * place + 4]
        found.append(
            Segment(
                name=s.name, label=s.label, meaning=s.meaning.format(lapse=thresholds.lapse),
                is_group=s.kind == "group", customers=count, orders=int(orders or 0), revenue=float(money or 0.0),
                share=count / customers, revenue_share=float(money or 0.0) / revenue if revenue > 0 else None,
                days_since=None if days is None else float(days),
            )
        )  # fmt: skip
    return found


def _deciles(base: Base) -> list[float]:
    """Return the share of revenue of each tenth of the customers, the best first; none where shares say nothing."""
    rows = base.engine.rows(
        "SELECT sum(revenue) FROM (SELECT revenue, ntile(10) OVER (ORDER BY revenue DESC) AS tenth FROM people) "
        "GROUP BY tenth ORDER BY tenth"
    )
    total = sum(float(r) for (r,) in rows)
    return [float(r) / total for (r,) in rows] if total > 0 and len(rows) == 10 else []  # noqa: PLR2004 - tenths
