"""Recency, frequency and monetary value: scores from 1 to 5, and the segments that they make.

The scores are Hughes's independent quintiles (A. M. Hughes, "Strategic Database Marketing", 1994, chapter on RFM), with
one rule for ties: a customer's score is 1 + the whole fifths of the base that are strictly below, so equal customers
always have equal scores. Where half of the base has bought once, all of them have frequency 1, and the next score is 3.
"""

import re
from dataclasses import dataclass
from typing import Literal

from tools.audience.first_party.base import Base

SCORES = 5
_FIFTHS = "[0.2, 0.4, 0.6, 0.8]"
_LAPSE_QUANTILE = 0.9
_SHORTEST_LAPSE, _USUAL_LAPSE = 30, 180
DISCOUNT_LED_SHARE = 0.5
SegmentKind = Literal["group", "list"]


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """One segment.

    Attributes:
        name: as it is asked for.
        label: as people read it.
        meaning: the rule in words; `{lapse}` stands for the days after which a customer has lapsed.
        sql: the rule over `scored`; `{lapse}` as above.
        kind: groups part the base, each customer is in one; lists may overlap.
    """

    name: str
    label: str
    meaning: str
    sql: str
    kind: SegmentKind


SEGMENTS = (
    SegmentRule("champions", "Champions", "R 4-5, F 4-5, M 4-5", "r >= 4 AND f >= 4 AND m >= 4", "group"),
    SegmentRule("loyal", "Loyal", "F 4-5, R 3-5, no champion", "f >= 4 AND r >= 3", "group"),
    SegmentRule("new", "New", "first order is the only one, R 4-5", "orders = 1 AND r >= 4", "group"),
    SegmentRule("promising", "Promising", "R 3-5, the rest of them", "r >= 3", "group"),
    SegmentRule("at_risk", "At risk", "R 1-2, but F 4-5 or M 4-5", "f >= 4 OR m >= 4", "group"),
    SegmentRule("hibernating", "Hibernating", "R 1-2, F and M 1-3", "TRUE", "group"),
    SegmentRule("repeat", "Repeat buyers", "2 orders or more", "orders >= 2", "list"),
    SegmentRule("one_time", "One-time buyers", "1 order", "orders = 1", "list"),
    SegmentRule("high_value", "High value", "M 5: the fifth with the most revenue", "m = 5", "list"),
    SegmentRule("lapsed", "Lapsed", "no order for more than {lapse} days", "days > {lapse}", "list"),
    SegmentRule("active", "Active", "an order at most {lapse} days ago", "days <= {lapse}", "list"),
    SegmentRule("recent", "Recent buyers", "an order at most 30 days ago", "days <= 30", "list"),
    SegmentRule(
        "discount_led", "Discount-led", "2 orders or more, at least half of them with a discount",
        f"orders >= 2 AND discounted >= {DISCOUNT_LED_SHARE} * orders", "list",
    ),
)  # fmt: skip
ALL_CUSTOMERS = "all"
_BEST = re.compile(r"best_(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one score ends and the next begins: a value above the k-th threshold scores at least k + 1.

    Attributes:
        days: days since the last order, most first; fewer days score higher.
        orders: orders.
        revenue: revenue, refunds taken off.
        lapse: days without an order after which a customer counts as lapsed.
        lapse_reason: how that number was found.
    """

    days: tuple[int, ...]
    orders: tuple[int, ...]
    revenue: tuple[float, ...]
    lapse: int
    lapse_reason: str


def best_share(share: float) -> str:
    """Return SQL that is true for the best share of the active customers in `scored`, by revenue."""
    return (
        "customer IN (SELECT customer FROM (SELECT customer, count(*) OVER () AS n, row_number() OVER ("
        "ORDER BY revenue DESC, customer) AS place FROM scored WHERE days <= {lapse}) "
        f"WHERE place <= ceil({share} * n))"
    )


def rule(name: str) -> SegmentRule | None:
    """Return the segment of that name, `best_10` for the best 10% of the active by revenue; None when there is none."""
    best = _BEST.fullmatch(name)
    if best and 0 < int(best[1]) <= 100:  # noqa: PLR2004 - percent
        meaning = f"the best {best[1]}% by revenue of those with an order at most {{lapse}} days ago"
        return SegmentRule(name, f"Best {best[1]}%", meaning, best_share(int(best[1]) / 100), "list")
    return next((s for s in SEGMENTS if s.name == name), None)


def score(base: Base, lapse_days: int | None = None) -> Thresholds:
    """Score every customer of the base: `scored` has what `people` has, and days, r, f, m and the group's name.

    Args:
        base: the customers.
        lapse_days: days after which a customer counts as lapsed; found in the gaps between orders when absent.
    """
    age = f"(DATE '{base.as_of}' - last_day)"
    [(days, orders, revenue)] = base.engine.rows(
        f"SELECT quantile_disc(-{age}, {_FIFTHS}), quantile_disc(orders, {_FIFTHS}), quantile_disc(revenue, {_FIFTHS}) "
        "FROM people"
    )
    lapse, reason = (lapse_days, "as asked") if lapse_days else _lapse(base)
    found = Thresholds(
        tuple(-int(d) for d in days), tuple(int(o) for o in orders), tuple(float(x) for x in revenue), lapse, reason
    )
    scores = ", ".join(
        f"({' + '.join(['1', *(f'CAST({value} > {t} AS INTEGER)' for t in thresholds)])}) AS {name}"
        for name, value, thresholds in (
            ("r", f"-{age}", [-d for d in found.days]),
            ("f", "orders", found.orders),
            ("m", "revenue", [f"CAST({x!r} AS DOUBLE)" for x in found.revenue]),
        )
    )
    groups = " ".join(f"WHEN {s.sql} THEN '{s.name}'" for s in SEGMENTS if s.kind == "group")
    base.engine.execute(
        f"CREATE OR REPLACE TABLE scored AS SELECT *, CASE {groups} END AS grp FROM "
        f"(SELECT *, {age} AS days, {scores} FROM people)"
    )
    return found


def members(segment: SegmentRule, thresholds: Thresholds) -> str:
    """Return SQL that is true for the members of a segment in `scored`."""
    return f"grp = '{segment.name}'" if segment.kind == "group" else segment.sql.format(lapse=thresholds.lapse)


def _lapse(base: Base) -> tuple[int, str]:
    """Return the days after which a customer has probably gone.

    Nine of ten repeat buyers order again, on average, in less than this; where too few have, half a year is taken.
    """
    [(gap, repeaters)] = base.engine.rows(
        f"SELECT quantile_disc((last_day - first_day) / (orders - 1), {_LAPSE_QUANTILE}), count(*) FROM people "
        "WHERE orders > 1 AND last_day > first_day"
    )
    if not repeaters or repeaters < 30:  # noqa: PLR2004 - a quantile of fewer says little
        return _USUAL_LAPSE, "half a year: too few repeat buyers to tell from"
    return max(_SHORTEST_LAPSE, round(gap)), "nine of ten repeat buyers order again within it, on average"
