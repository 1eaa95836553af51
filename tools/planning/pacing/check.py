"""The tool `check_pacing`: from a table and a plan to where the flight will end."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.errors import DataError
from tools.kpi.definitions import METRICS
from tools.periods import Period
from tools.planning.pacing.alerts import alerts_of
from tools.planning.pacing.flight import Flight, look_up
from tools.planning.pacing.forecast import courses_of
from tools.planning.pacing.outlooks import outlook_of, share_by_weekday, weekday_shares
from tools.planning.pacing.report import DailyNeed, PacingReport
from tools.planning.pacing.request import CheckPacing

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries
    from tools.data.notes import DataNote
    from tools.data.table import PerformanceTable
    from tools.diagnosis.factors import Ratio
    from tools.diagnosis.report import ChangeReport
    from tools.planning.pacing.forecast import Floats

_A_WEEK = 7
_WORTH_TELLING = frozenset({"warning", "problem"})


def check_pacing(request: CheckPacing, *, today: date | None = None) -> PacingReport:
    """Hold a flight's spend and results against its plan, and forecast both to its end.

    The forecast assumes that nothing is changed: see `forecast`. Spend is drawn first, then what a unit of it brings,
    so that the range of a CPA knows that conversions follow spend.

    Args:
        request: the flight, the plan, the KPI to watch.
        today: the user's calendar day, which is left out because it is not over; the machine's when None.

    Raises:
        DataError: when the table can't be read, has no row a day, lacks a measure, or holds no day of the flight.
        InputError: when an amount, the KPI, the flight or a value is not known.
    """
    from tools.data import open_table

    day = today or date.today()  # noqa: DTZ011 - the user's own day
    with open_table(request.data) as table:
        flight = look_up(request, table, day)
        series = table.daily(flight.measures, where=flight.where, until=flight.as_of)
        notes = _notes(table, flight)
        diagnosis = _diagnosis(table, flight, day)
    return _report(flight, series, notes, diagnosis)


def _report(
    flight: Flight, series: "DailySeries", notes: list["DataNote"], diagnosis: "ChangeReport | None"
) -> PacingReport:
    so_far = _sums(series, flight.passed)
    courses = _courses(flight, series, is_late=any(n.code == "conversion_lag" for n in notes))
    ends = {m: so_far[m] + c.sum(axis=1) for m, c in courses.items()} if courses else {}
    remarks = [*flight.remarks, *_unsaid(flight, has_courses=bool(courses))]
    spend = None
    if "spend" in so_far:
        spend = outlook_of(_plain("spend"), so_far, ends, flight.currency, plan=flight.budget)
    results = [
        outlook_of(r, so_far, ends, flight.currency, plan=flight.target if place == 0 else None)
        for place, r in enumerate(flight.watched)
    ]
    weights = weekday_shares(series, "spend" if "spend" in so_far else flight.measures[0])
    need = _need(flight, series, so_far, weights)
    share = so_far["spend"] / flight.budget if flight.budget and "spend" in so_far else None
    return PacingReport(
        flight=str(flight.days), as_of=str(flight.passed.end), days_elapsed=flight.passed.days,
        days_total=flight.days.days, share_elapsed=flight.passed.days / flight.days.days,
        share_by_weekday=share_by_weekday(flight, weights), share_spent=share, where=dict(flight.where), spend=spend,
        results=results, need=need,
        alerts=alerts_of(flight, spend, results, need, notes=notes, diagnosis=diagnosis), diagnosis=diagnosis,
        notes=notes, remarks=remarks, daily=_days_of(series, flight), ahead=_ahead(flight, so_far, courses),
    )  # fmt: skip


def _plain(measure: str) -> "Ratio":
    from tools.diagnosis.factors import Ratio

    return Ratio(METRICS[measure], 1.0, measure, None)


def _sums(series: "DailySeries", period: Period) -> dict[str, float]:
    inside = [i for i, d in enumerate(series.days) if period.start <= d <= period.end]
    return {m: float(values[inside].sum()) for m, values in series.measures.items()}


def _courses(flight: Flight, series: "DailySeries", *, is_late: bool) -> "dict[str, Floats]":
    """Return for each measure the courses over the days left; results follow the courses of spend.

    Where the last days' conversions are late, those days do not tell what a unit of spend brings.
    """
    from tools.data.checks.lag import LAST_DAYS

    ahead, drawn = flight.ahead, dict[str, "Floats"]()
    if not ahead or not series.days:
        return {}
    for place, measure in enumerate(flight.measures):
        values, size = series.measures[measure], series.measures.get("spend") if measure != "spend" else None
        days = series.days
        if is_late and measure in {"conversions", "revenue", "leads"}:
            keep = len([d for d in days if d <= flight.as_of - timedelta(days=LAST_DAYS)])
            days, values, size = days[:keep], values[:keep], size[:keep] if size is not None else None
        found = courses_of(days, values, ahead, size=size, seed=place) if days else None
        if found is None:
            return {}
        drawn[measure] = found if size is None else found * drawn["spend"]
    return drawn


def _need(
    flight: Flight, series: "DailySeries", so_far: Mapping[str, float], weights: Mapping[int, float]
) -> DailyNeed | None:
    import calendar

    if flight.budget is None or not flight.ahead:
        return None
    left = flight.budget - so_far["spend"]
    active = [
        float(v) for d, v in zip(series.days, series.measures["spend"], strict=True) if v > 0 and d <= flight.as_of
    ]
    of_late = sum(active[-_A_WEEK:]) / len(active[-_A_WEEK:]) if active else 0.0
    if left <= 0:
        return DailyNeed(left=left, a_day=None, of_late=of_late)
    total = sum(weights[d.weekday()] for d in flight.ahead) if weights else 0.0
    there = sorted({d.weekday() for d in flight.ahead})
    by = {calendar.day_name[w]: left * weights[w] / total for w in there} if total else {}
    return DailyNeed(left=left, a_day=left / len(flight.ahead), of_late=of_late, by_weekday=by)


def _notes(table: "PerformanceTable", flight: Flight) -> list["DataNote"]:
    before = Period(flight.passed.start - timedelta(days=flight.passed.days), flight.passed.start - timedelta(days=1))
    found = table.check(before, flight.passed, list(flight.measures))
    return [n for n in found if n.severity in _WORTH_TELLING and n.code not in _OF_A_COMPARISON]


_OF_A_COMPARISON = frozenset({"new_segments", "vanished_segments", "period_cut_short"})
"""Notes on the days before the flight, which are no part of a plan."""


def _diagnosis(table: "PerformanceTable", flight: Flight, today: date) -> "ChangeReport | None":
    """Explain the watched KPI's last seven days against the seven before; None where either has no rows."""
    from tools.diagnosis.explain import explain_change_in
    from tools.diagnosis.request import ExplainChange

    ratio = next((r for r in flight.watched if r.denominator is not None), None)
    if ratio is None:
        return None
    current = Period(flight.as_of - timedelta(days=_A_WEEK - 1), flight.as_of)
    try:
        return explain_change_in(
            table,
            ExplainChange(
                kpi=ratio.metric.name, data=table.name, current=str(current), baseline=str(current.previous()),
                where=dict(flight.where) or None,
            ),
            today=today,
        )  # fmt: skip
    except DataError:
        return None


def _unsaid(flight: Flight, *, has_courses: bool) -> list[str]:
    found = []
    if not flight.ahead:
        found.append("The flight is over, so nothing is forecast.")
    elif not has_courses:
        found.append("The history has fewer than seven active days, too few for a forecast with a range.")
    else:
        found.append(
            "The forecast assumes that budgets, bids and tracking stay as they are, and knows weekdays but no special "
            "days; its range holds 80% of the courses that the history allows."
        )
    if flight.budget is None:
        found.append("No budget was given, so spend is forecast and not judged.")
    return found


def _days_of(series: "DailySeries", flight: Flight) -> list[tuple[str, float]]:
    values = series.measures[flight.measures[0]]
    return [
        (d.isoformat(), float(v))
        for d, v in zip(series.days, values, strict=True)
        if flight.passed.start <= d <= flight.passed.end
    ]


def _ahead(
    flight: Flight, so_far: Mapping[str, float], courses: "Mapping[str, Floats]"
) -> list[tuple[str, float, float, float]]:
    import numpy as np

    if not courses:
        return []
    first = flight.measures[0]
    sums = so_far[first] + np.cumsum(courses[first], axis=1)
    low, likely, high = np.quantile(sums, [0.1, 0.5, 0.9], axis=0, method="nearest")
    return [(d.isoformat(), float(low[i]), float(likely[i]), float(high[i])) for i, d in enumerate(flight.ahead)]
