"""Finds the few disjoint segments that explain a change between two periods.

Every combination of up to three dimensions is scored by how far its contribution exceeds its fair share, the part it
would have had if the KPI had moved in proportion everywhere (compare Kulldorff's scan statistic, 1997: inside against
expected), squared over its volume: a parent dilutes the excess, a child leaves some of it behind, so the exact segment
scores best. It is done for the KPI and for each of its factors, since a segment whose price doubled stands out in the
CPM long before it does in the CPA. The candidates are tested against the history; of those beyond normal variation the
one with the most evidence is taken, its leaves are set aside, and the rest is searched again as a whole of its own, so
that segments never overlap and the shares that others lost to a new one are no news.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Terms, terms
from tools.diagnosis.cuboids import MARKETING, Cuboid, Profile, codes_of, cuboids, segment_at
from tools.diagnosis.judge import Judge
from tools.diagnosis.scans import Scan, scans_of, usual_growth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves
    from tools.diagnosis.factors import Ratio

_TRIED_A_VIEW = 4
_CERTAIN = 1e9
_DEPTH_COST = 1.0
"""Nats that each further dimension in a segment's name must earn."""
_BY_VOLUME = 0.9
_LEVEL = 0.66
"""Part of a segment's volume that must have moved along with it."""
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A segment that explains part of the change.

    Attributes:
        p_value: corrected for the number of segments looked at; None with too little history.
        metric: what left its normal variation in it: the KPI, a factor, or its share of volume; None when untested.
        leaves: which leaves it covers.
    """

    segment: dict[str, str]
    p_value: float | None
    metric: str | None
    leaves: "NDArray[np.bool_]"


@dataclass(slots=True)
class _Search:
    leaves: "Leaves"
    views: "Sequence[Ratio]"
    codes: "list[NDArray[np.int64]]"
    cut: list[Cuboid]
    judge: Judge
    whole: Terms
    floor: float
    free: "NDArray[np.bool_]"
    growth: float
    volume: "NDArray[np.float64]"

    def tests(self, dimensions: tuple[int, ...], covered: "NDArray[np.bool_]") -> float:
        """Return by how much a segment's p-value is corrected for all the segments that are looked at.

        It is Bonferroni's correction with weights (Genovese, Roeder and Wasserman, "False discovery control with
        p-value weighting", 2006): the depths and the combinations of dimensions of a depth share the level alike; in
        a combination nine tenths of it go to the segments by their volume in the baseline, which says nothing about
        whether they changed, and a tenth to all alike. So a large segment pays for few, and a small one is not given
        up.
        """
        depths = {len(c.dimensions) for c in self.cut}
        alike = sum(len(c.dimensions) == len(dimensions) for c in self.cut)
        occupied = next((c.occupied for c in self.cut if c.dimensions == dimensions), 1)
        share = float(self.volume[covered].sum())
        weight = _BY_VOLUME * share + (1 - _BY_VOLUME) / occupied
        return len(depths) * max(alike, 1) / weight


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A segment that stands out, with the scan it does so in and how much speaks for it."""

    dimensions: tuple[int, ...]
    leaves: "NDArray[np.bool_]"
    scan: Scan
    p_value: float | None
    gain: float


def find_drivers(leaves: "Leaves", views: "Sequence[Ratio]", judge: Judge, profile: Profile = MARKETING) -> list[Found]:
    """Return the disjoint segments that explain the change, the surest first; none when nothing stands out.

    Args:
        leaves: sums of both periods.
        views: the KPI, then its factors.
        judge: tests a segment against the history.
        profile: how deep to look, how many to name and how small.
    """
    search = _begin(leaves, views, judge, profile)
    if search is None:
        return []
    found: list[Found] = []
    while len(found) < profile.most:
        taken = _next(search)
        if taken is None:
            break
        found.append(taken)
        search.free &= ~taken.leaves
        judge.set_aside(taken.segment)
    return found


def find_candidates(
    leaves: "Leaves", views: "Sequence[Ratio]", judge: Judge, profile: Profile = MARKETING, most: int = 3
) -> list[Found]:
    """Return the disjoint segments that come nearest to standing out, where none does; none of them is sure.

    Args:
        leaves: sums of both periods.
        views: the KPI, then its factors.
        judge: tests a segment against the history.
        profile: how deep to look and how small.
        most: how many to name.
    """
    search = _begin(leaves, views, judge, profile)
    if search is None:
        return []
    scans = list(scans_of(search.views, search.leaves, search.free, search.judge, search.growth))
    ranked = []
    for cuboid, group in _candidates(search, scans):
        chosen = _judged(search, scans, cuboid.dimensions, cuboid.groups == group, level=math.inf)
        if chosen is not None and chosen.p_value is not None and _is_level(search, chosen):
            ranked.append(chosen)
    found: list[Found] = []
    for chosen in sorted(ranked, key=lambda c: (c.p_value, -c.gain)):
        if len(found) < most and not any((f.leaves & chosen.leaves).any() for f in found):
            segment = _segment(search, _plainest(search, chosen), chosen.leaves)
            found.append(Found(segment, chosen.p_value, chosen.scan.name, chosen.leaves))
    return found


def _begin(leaves: "Leaves", views: "Sequence[Ratio]", judge: Judge, profile: Profile) -> _Search | None:
    import numpy as np

    whole = terms(views[0], leaves)
    if whole is None or not whole.total_change:
        return None
    level = whole.whole_level
    floor = max(profile.least_part * abs(whole.scale * whole.total_change), profile.least_effect * level)
    codes = list(leaves.codes or map(codes_of, leaves.keys))
    free = np.ones(len(whole.n0), dtype=bool)
    growth = 1.0 if whole.is_additive else usual_growth(whole)
    return _Search(
        leaves, views, codes, list(cuboids(codes, profile.deepest)), judge, whole, floor, free, growth, _volume(whole)
    )


def _volume(whole: Terms) -> "NDArray[np.float64]":
    """Return each leaf's part of the baseline: the mean of its parts of the numerator and of the denominator."""
    import numpy as np

    parts = [side / total for side in (whole.n0, whole.d0) if (total := float(side.sum())) > 0]
    return np.asarray(sum(parts) / len(parts)) if parts else np.zeros(len(whole.n0))


def _next(search: _Search) -> Found | None:
    """Return the segment with the most evidence among those beyond normal variation, as wide as it is level."""
    scans = list(scans_of(search.views, search.leaves, search.free, search.judge, search.growth))
    best: _Chosen | None = None
    for cuboid, group in _candidates(search, scans):
        chosen = _judged(search, scans, cuboid.dimensions, cuboid.groups == group)
        if chosen is not None and (best is None or chosen.gain > best.gain) and _is_level(search, chosen):
            best = chosen
    if best is None:
        return None
    best = _widened(search, scans, best)
    return Found(
        _segment(search, _plainest(search, best), best.leaves),
        best.p_value,
        best.scan.name if best.p_value is not None else None,
        best.leaves,
    )


def _plainest(search: _Search, chosen: _Chosen) -> tuple[int, ...]:
    """Return the fewest dimensions that name the same leaves; of two that do alike, the later one goes."""
    import numpy as np

    place, kept = int(chosen.leaves.argmax()), list(chosen.dimensions)
    for index in reversed(chosen.dimensions):
        others = [i for i in kept if i != index]
        same = [search.codes[i] == search.codes[i][place] for i in others]
        if same and all(chosen.leaves[leaf] for leaf in np.flatnonzero(np.logical_and.reduce(same))):
            kept = others
    return tuple(kept)


def _segment(search: _Search, dimensions: tuple[int, ...], covered: "NDArray[np.bool_]") -> dict[str, str]:
    return segment_at(dimensions, search.leaves.dimensions, search.leaves.keys, int(covered.argmax()))


def _judged(
    search: _Search,
    scans: Sequence[Scan],
    dimensions: tuple[int, ...],
    covered: "NDArray[np.bool_]",
    *,
    level: float = ALPHA,
) -> _Chosen | None:
    """Return a candidate with its evidence; None when its p-value reaches the level or the KPI hardly feels it."""
    felt = [s for s in scans if abs(s.effect(covered, search.whole)) >= search.floor]
    if not felt:
        return None
    segment = _segment(search, dimensions, covered)
    evidence = search.judge.segment(segment, [s.leg(covered) for s in felt])
    if evidence is None:
        # A new segment is a fact and needs no test; in a table without a history, size decides.
        largest = max(felt, key=lambda s: abs(s.effect(covered, search.whole)))
        size = abs(largest.effect(covered, search.whole))
        if not (search.whole.d0 if not search.whole.is_additive else search.whole.n0)[covered].any():
            return _Chosen(dimensions, covered, largest, None, _CERTAIN + size)
        return None if search.judge.has_history else _Chosen(dimensions, covered, largest, None, size)
    corrected = min(1.0, evidence.p_value * search.tests(dimensions, covered))
    if corrected >= level:
        return None
    clearest = next(s for s in felt if s.name == evidence.metric)
    return _Chosen(dimensions, covered, clearest, corrected, evidence.gain - _DEPTH_COST * len(segment))


def _is_level(search: _Search, chosen: _Chosen) -> bool:
    """Return whether the segment's parts along every other dimension share its move (the ripple test)."""
    others = [i for i in range(len(search.codes)) if i not in chosen.dimensions]
    return all(chosen.scan.level(chosen.leaves, search.codes[i]) >= _LEVEL for i in others)


def _widened(search: _Search, scans: Sequence[Scan], chosen: _Chosen) -> _Chosen:
    """Return the widest segment round the chosen one whose other parts moved along with it."""
    import numpy as np

    for dimensions in _parents(search, chosen):
        place = int(chosen.leaves.argmax())
        wider = np.ones(len(chosen.leaves), dtype=bool)
        for i in dimensions:
            wider &= search.codes[i] == search.codes[i][place]
        more = wider & ~chosen.leaves
        if (wider & ~search.free).any() or not more.any() or not chosen.scan.moves_along(more, chosen.leaves):
            continue
        parent = _judged(search, scans, dimensions, wider)
        if parent is not None and _is_level(search, parent):
            return _widened(search, scans, parent)
    return chosen


def _parents(search: _Search, chosen: _Chosen) -> Iterator[tuple[int, ...]]:
    """Yield wider segments, the nearest first: with a dimension exchanged for one it lies in, or left out."""
    place = int(chosen.leaves.argmax())
    implied = [
        i
        for i, code in enumerate(search.codes)
        if i not in chosen.dimensions and bool((code[chosen.leaves] == code[place]).all())
    ]
    for index in chosen.dimensions:
        kept = tuple(i for i in chosen.dimensions if i != index)
        yield from (tuple(sorted((*kept, other))) for other in implied)
        if kept:
            yield kept


def _candidates(search: _Search, scans: Sequence[Scan]) -> Iterator[tuple[Cuboid, int]]:
    """Yield the best few segments of each scan, each set of leaves once."""
    seen: set[bytes] = set()
    for scan in scans:
        listed: list[tuple[float, int, int]] = []
        for place, cuboid in enumerate(search.cut):
            score = scan.scores(cuboid)
            score[cuboid.groups[~search.free]] = 0.0
            listed += [(float(score[g]), -place, int(g)) for g in score.argsort()[::-1][:_TRIED_A_VIEW] if score[g] > 0]
        for _, place, group in sorted(listed, reverse=True)[:_TRIED_A_VIEW]:
            cuboid = search.cut[-place]
            key = (cuboid.groups == group).tobytes()
            if key not in seen:
                seen.add(key)
                yield cuboid, group
