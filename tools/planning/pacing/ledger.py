"""Every figure of a pacing report as a fact."""

from collections.abc import Iterator

from tools.facts import Fact
from tools.planning.pacing.outlooks import TOLERANCE
from tools.planning.pacing.report import DailyNeed, Outlook, PacingReport
from tools.quantities import Unit


def facts_of(report: PacingReport) -> list[Fact]:
    """Return the facts: standing, ends, what is left, then those of the diagnosis."""
    segment = ", ".join(f"{d} = {v}" for d, v in report.where.items()) or None
    passed = f"{report.flight.partition('..')[0]}..{report.as_of}"
    found = [f for o in (report.spend, *report.results) if o for f in _outlook(o, report, passed)]
    found += list(_shares(report, passed))
    if report.need and report.spend:
        found += list(_need(report.need, report.spend, report))
    own = [f.model_copy(update={"segment": segment}) for f in found]
    return [*own, *(report.diagnosis.facts() if report.diagnosis else ())]


def _outlook(outlook: Outlook, report: PacingReport, passed: str) -> Iterator[Fact]:
    common = {"unit": outlook.unit, "currency": outlook.currency, "metric": outlook.metric}
    if outlook.so_far is not None:
        yield Fact(value=outlook.so_far, period=passed, **common)
    for value, role in ((outlook.likely, "forecast"), (outlook.low, "interval"), (outlook.high, "interval"),
                        (outlook.plan, "target")):  # fmt: skip
        if value is not None:
            yield Fact(value=value, period=report.flight, role=role, **common)
    if outlook.chance is not None:
        yield Fact(
            value=round(outlook.chance, 2), unit=Unit.RATE, metric=outlook.metric, period=report.flight, role="chance"
        )
    if outlook.likely is not None and outlook.plan is not None:
        yield Fact(value=outlook.likely - outlook.plan, period=report.flight, role="change", **common)


def _shares(report: PacingReport, passed: str) -> Iterator[Fact]:
    for share, metric in (
        (report.share_elapsed, "days_elapsed"), (report.share_by_weekday, "volume"), (report.share_spent, "spend"),
    ):  # fmt: skip
        if share is not None:
            yield Fact(value=share, unit=Unit.RATE, metric=metric, period=passed, role="share")
    if report.share_spent is not None:
        yield Fact(value=report.share_spent - 1, unit=Unit.RATE, metric="spend", period=passed, role="relative change")
    for days, metric in (
        (report.days_elapsed, "days_elapsed"), (report.days_total, "days_total"),
        (report.days_total - report.days_elapsed, "days_left"),
    ):  # fmt: skip
        yield Fact(value=float(days), unit=Unit.DAYS, metric=metric, period=report.flight)
    for share, role in ((0.8, "confidence"), (TOLERANCE, "tolerance"), (0.2, "rule of thumb")):
        yield Fact(value=share, unit=Unit.RATE, metric="forecast", role=role)


def _need(need: DailyNeed, spend: Outlook, report: PacingReport) -> Iterator[Fact]:
    common = {"unit": Unit.MONEY, "currency": spend.currency, "metric": "spend", "period": report.flight}
    yield Fact(value=need.left, role="left", **common)
    yield Fact(value=need.of_late, role="a day of late", **common)
    if need.a_day is not None:
        yield Fact(value=need.a_day, role="a day needed", **common)
        if need.of_late:
            yield Fact(
                value=need.a_day / need.of_late - 1, unit=Unit.RATE, metric="spend", period=report.flight,
                role="relative change",
            )  # fmt: skip
    for day, value in need.by_weekday.items():
        yield Fact(value=value, role=f"needed on {day}s", **common)
