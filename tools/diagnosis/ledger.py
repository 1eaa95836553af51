"""Every figure of a report as a fact, with its metric, segment and period."""

from collections.abc import Iterator

from tools.diagnosis.report import SHOWN_A_SPLIT, ChangeReport, DimensionSplit, FactorEffect, SegmentEffect, Total
from tools.facts import Fact
from tools.quantities import Unit


def facts_of(report: ChangeReport) -> list[Fact]:
    """Return the facts: totals first, then factors, drivers and splits."""
    found = [f for total in (report.kpi, *report.totals) for f in _total(total, report, None)]
    found += [f for effect in report.factors for f in _factor(effect, report, None)]
    segments = [*report.drivers, *report.candidates, *(s for split in report.splits for s in split.segments)]
    found += [f for effect in segments for f in _segment(effect, report)]
    for split in report.splits:
        found.append(_part(_beyond_listed(split), report, f"by {split.dimension}", "contribution of the others"))
        found += [
            _part(split.mix, report, f"by {split.dimension}", "mix"),
            _part(split.rate, report, f"by {split.dimension}", "rate"),
        ]
    found += list(_context(report))
    if report.p_value is not None:
        found.append(Fact(value=report.p_value, unit=Unit.RATIO, metric=report.kpi.metric, role="p-value"))
    return list(dict.fromkeys(found))


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
    if kpi.change is not None and report.drivers:
        rest = kpi.change - sum(d.contribution for d in report.drivers)
        yield _part(rest, report, None, "contribution of everything else")


def _total(total: Total, report: ChangeReport, segment: str | None) -> Iterator[Fact]:
    common = {"unit": total.unit, "currency": total.currency, "metric": total.metric, "segment": segment}
    if total.baseline is not None:
        yield Fact(value=total.baseline, period=report.baseline, **common)
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
    for share, role in ((effect.share_before, "share before"), (effect.share_after, "share after")):
        yield Fact(value=share, unit=Unit.RATE, metric=report.kpi.metric, segment=effect.name, role=role)
    for factor in effect.factors:
        yield from _factor(factor, report, effect.name)
    if effect.p_value is not None:
        yield Fact(value=effect.p_value, unit=Unit.RATIO, metric=report.kpi.metric, segment=effect.name, role="p-value")


def _part(value: float, report: ChangeReport, segment: str | None, role: str) -> Fact:
    kpi = report.kpi
    return Fact(value=value, unit=kpi.unit, currency=kpi.currency, metric=kpi.metric, segment=segment, role=role)
