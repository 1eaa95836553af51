"""Is a contribution more than normal day-to-day variation?

The two legs are tested on their own, because a segment's budget may swing while its ratio stands still. A day's rate
excess is the segment's numerator less its own ratio times its denominator; a day's mix excess is the distance of its
own ratio from the whole's, times its denominator; both over an average day's whole denominator. A leg is (nearly) the
mean excess of the current days less that of the baseline days. Its standard error comes from the history before the
current period: from the scatter of single days round their weekday's middle, and from the scatter of whole windows,
whichever is larger, so that weeks which drift together raise no alarm; for counts it is never less than Poisson's.
Scatter is measured by the median absolute deviation, so that a past incident does not hide the next one. The test is
Student's t; the smaller p-value of the two is doubled (Bonferroni), and the caller corrects for the number of
segments looked at in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tools.kpi.definitions import METRICS
from tools.periods import Period
from tools.quantities import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import DailySeries

_FEWEST_DAYS = 10
_FEWEST_WINDOWS = 3
_MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What every segment's excess is measured with.

    Attributes:
        above: the numerator.
        below: the denominator; None for an additive measure.
        mean: the whole's n / d, mean of the two periods; 0 for an additive measure.
        per_day: an average day's whole denominator; 1 for an additive measure.
    """

    above: str
    below: str | None
    mean: float
    per_day: float


@dataclass(frozen=True, slots=True)
class Legs:
    """A segment's two legs in n / d units, and its own n / d, mean of the two periods."""

    mix: float
    rate: float
    own: float


def p_value(
    legs: Legs,
    series: "DailySeries",
    yardstick: Yardstick,
    current: Period,
    baseline: Period,
) -> float | None:
    """Return the chance of legs at least this large from normal variation; None with too little history.

    Args:
        legs: of the segment; an additive measure has only a rate, the change of its sum.
        series: the segment's daily sums, current days included.
        yardstick: what the excess is measured with.
        current: the period in question.
        baseline: the period it is compared with.
    """
    above = series.measures[yardstick.above]
    if yardstick.below is None:
        floor = _poisson(yardstick, series, current)
        return _tail(legs.rate / current.days, _history(series, above, current), current, baseline, floor)
    below = series.measures[yardstick.below]
    rate = _history(series, (above - legs.own * below) / yardstick.per_day, current)
    mix = _history(series, (legs.own - yardstick.mean) * below / yardstick.per_day, current)
    floor = _poisson(yardstick, series, current) / yardstick.per_day**2
    found = [_tail(legs.rate, rate, current, baseline, floor), _tail(legs.mix, mix, current, baseline)]
    known = [p for p in found if p is not None]
    return min(1.0, 2 * min(known)) if known else None


def _history(series: "DailySeries", values: "NDArray[np.float64]", current: Period) -> dict[date, float]:
    pairs = zip(series.days, values, strict=True)
    return {day: float(value) for day, value in pairs if day < current.start}


def _poisson(yardstick: Yardstick, series: "DailySeries", current: Period) -> float:
    """Return the least variance of a day's count: that of independent events, its mean. Money has no such floor."""
    if METRICS[yardstick.above].unit is not Unit.COUNT:
        return 0.0
    counts = _history(series, series.measures[yardstick.above], current)
    return sum(counts.values()) / max(len(counts), 1)


def _tail(
    difference: float, history: Mapping[date, float], current: Period, baseline: Period, floor: float = 0.0
) -> float | None:
    """Return the two-sided chance of such a difference of means; None with too little history or none that moves.

    `floor` is the least variance of one day.
    """
    from scipy import stats

    if len(history) < _FEWEST_DAYS:
        return None
    length0, length1 = baseline.days, current.days
    days = _single_days(history)
    windows = _windows(history, length1)
    variance = (1 / length0 + 1 / length1) * max(floor, _robust_variance(days))
    freedom = max(len(days) - 7, 3)
    if len(windows) >= _FEWEST_WINDOWS:
        between = (1 + length1 / length0) * _robust_variance(windows)
        if between > variance:
            variance, freedom = between, len(windows) + 1
    if variance <= 0:
        return None
    return float(2 * stats.t.sf(abs(difference) / variance**0.5, freedom))


def _robust_variance(values: Sequence[float]) -> float:
    """Return the variance by the median absolute deviation, so that a past incident does not hide the next one."""
    import numpy as np

    spread = float(np.median(np.abs(np.asarray(values) - np.median(values))))
    return (_MAD_TO_SIGMA * spread * (1 + 1.5 / len(values))) ** 2


def _single_days(history: Mapping[date, float]) -> list[float]:
    """Return each day's distance from the median of its weekday."""
    by_weekday: dict[int, list[float]] = {}
    for day, value in history.items():
        by_weekday.setdefault(day.weekday(), []).append(value)
    middles = {weekday: median(values) for weekday, values in by_weekday.items()}
    widened = (len(history) / max(len(history) - len(middles), 1)) ** 0.5
    return [widened * (value - middles[day.weekday()]) for day, value in history.items()]


def _windows(history: Mapping[date, float], length: int) -> list[float]:
    """Return the means of whole windows as long as the current period, counted back from its start."""
    days = sorted(history)
    runs = [days[max(0, end - length) : end] for end in range(len(days), length - 1, -length)]
    return [sum(history[d] for d in run) / len(run) for run in runs]
