"""The noise of real tables: Poisson counts, order values that vary, channels and campaigns that drift, weekdays."""

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from evals.benchmarks.story_plan import DAYS, DIMENSIONS, FIRST_DAY, MEASURES, Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEEKDAY = np.array([1.05, 1.03, 1.0, 0.98, 0.94, 0.97, 1.03])
_SPREADS = {
    "spend": (0.05, 0.02),
    "cpm": (0.03, 0.01),
    "ctr": (0.03, 0.01),
    "rate": (0.03, 0.01),
    "value": (0.02, 0.005),
}
"""How much a whole channel differs from day to day, and by how much a campaign drifts in a week."""
_LEAF_NOISE = {"spend": 0.12, "cpm": 0.06, "ctr": 0.05}


def daily_table(plan: Plan, changed: Plan, rng: np.random.Generator) -> dict[str, "NDArray[np.generic]"]:
    """Return the rows: `plan` on all days but the last seven, which follow `changed`."""
    leaves = len(plan.spend)
    weekday = _WEEKDAY[np.arange(DAYS) % 7]
    drift = {name: _drift(plan, rng, spread) for name, spread in _SPREADS.items()}
    noise = {name: np.exp(spread * rng.standard_normal((leaves, DAYS))) for name, spread in _LEAF_NOISE.items()}
    now = np.arange(DAYS) >= DAYS - 7

    def daily(name: str) -> "NDArray[np.float64]":
        values: NDArray[np.float64] = np.where(
            now[None, :], getattr(changed, name)[:, None], getattr(plan, name)[:, None]
        )
        return values * drift[name] * noise.get(name, 1.0)

    spend = daily("spend") * weekday
    impressions = rng.poisson(1000 * spend / daily("cpm")).astype(float)
    spend = np.where(impressions > 0, np.round(spend, 2), 0.0)
    clicks = np.minimum(rng.poisson(impressions * daily("ctr")), impressions)
    conversions = np.minimum(rng.poisson(clicks * daily("rate") * weekday**0.5), clicks)
    value = daily("value")
    shape = 1 / 0.6**2
    revenue = np.where(conversions > 0, value / shape * rng.gamma(np.maximum(conversions, 1) * shape), 0.0)
    there = (impressions > 0).ravel()
    columns: dict[str, NDArray[np.generic]] = {
        "day": np.tile(np.array([FIRST_DAY + timedelta(days=n) for n in range(DAYS)], "datetime64[D]"), leaves)[there]
    }
    for name in DIMENSIONS:
        columns[name] = np.repeat(plan.keys[name], DAYS)[there]
    for name, values in zip(MEASURES, (spend, impressions, clicks, conversions, np.round(revenue, 2)), strict=True):
        columns[name] = values.ravel()[there]
    return columns


def _drift(plan: Plan, rng: np.random.Generator, spread: tuple[float, float]) -> "NDArray[np.float64]":
    by_day, by_week = spread
    total = np.zeros((len(plan.spend), DAYS))
    for channel in np.unique(plan.keys["channel"]):
        total[plan.keys["channel"] == channel] += by_day * rng.standard_normal(DAYS)
    for campaign in np.unique(plan.keys["campaign"]):
        steps = by_week * rng.standard_normal(DAYS // 7)
        total[plan.keys["campaign"] == campaign] += np.repeat(np.cumsum(steps), 7)
    return np.exp(total)
