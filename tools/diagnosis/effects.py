"""From sums to the parts of a report: totals, factors, segments and splits, in the KPI's own unit."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tools.diagnosis.contributions import Contributions, Terms, contributions, oriented
from tools.diagnosis.factors import Ratio, effects, factors_of, unbroken
from tools.diagnosis.question import Question
from tools.diagnosis.report import DimensionSplit, FactorEffect, SegmentEffect, Total
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves

_LISTED = 12
_WEIGHTY = 0.02
_SURELY_MISSED = 15.0


def sums_of(side: "Mapping[str, NDArray[np.float64]]") -> dict[str, float]:
    """Return the sum of each measure."""
    return {name: float(values.sum()) for name, values in side.items()}


def total(question: Question, ratio: Ratio, before: Mapping[str, float], after: Mapping[str, float]) -> Total:
    """Return a metric in both periods."""
    metric = ratio.metric
    currency = question.currency if metric.unit is Unit.MONEY else None
    return Total(
        metric=metric.name, label=metric.label, unit=metric.unit, currency=currency,
        baseline=ratio.of(before), current=ratio.of(after),
    )  # fmt: skip


def totals_of(question: Question, before: Mapping[str, float], after: Mapping[str, float]) -> list[Total]:
    """Return the measures behind the KPI in both periods."""
    return [total(question, Ratio(METRICS[m], 1.0, m, None), before, after) for m in question.measures]


def factor_effects(
    question: Question, before: Mapping[str, float], after: Mapping[str, float], scale: float = 1.0
) -> list[FactorEffect]:
    """Return what each factor of the formula did, times `scale`."""
    factors = question.factors
    if factors:
        factors = factors_of(question.ratio, unbroken(question.measures, before, after))
    found = effects(question.ratio, factors, before, after)
    return [
        FactorEffect(factor=total(question, f.ratio, before, after), effect=scale * found[f.ratio.metric.name])
        for f in factors
        if f.ratio.metric.name in found
    ]


def splits_of(question: Question, leaves: "Leaves", of: Terms) -> list[DimensionSplit]:
    """Return the change split by each dimension that has more than one value in these rows."""
    places = range(len(question.dimensions))
    return [split_by(question, leaves, of, place) for place in places if len(leaves.numbered(place)[0]) > 1]


def split_by(question: Question, leaves: "Leaves", of: Terms, index: int) -> DimensionSplit:
    """Return the change split by one dimension."""
    import numpy as np

    values, groups = leaves.numbered(index)
    parts = contributions(of, groups, len(values))
    order = np.argsort(-np.abs(parts.contribution))
    name = question.dimensions[index]
    every = [
        segment_effect(question, leaves, groups == g, {name: str(values[g])}, parts=parts, group=int(g))
        for g in order[:_LISTED]
    ]
    return DimensionSplit(
        dimension=name,
        mix=float(parts.mix.sum()),
        rate=float(parts.rate.sum()),
        reversal=not of.is_additive and _is_reversal(of, parts, groups, len(values)),
        segments=every,
        unlisted=max(0, len(values) - _LISTED),
        unlisted_contribution=float(parts.contribution[order[_LISTED:]].sum()),
    )


def _is_reversal(of: Terms, parts: Contributions, groups: "NDArray[np.int64]", count: int) -> bool:
    """Return whether every segment of some weight moved against the whole."""
    import numpy as np

    weighty = np.maximum(parts.share0, parts.share1) >= _WEIGHTY
    sides = ((of.n0, of.d0), (of.n1, of.d1))
    above = [np.bincount(groups, weights=n, minlength=count) for n, _ in sides]
    below = [np.bincount(groups, weights=d, minlength=count) for _, d in sides]
    both = (below[0] > 0) & (below[1] > 0)
    k0, k1 = (np.divide(a, b, out=np.zeros(count), where=both) for a, b in zip(above, below, strict=True))
    own = (k1 - k0)[weighty & both]
    return len(own) > 1 and bool(np.all(own * of.total_change < 0))


def segment_effect(
    question: Question,
    leaves: "Leaves",
    covered: "NDArray[np.bool_]",
    segment: dict[str, str],
    *,
    parts: Contributions,
    group: int = 0,
    p: float | None = None,
) -> SegmentEffect:
    """Return what one segment contributed, with its own KPI and factors."""
    before, after = (
        {m: float(v[covered].sum()) for m, v in side.items()} for side in (leaves.baseline, leaves.current)
    )
    own = question.ratio.of(before), question.ratio.of(after)
    change = (own[1] or 0.0) - (own[0] or 0.0)
    rate = float(parts.rate[group])
    scale = rate / change if None not in own and change else 0.0
    above, below = oriented(question.ratio)
    volume = below or above
    return SegmentEffect(
        segment=segment,
        contribution=float(parts.contribution[group]),
        mix=float(parts.mix[group]),
        rate=rate,
        kpi=total(question, question.ratio, before, after),
        volume=METRICS[volume].label,
        share_before=float(parts.share0[group]),
        share_after=float(parts.share1[group]),
        factors=factor_effects(question, before, after, scale) if scale else [],
        p_value=p,
        is_new=before[volume] == 0 < after[volume],
        is_gone=after[volume] == 0 < before[volume],
        is_silent=_is_silent(before, after),
    )


def _is_silent(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    """Return whether counted results stopped although at least fifteen were to be expected for the effort."""
    for outcome in ("conversions", "leads"):
        effort = next((m for m in ("clicks", "impressions", "spend") if before.get(m) and after.get(m)), None)
        if effort and before.get(outcome) and after.get(outcome) == 0:
            return before[outcome] / before[effort] * after[effort] >= _SURELY_MISSED
    return False
