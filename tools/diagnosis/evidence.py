"""What a search for segments knows, its best candidates, and what speaks for one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Terms, terms
from tools.diagnosis.cuboids import Cuboid, Profile, codes_of, cuboids, segment_at
from tools.diagnosis.judge import Judge
from tools.diagnosis.scans import Scan, usual_growth

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


@dataclass(slots=True)
class Search:
    """One search: the leaves in every view and cut, and which of them are not yet explained.

    Attributes:
        views: the KPI, then its factors.
        codes: for each dimension the number of each leaf's value.
        cut: all combinations of dimensions.
        floor: the least effect on the KPI that is worth a mention, in its unit.
        free: the leaves not yet explained.
        growth: how volume grew where nothing in particular happened.
        deepest: most dimensions in a segment.
        volume: each leaf's part of the baseline.
    """

    leaves: "Leaves"
    views: "Sequence[Ratio]"
    codes: "list[NDArray[np.int64]]"
    cut: list[Cuboid]
    judge: Judge
    whole: Terms
    floor: float
    free: "NDArray[np.bool_]"
    growth: float
    deepest: int
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
class Chosen:
    """A segment that stands out, with the scan it does so in and how much speaks for it."""

    dimensions: tuple[int, ...]
    leaves: "NDArray[np.bool_]"
    scan: Scan
    p_value: float | None
    gain: float


def begin_search(leaves: "Leaves", views: "Sequence[Ratio]", judge: Judge, profile: Profile) -> Search | None:
    """Return a search with all leaves free; None where the KPI is undefined or did not change."""
    import numpy as np

    whole = terms(views[0], leaves)
    if whole is None or not whole.total_change:
        return None
    level = whole.whole_level
    floor = max(profile.least_part * abs(whole.scale * whole.total_change), profile.least_effect * level)
    codes = list(leaves.codes or map(codes_of, leaves.keys))
    free = np.ones(len(whole.n0), dtype=bool)
    growth = 1.0 if whole.is_additive else usual_growth(whole)
    return Search(
        leaves,
        views,
        codes,
        list(cuboids(codes, profile.deepest)),
        judge,
        whole,
        floor,
        free,
        growth,
        profile.deepest or len(codes),
        _volume(whole),
    )


def _volume(whole: Terms) -> "NDArray[np.float64]":
    """Return each leaf's part of the baseline: the mean of its parts of the numerator and of the denominator."""
    import numpy as np

    parts = [side / total for side in (whole.n0, whole.d0) if (total := float(side.sum())) > 0]
    return np.asarray(sum(parts) / len(parts)) if parts else np.zeros(len(whole.n0))


def segment_of(search: Search, dimensions: tuple[int, ...], covered: "NDArray[np.bool_]") -> dict[str, str]:
    """Return the name of a segment by its dimensions and leaves."""
    return segment_at(dimensions, search.leaves.dimensions, search.leaves.keys, int(covered.argmax()))


def judged(
    search: Search,
    scans: Sequence[Scan],
    dimensions: tuple[int, ...],
    covered: "NDArray[np.bool_]",
    *,
    level: float = ALPHA,
) -> Chosen | None:
    """Return a candidate with its evidence; None when its p-value reaches the level or the KPI hardly feels it."""
    felt = [s for s in scans if abs(s.effect(covered, search.whole)) >= search.floor]
    if not felt:
        return None
    segment = segment_of(search, dimensions, covered)
    evidence = search.judge.segment(segment, [s.leg(covered) for s in felt])
    if evidence is None:
        # A new segment is a fact and needs no test; in a table without a history, size decides.
        if not search.judge.has_history:
            # Without a test a factor says too little: a segment may stand out in two that cancel out.
            felt = [s for s in felt if s.view in (None, search.views[0])]
            if not felt:
                return None
        largest = max(felt, key=lambda s: abs(s.effect(covered, search.whole)))
        size = abs(largest.effect(covered, search.whole))
        if not (search.whole.d0 if not search.whole.is_additive else search.whole.n0)[covered].any():
            return Chosen(dimensions, covered, largest, None, _CERTAIN + size)
        return None if search.judge.has_history else Chosen(dimensions, covered, largest, None, size)
    corrected = min(1.0, evidence.p_value * search.tests(dimensions, covered))
    if corrected >= level:
        return None
    clearest = next(s for s in felt if s.name == evidence.metric)
    return Chosen(dimensions, covered, clearest, corrected, evidence.gain - _DEPTH_COST * len(segment))


def is_level(search: Search, chosen: Chosen) -> bool:
    """Return whether the segment's parts along every other dimension share its move (the ripple test)."""
    others = [i for i in range(len(search.codes)) if i not in chosen.dimensions]
    return all(chosen.scan.level(chosen.leaves, search.codes[i]) >= _LEVEL for i in others)


def candidates_of(search: Search, scans: Sequence[Scan]) -> Iterator[tuple[Cuboid, int]]:
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
