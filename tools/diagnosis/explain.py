"""The tool `explain_change`: from a table and two periods to a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.diagnosis.advice import checks_for
from tools.diagnosis.contributions import Contributions, Terms, contributions, oriented, terms
from tools.diagnosis.factors import Factor, Ratio, effects, factors_of, ratio_of
from tools.diagnosis.judge import Judge
from tools.diagnosis.report import ChangeReport, DimensionSplit, FactorEffect, SegmentEffect, Total, Verdict
from tools.diagnosis.request import ExplainChange
from tools.diagnosis.segments import ALPHA, find_drivers
from tools.errors import DataError
from tools.kpi.definitions import METRICS, find_metric
from tools.periods import Period, parse_period

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.data.leaves import Leaves
    from tools.data.notes import DataNote
    from tools.data.table import PerformanceTable

_LISTED = 12
_MOSTLY = 0.5
_A_YEAR_AGO = {"last year", "same period last year", "same week last year", "a year ago", "year ago", "yoy"}


@dataclass(frozen=True, slots=True)
class _Question:
    """The request with everything looked up."""

    table: "PerformanceTable"
    ratio: Ratio
    factors: list[Factor]
    measures: list[str]
    dimensions: list[str]
    where: dict[str, str]
    current: Period
    baseline: Period
    remarks: list[str]
    currency: str | None


def explain_change(request: ExplainChange, *, today: date | None = None) -> ChangeReport:
    """Say why a KPI changed between two periods.

    Args:
        request: what to explain. Relative periods count from `today`, or from the day after the table's last one when
            that comes earlier, so that "last week" on an old export is its own last week.
        today: the user's calendar day; the machine's when None.

    Raises:
        DataError: when the table can't be read, lacks a measure, or has no rows in a period.
        InputError: when the KPI, a period, a dimension or a value is not known.
    """
    from tools.data import open_table

    metric = find_metric(request.kpi)
    with open_table(request.data) as table:
        question = _look_up(request, metric.name, table, today or date.today())  # noqa: DTZ011 - the user's own day
        return _report(question)


def _look_up(request: ExplainChange, metric: str, table: "PerformanceTable", today: date) -> _Question:
    ratio = ratio_of(METRICS[metric])
    held = list(table.mapping.measures)
    if ratio is None:
        raise DataError(
            f"{METRICS[metric].label} can't be explained over a table",
            remedy="Ask for a measure, or for a KPI of two measures such as cpa, roas, ctr or cpm.",
        )
    lacking = [m for m in (ratio.numerator, ratio.denominator) if m and m not in held]
    if lacking:
        names = " and ".join(METRICS[m].label for m in lacking)
        raise DataError(
            f"The table has no column for {names}, which {METRICS[metric].label} is computed from",
            where=table.name,
            remedy=f"It holds {', '.join(held) or 'no measures'}; name the column in adroit.toml or export it too.",
        )
    factors = factors_of(ratio, held)
    measures = list(
        dict.fromkeys(m for r in (ratio, *(f.ratio for f in factors)) for m in (r.numerator, r.denominator) if m)
    )
    remarks: list[str] = []
    current, baseline = _periods(request, table, today, remarks)
    splittable = list(table.dimensions_for(measures))
    asked = [_dimension(name, splittable) for name in request.by] if request.by else splittable
    dimensions = [d for d in asked if d not in (request.where or {})]
    return _Question(
        table, ratio, factors, measures, dimensions, dict(request.where or {}), current, baseline, remarks,
        table.mapping.currency,
    )  # fmt: skip


def _dimension(name: str, there: Sequence[str]) -> str:
    plain = name.strip().lower().replace(" ", "_")
    return plain if plain in there else name


def _periods(
    request: ExplainChange, table: "PerformanceTable", today: date, remarks: list[str]
) -> tuple[Period, Period]:
    span = table.span()
    anchor = min(today, span.end + timedelta(days=1))
    current = parse_period(request.current, today=anchor)
    if anchor < today and str(current) not in request.current:
        remarks.append(f"'{request.current}' is counted from the table's last day, {span.end}.")
    wanted = (request.baseline or "").strip().lower()
    if not wanted or wanted in {"previous period", "the week before", "the period before", "previous"}:
        baseline = current.previous()
    elif wanted in _A_YEAR_AGO:
        baseline = current.a_year_before()
        remarks.append("Last year is taken 52 weeks back, so that weekdays meet.")
    else:
        baseline = parse_period(request.baseline or "", today=anchor)
    for name, period in (("current", current), ("baseline", baseline)):
        if not period.overlaps(span):
            raise DataError(
                f"The table has no rows in the {name} period {period}",
                where=table.name,
                remedy=f"It runs from {span.start} to {span.end}; choose periods inside.",
            )
        if period.start < span.start or period.end > span.end:
            remarks.append(f"The {name} period {period} is only partly in the table, which runs {span}.")
    if current.overlaps(baseline):
        remarks.append("The two periods overlap, so the days in common cancel out.")
    return current, baseline


def _report(question: _Question) -> ChangeReport:
    leaves = question.table.leaves(
        question.baseline,
        question.current,
        dimensions=question.dimensions,
        measures=question.measures,
        where=question.where,
    )
    before, after = _sums(leaves.baseline), _sums(leaves.current)
    kpi = _total(question, question.ratio, before, after)
    notes = question.table.check(question.baseline, question.current, question.measures)
    of = terms(question.ratio, leaves) if kpi.change is not None else None
    if of is None:
        return _undefined(question, kpi, before, after, notes)
    judge = _judge(question)
    drivers = _drivers(question, leaves, of, judge)
    p_total = judge.whole(of)
    splits = [_split(question, leaves, of, index) for index in range(len(question.dimensions))]
    verdict = _verdict(drivers, splits, p_total)
    factors = _factor_effects(question, before, after, 1.0)
    return ChangeReport(
        kpi=kpi,
        current=str(question.current),
        baseline=str(question.baseline),
        where=question.where,
        totals=[_total(question, Ratio(METRICS[m], 1.0, m, None), before, after) for m in question.measures],
        factors=factors,
        splits=sorted(splits, key=lambda s: -max((abs(e.contribution) for e in s.segments), default=0)),
        drivers=drivers,
        verdict=verdict,
        p_value=p_total,
        notes=notes,
        remarks=question.remarks,
        checks=checks_for(verdict, factors, drivers, notes),
        daily=_daily(question),
    )


def _undefined(
    question: _Question, kpi: Total, before: Mapping[str, float], after: Mapping[str, float], notes: "list[DataNote]"
) -> ChangeReport:
    below = METRICS[question.ratio.denominator or question.ratio.numerator].label
    sides = [n for n, v in (("baseline", kpi.baseline), ("current", kpi.current)) if v is None]
    return ChangeReport(
        kpi=kpi, current=str(question.current), baseline=str(question.baseline), where=question.where,
        totals=[_total(question, Ratio(METRICS[m], 1.0, m, None), before, after) for m in question.measures],
        factors=[], splits=[], drivers=[], verdict="broad", p_value=None, notes=notes,
        remarks=[*question.remarks, f"{kpi.label} is undefined in the {' and '.join(sides)} period: {below} are 0."],
        checks=[], daily=_daily(question),
    )  # fmt: skip


def _sums(side: "Mapping[str, NDArray[np.float64]]") -> dict[str, float]:
    return {name: float(values.sum()) for name, values in side.items()}


def _total(question: _Question, ratio: Ratio, before: Mapping[str, float], after: Mapping[str, float]) -> Total:
    from tools.quantities import Unit

    metric = ratio.metric
    currency = question.currency if metric.unit is Unit.MONEY else None
    return Total(
        metric=metric.name, label=metric.label, unit=metric.unit, currency=currency,
        baseline=ratio.of(before), current=ratio.of(after),
    )  # fmt: skip


def _factor_effects(
    question: _Question, before: Mapping[str, float], after: Mapping[str, float], scale: float
) -> list[FactorEffect]:
    found = effects(question.ratio, question.factors, before, after)
    return [
        FactorEffect(factor=_total(question, f.ratio, before, after), effect=scale * found[f.ratio.metric.name])
        for f in question.factors
        if f.ratio.metric.name in found
    ]


def _judge(question: _Question) -> Judge:
    """Return the test of segments against normal variation, in every view of the KPI."""
    views = [question.ratio, *(f.ratio for f in question.factors)]
    return Judge(
        question.table, views, question.dimensions, question.where, baseline=question.baseline, current=question.current
    )


def _drivers(question: _Question, leaves: "Leaves", of: Terms, judge: Judge) -> list[SegmentEffect]:
    import numpy as np

    if not question.dimensions or not of.total_change:
        return []
    found = find_drivers(leaves, [question.ratio, *(f.ratio for f in question.factors)], judge)
    effects_found = []
    for driver in found:
        parts = contributions(of, np.where(driver.leaves, 0, -1), 1)
        effects_found.append(_effect(question, leaves, driver.leaves, driver.segment, parts=parts, p=driver.p_value))
    return sorted(effects_found, key=lambda e: -abs(e.contribution))


def _split(question: _Question, leaves: "Leaves", of: Terms, index: int) -> DimensionSplit:
    import numpy as np

    values, groups = np.unique(leaves.keys[index], return_inverse=True)
    parts = contributions(of, groups, len(values))
    order = np.argsort(-np.abs(parts.contribution))
    name = question.dimensions[index]
    segments = [
        _effect(question, leaves, groups == g, {name: str(values[g])}, parts=parts, group=int(g))
        for g in order[:_LISTED]
    ]
    return DimensionSplit(dimension=name, mix=float(parts.mix.sum()), rate=float(parts.rate.sum()), segments=segments)


def _effect(
    question: _Question,
    leaves: "Leaves",
    covered: "NDArray[np.bool_]",
    segment: dict[str, str],
    *,
    parts: Contributions,
    group: int = 0,
    p: float | None = None,
) -> SegmentEffect:
    before = {m: float(v[covered].sum()) for m, v in leaves.baseline.items()}
    after = {m: float(v[covered].sum()) for m, v in leaves.current.items()}
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
        kpi=_total(question, question.ratio, before, after),
        share_before=float(parts.share0[group]),
        share_after=float(parts.share1[group]),
        factors=_factor_effects(question, before, after, scale) if scale else [],
        p_value=p,
        is_new=before[volume] == 0 < after[volume],
        is_gone=after[volume] == 0 < before[volume],
    )


def _verdict(drivers: list[SegmentEffect], splits: list[DimensionSplit], p_total: float | None) -> Verdict:
    is_tested = any(d.p_value is not None or d.is_new for d in drivers)
    if p_total is not None and p_total >= ALPHA and not is_tested:
        return "normal variation"
    if any(abs(s.mix) > _MOSTLY * (abs(s.mix) + abs(s.rate)) for s in splits) and _mix_of(drivers, splits) > _MOSTLY:
        return "mix"
    return "segments" if drivers else "broad"


def _mix_of(drivers: list[SegmentEffect], splits: list[DimensionSplit]) -> float:
    """Return the part of the movement that is mix, in the drivers where there are any, else in the best split."""
    of: Sequence[SegmentEffect | DimensionSplit] = drivers or splits[:1]
    mix, rate = sum(abs(e.mix) for e in of), sum(abs(e.rate) for e in of)
    return mix / (mix + rate) if mix + rate else 0.0


def _daily(question: _Question) -> list[tuple[str, float]]:
    needed = [m for m in (question.ratio.numerator, question.ratio.denominator) if m]
    series = question.table.daily(needed, where=question.where, until=question.current.end)
    found = []
    for index, day in enumerate(series.days):
        value = question.ratio.of({m: float(series.measures[m][index]) for m in needed})
        if value is not None:
            found.append((day.isoformat(), value))
    return found
