"""Honest figures of a run: intervals of shares and means, and whether two runs differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2_000
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a mean with its 95% interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same cases.

    Attributes:
        better: cases wrong before and right now.
        worse: cases right before and wrong now.
        p_value: of the exact test of McNemar (1947), which looks at those alone; 1 when there are none.
    """

    before: float
    now: float
    better: list[str]
    worse: list[str]
    p_value: float


def share(right: int, count: int) -> Estimate:
    """Return a share with Wilson's interval (Wilson 1927); an empty one is wholly uncertain."""
    if not count:
        return Estimate(0.0, 0.0, 1.0, 0)
    from scipy.stats import binomtest

    interval = binomtest(right, count).proportion_ci(_LEVEL, method="wilson")
    return Estimate(right / count, float(interval.low), float(interval.high), count)


def mean(values: Sequence[float]) -> Estimate:
    """Return a mean with the percentile interval of a bootstrap (Efron and Tibshirani 1993), the same at each run.

    Where every value is 0 or 1 it is a share, and has Wilson's interval: a bootstrap of equal values has no width.
    """
    if set(values) <= {0.0, 1.0}:
        return share(sum(value == 1.0 for value in values), len(values))
    given = np.asarray(values, dtype=float)
    draws = np.random.default_rng(0).integers(0, len(given), size=(_RESAMPLES, len(given)))
    means = given[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return Estimate(float(given.mean()), float(low), float(high), len(given))


def compare(before: Mapping[str, bool], now: Mapping[str, bool]) -> Comparison:
    """Compare two runs over the cases that both hold."""
    common = sorted(before.keys() & now.keys())
    better = [case for case in common if now[case] and not before[case]]
    worse = [case for case in common if before[case] and not now[case]]
    p_value = 1.0
    if better or worse:
        from scipy.stats import binomtest

        p_value = float(binomtest(len(better), len(better) + len(worse)).pvalue)
    rate = [sum(run[case] for case in common) / len(common) if common else 0.0 for run in (before, now)]
    return Comparison(rate[0], rate[1], better, worse, p_value)


def passes_all(right: Sequence[bool], k: int) -> float:
    """Return pass^k: how likely k runs in a row are all right, from the runs seen (Yao et al. 2024, tau-bench).

    The unbiased estimate from n runs with c right ones is C(c, k) / C(n, k).
    """
    from math import comb

    count, good = len(right), sum(right)
    return comb(good, k) / comb(count, k) if count >= k else 0.0
