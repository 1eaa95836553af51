"""What could be found at best: an oracle that knows the noise, though not where to look.

The week of a story is compared with the eight before it in the very step of the funnel that was changed, inside the
planted segment against outside, and measured by how much that scatters when the same advertiser's noise is drawn again
with nothing planted. As any search must, it pays for all the segments that it might have looked at (Bonferroni). What
it can't tell from noise, no method can; what it can tell is a bound, since a real search has to learn the noise from
eight weeks.
"""

from typing import TYPE_CHECKING

import numpy as np

from evals.benchmarks.diagnosis_stories import Planted, tell
from evals.benchmarks.story_noise import daily_table
from evals.benchmarks.story_plan import DAYS, DIMENSIONS, MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evals.benchmarks.story_plan import Plan

_STEPS: "dict[str, tuple[str, str | None]]" = {
    "conversion_rate": ("conversions", "clicks"), "ctr": ("clicks", "impressions"), "cpm": ("spend", "impressions"),
    "aov": ("revenue", "conversions"), "spend": ("spend", None),
}  # fmt: skip
_DRAWS = 20
_WEEK = 7
_LEVEL = 0.05
_LEAST = 0.5


def detectable(number: int, kind: str) -> int:
    """Return how many of a story's planted causes stand out from its noise."""
    from scipy.stats import norm

    story = tell(number, kind)
    if not story.planted:
        return 0
    rng = np.random.default_rng(number)
    # What was not there before, or is no longer there, needs no test.
    plans = [p for p in story.planted if story.before["spend"][story.plan.mask(p.segment)].sum() > 0]
    certain = len(story.planted) - len(plans)
    draws = [daily_table(story.plan, story.plan, rng) for _ in range(_DRAWS)] if plans else []
    looked = _segments(story.plan)
    found = certain
    for planted in plans:
        p_values = []
        for step in _possible(planted):
            spread = float(np.std([_moved(d, planted.segment, step) for d in draws], ddof=1))
            distance = abs(_moved(story.columns, planted.segment, step)) / max(spread, 1e-9)
            p_values.append(float(2 * norm.sf(distance)))
        found += min(p_values) * looked < _LEVEL
    return found


def _possible(planted: Planted) -> tuple[str, ...]:
    return (planted.step,) if planted.step in _STEPS else ("cpm", "conversion_rate")


def _segments(plan: "Plan") -> int:
    """Return how many segments of up to three dimensions there are."""
    from itertools import combinations

    return sum(
        len(set(zip(*(plan.keys[d].tolist() for d in chosen), strict=True)))
        for depth in (1, 2, 3)
        for chosen in combinations(DIMENSIONS, depth)
    )


def _moved(columns: "Mapping[str, NDArray[np.generic]]", segment: "Mapping[str, str]", step: str) -> float:
    """Return the log of how much a step changed in the last week inside the segment, less the same outside."""
    inside = np.logical_and.reduce([columns[d] == v for d, v in segment.items()])
    day = ((columns["day"] - columns["day"].min()) / np.timedelta64(1, "D")).astype(int)
    now = day >= DAYS - _WEEK
    above, below = _STEPS[step]

    def log_change(rows: "NDArray[np.bool_]") -> float:
        levels = []
        for period in (now, ~now):
            sums = {m: float(columns[m][rows & period].astype(float).sum()) for m in MEASURES}
            levels.append(max(sums[above], _LEAST) / (max(sums[below], _LEAST) if below else 1.0))
        return float(np.log(levels[0] / levels[1]))

    return log_change(inside) - log_change(~inside)
