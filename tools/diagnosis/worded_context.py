"""Words the context of a change: what the days say, as evidence and no more."""

from tools.diagnosis.report import ChangeReport, shown
from tools.quantities import format_relative


def evidence(report: ChangeReport) -> str:
    """Return what the history says, as a list; empty when it says nothing."""
    lines = [
        line for line in (_since(report), _trend(report), _year_ago(report), _weekdays(report), _too(report)) if line
    ]
    return "\n".join(["**Evidence from the days:**", "", *(f"- {line}" for line in lines)]) if lines else ""


def _since(report: ChangeReport) -> str:
    found = report.context.started
    if found is None:
        return ""
    before = found.day < report.current.partition("..")[0]
    when = ", before the current period began" if before else ""
    what = "parts from the expected values" if report.expected else "has another level"
    return f"{report.kpi.label} {what} from {found.day} on{when}."


def _trend(report: ChangeReport) -> str:
    trend = report.context.trend
    if trend is None:
        return ""
    way = "rising" if trend > 0 else "falling"
    return (
        f"It was {way} before already, by {format_relative(abs(trend)).lstrip('+')} a week over the "
        f"{report.context.weeks} weeks before, so a part of the change is the trend."
    )


def _year_ago(report: ChangeReport) -> str:
    change = report.context.year_ago
    if change is None:
        return ""
    return (
        f"Between the same days a year before it changed by {format_relative(change)}: compare before blaming the ads."
    )


def _weekdays(report: ChangeReport) -> str:
    found = report.context.weekday_low_high
    if not report.context.weekdays_differ or found is None:
        return ""
    low, least, high, most = found
    return (
        f"The two periods hold different weekdays, and {report.kpi.label} runs from {shown(least, report.kpi)} on "
        f"{low}s to {shown(most, report.kpi)} on {high}s: compare whole weeks."
    )


def _too(report: ChangeReport) -> str:
    known = {t.metric: t for t in (*report.totals, *(f.factor for f in report.factors))}
    moved = [known[m] for m in report.context.moved_too if m in known]
    told = [f"{t.label} {format_relative(t.relative)}" for t in moved if t.relative is not None]
    if not told:
        return ""
    labels = ", ".join(told)
    return f"What else left its normal variation at that time: {labels}."
