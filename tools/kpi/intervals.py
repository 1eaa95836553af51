"""How far a figure can be trusted: intervals for rates and for costs per result, from the counts behind them.

A rate is a share of independent trials (binomial); a cost per result divides money, taken as known, by a count that
varies as a Poisson count does. Both are told with the method's name, because they leave out what counts can't show:
days that differ, results that come in groups, and orders that differ in value.
"""

import math
from dataclasses import dataclass
from typing import Literal

from tools.errors import InputError

RateMethod = Literal["wilson", "jeffreys"]
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that the counts don't rule out.

    Attributes:
        low: lower end.
        high: upper end; None where there is none (a cost with no result yet).
        confidence: e.g. 0.95.
        method: its name.
    """

    low: float
    high: float | None
    confidence: float
    method: str


def rate_interval(
    part: float, whole: float, *, confidence: float = CONFIDENCE, method: RateMethod = "wilson"
) -> Interval:
    """Return the interval of a share, such as clicks of impressions.

    Wilson's score interval (Journal of the American Statistical Association, 1927), or Jeffreys' equal-tailed one
    (Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science, 2001).

    Raises:
        InputError: when the part is not between 0 and the whole, the whole is 0, or the confidence is no share.
    """
    if not 0 <= part <= whole or whole <= 0 or not math.isfinite(whole):
        raise InputError(
            f"A share needs a part between 0 and its whole, not {part:,g} of {whole:,g}", remedy="Check both counts."
        )
    tail = _tail(confidence)
    if method == "jeffreys":
        from scipy.special import betaincinv

        low = 0.0 if part == 0 else float(betaincinv(part + 0.5, whole - part + 0.5, tail))
        high = 1.0 if part == whole else float(betaincinv(part + 0.5, whole - part + 0.5, 1 - tail))
        return Interval(low, high, confidence, "Jeffreys")
    from scipy.special import ndtri

    z2 = float(ndtri(tail)) ** 2
    middle = (part + z2 / 2) / (whole + z2)
    half = math.sqrt(z2) / (whole + z2) * math.sqrt(part * (whole - part) / whole + z2 / 4)
    low = 0.0 if part == 0 else middle - half
    high = 1.0 if part == whole else middle + half
    return Interval(low, high, confidence, "Wilson")


def cost_interval(money: float, count: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of a cost per result, such as spend per conversion.

    The exact limits of a Poisson count (Garwood, "Fiducial limits for the Poisson distribution", Biometrika, 1936),
    turned into money per result. Without a single result there is a lower end only, one-sided.

    Raises:
        InputError: for a negative count, or a confidence that is no share.
    """
    from scipy.special import gammaincinv

    if not (0 <= count < math.inf and 0 <= money < math.inf):
        raise InputError(f"A cost per result needs money and a count of 0 or more, not {money:,g} and {count:,g}")
    tail = _tail(confidence)
    if count == 0:
        return Interval(money / float(gammaincinv(1, confidence)), None, confidence, "Poisson, one-sided")
    fewest, most = float(gammaincinv(count, tail)), float(gammaincinv(count + 1, 1 - tail))
    return Interval(money / most, money / fewest if fewest else None, confidence, "Poisson")


def return_interval(ratio: float, orders: float, *, confidence: float = CONFIDENCE) -> Interval | None:
    """Return the interval of a return on spend, such as ROAS, from the number of orders behind it.

    The exact limits of a Poisson count of orders (Garwood, 1936), each order taken as worth the mean. Orders that
    differ in value make the true interval wider, by how much the counts can't tell. None without an order.

    Raises:
        InputError: for a negative ratio or count, or a confidence that is no share.
    """
    from scipy.special import gammaincinv

    if not (0 <= orders < math.inf and 0 <= ratio < math.inf):
        raise InputError(f"A return needs a ratio and a count of 0 or more, not {ratio:,g} and {orders:,g}")
    tail = _tail(confidence)
    if orders == 0:
        return None
    fewest, most = float(gammaincinv(orders, tail)), float(gammaincinv(orders + 1, 1 - tail))
    method = "Poisson, orders taken as alike in value"
    return Interval(ratio * fewest / orders, ratio * most / orders, confidence, method)


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InputError(
            f"A confidence of {confidence:g} is no share between 0 and 1", remedy="Use 0.95, or 0.9 for a wider guess."
        )
    return (1 - confidence) / 2
