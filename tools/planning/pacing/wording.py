"""Words a pacing report."""

import calendar

from tools.planning.pacing.report import Outlook, PacingReport
from tools.quantities import format_number, format_relative, format_share

_UNEVEN = 1.15


def render(report: PacingReport) -> str:
    """Return the report in Markdown."""
    parts = [_headline(report), _standing(report), _table(report), _need(report), _alerts(report), _notes(report)]
    return "\n\n".join(part for part in parts if part)


def _headline(report: PacingReport) -> str:
    scope = f" for {', '.join(f'{d} = {v}' for d, v in report.where.items())}" if report.where else ""
    flight = f"{report.flight}{scope}"
    spend = report.spend
    if spend is None or spend.plan is None:
        return _without_budget(report, flight)
    plan = _shown(spend, spend.plan)
    if report.days_elapsed == report.days_total:
        return f"**The flight {flight} is over: {_shown(spend, spend.so_far)} of {plan} was spent.**"
    if report.need is not None and report.need.a_day is None:
        return f"**The flight {flight} has spent its budget of {plan} with days left** (as of {report.as_of})."
    match spend.course:
        case "over":
            words = f"will overspend: about {_shown(spend, spend.likely)} instead of {plan}"
        case "under":
            words = f"will underspend: about {_shown(spend, spend.likely)} instead of {plan}"
        case "on plan":
            words = f"is on plan: about {_shown(spend, spend.likely)} of {plan} by its end"
        case "open":
            words = f"may still end on either side of its budget of {plan}"
        case _:
            words = f"has spent {_shown(spend, spend.so_far)} of {plan}"
    return f"**The flight {flight} {words}** (as of {report.as_of})."


def _without_budget(report: PacingReport, flight: str) -> str:
    ends = [
        f"{r.label} of about {_shown(r, r.likely)}"
        for r in (report.spend, *report.results[:1])
        if r is not None and r.likely is not None
    ]
    if not ends:
        return f"**The flight {flight}, as of {report.as_of}.**"
    return f"**At the present course the flight {flight} ends with {' and '.join(ends)}** (as of {report.as_of})."


def _standing(report: PacingReport) -> str:
    days = f"{report.days_elapsed} of {report.days_total} days ({_percent(report.share_elapsed)}) have passed"
    if report.share_by_weekday is not None and report.days_elapsed < report.days_total:
        days += f", {_percent(report.share_by_weekday)} of the volume that such days usually have"
    if report.share_spent is None or report.spend is None:
        return f"{days}."
    so_far = _shown(report.spend, report.spend.so_far)
    return f"{so_far} is spent, {_percent(report.share_spent)} of the budget; {days}."


def _percent(share: float) -> str:
    return format_share(round(share, 3))


def _table(report: PacingReport) -> str:
    rows = [*([report.spend] if report.spend else []), *report.results]
    has_plan = any(r.plan is not None for r in rows)
    has_end = any(r.likely is not None for r in rows)
    head = ["", "so far", *(["likely at the end", "80% range"] if has_end else []), *(["plan"] if has_plan else [])]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for r in rows:
        cells = [r.label[0].upper() + r.label[1:], "undefined" if r.so_far is None else _shown(r, r.so_far)]
        if has_end:
            known = r.likely is not None
            cells += [
                _shown(r, r.likely) if known else "",
                f"{_shown(r, r.low)} to {_shown(r, r.high)}" if known else "",
            ]
        if has_plan:
            cells.append(_shown(r, r.plan) if r.plan is not None else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _shown(outlook: Outlook, value: float | None) -> str:
    return format_number(value or 0.0, outlook.unit, outlook.currency)


def _need(report: PacingReport) -> str:
    need, spend = report.need, report.spend
    if need is None or spend is None or need.a_day is None:
        return ""
    days = report.days_total - report.days_elapsed
    change = f" ({format_relative(need.a_day / need.of_late - 1)} against {_shown(spend, need.of_late)} a day of late)"
    text = (
        f"**To end on budget:** {_shown(spend, need.left)} is left for {days} days, {_shown(spend, need.a_day)} a "
        f"day{change if need.of_late else ''}."
    )
    values = need.by_weekday.values()
    if values and min(values) > 0 and max(values) / min(values) > _UNEVEN:
        order = list(calendar.day_name)
        by = ", ".join(
            f"{day} {_shown(spend, need.by_weekday[day])}" for day in sorted(need.by_weekday, key=order.index)
        )
        text += f" With the weekdays' usual weights: {by}."
    return text


def _alerts(report: PacingReport) -> str:
    if not report.alerts:
        is_judged = any(r.plan for r in (report.spend, *report.results) if r) or report.diagnosis
        return "**Nothing to act on.**" if is_judged else ""
    lines = [f"- {a.sentence} {a.advice} (guide, {a.guide})" for a in report.alerts]
    return "\n".join(["**What to look at:**", "", *lines])


def _notes(report: PacingReport) -> str:
    lines = [f"- {n.render()}" for n in report.notes if n.severity == "warning"]
    return "\n".join([*lines, *(f"- {remark}" for remark in report.remarks)])
