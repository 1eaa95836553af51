"""The tool `explain_change`: from a table and two periods to a report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tools.diagnosis.advice import checks_for
from tools.diagnosis.context import Periods, context_of, started
from tools.diagnosis.contributions import Terms, contributions, terms
from tools.diagnosis.effects import factor_effects, segment_effect, splits_of, sums_of, total, totals_of
from tools.diagnosis.factors import Ratio
from tools.diagnosis.judge import SHARE, Judge
from tools.diagnosis.question import PeriodQuestion, look_up, look_up_deviation
from tools.diagnosis.report import ChangeReport, Context, DimensionSplit, SegmentEffect, Total, Verdict
from tools.diagnosis.request import ExplainChange
from tools.diagnosis.segments import Found, find_candidates, find_drivers
from tools.kpi.definitions import METRICS, find_metric
from tools.periods import Period

if TYPE_CHECKING:
    from tools.data.leaves import DailySeries, Leaves
    from tools.data.notes import DataNote
    from tools.data.table import PerformanceTable

_MOSTLY = 0.5
TOTAL_ALPHA = 0.03
"""Below this p-value the whole is beyond normal variation. Lower than a segment's level, so that a quiet period raises
an alarm, of either kind, in fewer than one case in twenty."""


def explain_change(request: ExplainChange, *, today: date | None = None) -> ChangeReport:
    """Say why a KPI changed between two periods, or why it differs from what was expected.

    Args:
        request: what to explain. Relative periods count from `today`, or from the day after the table's last one when
            that comes earlier, so that "last week" on an old export is its own last week.
        today: the user's calendar day; the machine's when None.

    Raises:
        DataError: when the table can't be read, lacks a measure, or has no rows in a period.
        InputError: when the KPI, a period, a dimension or a value is not known.
    """
    from tools.data import open_table
    from tools.diagnosis.forecast import asked_against, explain_deviation

    metric = find_metric(request.kpi)
    day = today or date.today()  # noqa: DTZ011 - the user's own day
    if request.expected:
        with open_table(request.data, overrides=asked_against(request.expected)) as table:
            return explain_deviation(look_up_deviation(request, metric.name, table, day))
    with open_table(request.data) as table:
        return _report(look_up(request, metric.name, table, day))


def explain_change_in(table: "PerformanceTable", request: ExplainChange, *, today: date) -> ChangeReport:
    """Say why a KPI changed between two periods of a table that is open already.

    Raises:
        DataError: when the table lacks a measure, or has no rows in a period.
        InputError: when the KPI, a period, a dimension or a value is not known.
    """
    return _report(look_up(request, find_metric(request.kpi).name, table, today))


def _report(question: PeriodQuestion) -> ChangeReport:
    leaves = question.table.leaves(
        question.baseline,
        question.current,
        dimensions=question.dimensions,
        measures=question.measures,
        where=question.where,
    )
    before, after = sums_of(leaves.baseline), sums_of(leaves.current)
    kpi = total(question, question.ratio, before, after)
    notes = question.table.check(question.baseline, question.current, question.measures)
    of = terms(question.ratio, leaves) if kpi.change is not None else None
    judge = Judge(
        question.table, question.views, question.dimensions, question.where,
        baseline=question.baseline, current=question.current,
    )  # fmt: skip
    series = judge.series({})
    if of is None:
        return _undefined(question, kpi, before, after, notes=notes, series=series)
    drivers = _drivers(question, leaves, of, judge)
    p_total = judge.whole(of)
    splits = splits_of(question, leaves, of)
    factors = factor_effects(question, before, after)
    totals = totals_of(question, before, after)
    others = [r for r in (*(_plain(m) for m in question.measures), *(f.ratio for f in question.factors))
              if r.metric.name != kpi.metric]  # fmt: skip
    context = context_of(question.ratio, series, Periods(question.baseline, question.current), others)
    verdict = verdict_of(drivers, splits, p_total, is_dated=_began_in(context, question.current))
    candidates = _candidates(question, leaves, of, judge) if verdict == "broad" and not drivers else []
    return ChangeReport(
        kpi=kpi, current=str(question.current), baseline=str(question.baseline), where=question.where, totals=totals,
        factors=factors,
        splits=sorted(splits, key=lambda s: -max((abs(e.contribution) for e in s.segments), default=0)),
        drivers=drivers, verdict=verdict, p_value=p_total, context=context, notes=notes, remarks=question.remarks,
        checks=checks_for(verdict, factors, drivers, notes, context), daily=daily_levels(question.ratio, series),
        candidates=candidates,
    )  # fmt: skip


def _began_in(context: Context, period: Period) -> bool:
    """Return whether the KPI has another level since a day of the period: then a part of it is not as usual."""
    return context.started is not None and context.started.day >= period.start.isoformat()


def _plain(measure: str) -> Ratio:
    return Ratio(METRICS[measure], 1.0, measure, None)


def _undefined(
    question: PeriodQuestion,
    kpi: Total,
    before: Mapping[str, float],
    after: Mapping[str, float],
    *,
    notes: "list[DataNote]",
    series: "DailySeries",
) -> ChangeReport:
    below = METRICS[question.ratio.denominator or question.ratio.numerator].label
    sides = [n for n, v in (("baseline", kpi.baseline), ("current", kpi.current)) if v is None]
    return ChangeReport(
        kpi=kpi, current=str(question.current), baseline=str(question.baseline), where=question.where,
        totals=totals_of(question, before, after),
        factors=[], splits=[], drivers=[], verdict="broad", p_value=None, notes=notes,
        remarks=[*question.remarks, f"{kpi.label} is undefined in the {' and '.join(sides)} period: {below} are 0."],
        checks=checks_for("broad", [], [], notes, Context()), daily=daily_levels(question.ratio, series),
    )  # fmt: skip


def _drivers(question: PeriodQuestion, leaves: "Leaves", of: Terms, judge: Judge) -> list[SegmentEffect]:
    if not question.dimensions or not of.total_change:
        return []
    found = []
    for driver in find_drivers(leaves, question.views, judge):
        effect = _effect(question, leaves, of, driver)
        since = None
        if not (effect.is_new or effect.is_gone):
            since = started(question.ratio, judge.series(driver.segment), question.current)
        found.append(effect.model_copy(update={"started": since}))
    return sorted(found, key=lambda e: -abs(e.contribution))


def _candidates(question: PeriodQuestion, leaves: "Leaves", of: Terms, judge: Judge) -> list[SegmentEffect]:
    """Return the segments that come nearest to standing out, where none does."""
    if not question.dimensions or not of.total_change:
        return []
    return [_effect(question, leaves, of, found) for found in find_candidates(leaves, question.views, judge)]


def _effect(question: PeriodQuestion, leaves: "Leaves", of: Terms, found: Found) -> SegmentEffect:
    import numpy as np

    parts = contributions(of, np.where(found.leaves, 0, -1), 1)
    effect = segment_effect(question, leaves, found.leaves, found.segment, parts=parts, p=found.p_value)
    labels = {v.metric.name: v.metric.label for v in question.views} | {SHARE: f"share of {effect.volume}"}
    return effect.model_copy(update={"tested": labels[found.metric] if found.metric else None})


def verdict_of(
    drivers: list[SegmentEffect], splits: list[DimensionSplit], p_total: float | None, *, is_dated: bool = False
) -> Verdict:
    """Return what kind of change it is.

    Args:
        drivers: the segments that stand out.
        splits: the change by dimension.
        p_total: of the total's change; None with too little history.
        is_dated: the KPI clearly has another level since a day of the period, though its mean may be as usual.
    """
    is_sure = is_dated or any(d.p_value is not None or d.is_new for d in drivers)
    if p_total is not None and p_total >= TOTAL_ALPHA and not is_sure:
        return "normal variation"
    if any(abs(s.mix) > _MOSTLY * (abs(s.mix) + abs(s.rate)) for s in splits) and _mix_of(drivers, splits) > _MOSTLY:
        return "mix"
    return "segments" if drivers else "broad"


def _mix_of(drivers: list[SegmentEffect], splits: list[DimensionSplit]) -> float:
    """Return the part of the movement that is mix, in the drivers where there are any, else in the best split."""
    of: Sequence[SegmentEffect | DimensionSplit] = drivers or splits[:1]
    mix, rate = sum(abs(e.mix) for e in of), sum(abs(e.rate) for e in of)
    return mix / (mix + rate) if mix + rate else 0.0


def daily_levels(ratio: Ratio, series: "DailySeries") -> list[tuple[str, float]]:
    """Return day and KPI, days on which it is undefined left out."""
    needed = [m for m in (ratio.numerator, ratio.denominator) if m]
    found = []
    for index, day in enumerate(series.days):
        value = ratio.of({m: float(series.measures[m][index]) for m in needed})
        if value is not None:
            found.append((day.isoformat(), value))
    return found
