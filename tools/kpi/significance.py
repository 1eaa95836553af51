"""Tests of two results against each other: do their counts differ by more than chance?"""

from dataclasses import dataclass
from typing import Literal

from tools.errors import InputError
from tools.kpi.intervals import RateMethod, rate_interval

POWER = 0.8
"""How often a test should find a difference that is there; the usual choice when a test is planned."""
_SMALL_CELL = 5
"""Expected count below which the chi-squared test is not trusted (Cochran, Biometrics, 1954)."""


_MOST = 1e12
"""Counts beyond this are no marketing results, and exceed what the exact tests can count."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a test found.

    Attributes:
        p_value: how often chance alone gives a difference as large or larger.
        low: lower end of the interval of the difference, or of the ratio; None where there is none.
        high: its upper end.
        method: the test and the interval, by name.
    """

    p_value: float
    low: float | None
    high: float | None
    method: str


def two_rates(
    first: tuple[float, float], second: tuple[float, float], confidence: float, method: RateMethod = "wilson"
) -> Difference:
    """Compare two shares, each a part and its whole; the interval is of the second less the first.

    Chi-squared, or Fisher's exact test for small counts; Newcombe's hybrid score interval (Statistics in Medicine,
    1998, method 10), which is made of the two Wilson intervals, or of the two Jeffreys intervals (Brown and Li, Journal
    of Statistical Planning and Inference, 2005).

    Raises:
        InputError: when a part is not between 0 and its whole, or a count is beyond all measure.
    """
    from scipy.stats import chi2_contingency, fisher_exact

    _check_size(*first, *second)
    pairs = (first, second)
    rates = [part / whole if whole else 0.0 for part, whole in pairs]
    ends = [rate_interval(part, whole, confidence=confidence, method=method) for part, whole in pairs]
    table = [[round(part), round(whole) - round(part)] for part, whole in pairs]
    columns = [sum(row[i] for row in table) for i in (0, 1)]
    expected = min(sum(row) * column / sum(columns) for row in table for column in columns) if sum(columns) else 0
    if min(columns) == 0:
        p_value, test = 1.0, "no test, as all ended alike"
    elif expected < _SMALL_CELL:
        p_value, test = float(fisher_exact(table).pvalue), "Fisher's exact test"
    else:
        p_value, test = float(chi2_contingency(table, correction=False).pvalue), "chi-squared test"
    gap, highs = rates[1] - rates[0], [end.high or 0.0 for end in ends]
    low = gap - ((rates[1] - ends[1].low) ** 2 + (highs[0] - rates[0]) ** 2) ** 0.5
    high = gap + ((highs[1] - rates[1]) ** 2 + (rates[0] - ends[0].low) ** 2) ** 0.5
    kind = "Newcombe interval" if method == "wilson" else "hybrid of the two Jeffreys intervals"
    return Difference(p_value, low, high, f"{test}, {kind}")


def two_costs(first: tuple[float, float], second: tuple[float, float], confidence: float) -> Difference:
    """Compare two costs per result, each money and a count; the interval is of the second over the first.

    The exact test of two Poisson counts per money spent, given their sum (Przyborowski and Wilenski, Biometrika, 1940).

    Raises:
        InputError: when nothing was spent on one side, or a figure is beyond all measure.
    """
    from scipy.stats import binomtest

    _check_size(*first, *second)
    spent, counts = (first[0], second[0]), (round(first[1]), round(second[1]))
    method = "exact test of two Poisson counts per money spent"
    if not all(spent):
        raise InputError("A cost of 0 can't be tested", remedy="Give what each of the two spent.")
    if not sum(counts):
        return Difference(1.0, None, None, f"{method}; there is no result on either side")
    money_share = spent[0] / sum(spent)
    ends = _exact_share_interval(counts[0], sum(counts), confidence)
    # Twice the smaller tail, as the exact interval has it, so that test and interval never contradict each other.
    sides: tuple[Literal["less", "greater"], ...] = ("less", "greater")
    tails = [binomtest(counts[0], sum(counts), money_share, alternative=side).pvalue for side in sides]
    p_value = min(1.0, 2 * float(min(tails)))
    # The first's share p of all results is the ratio of costs, second over first: p / (1 - p) x spend2 / spend1.
    low, high = (end / (1 - end) * spent[1] / spent[0] if end < 1 else None for end in ends)
    return Difference(p_value, low, high, method)


def _exact_share_interval(part: int, whole: int, confidence: float) -> tuple[float, float]:
    """The interval of a share by the quantiles of the beta distribution (Clopper and Pearson, Biometrika, 1934)."""
    from scipy.stats import beta

    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, part, whole - part + 1)) if part else 0.0
    high = float(beta.ppf(1 - tail, part + 1, whole - part)) if part < whole else 1.0
    return low, high


def _check_size(*figures: float) -> None:
    largest = max(figures)
    if not largest <= _MOST:
        raise InputError(f"{largest:,.6g} is too large to test", remedy="Check the figure, or its k, m or bn.")


def trials_to_tell_apart(first: float, second: float, confidence: float, power: float = POWER) -> float:
    """Return how many trials each side needs for two rates so far apart to differ significantly.

    The normal approximation with equal numbers on both sides (Fleiss, Levin and Paik, Statistical Methods for Rates and
    Proportions, 3rd ed., 2003, chapter 4), without continuity correction.

    Raises:
        InputError: when the rates are equal, or are no shares.
    """
    from scipy.special import ndtri

    if first == second or not (0 <= first <= 1 and 0 <= second <= 1):
        raise InputError(f"No number of trials tells {first:g} from {second:g}", remedy="Give two different shares.")
    mean = (first + second) / 2
    by_chance = float(ndtri((1 + confidence) / 2)) * (2 * mean * (1 - mean)) ** 0.5
    found = float(ndtri(power)) * (first * (1 - first) + second * (1 - second)) ** 0.5
    return float(((by_chance + found) / (first - second)) ** 2)


def spend_to_tell_apart(first: float, second: float, confidence: float, power: float = POWER) -> float:
    """Return how much money each side must spend for two costs per result so far apart to differ significantly.

    Poisson counts made even by their square roots (Huffman, "An improved approximate two-sample Poisson test", Applied
    Statistics, 1984), with equal spend on both sides.

    Raises:
        InputError: when the costs are equal, or not above 0.
    """
    from scipy.special import ndtri

    if first == second or not (first > 0 and second > 0):
        raise InputError(f"No spend tells a cost of {first:g} from one of {second:g}", remedy="Give two costs above 0.")
    size = float(ndtri((1 + confidence) / 2)) + float(ndtri(power))
    return float(size**2 / (2 * (first**-0.5 - second**-0.5) ** 2))
