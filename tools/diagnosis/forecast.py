"""Explains a measure or a KPI against its expected values: columns of forecasts, plans or budgets in the same table."""

from dataclasses import dataclass, replace

from tools.data.leaves import DailySeries, Leaves
from tools.data.mapping import MappingOverrides
from tools.data.standing import current_overrides
from tools.diagnosis.advice import checks_for
from tools.diagnosis.context import started
from tools.diagnosis.contributions import Terms, contributions, oriented, terms
from tools.diagnosis.cuboids import MARKETING
from tools.diagnosis.effects import factor_effects, segment_effect, splits_of, sums_of, total, totals_of
from tools.diagnosis.factors import Ratio
from tools.diagnosis.judge import SHARE
from tools.diagnosis.leaf_noise import FEWEST_LEAVES
from tools.diagnosis.localize import Element, localize
from tools.diagnosis.question import DeviationQuestion
from tools.diagnosis.report import ChangeReport, Context, SegmentEffect
from tools.diagnosis.scans import usual_growth
from tools.diagnosis.variation import history_of, judge_leg, poisson_floor, scatter_of
from tools.errors import DataError
from tools.periods import Period
from tools.quantities import format_relative

_NO_BASELINE_NOISE = 10**9
_WORTH_A_WORD = 0.5
"""Part of the deviation that was there in the history already, from which on it is told."""
_FEWEST_BEFORE = 14
_LEG = replace(MARKETING, least_part=0.0, least_effect=0.0)
"""For the legs of a ratio: what a segment is worth shows only in the KPI's own unit."""


def asked_against(expected: str) -> MappingOverrides:
    """Return what is said about the columns in this session, and what a question is asked against."""
    return current_overrides().model_copy(update={"expected": expected})


def explain_deviation(question: DeviationQuestion) -> ChangeReport:
    """Say where a measure or a KPI parts from what was expected of it in the same rows.

    The segments come from `localize`, whose yardstick is how far the leaves usually deviate in these rows; the whole is
    tested against the forecast's own errors before. A ratio's numerator is compared with the one that the expected
    ratio gives for the actual denominator, leaf by leaf (rate), and its denominators' shares with the expected ones
    (mix).

    Raises:
        DataError: when the expected values make no KPI: their denominator is zero.
    """
    from tools.diagnosis.explain import daily_levels, verdict_of

    ratio, table, period = question.ratio, question.table, question.period
    leaves = table.beside_expected(
        period, dimensions=question.dimensions, expected=question.expected, where=question.where
    )
    of = terms(ratio, leaves)
    if of is None:
        raise DataError(
            f"The actual or the expected {ratio.metric.label} is undefined: what it is divided by is 0",
            where=table.name,
            remedy="See whether the expected values are filled in for these rows.",
        )
    expected, actual = sums_of(leaves.baseline), sums_of(leaves.current)
    drivers = _drivers(question, leaves, of)
    days = None if period is None else _daily(question, period)
    p_total = _p_of_total(days, of, period) if days is not None and period is not None else None
    splits = splits_of(question, leaves, of)
    context = Context(started=started(days.plain, days.gaps, period) if days is not None and period else None)
    is_dated = period is not None and context.started is not None and context.started.day >= period.start.isoformat()
    verdict = verdict_of(drivers, splits, p_total, is_dated=is_dated)
    splits.sort(key=lambda s: -max((abs(e.contribution) for e in s.segments), default=0))
    untested = verdict == "broad" and not drivers and len(of.n0) < FEWEST_LEAVES
    factors = factor_effects(question, expected, actual)
    notes = table.check(period, period, question.measures) if period else list(table.mapping.notes)
    kpi = total(question, ratio, expected, actual)
    remarks = [*question.remarks, *(_missed_before(days, kpi.relative, period, kpi.label) if days and period else [])]
    return ChangeReport(
        kpi=kpi, current=str(period or "all rows"), baseline="the expected values", where=question.where,
        totals=totals_of(question, expected, actual), factors=factors,
        splits=splits, drivers=drivers, candidates=[s.segments[0] for s in splits[:1]] if untested else [],
        verdict=verdict, p_value=p_total, context=context, notes=notes, remarks=remarks,
        checks=checks_for(verdict, factors, drivers, notes, context), expected=_columns(question),
        daily=daily_levels(ratio, days.actual) if days else [],
    )  # fmt: skip


def _columns(question: DeviationQuestion) -> list[str]:
    chosen = (question.table.mapping.measures[name] for name in question.expected.values())
    return [column for some in chosen for column in ((some,) if isinstance(some, str) else some)]


@dataclass(frozen=True, slots=True)
class _Days:
    """The history day by day.

    Attributes:
        actual: what was measured.
        expected: what was expected, under the measures' own names.
        gaps: what a day's numerator lies above the one expected, for its actual denominator where there is one.
        plain: the gaps as a measure of their own.
        is_turned: the gaps are of the KPI turned over: of conversions per spend for CPA.
    """

    actual: DailySeries
    expected: DailySeries
    gaps: DailySeries
    plain: Ratio
    is_turned: bool


def _daily(question: DeviationQuestion, period: Period) -> _Days:
    import numpy as np

    names = [*question.expected, *question.expected.values()]
    series = question.table.daily(names, where=question.where, until=period.end)
    actual = DailySeries(series.days, {m: series.measures[m] for m in question.expected})
    expected = DailySeries(series.days, {m: series.measures[n] for m, n in question.expected.items()})
    above, below = oriented(question.ratio)
    wanted = expected.measures[above]
    if below is not None:
        under = expected.measures[below]
        level = np.divide(wanted, under, out=np.zeros(len(under)), where=under > 0)
        wanted = level * actual.measures[below]
    gaps = DailySeries(series.days, {**actual.measures, above: actual.measures[above] - wanted})
    return _Days(
        actual, expected, gaps, Ratio(question.ratio.metric, 1.0, above, None), above != question.ratio.numerator
    )


def _drivers(question: DeviationQuestion, leaves: Leaves, of: Terms) -> list[SegmentEffect]:
    import numpy as np

    found = []
    for element, tested in _elements(leaves, of):
        parts = contributions(of, np.where(element.leaves, 0, -1), 1)
        effect = segment_effect(question, leaves, element.leaves, element.segment, parts=parts, p=element.p_value)
        labels = {SHARE: f"share of {effect.volume}", "rate": question.ratio.metric.label}
        found.append(effect.model_copy(update={"tested": labels.get(tested)}))
    return sorted(found, key=lambda e: -abs(e.contribution))


def _elements(leaves: Leaves, of: Terms) -> list[tuple[Element, str]]:
    """Return the segments that part from what was expected, and in what: the measure, the rate or the share."""
    import numpy as np

    if of.is_additive:
        return [(e, "") for e in localize(leaves.dimensions, leaves.keys, of.n1, of.n0, MARKETING)]
    both = (of.d0 > 0) & (of.d1 > 0)
    wanted = np.where(both, np.divide(of.n0, of.d0, out=np.zeros(len(of.d0)), where=both) * of.d1, 0.0)
    rates = localize(leaves.dimensions, leaves.keys, np.where(both, of.n1, 0.0), wanted, _LEG)
    shares = localize(leaves.dimensions, leaves.keys, of.d1, of.d0 * usual_growth(of), _LEG)
    ranked = sorted([*((e, "rate") for e in rates), *((e, SHARE) for e in shares)], key=lambda pair: -pair[0].gain)
    floor = max(MARKETING.least_part * abs(of.scale * of.total_change), MARKETING.least_effect * of.whole_level)
    taken = np.zeros(len(of.n0), dtype=bool)
    found: list[tuple[Element, str]] = []
    for element, tested in ranked:
        part = float(contributions(of, np.where(element.leaves, 0, -1), 1).contribution[0])
        if len(found) < MARKETING.most and abs(part) >= floor and not (taken & element.leaves).any():
            taken |= element.leaves
            found.append((element, tested))
    return found


def _p_of_total(days: _Days, of: Terms, period: Period) -> float | None:
    """Test the mean gap of the days in question against the scatter of the gaps before; None without a history."""
    above = days.plain.numerator
    gaps = days.gaps.measures[above]
    inside = [i for i, day in enumerate(days.gaps.days) if period.start <= day <= period.end]
    floor = poisson_floor(above, None, days.actual, period)
    scatter = scatter_of(history_of(days.gaps, gaps, period), period.days, 0.0 if of.is_additive else floor)
    if scatter is None or not inside:
        return None
    found = judge_leg(float(gaps[inside].sum()) / period.days, scatter, (_NO_BASELINE_NOISE, period.days))
    return found.p_value if found else None


def _missed_before(days: _Days, relative: float | None, period: Period, label: str) -> list[str]:
    """Tell when the expected values were missed the same way before: then they are the likelier fault."""
    above = days.plain.numerator
    early = [i for i, day in enumerate(days.gaps.days) if day < period.start]
    if len(early) < _FEWEST_BEFORE or not relative:
        return []
    gap = float(days.gaps.measures[above][early].sum())
    wanted = float(days.actual.measures[above][early].sum()) - gap
    before = gap / wanted if wanted > 0 else 0.0
    missed = 1 / (1 + before) - 1 if days.is_turned and before > -1 else before
    if missed * relative <= 0 or abs(missed) < _WORTH_A_WORD * abs(relative):
        return []
    told = (
        f"{label} parted from the expected values by {format_relative(missed)} over the {len(early):,} days before as "
        "well, so the expectation itself may be off."
    )
    return [told]
