"""Which figures move on their own and which follow: the drivers that a what-if holds or changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tools.kpi.definitions import METRICS
from tools.kpi.exponents import identity
from tools.kpi.graph import chained, follows
from tools.kpi.solver import Step, evaluate, solve

DRIVERS = (
    "spend", "cpm", "ctr", "conversion_rate", "lead_to_sale_rate", "aov", "margin", "cpl", "sales_conversion_rate",
    "arpu", "churn_rate", "discount_rate", "orders_per_year", "lifetime_years", "profit_share", "frequency",
)  # fmt: skip
"""What a marketer can move, or the market does: the steps of the funnel, and what a customer is worth."""


PRICES = ("cpc", "cpl", "cpa", "cac", "cost_per_visit", "cpcv", "cost_per_engagement")
"""What results cost; held when the spend changes and no step of the funnel is known, so that results follow it."""


@dataclass(frozen=True)
class Basis:
    """Independent figures, from which the targets follow.

    Attributes:
        names: the figures; none follows from the others.
        known: the values of those that have one.
    """

    names: tuple[str, ...]
    known: Mapping[str, float]


def basis(given: Mapping[str, float], changed: Sequence[str], targets: Collection[str]) -> Basis:
    """Choose what to hold: the changed figures first, then rates and prices, then volumes that were given.

    Holding CPM and conversion rate while CTR changes is how auctions are talked about: a better ad makes clicks
    cheaper. A changed CPC takes the place of CPM and CTR.
    """
    known = dict(given) | {n: s.value for n, s in solve(given).items() if s.value is not None}
    rates = [n for n in given if not METRICS[n].additive]
    chosen: list[str] = list(changed)
    prices = PRICES if "spend" in changed else ()
    valued = [name for name in (*DRIVERS, *rates, *prices, *given, *known) if name in known]
    for name in (*valued, *DRIVERS):
        may_be_held = name not in targets or name in prices
        if name not in chosen and may_be_held and not follows(name, chosen):
            chosen.append(name)
    return Basis(tuple(chosen), {n: known[n] for n in chosen if n in known})


def value_on(basis_: Basis, target: str, values: Mapping[str, float]) -> Step | None:
    """Return the target computed from the figures of a basis, or None where one that it needs is unknown."""
    formula = identity(target, list(basis_.names))
    if formula is not None:
        return evaluate(formula, values) if all(n in values for n in formula.inputs) else None
    if target not in chained(values) and not follows(target, list(values)):
        return None
    return solve(values, [target]).get(target)


def ratio_on(basis_: Basis, target: str, factors: Mapping[str, float]) -> float | None:
    """Return what the target is multiplied by when figures of the basis are, whatever their level; None for a sum."""
    formula = identity(target, list(basis_.names))
    if formula is None:
        return None
    ratio = 1.0
    for name, power in formula.powers.items():
        factor = factors.get(name, 1.0)
        if factor == 0 and power < 0:
            return None
        ratio *= factor ** float(power)
    return ratio
