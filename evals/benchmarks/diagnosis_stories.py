"""Invented advertisers whose KPI moves for a known reason: the yardstick of `tools.diagnosis`.

Each story is a table of two months by day, channel, campaign, device, audience and creative with the noise of real ones
and, in its last week, a planted cause or none. Seeded: the same number always tells the same story.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from evals.benchmarks.story_noise import daily_table
from evals.benchmarks.story_plan import DAYS, DIMENSIONS, FIRST_DAY, Plan, make_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = {
    "conversion rate": 50, "click rate": 30, "price": 35, "order value": 25, "mix": 40, "new segment": 20,
    "vanished segment": 20, "tracking break": 25, "everywhere": 20, "two causes": 25, "quiet": 100,
}  # fmt: skip
"""What is planted, and how many stories of it."""
_LEAST_EFFECT = 0.05
FRESH = 700
"""The first story of each kind that the search was not developed on."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted cause: the segment, and the step of the funnel that was changed there."""

    segment: Mapping[str, str]
    step: str


@dataclass(slots=True)
class Story:
    """One table with its question and the answer.

    Attributes:
        columns: the table, day and dimensions and measures.
        before: the measures of a plain baseline day, by leaf, without noise.
        after: the same for the current week.
    """

    number: int
    kind: str
    kpi: str
    planted: list[Planted]
    plan: Plan
    columns: dict[str, "NDArray[np.generic]"] = field(repr=False)
    before: dict[str, "NDArray[np.float64]"] = field(repr=False)
    after: dict[str, "NDArray[np.float64]"] = field(repr=False)
    current: tuple[date, date] = (FIRST_DAY + timedelta(days=DAYS - 7), FIRST_DAY + timedelta(days=DAYS - 1))


def kpi_of(kpi: str, measures: Mapping[str, "NDArray[np.float64]"]) -> float:
    """Return a KPI of summed measures."""
    s = {name: float(values.sum()) for name, values in measures.items()}
    match kpi:
        case "cpa":
            return s["spend"] / s["conversions"]
        case "roas":
            return s["revenue"] / s["spend"]
        case "cpc":
            return s["spend"] / s["clicks"]
        case _:
            return s[kpi]


def kinds(limit: int | None = None, *, first: int = 0) -> list[tuple[int, str]]:
    """Return number and kind of every story; with `limit`, about that many in the same proportions.

    The search was developed while looking at the outcomes of stories below `FRESH`; from there on nobody looked.
    """
    every = [(1000 * k + first + i, kind) for k, (kind, count) in enumerate(KINDS.items()) for i in range(count)]
    if limit is None or limit >= len(every):
        return every
    return every[:: max(1, round(len(every) / limit))]


def tell(number: int, kind: str) -> Story:
    """Return the story of that number and kind."""
    rng = np.random.default_rng(number)
    while True:
        plan = make_plan(rng)
        kpi = _question(kind, rng)
        changed, planted = _plant(plan, kind, rng)
        moved = abs(kpi_of(kpi, changed.expected()) / kpi_of(kpi, plan.expected()) - 1)
        if kind == "quiet" or moved >= _LEAST_EFFECT:
            break
    columns = daily_table(plan, changed, rng)
    before, after = plan.expected(), changed.expected()
    return Story(number, kind, kpi, planted, plan, columns, before, after)


def _question(kind: str, rng: np.random.Generator) -> str:
    if kind == "order value":
        return "roas"
    if kind == "click rate":
        return str(rng.choice(["cpa", "cpc", "roas"]))
    return str(rng.choice(["cpa", "cpa", "roas", "conversions"]))


def _segment(plan: Plan, rng: np.random.Generator, *, least: float, most: float) -> dict[str, str]:
    """Return a random segment of one to three dimensions that holds that share of spend and of conversions."""
    expected = plan.expected()
    for _ in range(10_000):
        depth = int(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2]))
        leaf = rng.integers(len(plan.spend))
        chosen = rng.choice(DIMENSIONS, size=depth, replace=False)
        segment = {d: str(plan.keys[d][leaf]) for d in DIMENSIONS if d in chosen}
        if "campaign" in segment:
            segment.pop("channel", None)
        inside = plan.mask(segment)
        shares = [expected[m][inside].sum() / expected[m].sum() for m in ("spend", "conversions")]
        if least <= min(shares) and max(shares) <= most and _is_plainest(plan, segment, inside):
            return segment
    msg = "no such segment"
    raise RuntimeError(msg)


def _is_plainest(plan: Plan, segment: dict[str, str], inside: "NDArray[np.bool_]") -> bool:
    """Return whether no part of the name can be left out without covering other leaves."""
    return all(
        not np.array_equal(plan.mask({d: v for d, v in segment.items() if d != left}), inside) for left in segment
    )


def _copy(plan: Plan) -> Plan:
    return Plan(dict(plan.keys), *(a.copy() for a in (plan.spend, plan.cpm, plan.ctr, plan.rate, plan.value)))


def _shift(rng: np.random.Generator, low: float = 0.4, high: float = 0.75) -> float:
    """Return a fall to 40..75%, or its mirror image, a rise."""
    fall = float(rng.uniform(low, high))
    return fall if rng.random() < 0.6 else 1 / fall  # noqa: PLR2004


def _plant(plan: Plan, kind: str, rng: np.random.Generator) -> tuple[Plan, list[Planted]]:
    changed = _copy(plan)
    if kind == "quiet":
        return changed, []
    if kind == "everywhere":
        step = str(rng.choice(["cpm", "conversion_rate"]))
        _change(changed, {}, step, _shift(rng, 0.75, 0.88))
        return changed, []
    if kind == "mix":
        return _moved(plan, rng)
    if kind == "two causes":
        first, second = (_segment(plan, rng, least=0.08, most=0.4) for _ in range(2))
        if (plan.mask(first) & plan.mask(second)).any():
            return changed, []
        for segment, step in ((first, "conversion_rate"), (second, str(rng.choice(["cpm", "conversion_rate"])))):
            _change(changed, segment, step, float(rng.uniform(0.4, 0.65)) ** (-1 if step == "cpm" else 1))
        return changed, [Planted(first, "conversion_rate"), Planted(second, "any")]
    segment = _segment(plan, rng, least=0.06, most=0.45)
    if kind == "new segment":
        # The segment is there in the current week alone: the plain plan is without it.
        inside = plan.mask(segment)
        plan.spend = np.where(inside, 0.0, plan.spend)
        changed.rate = np.where(inside, changed.rate * rng.uniform(0.25, 0.5), changed.rate)
        return changed, [Planted(segment, "spend")]
    if kind == "vanished segment":
        changed.spend = np.where(plan.mask(segment), 0.0, changed.spend)
        return changed, [Planted(segment, "spend")]
    step, factor = {
        "conversion rate": ("conversion_rate", _shift(rng)),
        "click rate": ("ctr", _shift(rng)),
        "price": ("cpm", 1 / _shift(rng)),
        "order value": ("aov", _shift(rng)),
        "tracking break": ("conversion_rate", float(rng.choice([0.0, 0.0, 0.15]))),
    }[kind]
    _change(changed, segment, step, factor)
    return changed, [Planted(segment, step)]


def _change(plan: Plan, segment: Mapping[str, str], step: str, factor: float) -> None:
    inside = plan.mask(segment)
    name = {"conversion_rate": "rate", "aov": "value", "cpm": "cpm", "ctr": "ctr"}[step]
    setattr(plan, name, np.where(inside, getattr(plan, name) * factor, getattr(plan, name)))


def _moved(plan: Plan, rng: np.random.Generator) -> tuple[Plan, list[Planted]]:
    """Move spend from one segment to another; nothing else changes."""
    changed = _copy(plan)
    dimension = str(rng.choice(["channel", "campaign", "channel", "audience"]))
    values = np.unique(plan.keys[dimension])
    giver, taker = rng.choice(values, size=2, replace=False)
    from_, to = plan.keys[dimension] == giver, plan.keys[dimension] == taker
    amount = float(rng.uniform(0.35, 0.8)) * float(plan.spend[from_].sum())
    if amount > 2 * float(plan.spend[to].sum()):
        return changed, []
    changed.spend = np.where(from_, plan.spend * (1 - amount / plan.spend[from_].sum()), plan.spend)
    changed.spend = np.where(to, plan.spend * (1 + amount / plan.spend[to].sum()), changed.spend)
    return changed, [Planted({dimension: str(giver)}, "spend"), Planted({dimension: str(taker)}, "spend")]
