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

from tools.diagnosis.cuboids import MARKETING, Profile
from tools.diagnosis.evidence import Chosen, Search, begin_search, candidates_of, is_level, judged, segment_of
from tools.diagnosis.judge import Judge
from tools.diagnosis.scans import Scan, scans_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves
    from tools.diagnosis.factors import Ratio


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


def find_drivers(leaves: "Leaves", views: "Sequence[Ratio]", judge: Judge, profile: Profile = MARKETING) -> list[Found]:
    """Return the disjoint segments that explain the change, the surest first; none when nothing stands out.

    Args:
        leaves: sums of both periods.
        views: the KPI, then its factors.
        judge: tests a segment against the history.
        profile: how deep to look, how many to name and how small.
    """
    search = begin_search(leaves, views, judge, profile)
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
    search = begin_search(leaves, views, judge, profile)
    if search is None:
        return []
    scans = list(scans_of(search.views, search.leaves, search.free, search.judge, search.growth))
    ranked = []
    for cuboid, group in candidates_of(search, scans):
        chosen = judged(search, scans, cuboid.dimensions, cuboid.groups == group, level=math.inf)
        if chosen is not None and chosen.p_value is not None and is_level(search, chosen):
            ranked.append(chosen)
    found: list[Found] = []
    for chosen in sorted(ranked, key=lambda c: (c.p_value, -c.gain)):
        if len(found) < most and not any((f.leaves & chosen.leaves).any() for f in found):
            segment = segment_of(search, _plainest(search, chosen), chosen.leaves)
            found.append(Found(segment, chosen.p_value, chosen.scan.name, chosen.leaves))
    return found


def _next(search: Search) -> Found | None:
    """Return the segment with the most evidence among those beyond normal variation, as wide as it is level."""
    scans = list(scans_of(search.views, search.leaves, search.free, search.judge, search.growth))
    best: Chosen | None = None
    for cuboid, group in candidates_of(search, scans):
        chosen = judged(search, scans, cuboid.dimensions, cuboid.groups == group)
        if chosen is not None and (best is None or chosen.gain > best.gain) and is_level(search, chosen):
            best = chosen
    if best is None:
        return None
    best = _widened(search, scans, _narrowed(search, scans, best))
    return Found(
        segment_of(search, _plainest(search, best), best.leaves),
        best.p_value,
        best.scan.name if best.p_value is not None else None,
        best.leaves,
    )


def _plainest(search: Search, chosen: Chosen) -> tuple[int, ...]:
    """Return the fewest dimensions that name the same leaves; of two that do alike, the later one goes."""
    import numpy as np

    place, kept = int(chosen.leaves.argmax()), list(chosen.dimensions)
    for index in reversed(chosen.dimensions):
        others = [i for i in kept if i != index]
        same = [search.codes[i] == search.codes[i][place] for i in others]
        if same and all(chosen.leaves[leaf] for leaf in np.flatnonzero(np.logical_and.reduce(same))):
            kept = others
    return tuple(kept)


def _narrowed(search: Search, scans: Sequence[Scan], chosen: Chosen) -> Chosen:
    """Return the part of the chosen segment that carries its move, where the rest of it did not move along."""
    for index, code in enumerate(search.codes):
        part = None if index in chosen.dimensions else chosen.scan.carrier(chosen.leaves, code)
        if part is None or len(chosen.dimensions) >= search.deepest:
            continue
        child = judged(search, scans, tuple(sorted((*chosen.dimensions, index))), part)
        if child is not None and is_level(search, child):
            return _narrowed(search, scans, child)
    return chosen


def _widened(search: Search, scans: Sequence[Scan], chosen: Chosen) -> Chosen:
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
        parent = judged(search, scans, dimensions, wider)
        if parent is not None and is_level(search, parent):
            return _widened(search, scans, parent)
    return chosen


def _parents(search: Search, chosen: Chosen) -> Iterator[tuple[int, ...]]:
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
