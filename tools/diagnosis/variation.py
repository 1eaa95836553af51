"""Is a contribution more than normal day-to-day variation?

What moved in a segment is tested leg by leg: its share of the whole (mix), its own KPI (rate), and each factor of the
KPI in it, because a price change that drowns in the noise of conversions is plain in the CPM. A day's rate excess is
the segment's numerator less its usual ratio times its denominator; a leg is the mean excess of the current days less
that of the baseline days. Where that is calmer, what the other segments make its fair part is taken off day by day, so
that a day that lifts everything is no noise. Where the baseline is a week like the others, the current days are held
against all of them, by the median of the weeks: one week is a poor witness of what is usual. A baseline that was
unusual itself stands alone.

The standard error comes from the history before the current period: from the scatter of single days round their
weekday's middle, widened by how much more whole windows scatter than their days explain, so that weeks which drift
together raise no alarm. That widening is told from few windows, so it is drawn towards the one that the table's main
segments share (moderated variances; Smyth 2004). For counts the error is never less than Poisson's.
Scatter is measured without the outermost days, so that a past incident does not hide the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tools.diagnosis.student import two_sided
from tools.kpi.definitions import METRICS
from tools.periods import Period
from tools.quantities import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import DailySeries

FEWEST_DAYS = 10
_FEWEST_WINDOWS = 3
_MAD_TO_SIGMA = 1.4826
_TENTHS_TO_SIGMA = 2.5631
_ROUNDING = 1e-18
ORDERS_DIFFER = 4 / 3
"""Mean square of an order's worth over the square of its mean; orders that differ by about 60%."""
_PRIOR_WINDOWS = 12
"""How many windows of the segment's own the shared widening counts for."""
_FEWEST_TO_TELL_USUAL = 5
"""How many windows a history must have for their median to be the usual level."""
_MEDIAN_EFFICIENCY = 0.64
"""A median of normal values is as sure as the mean of 2 / pi as many."""
_AS_USUAL = 2.0
"""Standard errors by which a baseline may differ from the usual level and count as one more window of it."""


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome for one leg.

    Attributes:
        p_value: two-sided, for this leg alone.
        gain: half the squared distance in standard errors, the log-likelihood gained by a change.
    """

    p_value: float
    gain: float


@dataclass(frozen=True, slots=True)
class Scatter:
    """What the history of one leg shows.

    Attributes:
        daily: variance of a single day round its weekday.
        widening: by what the variance of window means exceeds that of independent days; None with too few windows.
        days, windows: how many there are.
    """

    daily: float
    widening: float | None
    days: int
    windows: int

    @property
    def of_a_window(self) -> float:
        """Variance of the mean of a window, for each of its days."""
        return self.daily * max(1.0, self.widening or 1.0)


def history_of(series: "DailySeries", values: "NDArray[np.float64]", current: Period) -> dict[date, float]:
    """Return the values of the days before the current period."""
    pairs = zip(series.days, values, strict=True)
    return {day: float(value) for day, value in pairs if day < current.start}


def poisson_floor(measure: str, below: str | None, series: "DailySeries", current: Period) -> float:
    """Return the least variance of a day: for a count that of independent events, its mean.

    Revenue is made of orders, so its least variance is theirs times the square of what one is worth, a third more for
    orders that differ, and that third alone for revenue an order. Other money has no such floor, nor has revenue in a
    table without orders.

    Args:
        measure: the numerator.
        below: the denominator; None for a measure by itself.
        series: daily sums.
        current: the period in question; the days before it count.
    """
    counts = history_of(series, series.measures[measure], current)
    days, total = max(len(counts), 1), sum(counts.values())
    if METRICS[measure].unit is Unit.COUNT:
        return total / days
    if measure == "revenue" and "conversions" in series.measures:
        orders = sum(history_of(series, series.measures["conversions"], current).values())
        spread = ORDERS_DIFFER - 1 if below == "conversions" else ORDERS_DIFFER
        return spread * total**2 / orders / days if orders else 0.0
    return 0.0


def scatter_of(history: Mapping[date, float], length: int, floor: float = 0.0) -> Scatter | None:
    """Return how a leg scatters in its history; None when that is shorter than ten days.

    Args:
        history: a value a day.
        length: days of the current period, as long as a window.
        floor: the least variance of one day.
    """
    if len(history) < FEWEST_DAYS:
        return None
    days, windows = _single_days(history), _windows(history, length)
    daily = max(floor, _robust_variance(days))
    if daily <= _ROUNDING * max(value**2 for value in history.values()):
        daily = 0.0
    widening = None
    if len(windows) >= _FEWEST_WINDOWS and daily > 0:
        widening = _robust_variance(windows) * length / daily
    return Scatter(daily, widening, len(days), len(windows))


def judge_leg(
    difference: float,
    scatter: Scatter,
    lengths: tuple[float, float],
    *,
    shared: float | None = None,
    sampling: float = 0.0,
) -> Tested | None:
    """Test a difference of the means of two periods; None when the history does not move at all.

    Args:
        difference: current less baseline.
        scatter: of the leg's history.
        lengths: days of the baseline and of the current period.
        shared: the widening of the table's main segments; the leg's own alone when None.
        sampling: the least variance of the difference, from the events counted in the two periods.
    """
    if scatter.daily <= 0:
        return None
    widening, freedom = _widened(scatter, shared)
    variance = max(sampling, (1 / lengths[0] + 1 / lengths[1]) * scatter.daily * widening)
    distance = abs(difference) / variance**0.5
    return Tested(two_sided(distance, freedom), distance**2 / 2)


def judge_beside_history(
    difference: float,
    history: Mapping[date, float],
    scatter: Scatter,
    baseline: Period,
    length: int,
    *,
    shared: float | None = None,
    sampling: float = 0.0,
) -> Tested | None:
    """Test the current period against the usual level of all the history, which is surer than one baseline is.

    It is done only where the baseline itself is as usual: the median of the windows and the baseline's mean are not
    apart by more than two standard errors. Otherwise, and with too few windows, None: the baseline alone counts.

    Args:
        difference: current less baseline.
        history: the leg, day by day.
        scatter: of that.
        baseline: the period compared with.
        length: days of the current period.
        shared: the widening of the table's main segments; the leg's own alone when None.
        sampling: the least variance of the difference, from the events counted in the two periods.
    """
    windows = _windows(history, length)
    days = [value for day, value in history.items() if baseline.start <= day <= baseline.end]
    worth = _MEDIAN_EFFICIENCY * len(windows) * length
    if scatter.daily <= 0 or len(windows) < _FEWEST_TO_TELL_USUAL or not days or worth <= len(days):
        return None
    apart = sum(days) / len(days) - median(windows)
    widening, _ = _widened(scatter, shared)
    if apart**2 > _AS_USUAL**2 * scatter.daily * widening * (1 / len(days) - 1 / (len(windows) * length)):
        return None
    if (difference + apart) * difference <= 0:
        return Tested(1.0, 0.0)
    part = (1 / worth + 1 / length) / (1 / baseline.days + 1 / length)
    return judge_leg(difference + apart, scatter, (worth, length), shared=shared, sampling=part * sampling)


def _widened(scatter: Scatter, shared: float | None) -> tuple[float, float]:
    """Return by what the variance of a window exceeds that of independent days, and the degrees of freedom."""
    own, freedom = scatter.widening, float(max(scatter.days - 7, 3))
    if own is not None and shared is not None:
        known = scatter.windows - 1
        widening = (_PRIOR_WINDOWS * shared + known * own) / (_PRIOR_WINDOWS + known)
        return max(1.0, widening), min(freedom, float(_PRIOR_WINDOWS + known)) if widening > 1 else freedom
    if own is not None and own > 1:
        return own, float(scatter.windows + 1)
    return 1.0, freedom


def _robust_variance(values: Sequence[float]) -> float:
    """Return the variance without the outermost values, so that a past incident does not hide the next one.

    The larger one of two is taken: by the median absolute deviation, and by the distance of the tenth from the
    ninetieth percentile, which sees that a segment is busy on some days only. Where both are zero, in a segment that is
    seldom seen, it is the plain variance.
    """
    import numpy as np

    array = np.asarray(values)
    low, high = np.quantile(array, (0.1, 0.9))
    spread = max(
        _MAD_TO_SIGMA * float(np.median(np.abs(array - np.median(array)))), float(high - low) / _TENTHS_TO_SIGMA
    )
    if spread == 0:
        return float(np.var(array))
    return spread**2


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
