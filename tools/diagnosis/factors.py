"""Splits a change over the KPI's formula, exactly.

Method: logarithmic mean Divisia index, additive form (Ang, "The LMDI approach to decomposition analysis", Energy
Policy 2005). For K = c * x1 * x2 / x3 ..., the effect of x1 is L(K1, K0) * ln(x1_1 / x1_0), where
L(a, b) = (a - b) / ln(a / b).
It is chosen over Shapley values because it is symmetric in time, leaves no residual, and costs one logarithm a factor.
Where a zero or a negative figure has no logarithm, the Shapley value takes its place (Shorrocks, "Decomposition
procedures for distributional analysis", Journal of Economic Inequality 2013): the mean effect of a factor over all
orders in which the factors can change. It is exact and symmetric as well.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tools.kpi.definitions import METRICS
from tools.kpi.exponents import monomial
from tools.kpi.metric import Metric

FUNNEL = ("spend", "impressions", "clicks", "leads", "conversions", "revenue")
"""The order in which one measure leads to the next; a KPI between two of them is the product of the steps between."""
_SIDE = {"leads", "visits"}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A KPI over a table: `constant` times the sum of one measure, over the sum of another where there is one."""

    metric: Metric
    constant: float
    numerator: str
    denominator: str | None

    def of(self, sums: Mapping[str, float]) -> float | None:
        """Return the KPI of sums; None where its denominator is zero."""
        if self.denominator is None:
            return self.constant * sums[self.numerator]
        below = sums[self.denominator]
        return self.constant * sums[self.numerator] / below if below else None


@dataclass(frozen=True, slots=True)
class Factor:
    """One step of the funnel inside a KPI.

    Attributes:
        ratio: the factor as people know it (CPM, CTR...).
        power: 1 where it multiplies the KPI, -1 where it divides it.
    """

    ratio: Ratio
    power: int


def ratio_of(metric: Metric) -> Ratio | None:
    """Return a KPI as one measure over another, or an additive measure as itself; None for any other form."""
    powers = dict(monomial(metric.name).powers)
    above = [m for m, p in powers.items() if p == 1]
    below = [m for m, p in powers.items() if p == -1]
    if len(above) != 1 or len(below) > 1 or len(powers) != len(above) + len(below):
        return None
    return Ratio(metric, monomial(metric.name).constant, above[0], below[0] if below else None)


def factors_of(ratio: Ratio, available: Sequence[str]) -> list[Factor]:
    """Return the steps of the funnel between the KPI's two measures, over the measures that the table has.

    CPA over impressions and clicks is CPM / (1000 x CTR x conversion rate); without them, just itself. An additive
    measure is spend times the steps from spend to it.
    """
    start, end = (ratio.denominator or "spend"), ratio.numerator
    ends = {start, end}
    stages = [m for m in FUNNEL if m in available and (m not in _SIDE or m in ends)]
    if not ends <= set(stages):
        return []
    low, high = sorted((stages.index(start), stages.index(end)))
    path = stages[low : high + 1]
    steps = [_step(a, b) for a, b in pairwise(path)]
    forward = stages.index(end) >= stages.index(start)
    factors = [Factor(r, power if forward else -power) for r, power in steps]
    if ratio.denominator is None:
        return [Factor(Ratio(METRICS[start], 1.0, start, None), 1), *factors] if start != end else []
    return factors if len(factors) > 1 else []


def _step(earlier: str, later: str) -> tuple[Ratio, int]:
    """Return the KPI of one step, and its power in later / earlier: CTR^1, CPM^-1."""
    for metric in METRICS.values():
        if metric.is_kpi and metric.name != "sales_conversion_rate":
            found = ratio_of(metric)
            if found and (found.numerator, found.denominator) == (later, earlier):
                return found, 1
            if found and (found.numerator, found.denominator) == (earlier, later):
                return found, -1
    label = f"{METRICS[later].label} per {METRICS[earlier].label.rstrip('s')}"
    plain = Metric(f"{later}_per_{earlier}", label, label, METRICS["frequency"].unit)
    return Ratio(plain, 1.0, later, earlier), 1


def log_mean(a: float, b: float) -> float:
    """Return the logarithmic mean of two positive numbers; their value where they are equal."""
    growth = log_ratio(a, b)
    return (a - b) / growth if growth else (a + b) / 2


def log_ratio(a: float, b: float) -> float:
    """Return ln(a / b) of two positive numbers, exact also where they hardly differ.

    Close numbers go by `log1p` of their difference, because their quotient has already lost the digits that differ.
    """
    change = (a - b) / b
    return math.log1p(change) if abs(change) < 0.5 else math.log(a / b)  # noqa: PLR2004 - where neither loses digits


def unbroken(measures: Sequence[str], before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """Leave out the steps of the funnel that are zero in a period although a later step is not.

    Conversions without clicks (a tag that reports no clicks) have no conversion rate; the chain is made without them.
    """
    chain = [m for m in FUNNEL if m in measures]
    kept = []
    for place, measure in enumerate(chain):
        later = chain[place + 1 :]
        if all(side.get(measure) or not any(side.get(m) for m in later) for side in (before, after)):
            kept.append(measure)
    return [m for m in measures if m not in chain or m in kept]


def effects(
    ratio: Ratio, factors: Sequence[Factor], before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, float]:
    """Return each factor's effect on the KPI, in the KPI's unit; they add up to its change.

    A factor that is undefined in one period (the order value without orders) counts as unchanged. Empty when the KPI
    itself is undefined in a period, or a factor in both.
    """
    old, new = ratio.of(before), ratio.of(after)
    values = [_both(factor, before, after) for factor in factors]
    if old is None or new is None or any(v is None for v in values):
        return {}
    pairs = [v for v in values if v is not None]
    names = [f.ratio.metric.name for f in factors]
    if min(old, new, *(x for pair in pairs for x in pair)) > 0:
        weight = log_mean(new, old)
        logs = [f.power * log_ratio(x1, x0) for f, (x0, x1) in zip(factors, pairs, strict=True)]
        return {name: weight * log for name, log in zip(names, logs, strict=True)}
    return dict(zip(names, _shapley(ratio, factors, pairs), strict=True)) if _divides(factors, pairs) else {}


def _both(factor: Factor, before: Mapping[str, float], after: Mapping[str, float]) -> tuple[float, float] | None:
    x0, x1 = factor.ratio.of(before), factor.ratio.of(after)
    if x0 is None and x1 is None:
        return None
    return (x1 if x0 is None else x0, x0 if x1 is None else x1)  # type: ignore[return-value]


def _divides(factors: Sequence[Factor], pairs: Sequence[tuple[float, float]]) -> bool:
    return all(f.power > 0 or (x0 and x1) for f, (x0, x1) in zip(factors, pairs, strict=True))


def _shapley(ratio: Ratio, factors: Sequence[Factor], pairs: Sequence[tuple[float, float]]) -> list[float]:
    """Return each factor's mean effect over all orders of change."""
    count = len(factors)
    constant = ratio.constant / math.prod(f.ratio.constant**f.power for f in factors)

    def product(changed: int) -> float:
        parts = (pairs[i][changed >> i & 1] ** f.power for i, f in enumerate(factors))
        return constant * math.prod(parts)

    weights = [math.factorial(k) * math.factorial(count - 1 - k) / math.factorial(count) for k in range(count)]
    return [
        sum(
            weights[others.bit_count()] * (product(others | 1 << i) - product(others))
            for others in range(1 << count)
            if not others >> i & 1
        )
        for i in range(count)
    ]
