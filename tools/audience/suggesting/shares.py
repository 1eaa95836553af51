"""A budget divided by weights: whole percentages that add up to 100, and amounts that add up to the budget, exactly."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

_HUNDRED = 100


def whole_shares(weights: Sequence[float], *, total: int = _HUNDRED) -> list[int]:
    """Return whole parts of `total` in proportion to the weights: Hamilton's method of largest remainders.

    The parts add up to `total` exactly; a weight of zero gets nothing; among equal remainders the first wins.

    Raises:
        ValueError: when a weight is negative, or none is above zero.
    """
    if any(w < 0 for w in weights) or not any(w > 0 for w in weights):
        raise ValueError("weights must not be negative, and one must be above zero")
    exact = [Decimal(str(w)) for w in weights]
    whole = sum(exact)
    quotas = [w * total / whole for w in exact]
    parts = [int(q.to_integral_value(rounding=ROUND_DOWN)) for q in quotas]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], i))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def amounts(shares: Sequence[int], budget: float, *, minor_unit: Decimal = Decimal("0.01")) -> list[float]:
    """Return each share of a budget in its currency, rounded to the minor unit; they add up to the budget exactly.

    Args:
        shares: whole percentages that add up to 100.
        budget: in currency, not below zero.
        minor_unit: the smallest coin; 1 for yen.
    """
    coins = int((Decimal(str(budget)) / minor_unit).to_integral_value())
    parts = whole_shares(shares, total=coins) if coins else [0] * len(shares)
    return [float(part * minor_unit) for part in parts]
