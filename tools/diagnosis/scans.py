"""What moved beyond its fair part, leaf by leaf, in one view of a KPI: itself, a factor, or its shares of volume."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Terms, leaf_rates, oriented, terms
from tools.diagnosis.judge import ENOUGH_BESIDE, SHARE, Judge, Leg
from tools.diagnosis.variation import ORDERS_DIFFER
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves
    from tools.diagnosis.cuboids import Cuboid
    from tools.diagnosis.factors import Ratio

_HALF = 0.5
_ERRORS = 2.0
_CLEARLY = 3.0


@dataclass(frozen=True, slots=True)
class Scan:
    """One view of the leaves not yet explained.

    Attributes:
        view: the ratio; None for the shares of the KPI's denominator.
        moved: the rate part of each leaf's change in n / d units, or the change of its share.
        volume: what that is measured by: the mean level of the same.
        fair: moved per volume of all of them.
        events: in either period, the counted events behind each leaf's figure; None where nothing is counted.
        per_day: an average day's denominator.
        worth: variance of the numerator for each unit of it: 1 for a count, what an order is worth for revenue, 0
            where nothing is counted.
    """

    view: "Ratio | None"
    of: Terms
    moved: "NDArray[np.float64]"
    volume: "NDArray[np.float64]"
    fair: float
    events: "tuple[NDArray[np.float64], NDArray[np.float64]] | None"
    per_day: float
    worth: float

    @property
    def name(self) -> str:
        """The metric, or `share`."""
        return self.view.metric.name if self.view else SHARE

    def scores(self, cuboid: "Cuboid") -> "NDArray[np.float64]":
        """Return for each group its excess over the fair part, over the root of its volume."""
        import numpy as np

        moved = np.bincount(cuboid.groups, weights=self.moved, minlength=cuboid.count).astype(np.float64)
        volume = np.bincount(cuboid.groups, weights=self.volume, minlength=cuboid.count).astype(np.float64)
        beyond = _beyond(moved, moved - self._fair_beside(moved, volume) * volume)
        return np.where(volume > 0, np.abs(beyond) / np.sqrt(np.maximum(volume, 1e-300)), 0.0)

    def leg(self, covered: "NDArray[np.bool_]") -> Leg:
        """Return what moved in the covered leaves beyond their fair part."""
        return Leg(self.view, self._excess(covered), self._weight(covered), self.per_day, self._sampling(covered))

    def effect(self, covered: "NDArray[np.bool_]", whole: Terms) -> float:
        """Return about what the excess of the covered leaves does to the whole KPI, in the KPI's unit."""
        volume = float(self.volume[covered].sum())
        if volume <= 0:
            return 0.0
        relative = self._excess(covered) / volume
        level = float(whole.n0[covered].sum() / whole.whole0 + whole.n1[covered].sum() / whole.whole1) / 2
        if self.view is None:
            shares = whole.d0[covered].sum() / whole.whole0 + whole.d1[covered].sum() / whole.whole1
            level -= whole.mean * float(shares) / 2
        return whole.scale * relative * level

    def level(self, covered: "NDArray[np.bool_]", code: "NDArray[np.int64]") -> float:
        """Return the part of the volume, cut along one dimension, that moved along with the whole of it."""
        import numpy as np

        part = code[covered]
        volume = np.bincount(part, weights=self.volume[covered])
        there = volume > 0
        if not there.any():
            return 0.0
        moved = np.bincount(part, weights=self.moved[covered])
        fair = float(self._fair_beside(moved.sum(), volume.sum()))
        relative = np.divide(moved, volume, out=np.zeros(len(volume)), where=there) - fair
        own = float(moved.sum() / volume.sum()) - fair
        if not own:
            return 0.0
        along = relative / own > _HALF
        if self.events is not None:
            counts = [np.bincount(part, weights=e[covered]) for e in self.events]
            error = np.sqrt(sum(1 / np.maximum(c, 1.0) for c in counts))
            along |= np.abs(relative - own) < _ERRORS * error
        return float(volume[along & there].sum() / volume.sum())

    def carrier(self, covered: "NDArray[np.bool_]", code: "NDArray[np.int64]") -> "NDArray[np.bool_] | None":
        """Return the part along one dimension that carries the move of the covered leaves; None when all share it.

        It does when the other parts together moved less than half as far, and by more than counting would explain.
        """
        import numpy as np

        part = code[covered]
        volume, moved = (np.bincount(part, weights=v[covered]) for v in (self.volume, self.moved))
        excess = moved - float(self._fair_beside(moved.sum(), volume.sum())) * volume
        main = int((excess * np.sign(excess.sum())).argmax())
        inside, beside = float(volume[main]), float(volume.sum() - volume[main])
        if min(inside, beside) <= 0:
            return None
        here, there = float(excess[main]) / inside, float(excess.sum() - excess[main]) / beside
        if not here or there / here > _HALF:
            return None
        if self.events is not None:
            counts = [np.bincount(part, weights=e[covered]) for e in self.events]
            error = sum(1 / max(c[main], 1.0) + 1 / max(c.sum() - c[main], 1.0) for c in counts) ** 0.5
            if abs(here - there) < _CLEARLY * error:
                return None
        carries: NDArray[np.bool_] = np.logical_and(covered, code == main)
        return carries

    def moves_along(self, others: "NDArray[np.bool_]", covered: "NDArray[np.bool_]") -> bool:
        """Return whether other leaves as a whole moved at least half as far, the same way."""
        import numpy as np

        volume = float(self.volume[others].sum()), float(self.volume[covered].sum())
        if min(volume) <= 0:
            return False
        moved = float(self.moved[others].sum()), float(self.moved[covered].sum())
        fair = float(self._fair_beside(np.array(sum(moved)), np.array(sum(volume))))
        there, here = (m / v - fair for m, v in zip(moved, volume, strict=True))
        return here != 0 and there / here > _HALF

    def _excess(self, covered: "NDArray[np.bool_]") -> float:
        moved, volume = self.moved[covered].sum(), self.volume[covered].sum()
        return float(_beyond(moved, moved - self._fair_beside(moved, volume) * volume))

    def _fair_beside(self, moved: "NDArray[np.float64]", volume: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return what the others moved per volume; of all leaves where hardly any others are left to tell."""
        import numpy as np

        all_moved, all_volume = float(self.moved.sum()), float(self.volume.sum())
        if self.view is None:
            return np.zeros_like(np.asarray(volume, dtype=np.float64))
        others = all_volume - volume
        enough = others >= ENOUGH_BESIDE * all_volume
        return np.where(enough, (all_moved - moved) / np.where(enough, others, 1.0), self.fair)

    def _sampling(self, covered: "NDArray[np.bool_]") -> float:
        """Return the variance of the excess by the events counted in the two periods, the others' included."""
        import numpy as np

        of = self.of
        if self.view is None or not self.worth:
            return 0.0
        if of.is_additive:
            return self.worth * float(of.n0[covered].sum() + of.n1[covered].sum())
        there = (of.d0 > 0) & (of.d1 > 0)
        share = np.where(there, (of.d0 / of.whole0 + of.d1 / of.whole1) / 2, 0.0)
        each = share**2 * (1 / np.where(there, of.d0, 1.0) + 1 / np.where(there, of.d1, 1.0))
        own = self.worth * self._own(covered) * float(each[covered].sum())
        weight = self._weight(covered)
        return own + weight**2 * self.worth * self._own(~covered) * float(each[~covered].sum())

    def _weight(self, covered: "NDArray[np.bool_]") -> float:
        """Return the covered leaves' volume over that of the others; 0 where too few are left to tell a fair part."""
        inside, all_volume = float(self.volume[covered].sum()), float(self.volume.sum())
        beside = all_volume - inside
        return inside / beside if self.view is not None and beside >= ENOUGH_BESIDE * all_volume > 0 else 0.0

    def _own(self, covered: "NDArray[np.bool_]") -> float:
        pairs = ((self.of.n0, self.of.d0), (self.of.n1, self.of.d1))
        known = [float(n[covered].sum()) / below for n, d in pairs if (below := float(d[covered].sum())) > 0]
        return sum(known) / len(known) if known else 0.0


def _beyond(moved: "NDArray[np.float64]", excess: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the smaller of a move and of its excess; 0 where they point apart.

    What stood still while the rest moved has an excess, but it is the rest that is to be explained.
    """
    import numpy as np

    return np.where(np.sign(moved) == np.sign(excess), np.sign(moved) * np.minimum(np.abs(moved), np.abs(excess)), 0.0)


def scans_of(
    views: "Sequence[Ratio]", leaves: "Leaves", free: "NDArray[np.bool_]", judge: Judge, growth: float
) -> Iterator[Scan]:
    """Yield one scan for each view that is defined, and one for the shares of the KPI's denominator.

    Args:
        views: the KPI, then its factors.
        leaves: sums of both periods.
        free: the leaves not yet explained.
        judge: knows how long the periods are.
        growth: how the denominator grew where nothing in particular happened, 1 for not at all.
    """
    for place, view in enumerate(views):
        of = terms(view, leaves, free)
        if of is None:
            continue
        per_day = judge.per_day(of)
        if not of.is_additive and place == 0:
            share0, share1 = of.d0 / of.whole0, of.d1 / growth / of.whole0
            yield Scan(None, of, share1 - share0, (share0 + share1) / 2, 0.0, None, per_day, 0.0)
        moved, volume = leaf_rates(of)
        total = float(volume.sum())
        if total > 0:
            yield Scan(
                view, of, moved, volume, float(moved.sum()) / total, _events(view, of), per_day, _worth(view, leaves)
            )


def usual_growth(of: Terms) -> float:
    """Return how volume grew where nothing in particular happened: the weighted median of the leaves' growth.

    Against the total every segment would lose share to one that grew.
    """
    import numpy as np

    both = np.flatnonzero((of.d0 > 0) & (of.d1 > 0))
    if not len(both):
        return of.whole1 / of.whole0
    growth, weight = of.d1[both] / of.d0[both], of.d0[both] + of.d1[both]
    order = np.argsort(growth)
    half = np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)
    return float(growth[order][min(int(half), len(order) - 1)])


def _worth(view: "Ratio", leaves: "Leaves") -> float:
    above, below = oriented(view)
    if METRICS[above].unit is Unit.COUNT:
        return 1.0
    if above != "revenue" or "conversions" not in leaves.baseline:
        return 0.0
    orders, revenue = (float(leaves.baseline[m].sum() + leaves.current[m].sum()) for m in ("conversions", "revenue"))
    # With the orders given, only what each is worth varies.
    spread = ORDERS_DIFFER - 1 if below == "conversions" else ORDERS_DIFFER
    return spread * revenue / orders if orders else 0.0


def _events(view: "Ratio", of: Terms) -> "tuple[NDArray[np.float64], NDArray[np.float64]] | None":
    above, below = oriented(view)
    if METRICS[above].unit is Unit.COUNT:
        return of.n0, of.n1
    if below is not None and METRICS[below].unit is Unit.COUNT:
        return of.d0, of.d1
    return None
