"""Every figure of a report as a fact, with its metric, segment and period."""

from collections.abc import Iterator

from tools.diagnosis.report import (
    SHOWN_A_SPLIT,
    ChangeReport,
    DimensionSplit,
    FactorEffect,
    SegmentEffect,
    Started,
    Total,
)
from tools.facts import Fact
from tools.kpi.definitions import METRICS
from tools.quantities import Unit


def facts_of(report: ChangeReport) -> list[Fact]:
    """Return the facts: totals first, then factors, drivers and splits."""
    found = [f for total in (report.kpi, *report.totals) for f in _total(total, report, None)]
    found += [f for effect in report.factors for f in _factor(effect, report, None)]
    segments = [*report.drivers, *report.candidates, *(s for split in report.splits for s in split.segments)]
    found += [f for effect in segments for f in _segment(effect, report)]
    for split in report.splits:
        found += [
            _part(_beyond_listed(split), report, None, "contribution of the others"),
            _part(split.mix, report, None, f"mix by {split.dimension}"),
            _part(split.rate, report, None, f"rate by {split.dimension}"),
        ]
    found += list(_context(report))
    if report.p_value is not None:
        found.append(Fact(value=report.p_value, unit=Unit.RATIO, metric=report.kpi.metric, role="p-value"))
    found += [
        Fact(value=float(len(report.drivers)), unit=Unit.COUNT, metric="segments", role="count"),
        *(_part(f.effect, report, None, f"effect of {f.factor.metric}") for f in report.factors),
    ]
    return [_placed(fact, report) for fact in dict.fromkeys(found)]


def _placed(fact: Fact, report: ChangeReport) -> Fact:
    """Return the fact with what holds of the whole report: the rows looked at, and a change's two periods."""
    where = {k: v for k, v in report.where.items() if fact.segment is None or f"{k} = " not in fact.segment}
    rows = ", ".join(f"{dimension} = {value}" for dimension, value in where.items())
    segment = ", ".join(part for part in (rows, fact.segment) if part) or None
    if fact.period is not None or fact.role in _OF_NO_PERIOD:
        return fact.model_copy(update={"segment": segment})
    return fact.model_copy(update={"segment": segment, "period": report.current, "against": report.baseline})


_OF_NO_PERIOD = frozenset({"trend a week", "relative change a year before", "count"})


def _beyond_listed(split: DimensionSplit) -> float:
    return split.unlisted_contribution + sum(s.contribution for s in split.segments[SHOWN_A_SPLIT:])


def _context(report: ChangeReport) -> Iterator[Fact]:
    kpi, context = report.kpi, report.context
    for value, role in ((context.trend, "trend a week"), (context.year_ago, "relative change a year before")):
        if value is not None:
            yield Fact(value=value, unit=Unit.RATE, metric=kpi.metric, role=role)
    if context.weekday_low_high is not None:
        low, least, high, most = context.weekday_low_high
        yield Fact(value=least, unit=kpi.unit, currency=kpi.currency, metric=kpi.metric, role=f"level on {low}s")
        yield Fact(value=most, unit=kpi.unit, currency=kpi.currency, metric=kpi.metric, role=f"level on {high}s")
    if context.started is not None:
        yield _step(context.started, kpi.metric, None)
    if kpi.change is not None and report.drivers:
        rest = kpi.change - sum(d.contribution for d in report.drivers)
        yield _part(rest, report, None, "contribution of everything else")


def _step(started: Started, metric: str, segment: str | None) -> Fact:
    """The day since when a level is another one, with the chance of so clear a step."""
    day = f"{started.day}..{started.day}"
    return Fact(
        value=started.p_value, unit=Unit.RATIO, metric=metric, segment=segment, period=day, role="p-value of the step"
    )


def _total(total: Total, report: ChangeReport, segment: str | None) -> Iterator[Fact]:
    common = {"unit": total.unit, "currency": total.currency, "metric": total.metric, "segment": segment}
    if total.baseline is not None:
        yield Fact(value=total.baseline, period=report.baseline, role="before", **common)
    if total.current is not None:
        yield Fact(value=total.current, period=report.current, **common)
    if total.change is not None:
        yield Fact(value=total.change, role="change", **common)
    if total.relative is not None:
        yield Fact(value=total.relative, unit=Unit.RATE, metric=total.metric, segment=segment, role="relative change")


def _factor(effect: FactorEffect, report: ChangeReport, segment: str | None) -> Iterator[Fact]:
    yield from _total(effect.factor, report, segment)
    yield _part(effect.effect, report, segment, f"effect of {effect.factor.metric}")


def _segment(effect: SegmentEffect, report: ChangeReport) -> Iterator[Fact]:
    yield from _total(effect.kpi, report, effect.name)
    for value, role in ((effect.contribution, "contribution"), (effect.mix, "mix"), (effect.rate, "rate")):
        yield _part(value, report, effect.name, role)
    volume = next((m.name for m in METRICS.values() if m.label == effect.volume), report.kpi.metric)
    shares = ((effect.share_before, "share before", report.baseline), (effect.share_after, "share", report.current))
    for share, role, period in shares:
        yield Fact(value=share, unit=Unit.RATE, metric=volume, segment=effect.name, role=role, period=period)
    if effect.started is not None:
        yield _step(effect.started, effect.kpi.metric, effect.name)
    for factor in effect.factors:
        yield from _factor(factor, report, effect.name)
    if effect.p_value is not None:
        yield Fact(value=effect.p_value, unit=Unit.RATIO, metric=report.kpi.metric, segment=effect.name, role="p-value")


def _part(value: float, report: ChangeReport, segment: str | None, role: str) -> Fact:
    kpi = report.kpi
    return Fact(value=value, unit=kpi.unit, currency=kpi.currency, metric=kpi.metric, segment=segment, role=role)
