"""Where a measure or KPI stands and will end, and how the weekdays weigh."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tools.diagnosis.factors import Ratio
from tools.planning.pacing.flight import Flight
from tools.planning.pacing.report import Course, Outlook

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries
    from tools.planning.pacing.forecast import Floats

TOLERANCE = 0.05
"""Rule of thumb: a flight that ends within 5% of its budget was on plan."""
SURE = 0.8
"""Share of the courses from which on the end is called."""
_WEEKS = 8
_DAYS_A_WEEK = 7


def outlook_of(
    ratio: Ratio, so_far: Mapping[str, float], ends: "Mapping[str, Floats]", currency: str | None, *, plan: float | None
) -> Outlook:
    """Return a measure's or KPI's standing, and its end from the courses of the measures it is made of."""
    import numpy as np

    metric = ratio.metric
    common = {
        "metric": metric.name, "label": metric.label, "unit": metric.unit, "so_far": ratio.of(so_far), "plan": plan,
        "currency": currency if metric.unit == "money" else None,
    }  # fmt: skip
    needed = [m for m in (ratio.numerator, ratio.denominator) if m]
    if any(m not in ends for m in needed):
        return Outlook.model_validate(common)
    above = ratio.constant * ends[ratio.numerator]
    below = ends[ratio.denominator] if ratio.denominator else np.ones_like(above)
    values = np.divide(above, below, out=np.full_like(above, np.inf), where=below > 0)
    low, likely, high = (float(q) for q in np.quantile(values, [0.1, 0.5, 0.9], method="nearest"))
    if not np.isfinite(high):
        return Outlook.model_validate(common)
    course, chance = _course(values, plan, higher_is_better=metric.higher_is_better, is_budget=metric.name == "spend")
    return Outlook.model_validate(
        common | {"low": low, "likely": likely, "high": high, "course": course, "chance": chance}
    )


def _course(
    values: "Floats",
    plan: float | None,
    *,
    higher_is_better: bool | None,
    is_budget: bool,
) -> tuple[Course | None, float | None]:
    """Return how the end stands to the plan, and the share of the courses that end as wanted."""
    if plan is None:
        return None, None
    over = float((values > plan * (1 + TOLERANCE * is_budget)).mean())
    under = float((values < plan * (1 - TOLERANCE * is_budget)).mean())
    if is_budget or higher_is_better is None:
        chance = 1.0 - over - under if is_budget else over
        course: Course = (
            "over" if over >= SURE else "under" if under >= SURE else "on plan" if chance >= SURE else "open"
        )
        return course, chance
    chance = over if higher_is_better else under
    missed: Course = "under" if higher_is_better else "over"
    return ("on plan" if chance >= SURE else missed if chance <= 1 - SURE else "open"), chance


def weekday_shares(series: "DailySeries", measure: str) -> dict[int, float]:
    """Return each weekday's mean of the last eight weeks; empty with fewer than two of each."""
    if not series.days:
        return {}
    since = series.days[-1] - timedelta(weeks=_WEEKS)
    seen: dict[int, list[float]] = {}
    for day, value in zip(series.days, series.measures[measure], strict=True):
        if day > since:
            seen.setdefault(day.weekday(), []).append(float(value))
    if len(seen) < _DAYS_A_WEEK or min(map(len, seen.values())) < 2:  # noqa: PLR2004
        return {}
    return {w: sum(v) / len(v) for w, v in seen.items()}


def share_by_weekday(flight: Flight, weights: Mapping[int, float]) -> float | None:
    """Return the share of the flight's usual volume that falls on the days that have passed."""
    if not weights:
        return None
    every = [flight.days.start + timedelta(days=k) for k in range(flight.days.days)]
    total = sum(weights[d.weekday()] for d in every)
    passed = sum(weights[d.weekday()] for d in every if d <= flight.passed.end)
    return passed / total if total else None
