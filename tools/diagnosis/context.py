"""What the history says beside the two periods: since when, trend, weekdays, a year ago, and what else moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import oriented
from tools.diagnosis.factors import Ratio
from tools.diagnosis.report import Context, Started
from tools.diagnosis.student import two_sided
from tools.diagnosis.variation import history_of, judge_leg, poisson_floor, scatter_of
from tools.periods import Period

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries

_LOOK_BACK = 21
_FEWEST_BEFORE = 14
_SURELY = 0.01
_WORTH_A_WORD = 0.01
_A_WEEK = 7
_FEWEST_BETWEEN = 3
_MEDIAN_TO_SIGMA = 1.4826
_WIDENED = 0.35
"""Below this part of the days' scatter, their distance from day to day says that an old step has widened it."""
_FEWEST_WEEKS = 5
_A_YEAR = 364
_TWO_SIDED_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Periods:
    """The two periods compared."""

    baseline: Period
    current: Period


def context_of(ratio: Ratio, series: "DailySeries", periods: Periods, others: Sequence[Ratio]) -> Context:
    """Return what the whole's daily history tells.

    Args:
        ratio: the KPI.
        series: the whole's daily sums of all measures, up to the end of the current period.
        periods: the periods compared.
        others: measures and KPIs that may have moved at the same time.
    """
    weekly = _weekly(ratio, series, periods.current)
    return Context(
        started=started(ratio, series, periods.current),
        trend=_trend(weekly),
        weeks=len(weekly),
        weekdays_differ=_weekday_counts(periods.baseline) != _weekday_counts(periods.current),
        weekday_low_high=_weekday_low_high(ratio, series, periods.current),
        year_ago=_year_ago(ratio, series, periods),
        moved_too=[o.metric.name for o in others if _moved(o, series, periods)],
    )


def started(ratio: Ratio, series: "DailySeries", current: Period) -> Started | None:
    """Return the day from which the KPI has another level, to the end of the current period; None when no day is clear.

    The days' excess over the ratio before (weekdays evened out) is cut where the means on both sides differ most: the
    likelihood-ratio test for one change point (Hinkley 1970), corrected for the days tried. An earlier incident would
    hide a later one, so the history begins anew where an old step is clear, and what follows a step is searched for
    another one (binary segmentation; Scott and Knott 1974).
    """
    values = _excess(ratio, series, current)
    days = sorted(d for d in values if d <= current.end)
    first = current.start - timedelta(days=_LOOK_BACK)
    old = [d for d in days if d < first]
    before = _step({d: values[d] for d in old}, old, current, least=_A_WEEK)
    if before is not None:
        days = [d for d in days if d >= before.day]
    early = [d for d in days if d < current.start]
    if len(early) < _FEWEST_BEFORE:
        return None
    found = _step({d: values[d] for d in days}, [d for d in days if d >= first], current, least=_A_WEEK)
    if found is None:
        return None
    after = [d for d in days if d >= found.day]
    again = _step({d: values[d] for d in after}, after, current, least=_FEWEST_BETWEEN, known=found)
    if again is not None and again.day < current.start and not _differs(values, days, found, again):
        return None  # an incident that was over before the current period
    found = again or found
    return Started(day=found.day.isoformat(), p_value=found.p_value)


def _differs(values: Mapping[date, float], days: Sequence[date], first: "_Step", last: "_Step") -> bool:
    """Return whether the level after the last step is another one than before the first."""
    even = {d: values[d] - first.middles.get(d.weekday(), 0.0) for d in days}
    before, after = [even[d] for d in days if d < first.day], [even[d] for d in days if d >= last.day]
    apart = abs(sum(after) / len(after) - sum(before) / len(before))
    distance = apart / (first.daily * (1 / len(before) + 1 / len(after))) ** 0.5
    return two_sided(distance, first.freedom) < _SURELY


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of level, with what the days before it tell of a day's scatter and of the weekdays."""

    day: date
    p_value: float
    daily: float
    freedom: float
    middles: Mapping[int, float]


def _step(
    values: Mapping[date, float], candidates: Sequence[date], current: Period, *, least: int, known: _Step | None = None
) -> _Step | None:
    """Return the clearest step among the candidates, None when chance may have made it.

    Args:
        values: the days in question.
        candidates: the days from which another level may hold.
        current: the period in question; scatter and weekdays are told by the days before it.
        least: how many days must lie before the step.
        known: an earlier step, whose scatter and weekdays hold here as well.
    """
    days = sorted(values)
    middles: Mapping[int, float]
    if known is None:
        calm = {d: values[d] for d in days if d < current.start}
        scatter = scatter_of(calm, current.days)
        if len(calm) < _FEWEST_BEFORE or scatter is None or scatter.daily <= 0:
            return None
        freedom, middles = float(max(scatter.days - _A_WEEK, 3)), _middles(calm)
        apart = _from_day_to_day(calm, middles)
        daily = apart if apart is not None and apart < _WIDENED * scatter.daily else scatter.daily
    else:
        daily, freedom, middles = known.daily, known.freedom, known.middles
    even = [values[d] - middles.get(d.weekday(), 0.0) for d in days]
    sums, tried = [0.0, *accumulate(even)], set(candidates)
    best: tuple[float, date] | None = None
    for place, day in enumerate(days):
        if place < least or day not in tried:
            continue
        rest = len(even) - place
        step = (sums[-1] - sums[place]) / rest - sums[place] / place
        distance = abs(step) / (daily * (1 / place + 1 / rest)) ** 0.5
        if best is None or distance > best[0]:
            best = (distance, day)
    if best is None:
        return None
    chance = min(1.0, two_sided(best[0], freedom) * len(candidates))
    return _Step(best[1], chance, daily, freedom, middles) if chance < _SURELY else None


def _from_day_to_day(values: Mapping[date, float], middles: Mapping[int, float]) -> float | None:
    """Return the variance of a day by how far neighbouring days lie apart, which earlier steps hardly widen.

    Half the mean square difference (von Neumann, "Distribution of the ratio of the mean square successive difference",
    1941), by its median so that the days of a step don't count; a little more for how few days tell it.
    """
    even = [values[d] - middles.get(d.weekday(), 0.0) for d in sorted(values)]
    apart = [abs(b - a) for a, b in pairwise(even)]
    spread = _MEDIAN_TO_SIGMA * median(apart) * (1 + 3 / len(apart))
    return spread**2 / 2 if spread > 0 else None


def _excess(ratio: Ratio, series: "DailySeries", current: Period) -> dict[date, float]:
    above, below = ratio.numerator, ratio.denominator
    values = series.measures[above]
    if below is not None:
        under = series.measures[below]
        early = [i for i, d in enumerate(series.days) if d < current.start]
        total = float(under[early].sum())
        own = float(values[early].sum()) / total if total else 0.0
        values = values - own * under
    return {day: float(value) for day, value in zip(series.days, values, strict=True)}


def _middles(values: Mapping[date, float]) -> dict[int, float]:
    by_weekday: dict[int, list[float]] = {}
    for day, value in values.items():
        by_weekday.setdefault(day.weekday(), []).append(value)
    return {weekday: median(some) for weekday, some in by_weekday.items()}


def _kpi_over(ratio: Ratio, series: "DailySeries", period: Period) -> float | None:
    places = [i for i, d in enumerate(series.days) if period.start <= d <= period.end]
    if not places:
        return None
    needed = [m for m in (ratio.numerator, ratio.denominator) if m]
    return ratio.of({m: float(series.measures[m][places].sum()) for m in needed})


def _weekly(ratio: Ratio, series: "DailySeries", current: Period) -> list[float]:
    """Return the KPI of each whole week before the current period, the oldest first."""
    found: list[float] = []
    end = current.start - timedelta(days=1)
    while series.days and end - timedelta(days=_A_WEEK - 1) >= series.days[0]:
        value = _kpi_over(ratio, series, Period(end - timedelta(days=_A_WEEK - 1), end))
        if value is not None:
            found.insert(0, value)
        end -= timedelta(days=_A_WEEK)
    return found


def _trend(weekly: Sequence[float]) -> float | None:
    """Return the median change a week as a fraction of the level (Theil and Sen), if its 95% interval leaves out 0.

    The interval is Sen's, by the normal approximation to the ranks of all pairs' slopes (Sen, "Estimates of the
    regression coefficient based on Kendall's tau", 1968).
    """
    if len(weekly) < _FEWEST_WEEKS or not median(weekly):
        return None
    count = len(weekly)
    slopes = sorted((weekly[j] - weekly[i]) / (j - i) for i in range(count) for j in range(i + 1, count))
    reach = _TWO_SIDED_95 * (count * (count - 1) * (2 * count + 5) / 18) ** 0.5
    low = slopes[max(round((len(slopes) - reach) / 2) - 1, 0)]
    high = slopes[min(round((len(slopes) + reach) / 2), len(slopes) - 1)]
    return median(slopes) / abs(median(weekly)) if low * high > 0 else None


def _weekday_counts(period: Period) -> list[int]:
    counts = [0] * _A_WEEK
    for n in range(min(period.days, 10 * _A_YEAR)):
        counts[(period.start + timedelta(days=n)).weekday()] += 1
    return [round(100 * c / period.days) for c in counts]


def _weekday_low_high(ratio: Ratio, series: "DailySeries", current: Period) -> tuple[str, float, str, float] | None:
    """Return the lowest and the highest weekday of the history with their KPI; None in a short one."""
    import calendar

    sums: dict[int, dict[str, float]] = {}
    needed = [m for m in (ratio.numerator, ratio.denominator) if m]
    counts: dict[int, int] = {}
    for place, day in enumerate(series.days):
        if day < current.start:
            own = sums.setdefault(day.weekday(), dict.fromkeys(needed, 0.0))
            counts[day.weekday()] = counts.get(day.weekday(), 0) + 1
            for m in needed:
                own[m] += float(series.measures[m][place])
    if len(sums) < _A_WEEK or min(counts.values()) < 3:  # noqa: PLR2004 - fewer tell nothing of a weekday
        return None
    levels = {w: v for w, s in sums.items() if (v := ratio.of(s)) is not None}
    if ratio.denominator is None:
        levels = {w: v / counts[w] for w, v in levels.items()}
    if len(levels) < _A_WEEK:
        return None
    low, high = min(levels, key=lambda w: levels[w]), max(levels, key=lambda w: levels[w])
    return calendar.day_name[low], levels[low], calendar.day_name[high], levels[high]


def _year_ago(ratio: Ratio, series: "DailySeries", periods: Periods) -> float | None:
    """Return the relative change between the same days a year before; None when the table does not go back."""
    old = [p.shifted(-_A_YEAR) for p in (periods.baseline, periods.current)]
    if not series.days or series.days[0] > min(p.start for p in old) or periods.baseline == old[1]:
        return None
    before, after = (_kpi_over(ratio, series, p) for p in old)
    return (after - before) / before if before and after is not None else None


def _moved(other: Ratio, series: "DailySeries", periods: Periods) -> bool:
    """Return whether a measure or KPI of the whole moved beyond its normal variation."""
    above, below = oriented(other)
    before = _kpi_over(Ratio(other.metric, 1.0, above, below), series, periods.baseline)
    after = _kpi_over(Ratio(other.metric, 1.0, above, below), series, periods.current)
    if before is None or after is None:
        return False
    values, floor, per_day = series.measures[above], poisson_floor(above, below, series, periods.current), 1.0
    if below is not None:
        under = series.measures[below]
        inside = [i for i, d in enumerate(series.days) if d <= periods.current.end]
        per_day = float(under[inside].sum()) / max(len(inside), 1) or 1.0
        values = (values - (before + after) / 2 * under) / per_day
        difference = after - before
    else:
        difference = after / periods.current.days - before / periods.baseline.days
    scatter = scatter_of(history_of(series, values, periods.current), periods.current.days, floor / per_day**2)
    found = judge_leg(difference, scatter, (periods.baseline.days, periods.current.days)) if scatter else None
    mean = (
        (before + after) / 2
        if below is not None
        else (before / periods.baseline.days + after / periods.current.days) / 2
    )
    return found is not None and found.p_value < _SURELY and abs(difference) >= _WORTH_A_WORD * abs(mean)
