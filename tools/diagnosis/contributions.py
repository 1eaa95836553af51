"""What each group of leaves contributed to a change, exactly, and how much of it is mix and how much rate.

For K = N / D with segment sums n, d: contribution = change of n/D less K̄ times the change of d/D, where K̄ is the mean
of the two periods' KPI. Contributions of disjoint segments add up to the change of K. Where the segment's own ratio k
exists in both periods, contribution = mix + rate with mix = (k̄ - K̄) x change of share and rate = mean share x change
of k (the symmetric form of the shift-share split; Marshall and Edgeworth's midpoint weights). A new or vanished segment
has no own change, so all of it is mix. For an additive measure the contribution is the segment's own change.

A cost KPI is turned over first: CPA is split as conversions per unit of spend, weighted by the spend that somebody
decided on, and the parts are brought back to CPA in proportion. Weighted by conversions, a segment that converts worse
would show up as a "shift" away from it; and a segment without conversions would have no ratio at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves
    from tools.diagnosis.factors import Ratio


@dataclass(frozen=True, slots=True)
class Terms:
    """Leaf by leaf, in both periods: numerator and denominator sums, and the totals of the whole.

    Attributes:
        total_change: the change of n / d, turned over or not.
        mean: K̄, the mean of the two periods' n / d; 0 for an additive measure.
        scale: what brings a part of n / d back to the KPI's unit; 1 where it is not turned over.
        is_additive: True for a measure, which has no denominator.
    """

    n0: "NDArray[np.float64]"
    n1: "NDArray[np.float64]"
    d0: "NDArray[np.float64]"
    d1: "NDArray[np.float64]"
    whole0: float
    whole1: float
    total_change: float
    mean: float
    scale: float
    is_additive: bool

    @property
    def whole_level(self) -> float:
        """The size of the KPI in its own unit, mean of the two periods."""
        if self.is_additive:
            return abs(float(self.n0.sum() + self.n1.sum())) / 2
        return abs(self.scale) * self.mean


@dataclass(frozen=True, slots=True)
class Contributions:
    """Parallel arrays, one entry a group.

    Attributes:
        contribution, mix, rate: in the KPI's unit; contribution = mix + rate.
        expected: the contribution if all of the KPI had moved in proportion.
        own: the group's own n / d, mean of the two periods, not brought back to the KPI's unit; 0 when additive.
        share0, share1: of the whole denominator (of the measure itself when additive) in either period.
    """

    contribution: "NDArray[np.float64]"
    mix: "NDArray[np.float64]"
    rate: "NDArray[np.float64]"
    expected: "NDArray[np.float64]"
    own: "NDArray[np.float64]"
    share0: "NDArray[np.float64]"
    share1: "NDArray[np.float64]"


def terms(ratio: "Ratio", leaves: "Leaves", among: "NDArray[np.bool_] | None" = None) -> Terms | None:
    """Return the sums that the arithmetic below works on; None where the KPI is undefined in one of the periods.

    Args:
        ratio: the KPI.
        leaves: all of them.
        among: those that make up the whole; the others count as nothing. All when None.
    """
    import numpy as np

    def pick(side: "Mapping[str, NDArray[np.float64]]", name: str | None) -> "NDArray[np.float64]":
        values = side[name].astype(np.float64) if name else np.zeros(len(side[ratio.numerator]))
        return values if among is None else np.where(among, values, 0.0)

    above, below = oriented(ratio)
    n0, n1 = pick(leaves.baseline, above), pick(leaves.current, above)
    d0, d1 = pick(leaves.baseline, below), pick(leaves.current, below)
    if below is None:
        return Terms(n0, n1, d0, d1, 1.0, 1.0, float(n1.sum() - n0.sum()), 0.0, 1.0, is_additive=True)
    whole0, whole1 = float(d0.sum()), float(d1.sum())
    if whole0 <= 0 or whole1 <= 0:
        return None
    k0, k1 = float(n0.sum()) / whole0, float(n1.sum()) / whole1
    scale = ratio.constant
    if above != ratio.numerator:
        # The change of c / k over the change of k, exact for the finite step between the two periods.
        scale = -ratio.constant / (k0 * k1) if k0 and k1 else 0.0
    return Terms(n0, n1, d0, d1, whole0, whole1, k1 - k0, (k0 + k1) / 2, scale, is_additive=False)


def leaf_rates(of: Terms) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return each leaf's rate part of the change of n / d, and its mean part of n / d itself.

    Leaf by leaf, so that a segment whose make-up changed does not pass for one that changed. A leaf that is in one
    period only has no rate of its own. For an additive measure: its change, and its mean.
    """
    import numpy as np

    if of.is_additive:
        return of.n1 - of.n0, (of.n0 + of.n1) / 2
    both = (of.d0 > 0) & (of.d1 > 0)
    below0, below1 = np.where(both, of.d0, 1.0), np.where(both, of.d1, 1.0)
    k0, k1 = of.n0 / below0, of.n1 / below1
    share = np.where(both, (of.d0 / of.whole0 + of.d1 / of.whole1) / 2, 0.0)
    return share * (k1 - k0), share * (k0 + k1) / 2


def oriented(ratio: "Ratio") -> tuple[str, str | None]:
    """Return numerator and denominator with the earlier step of the funnel below: what was put in."""
    from tools.diagnosis.factors import FUNNEL

    above, below = ratio.numerator, ratio.denominator
    if below in FUNNEL and above in FUNNEL and FUNNEL.index(above) < FUNNEL.index(below):
        return below, above
    return above, below


def contributions(of: Terms, groups: "NDArray[np.int64]", count: int) -> Contributions:
    """Return the contribution of each group of leaves.

    Args:
        of: the leaf sums.
        groups: for each leaf the number of its group, from 0; -1 leaves it out.
        count: how many groups there are.
    """
    import numpy as np

    kept = groups >= 0

    def summed(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return np.bincount(groups[kept], weights=values[kept], minlength=count).astype(np.float64)

    n0, n1, d0, d1 = summed(of.n0), summed(of.n1), summed(of.d0), summed(of.d1)
    weight = n0 / of.whole0 + n1 / of.whole1
    expected = of.total_change * weight / max(float(of.n0.sum() / of.whole0 + of.n1.sum() / of.whole1), 1e-300)
    if of.is_additive:
        change = n1 - n0
        base, now = max(of.n0.sum(), 1e-300), max(of.n1.sum(), 1e-300)
        return Contributions(change, np.zeros(count), change, expected, np.zeros(count), n0 / base, n1 / now)
    share0, share1 = d0 / of.whole0, d1 / of.whole1
    change = n1 / of.whole1 - n0 / of.whole0 - of.mean * (share1 - share0)
    with np.errstate(divide="ignore", invalid="ignore"):
        k0, k1 = n0 / d0, n1 / d1
    both, one_sided = (d0 > 0) & (d1 > 0), (d0 > 0) ^ (d1 > 0)
    own = np.where(both, (k0 + k1) / 2, np.where(d0 > 0, k0, np.where(d1 > 0, k1, of.mean)))
    mix = np.where(both, (own - of.mean) * (share1 - share0), np.where(one_sided, change, 0.0))
    return Contributions(
        of.scale * change, of.scale * mix, of.scale * (change - mix), of.scale * expected, own, share0, share1
    )
