"""Explains a measure against its expected values: a column of forecasts, plans or budgets in the same table."""

from typing import TYPE_CHECKING

from tools.data.leaves import DailySeries, Leaves
from tools.data.mapping import EXPECTED, MappingOverrides
from tools.data.standing import current_overrides
from tools.diagnosis.advice import checks_for
from tools.diagnosis.context import started
from tools.diagnosis.contributions import contributions, terms
from tools.diagnosis.cuboids import MARKETING
from tools.diagnosis.effects import segment_effect, split_by, sums_of, total
from tools.diagnosis.localize import localize
from tools.diagnosis.question import Question
from tools.diagnosis.report import ChangeReport, Context, SegmentEffect
from tools.diagnosis.variation import history_of, judge_leg, scatter_of
from tools.errors import DataError

if TYPE_CHECKING:
    from tools.diagnosis.contributions import Terms

_NO_BASELINE_NOISE = 10**9


def expected_column(name: str) -> MappingOverrides:
    """Return what is said about the columns in this session, and that this one holds the expected values."""
    said = current_overrides()
    return said.model_copy(update={"measures": {**said.measures, EXPECTED: name}})


def explain_deviation(question: Question, column: str) -> ChangeReport:
    """Say where a measure parts from what was expected of it on the same days.

    The segments come from `localize`, whose yardstick is how far the leaves usually deviate in these days; the whole is
    tested against the forecast's own errors before.

    Raises:
        DataError: when the KPI is a ratio: a forecast column holds one measure.
    """
    from tools.diagnosis.explain import daily_levels, verdict_of

    ratio, measure = question.ratio, question.ratio.numerator
    if ratio.denominator is not None:
        raise DataError(
            f"{ratio.metric.label} has no expected values: column '{column[:60]}' holds those of one measure",
            remedy="Ask about the measure it forecasts, for example revenue or conversions.",
        )
    table, period = question.table, question.current
    both = table.leaves(
        period, period, dimensions=question.dimensions, measures=[measure, EXPECTED], where=question.where
    )
    leaves = Leaves(both.dimensions, both.keys, {measure: both.current[EXPECTED]}, {measure: both.current[measure]})
    series = table.daily([measure, EXPECTED], where=question.where, until=period.end)
    of = terms(ratio, leaves)
    assert of is not None, "an additive measure is always defined"  # noqa: S101 - for the type checker
    drivers = _drivers(question, leaves, of)
    gaps = DailySeries(series.days, {measure: series.measures[measure] - series.measures[EXPECTED]})
    p_total = _p_of_total(question, gaps, of.total_change)
    splits = [split_by(question, leaves, of, index) for index in range(len(question.dimensions))]
    kpi = total(question, ratio, sums_of(leaves.baseline), sums_of(leaves.current))
    context = Context(started=started(ratio, gaps, period))
    verdict = verdict_of(drivers, splits, p_total)
    notes = table.check(period, period, [measure])
    return ChangeReport(
        kpi=kpi, current=str(period), baseline=f"expected ({column})", where=question.where, totals=[], factors=[],
        splits=sorted(splits, key=lambda s: -max((abs(e.contribution) for e in s.segments), default=0)),
        drivers=drivers, verdict=verdict, p_value=p_total, context=context, notes=notes, remarks=question.remarks,
        checks=checks_for(verdict, [], drivers, notes, context), expected=column, daily=daily_levels(ratio, series),
    )  # fmt: skip


def _drivers(question: Question, leaves: Leaves, of: "Terms") -> list[SegmentEffect]:
    import numpy as np

    measure = question.ratio.numerator
    elements = localize(leaves.dimensions, leaves.keys, leaves.current[measure], leaves.baseline[measure], MARKETING)
    found = []
    for element in elements:
        parts = contributions(of, np.where(element.leaves, 0, -1), 1)
        found.append(segment_effect(question, leaves, element.leaves, element.segment, parts=parts, p=element.p_value))
    return sorted(found, key=lambda e: -abs(e.contribution))


def _p_of_total(question: Question, gaps: DailySeries, change: float) -> float | None:
    period = question.current
    scatter = scatter_of(history_of(gaps, gaps.measures[question.ratio.numerator], period), period.days)
    if scatter is None:
        return None
    found = judge_leg(change / period.days, scatter, (_NO_BASELINE_NOISE, period.days))
    return found.p_value if found else None
