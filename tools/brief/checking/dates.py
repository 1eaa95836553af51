"""Whether the dates hold: in order, ahead, and long enough to learn."""

from collections.abc import Iterator
from datetime import date, timedelta

from tools.brief.brief import CampaignBrief
from tools.brief.checking.figures import Figures
from tools.brief.finding import Finding, Severity
from tools.brief.reference import defaults


def check_dates(brief: CampaignBrief, today: date) -> Iterator[Finding]:
    """Find flights that are backwards, past or too short, and dates around them that come too early or too late."""
    start, end = brief.flight.start, brief.flight.end
    if start is not None and end is not None and end < start:
        yield Finding(
            code="flight-reversed", severity=Severity.ERROR, field="flight.end",
            message=f"The flight ends on {end}, before it starts on {start}.", figure=str(end),
            suggestion="Exchange the two, or correct the year.",
        )  # fmt: skip
    elif end is not None and end < today:
        yield Finding(
            code="flight-past", severity=Severity.ERROR, field="flight.end",
            message=f"The flight ended on {end}.", figure=str(end), suggestion="Move it to the days ahead.",
        )  # fmt: skip
    elif start is not None and start < today:
        yield Finding(
            code="flight-past", severity=Severity.ERROR, field="flight.start",
            message=f"The flight starts on {start}, which is past.", figure=str(start),
            suggestion=f"Start on {today + timedelta(days=1)} or later.",
        )  # fmt: skip
    period = brief.flight.period
    if period is None:
        return
    rules = defaults()["learning"]
    if period.days < rules["shortest_days"]:
        figures = Figures(brief, "flight")
        shown = figures.days(period.days)
        yield Finding(
            code="flight-too-short", severity=Severity.WARNING, field="flight",
            message=(f"The flight lasts {shown}: most of it passes in the learning phase of automated "
f"bidding."), figure=shown,
            suggestion=f"Plan at least {figures.days(rules['shortest_days'])}, or start early with a small budget "
            f"(guide: {rules['days_anchor']}).",
            figures=tuple(figures.facts),
        )  # fmt: skip
    judged = brief.targets.judged_on
    window = brief.targets.click_window_days or 0
    if judged is not None and judged < period.end + timedelta(days=window):
        yield Finding(
            code="judged-too-early", severity=Severity.WARNING, field="targets.judged_on",
            message=f"The result is judged on {judged}, before the {window}-day window after {period.end} has passed.",
            figure=str(judged), suggestion=f"Judge it on {period.end + timedelta(days=window + 1)} or later.",
        )  # fmt: skip
    for approval in brief.approvals:
        if approval.due is not None and approval.due >= period.start and approval.state not in {"done", "not needed"}:
            yield Finding(
                code="approval-too-late", severity=Severity.WARNING, field=f"approvals[{approval.who}].due",
                message=f"{approval.who} approves by {approval.due}, and the flight starts on {period.start}.",
                figure=str(approval.due), suggestion=f"Ask for it by {period.start - timedelta(days=1)}.",
            )  # fmt: skip
