"""Tests segments against the table's own history, in every view of the KPI: itself and its factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Terms, oriented
from tools.diagnosis.factors import Ratio
from tools.diagnosis.variation import (
    FEWEST_DAYS,
    Scatter,
    Tested,
    history_of,
    judge_beside_history,
    judge_leg,
    poisson_floor,
    scatter_of,
)
from tools.periods import Period

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries
    from tools.data.table import PerformanceTable

SHARE = "share"
ENOUGH_BESIDE = 0.2
"""Part of the volume that the others must hold to tell what a fair part is."""
_ACTIVE = 0.5
_MAIN_VALUES = 30
_FEWEST_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Leg:
    """One way in which a segment moved more than the rest.

    Attributes:
        view: the ratio that changed in it; None for its share of the whole.
        excess: of the view's n / d (of the measure a period when additive; of the share), beyond its fair part.
        weight: the segment's volume over that of the others, which tell the fair part; 0 where nothing is taken off.
        per_day: an average day's denominator of the whole; 1 when additive.
        sampling: variance of the excess from counting alone, in either period.
    """

    view: Ratio | None
    excess: float
    weight: float
    per_day: float
    sampling: float = 0.0

    @property
    def name(self) -> str:
        """The metric that moved; `share` for the share of the whole."""
        return self.view.metric.name if self.view else SHARE


@dataclass(frozen=True, slots=True)
class Evidence:
    """How sure a segment is.

    Attributes:
        p_value: of its clearest leg, times the number of legs tested; not corrected for the segments looked at.
        gain: of that leg, in nats.
        metric: the view of that leg; the KPI's own name for its mix and its rate.
    """

    p_value: float
    gain: float
    metric: str


class Judge:
    """Tests segments of one question against the history.

    Args:
        table: where the days are.
        views: the KPI first, then its factors.
        dimensions: those that segments are made of.
        where: the rows the question is about.
        baseline, current: the periods.
    """

    def __init__(
        self,
        table: "PerformanceTable",
        views: Sequence[Ratio],
        dimensions: Sequence[str],
        where: Mapping[str, str],
        *,
        baseline: Period,
        current: Period,
    ) -> None:
        self._table, self._where, self._current = table, dict(where), current
        self._dimensions = list(dimensions)
        self._views = list(views)
        self._baseline, self._lengths = baseline, (baseline.days, current.days)
        self._measures = list(dict.fromkeys(m for r in views for m in oriented(r) if m))
        self._series: dict[tuple[tuple[str, str], ...], DailySeries] = {}
        self._aside: list[dict[str, str]] = []
        self._shared: dict[str, float | None] | None = None

    def whole(self, of: Terms) -> float | None:
        """Return the p-value of the whole's change; None with too little history."""
        found = self._test(Leg(self._views[0], of.total_change, 0.0, self.per_day(of)), self.series({}))
        return found.p_value if found else None

    def per_day(self, of: Terms) -> float:
        """Return an average day's denominator."""
        return 1.0 if of.is_additive else (of.whole0 + of.whole1) / sum(self._lengths)

    def segment(self, segment: Mapping[str, str], legs: Sequence[Leg]) -> Evidence | None:
        """Return how sure a segment is; None with too little history to say."""
        series = self.series(segment)
        tests = [(leg.name, test) for leg in legs if (test := self._test(leg, series)) is not None]
        if not tests:
            return None
        metric, clearest = min(tests, key=lambda named: (named[1].p_value, -named[1].gain))
        return Evidence(min(1.0, clearest.p_value * len(tests)), clearest.gain, metric)

    @property
    def has_history(self) -> bool:
        """Whether the table has enough days before the current period to test anything."""
        before = sum(day < self._current.start for day in self.series({}).days)
        return before >= FEWEST_DAYS

    def set_aside(self, segment: Mapping[str, str]) -> None:
        """Leave a segment out of the whole that shares are measured by: it is explained."""
        self._aside.append(dict(segment))

    def series(self, segment: Mapping[str, str]) -> "DailySeries":
        """Return a segment's daily sums from its first day on, 0 on days without a row; asked for once."""
        key = tuple(sorted(segment.items()))
        if key not in self._series:
            found = self._table.daily(self._measures, where=self._where | dict(segment), until=self._current.end)
            self._series[key] = filled(found, self.series({}).days) if segment else found
        return self._series[key]

    def _is_regular(self, view: Ratio, series: "DailySeries") -> bool:
        """Return whether a segment was active on enough days before to know what is normal in it."""
        above, below = oriented(view)
        volume = series.measures[below or above]
        early = [i for i, day in enumerate(series.days) if day < self._current.start]
        active = sum(bool(volume[i]) for i in early)
        return active >= FEWEST_DAYS and active >= _ACTIVE * len(early)

    def _test(self, leg: Leg, series: "DailySeries") -> Tested | None:
        if not self._is_regular(leg.view or self._views[0], series):
            return None
        difference, sampling, shared = leg.excess, leg.sampling, self._widening(leg.name)
        if leg.view is None:
            history = self._shares(series)
            scatter = scatter_of(history, self._lengths[1])
        else:
            history, scatter = self._calmer(leg, series)
            if oriented(leg.view)[1] is None:
                difference, sampling = difference / self._lengths[1], sampling / self._lengths[1] ** 2
        if scatter is None:
            return None
        found = None
        if leg.weight or leg.view is None:
            found = judge_beside_history(
                difference, history, scatter, self._baseline, self._lengths[1], shared=shared, sampling=sampling
            )
        return found or judge_leg(difference, scatter, self._lengths, shared=shared, sampling=sampling)

    def _calmer(self, leg: Leg, series: "DailySeries") -> tuple[dict[date, float], Scatter | None]:
        """Return the leg's history and its scatter, beside what the others did or by itself: the calmer of the two.

        A day that lifts everything cancels out beside the others; a shift of volume among the others, which says
        nothing about the segment, does not.
        """
        floor, length = self._floor(leg, series), self._lengths[1]
        alone = self._moves(replace(leg, weight=0.0), series)
        scatter = scatter_of(alone, length, floor)
        if not leg.weight or scatter is None:
            return alone, scatter
        beside = self._moves(leg, series)
        other = scatter_of(beside, length, floor)
        if other is not None and other.of_a_window < scatter.of_a_window:
            return beside, other
        return alone, scatter

    def _moves(self, leg: Leg, series: "DailySeries") -> dict[date, float]:
        """Return day by day how far the segment was from its usual n / d, less what the others make its fair part."""
        above, below = oriented(leg.view or self._views[0])
        own = self._residuals(above, below, series)
        if leg.weight:
            beside = self._residuals(above, below, self._others(series))
            own = {day: value - leg.weight * beside[day] for day, value in own.items()}
        return {day: value / leg.per_day for day, value in own.items()}

    def _residuals(self, above: str, below: str | None, series: "DailySeries") -> dict[date, float]:
        values = history_of(series, series.measures[above], self._current)
        if below is None:
            return values
        volume = history_of(series, series.measures[below], self._current)
        total = sum(volume.values())
        level = sum(values.values()) / total if total else 0.0
        return {day: value - level * volume[day] for day, value in values.items()}

    def _floor(self, leg: Leg, series: "DailySeries") -> float:
        above, below = oriented(leg.view or self._views[0])
        floor = poisson_floor(above, below, series, self._current)
        if leg.weight:
            floor += leg.weight**2 * poisson_floor(above, below, self._others(series), self._current)
        return floor / leg.per_day**2

    def _others(self, series: "DailySeries") -> "DailySeries":
        """Return the sums of all that is neither in the segment nor explained, on the segment's days."""
        import numpy as np

        from tools.data.leaves import DailySeries

        rest = {m: self._rest(m) for m in self._measures}
        wanted = {m: np.array([rest[m].get(day, 0.0) for day in series.days]) for m in self._measures}
        return DailySeries(series.days, {m: wanted[m] - series.measures[m] for m in self._measures})

    def _shares(self, series: "DailySeries") -> dict[date, float]:
        """Return the segment's share of the rest's denominator, day by day."""
        import numpy as np

        below = oriented(self._views[0])[1]
        if below is None:
            return {}
        rest = self._rest(below)
        totals = np.array([rest.get(day, 0.0) for day in series.days])
        shares = np.divide(series.measures[below], totals, out=np.zeros(len(totals)), where=totals > 0)
        return history_of(series, shares, self._current)

    def _rest(self, below: str) -> dict[date, float]:
        whole = self.series({})
        totals = dict(zip(whole.days, whole.measures[below].tolist(), strict=True))
        for segment in self._aside:
            gone = self.series(segment)
            for day, value in zip(gone.days, gone.measures[below].tolist(), strict=True):
                totals[day] -= value
        return totals

    def _widening(self, name: str) -> float | None:
        """Return the widening that the main segments share in a view, or in their shares."""
        if self._shared is None:
            self._shared = self._told_by_main_segments()
        return self._shared.get(name)

    def _told_by_main_segments(self) -> dict[str, float | None]:
        main = self._main_dimension()
        if main is None:
            return {}
        by_value = self._table.daily_leaves(self._measures, (main,), where=self._where, until=self._current.end)
        days = self.series({}).days
        series = [filled(s, days) for s in by_value.values()]
        found: dict[str, float | None] = {v.metric.name: _typical(self._widenings(v, series)) for v in self._views}
        shares = [scatter_of(self._shares(s), self._lengths[1]) for s in series]
        found[SHARE] = _typical([m.widening for m in shares if m and m.widening is not None])
        return found

    def _widenings(self, view: Ratio, series: "Sequence[DailySeries]") -> list[float]:
        volume, _ = oriented(view)
        whole = float(self.series({}).measures[volume].sum())
        found = []
        for one in series:
            part = float(one.measures[volume].sum())
            beside = whole - part
            weight = part / beside if beside >= ENOUGH_BESIDE * whole and beside > 0 else 0.0
            leg = Leg(view, 0.0, weight, 1.0)
            _, scatter = self._calmer(leg, one)
            if scatter and scatter.widening is not None:
                found.append(scatter.widening)
        return found

    def _main_dimension(self) -> str | None:
        """Return the dimension whose values show how segments drift: the one with the most, thirty at most."""
        counts = {d: len(self._table.values(d)) for d in self._dimensions}
        fit = {d: n for d, n in counts.items() if _FEWEST_SEGMENTS <= n <= _MAIN_VALUES}
        return max(fit, key=lambda d: fit[d]) if fit else None


def filled(series: "DailySeries", days: Sequence[date]) -> "DailySeries":
    """Return the series with 0 on the table's days that it lacks, from its first day on."""
    import numpy as np

    from tools.data.leaves import DailySeries

    if not series.days:
        return series
    wanted = tuple(d for d in days if d >= series.days[0])
    places = {day: place for place, day in enumerate(wanted)}
    at = np.array([places[d] for d in series.days])
    measures = {}
    for name, values in series.measures.items():
        measures[name] = np.zeros(len(wanted))
        measures[name][at] = values
    return DailySeries(wanted, measures)


def _typical(widenings: Sequence[float]) -> float | None:
    return median(widenings) if len(widenings) >= _FEWEST_SEGMENTS else None
