"""Finds where actual values part from expected ones: the segments, in all crossings of the dimensions.

Each leaf's deviation is its change as a part of the larger of its two values, (actual - expected) / max of both:
between -1 (gone) and +1 (new), alike for rises and falls. How large it usually is comes from the leaves themselves,
leaves of a like volume together. A segment is worth naming when a common shift of its leaves explains more than naming
it costs (minimum description length; Rissanen 1978): with z the deviations in standard deviations and n leaves, the
gain is (sum z)^2 / 2n nats, the price is ln(number of segments of its kind) and a fixed cost. Since the mean of a
parent is diluted and a child has fewer leaves, the exact segment gains most.

The ripple test (Li et al., "Generic and robust localization of multi-dimensional root causes", ISSRE 2019) guards the
choice: after a segment's own shift is taken out, its leaves must be level; if its parts along another dimension explain
more one by one, or many of its leaves stand where nothing moved, a part is the cause and not the whole. The segment is
then explained away and the rest is searched again, so that segments are disjoint (shallow first, as in RiskLoc, arXiv
2205.10004).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.diagnosis.cuboids import LOCALIZATION, Cuboid, Profile, codes_of, cuboids, segment_at
from tools.diagnosis.leaf_noise import usual_deviation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FARTHEST = 8.0
"""Standard deviations at which a leaf's say is capped: a few wild leaves must not speak for a whole segment."""
_TRIED_A_ROUND = 12
_A_CUBOID = 3
_IMPURE = 0.2


@dataclass(frozen=True, slots=True)
class Element:
    """A segment whose actual values part from the expected ones.

    Attributes:
        segment: dimension values.
        actual, expected: its sums, without leaves that an element before it has explained.
        gain: nats by which its shift explains the leaves better than chance, its price paid.
        p_value: chance of such a shift from the leaves' usual deviations, corrected for all segments looked at.
        leaves: which leaves it explains.
    """

    segment: dict[str, str]
    actual: float
    expected: float
    gain: float
    p_value: float
    leaves: "NDArray[np.bool_]"


@dataclass(slots=True)
class _Sums:
    """Of each group of a cuboid, over the leaves not yet explained: weights, and weighted deviations."""

    cuboid: Cuboid
    weight: "NDArray[np.float64]"
    shift: "NDArray[np.float64]"
    price: float

    def gains(self) -> "NDArray[np.float64]":
        return _gain(self.shift, self.weight) - self.price


@dataclass(slots=True)
class _Search:
    codes: "list[NDArray[np.int64]]"
    z: "NDArray[np.float64]"
    u: "NDArray[np.float64]"
    sums: list[_Sums]
    free: "NDArray[np.bool_]"


def localize(
    dimensions: Sequence[str],
    keys: "Sequence[NDArray[np.str_]]",
    actual: "NDArray[np.float64]",
    expected: "NDArray[np.float64]",
    profile: Profile = LOCALIZATION,
) -> list[Element]:
    """Return the disjoint segments whose actual values part from the expected ones, the clearest first.

    Args:
        dimensions: names.
        keys: for each dimension the value of every leaf.
        actual: what was measured, leaf by leaf; negative values count as 0.
        expected: what was expected.
        profile: how deep to look and how much a segment must explain.

    Returns:
        None found is an answer: everything is within the leaves' usual deviations, or there are too few leaves to say.
    """
    import numpy as np

    actual, expected = np.maximum(actual, 0.0), np.maximum(expected, 0.0)
    larger = np.maximum(actual, expected)
    there = np.flatnonzero(larger > 0)
    if not dimensions or len(there) < 2:  # noqa: PLR2004 - one leaf can't stand out among others
        return []
    deviation = (actual[there] - expected[there]) / larger[there]
    spread = usual_deviation(deviation, np.where(expected > 0, expected, actual)[there])
    if spread is None:
        return []
    search = _begin([codes_of(k[there]) for k in keys], deviation, spread, profile)
    found: list[Element] = []
    change, level = abs(float(actual.sum() - expected.sum())), float(expected.sum())
    floor = max(profile.least_part * change, profile.least_effect * level)
    while len(found) < profile.most:
        taken = _next(search)
        if taken is None:
            break
        chosen, covered, gain, p_value = taken
        _explain_away(search, covered)
        inside = there[covered]
        sums = float(actual[inside].sum()), float(expected[inside].sum())
        if abs(sums[0] - sums[1]) < floor:
            continue
        mask = np.zeros(len(actual), dtype=bool)
        mask[inside] = True
        found.append(Element(segment_at(chosen, dimensions, keys, int(inside[0])), *sums, gain, p_value, mask))
    return found


def _begin(
    codes: "list[NDArray[np.int64]]",
    deviation: "NDArray[np.float64]",
    spread: "NDArray[np.float64]",
    profile: Profile,
) -> _Search:
    import numpy as np

    u = float(np.median(spread)) / spread
    z = np.clip(deviation / spread, -_FARTHEST, _FARTHEST)
    weight, shift = u * u, u * z
    sums = []
    for cuboid in cuboids(codes, profile.deepest):
        price = profile.cost + float(np.log(cuboid.occupied))
        weights, shifts = (_summed(cuboid.groups, values, cuboid.count) for values in (weight, shift))
        sums.append(_Sums(cuboid, weights, shifts, price))
    return _Search(codes, z, u, sums, np.ones(len(z), dtype=bool))


def _summed(groups: "NDArray[np.int64]", values: "NDArray[np.float64]", count: int = 0) -> "NDArray[np.float64]":
    import numpy as np

    return np.bincount(groups, weights=values, minlength=count).astype(np.float64, copy=False)


def _gain(shift: "NDArray[np.float64]", weight: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    # Rounding leaves dust where all leaves of a group were explained: that is no weight.
    return np.where(weight > 1e-9, shift**2 / (2 * np.maximum(weight, 1e-9)), 0.0)  # noqa: PLR2004


def _next(search: _Search) -> "tuple[tuple[int, ...], NDArray[np.int64], float, float] | None":
    """Return the best segment that stands the ripple test: dimensions, leaves, gain and p-value."""
    import numpy as np

    ranked = []
    for place, sums in enumerate(search.sums):
        gains = sums.gains()
        best = np.argpartition(-gains, _A_CUBOID)[:_A_CUBOID] if len(gains) > _A_CUBOID else np.arange(len(gains))
        ranked += [
            (float(gains[g]), -len(sums.cuboid.dimensions), -place, -int(g), place, int(g))
            for g in best
            if gains[g] > 0
        ]
    ranked.sort(reverse=True)
    for gain, *_, place, group in ranked[:_TRIED_A_ROUND]:
        sums = search.sums[place]
        inside = np.flatnonzero(sums.cuboid.groups == group)
        covered = inside[search.free[inside]]
        if _is_level(search, sums, covered, gain):
            chosen = _narrowed(search, sums.cuboid.dimensions, inside, covered)
            return chosen, covered, gain, _p_value(search, sums, group)
    return None


def _is_level(search: _Search, sums: _Sums, covered: "NDArray[np.int64]", gain: float) -> bool:
    """Return whether a segment's leaves share its shift (the ripple test)."""
    import numpy as np
    from scipy.special import ndtr

    z, u = search.z[covered], search.u[covered]
    for index, code in enumerate(search.codes):
        if index in sums.cuboid.dimensions:
            continue
        part = code[covered]
        gains = _gain(_summed(part, u * z), _summed(part, u * u))
        price = sums.price + float(np.log(code.max() + 1))
        if float(gains[gains > price].sum() - price * np.count_nonzero(gains > price)) > gain:
            return False
    own = u * float((u * z).sum() / (u * u).sum())
    unmoved = np.abs(z) < np.abs(z - own)
    by_chance = ndtr(-np.abs(own) / 2)
    return float(np.mean(unmoved - by_chance)) <= _IMPURE


def _narrowed(
    search: _Search, chosen: tuple[int, ...], inside: "NDArray[np.int64]", covered: "NDArray[np.int64]"
) -> tuple[int, ...]:
    """Name a segment more closely where that leaves out leaves already explained and none of its own."""
    import numpy as np

    for index, code in enumerate(search.codes):
        if index in chosen or len(inside) == len(covered):
            continue
        values = code[covered]
        if (values == values[0]).all() and (code[inside] != values[0]).any():
            chosen = (*chosen, index)
            inside = inside[np.asarray(code[inside] == values[0])]
    return tuple(sorted(chosen))


def _p_value(search: _Search, sums: _Sums, group: int) -> float:
    from scipy.special import ndtr

    single = 2 * float(ndtr(-abs(sums.shift[group]) / sums.weight[group] ** 0.5))
    return min(1.0, single * sum(s.cuboid.occupied for s in search.sums))


def _explain_away(search: _Search, covered: "NDArray[np.int64]") -> None:
    search.free[covered] = False
    u, z = search.u[covered], search.z[covered]
    for sums in search.sums:
        part = sums.cuboid.groups[covered]
        sums.weight -= _summed(part, u * u, sums.cuboid.count)
        sums.shift -= _summed(part, u * z, sums.cuboid.count)
