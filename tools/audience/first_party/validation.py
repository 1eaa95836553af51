"""How much better than chance a ranking is: lift, area under the curve, calibration, each with its uncertainty."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ERRORS = 3.0
"""Standard errors to each side of a figure: an interval that holds chance alone misses it once in 370 times."""
_RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval of three standard errors."""

    value: float
    low: float
    high: float


def lift(score: "NDArray[np.float64]", outcome: "NDArray[np.float64]", share: float) -> Estimate:
    """Return how many times the average outcome the best-ranked share has.

    Customers with equal scores share their outcomes, so the order of the table decides nothing. The error is that of
    the mean of a sample drawn without return, relative to the mean of all.
    """
    import numpy as np

    taken = max(1, round(share * len(score)))
    top = _untied(score, outcome)[:taken]
    mean = float(np.mean(outcome))
    value = float(np.mean(top)) / mean
    spread = float(np.std(outcome[np.argsort(-score, kind="stable")][:taken], ddof=1)) if taken > 1 else mean
    everyone = float(np.std(outcome, ddof=1))
    error = max(spread, everyone * min(1.0, value)) / mean / np.sqrt(taken) * np.sqrt(1 - taken / len(score))
    return Estimate(value, max(0.0, value - ERRORS * float(error)), value + ERRORS * float(error))


def tenths(score: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> list[float]:
    """Return the lift of each tenth of the ranking, the best first."""
    import numpy as np

    mean = float(np.mean(outcome))
    return [float(np.mean(part)) / mean for part in np.array_split(_untied(score, outcome), 10)]


def area(score: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> Estimate:
    """Return the area under the ROC curve, with the error of Hanley and McNeil (Radiology 143, 1982, equation 1)."""
    import numpy as np
    from scipy.stats import rankdata

    yes = outcome > 0
    n, m = int(yes.sum()), int((~yes).sum())
    value = float((rankdata(score)[yes].sum() - n * (n + 1) / 2) / (n * m))
    first, second = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (n - 1) * (first - value**2) + (m - 1) * (second - value**2)
    error = float(np.sqrt(max(variance, 0.0) / (n * m)))
    return Estimate(value, value - ERRORS * error, value + ERRORS * error)


def advantage(
    score: "NDArray[np.float64]", other: "NDArray[np.float64]", outcome: "NDArray[np.float64]", share: float
) -> Estimate:
    """Return how much larger one ranking's lift is than another's on the same customers, by resampling these.

    The interval is the middle 95% of 400 resamples (Efron and Tibshirani, 1993, chapter 13); the seed is fixed.
    """
    import numpy as np

    random = np.random.default_rng(0)
    orders = [np.argsort(-s, kind="stable") for s in (score, other)]
    values = [_untied(s, outcome) for s in (score, other)]
    found = []
    for _ in range(_RESAMPLES):
        weights = random.poisson(1.0, len(outcome)).astype(float)
        wanted, mean = share * weights.sum(), float(np.average(outcome, weights=weights))
        tops = []
        for order, untied in zip(orders, values, strict=True):
            mine = weights[order]
            before = np.cumsum(mine) - mine
            inside = np.clip(wanted - before, 0.0, mine)
            tops.append(float((inside * untied).sum() / wanted))
        found.append((tops[0] - tops[1]) / mean if mean else 0.0)
    low, high = np.quantile(found, [0.025, 0.975])
    value = lift(score, outcome, share).value - lift(other, outcome, share).value
    return Estimate(value, float(low), float(high))


def calibration(predicted: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> list[tuple[float, float, int]]:
    """Return predicted and actual mean outcome and the number of customers of each fifth of the predictions."""
    import numpy as np

    order = np.argsort(-predicted, kind="stable")
    return [
        (float(np.mean(predicted[part])), float(np.mean(outcome[part])), len(part)) for part in np.array_split(order, 5)
    ]


def _untied(score: "NDArray[np.float64]", outcome: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the outcomes in the order of the ranking, each replaced by the mean over customers of its score."""
    import numpy as np

    order = np.argsort(-score, kind="stable")
    ranked, values = score[order], outcome[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    sizes = np.diff(np.r_[starts, len(ranked)])
    means: NDArray[np.float64] = np.add.reduceat(values, starts) / sizes
    return np.repeat(means, sizes)
