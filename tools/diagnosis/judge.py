"""Tests segments against the table's own history, in every view of the KPI: itself and its factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Terms, oriented
from tools.diagnosis.factors import Ratio
from tools.diagnosis.variation import FEWEST_DAYS, Tested, history_of, judge_leg, poisson_floor, scatter_of
from tools.periods import Period

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries
    from tools.data.table import PerformanceTable

SHARE = "share"
_ACTIVE = 0.5
_MAIN_VALUES = 30
_FEWEST_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Leg:
    """One way in which a segment moved more than the rest.

    Attributes:
        view: the ratio that changed in it; None for its share of the whole.
        excess: of the view's n / d (of the measure a period when additive; of the share), beyond its fair part.
        own: its own n / d, mean of the two periods.
        per_day: an average day's denominator of the whole; 1 when additive.
        sampling: variance of the excess from counting alone, in either period.
    """

    view: Ratio | None
    excess: float
    own: float
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
        self._lengths = (baseline.days, current.days)
        self._measures = list(dict.fromkeys(m for r in views for m in oriented(r) if m))
        self._series: dict[tuple[tuple[str, str], ...], DailySeries] = {}
        self._aside: list[dict[str, str]] = []
        self._shared: dict[str, float | None] | None = None

    def whole(self, of: Terms) -> float | None:
        """Return the p-value of the whole's change; None with too little history."""
        found = self._test(Leg(self._views[0], of.total_change, of.mean, self.per_day(of)), self.series({}))
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
        if leg.view is None:
            history, floor, difference, sampling = self._shares(series), 0.0, leg.excess, 0.0
        else:
            above, below = oriented(leg.view)
            values = series.measures[above]
            if below is not None:
                values = (values - leg.own * series.measures[below]) / leg.per_day
            history = history_of(series, values, self._current)
            floor = poisson_floor(above, series, self._current) / leg.per_day**2
            difference = leg.excess if below is not None else leg.excess / self._lengths[1]
            sampling = leg.sampling if below is not None else leg.sampling / self._lengths[1] ** 2
        scatter = scatter_of(history, self._lengths[1], floor)
        return (
            judge_leg(difference, scatter, self._lengths, shared=self._widening(leg.name), sampling=sampling)
            if scatter
            else None
        )

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
        above, below = oriented(view)
        found = []
        for one in series:
            values = one.measures[above]
            if below is not None:
                total = float(one.measures[below].sum())
                if total <= 0:
                    continue
                values = values - float(values.sum()) / total * one.measures[below]
            scatter = scatter_of(
                history_of(one, values, self._current), self._lengths[1], poisson_floor(above, one, self._current)
            )
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
