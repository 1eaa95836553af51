"""Finds the few disjoint segments that explain a change.

Every combination of up to three dimensions is scored by how far its contribution exceeds its fair share, the part it
would have had if the KPI had moved in proportion everywhere (compare Kulldorff's scan statistic, 1997: inside against
expected). That prefers the exact segment: a parent dilutes the excess, a child leaves some of it behind. The best one
that is more than normal variation is taken, its leaves are set aside, and the rest is searched again, so segments never
overlap and their contributions add up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Contributions, Terms, contributions
from tools.diagnosis.cuboids import MARKETING, Cuboid, Profile, codes_of, cuboids, segment_at
from tools.diagnosis.variation import Legs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves

_DEPTH_COST = 0.95
_TRIED_A_ROUND = 4
ALPHA = 0.05

Judge = Callable[[dict[str, str], Legs], float | None]
"""Segment and its legs to an uncorrected p-value; None where there is too little history to say."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment with its score; `leaves` marks those it covers."""

    segment: dict[str, str]
    legs: Legs
    score: float
    leaves: "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Found:
    """A segment that explains part of the change.

    Attributes:
        p_value: corrected for the number of segments looked at; None with too little history.
        leaves: which leaves it covers.
    """

    segment: dict[str, str]
    p_value: float | None
    leaves: "NDArray[np.bool_]"


def find_drivers(leaves: "Leaves", of: Terms, judge: Judge, profile: Profile = MARKETING) -> list[Found]:
    """Return the disjoint segments that explain the change, largest first; none when nothing stands out."""
    import numpy as np

    free = np.ones(len(of.n0), dtype=bool)
    cut = list(cuboids([codes_of(keys) for keys in leaves.keys], profile.deepest))
    looked_at = max(1, sum(cuboid.occupied for cuboid in cut))
    found: list[Found] = []
    while len(found) < profile.most:
        best = _best(cut, leaves, of, free, profile.least_part)
        taken = _first_beyond_noise(best[:_TRIED_A_ROUND], judge, looked_at)
        if taken is None:
            break
        found.append(taken)
        free &= ~taken.leaves
    return found


def _first_beyond_noise(candidates: list[Candidate], judge: Judge, looked_at: int) -> Found | None:
    """Return the best candidate that is more than normal variation.

    Tests go from the whole to its parts (hierarchical testing; Meinshausen, Biometrika 2008): a better-scored part of
    the one that passes needs to pass only among the parts that were tried, not among all segments.
    """
    parts: list[tuple[Candidate, float]] = []
    for candidate in candidates:
        single = judge(candidate.segment, candidate.legs)
        if single is None:
            return Found(candidate.segment, None, candidate.leaves)
        corrected = min(1.0, single * looked_at)
        if corrected < ALPHA:
            for part, p in parts:
                refined = max(corrected, p * len(parts))
                if refined < ALPHA and not (part.leaves & ~candidate.leaves).any():
                    return Found(part.segment, refined, part.leaves)
            return Found(candidate.segment, corrected, candidate.leaves)
        parts.append((candidate, single))
    return None


def legs_of(parts: Contributions, of: Terms, group: int) -> Legs:
    """Return a group's legs in n / d units."""
    back = 1 / of.scale if of.scale else 0.0
    return Legs(float(parts.mix[group]) * back, float(parts.rate[group]) * back, float(parts.own[group]))


def _best(
    cut: list[Cuboid], leaves: "Leaves", of: Terms, free: "NDArray[np.bool_]", least_part: float
) -> list[Candidate]:
    """Return the best candidates over all cuboids, the best first, none covering the same leaves as one before it."""
    import numpy as np

    found: list[Candidate] = []
    floor = least_part * abs(of.scale * of.total_change)
    for cuboid in cut:
        groups, count = cuboid.groups, cuboid.count
        parts = contributions(of, groups, count)
        excess = parts.contribution - parts.expected
        agreeing = np.sign(excess) == np.sign(parts.contribution)
        score = np.where(agreeing, np.minimum(np.abs(excess), np.abs(parts.contribution)), 0.0)
        touched = np.bincount(groups[~free], minlength=count) > 0
        score = np.where(touched, 0.0, score) * _DEPTH_COST ** (len(cuboid.dimensions) - 1)
        for group in np.argsort(-score)[:_TRIED_A_ROUND]:
            if score[group] > floor:
                place = cuboid.leaf_of(int(group))
                segment = segment_at(cuboid.dimensions, leaves.dimensions, leaves.keys, place)
                found.append(Candidate(segment, legs_of(parts, of, int(group)), float(score[group]), groups == group))
    found.sort(key=lambda c: -c.score)
    distinct: list[Candidate] = []
    for candidate in found:
        if not any(np.array_equal(candidate.leaves, other.leaves) for other in distinct):
            distinct.append(candidate)
    return distinct
