"""Whether the money adds up: the split, each channel's share, the goal against the margin and the budget."""

from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.checking.figures import Figures
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import COST_OF_A_RESULT, Outlook
from tools.brief.reference import channel, defaults
from tools.brief.steps import Target
from tools.quantities import Unit, format_number

_ROUNDING = 0.001
_ROAS = "roas"
_DAYS_A_MONTH = 365.25 / 12


def check_money(brief: CampaignBrief, ahead: Outlook) -> Iterator[Finding]:
    """Find splits that don't add up, channels too small to learn, and goals that margin or budget rule out."""
    yield from _split(brief)
    yield from _minimums(brief, ahead)
    for target in brief.targets.primary[:1]:
        yield from _break_even(brief, target, ahead)
        yield from _volume(brief, target)
        yield from _progress(brief, target)


def _split(brief: CampaignBrief) -> Iterator[Finding]:
    field, plans = "channel_mix.channels", brief.channel_mix.channels
    out = [p.channel for p in plans if p.channel in brief.channel_mix.excluded]
    for name in out:
        yield Finding(
            code="excluded-channel", severity=Severity.ERROR, field=f"{field}[{name}]",
            message=f"{name} is in the mix, and the brief rules it out.", figure=name,
            suggestion=f"Take {name} out of the mix, or out of the channels ruled out.",
        )  # fmt: skip
    for plan in plans:
        if not plan.budget:
            yield Finding(
                code="no-channel-budget", severity=Severity.WARNING, field=f"{field}[{plan.channel}].budget",
                message=f"{plan.channel} has no budget.", suggestion="Give it a sum or a share, or leave it out.",
            )  # fmt: skip
    amount = brief.budget.amount
    if not plans or amount is None or any(p.budget is None for p in plans):
        return
    reserve = amount * (brief.budget.reserve or 0.0)
    total = sum(p.budget or 0.0 for p in plans) + reserve
    off = total - amount
    if abs(off) <= max(1.0, _ROUNDING * amount):
        return
    figures = Figures(brief, field)
    beside = f" with the reserve of {figures.money(reserve)}" if reserve else ""
    side = "more" if off > 0 else "less"
    shown = figures.money(abs(off))
    yield Finding(
        code="split-differs", severity=Severity.ERROR, field=field,
        message=(f"The channels{beside} add up to {figures.money(total)}, {shown} {side} than the "
f"budget of {figures.money(amount)}."),
        figure=figures.money(total),
        suggestion=(f"{'Take' if off > 0 else 'Give'} {shown} {'from' if off > 0 else 'to'} a channel, "
f"or change the budget."),
        figures=tuple(figures.facts),
    )  # fmt: skip


def _minimums(brief: CampaignBrief, ahead: Outlook) -> Iterator[Finding]:
    """Find channels whose budget can't bring the results that their bidding learns from."""
    period, targets = brief.flight.period, brief.targets.primary
    if period is None or not targets:
        return
    rules, target = defaults()["learning"], targets[0]
    expected = {c.channel: c.results for c in ahead.channels}
    for plan in brief.channel_mix.channels:
        if not plan.budget:
            continue
        known = channel(plan.channel)
        if known is not None and known.medium in {
            "email",
            "sms",
            "ooh",
            "direct_mail",
            "affiliate",
            "influencer",
            "ctv",
            "audio",
        }:
            continue  # bought at a fixed price: there is no bidding that learns
        results = expected.get(plan.channel)
        goal = plan.target or target.value
        if results is None and target.kpi in COST_OF_A_RESULT and goal:
            results = plan.budget / goal
        if results is None and target.kpi == _ROAS and target.value and brief.economics.average_order_value:
            results = plan.budget * target.value / brief.economics.average_order_value
        if results is None:
            continue
        per_month = results / period.days * min(period.days, _DAYS_A_MONTH)
        least = float(rules["results_a_month"])
        if per_month >= least:
            continue
        field = f"channel_mix.channels[{plan.channel}].budget"
        figures = Figures(brief, field)
        needed = plan.budget * least / per_month if per_month else None
        more = f"Give it about {figures.money(round(needed, -1))}" if needed else "Give it more"
        span = "a month" if period.days >= _DAYS_A_MONTH else f"in {figures.days(period.days)}"
        yield Finding(
            code="channel-too-small", severity=Severity.WARNING, field=field,
            message=f"{figures.money(plan.budget)} on {plan.channel} brings about {figures.count(per_month)} "
f"results {span}; "
            f"bidding learns from about {figures.count(least)} a month.",
            figure=figures.money(plan.budget),
            suggestion=f"{more}, leave {plan.channel} out, or optimise to an earlier event (guide: {rules['anchor']}).",
            figures=tuple(figures.facts),
        )  # fmt: skip


def _break_even(brief: CampaignBrief, target: Target, ahead: Outlook) -> Iterator[Finding]:
    field = f"targets.primary[{target.kpi}].value"
    figures = Figures(brief, field)
    if target.value is None:
        return
    most, floor = ahead.break_even_cpa, ahead.break_even_roas
    if target.kpi in COST_OF_A_RESULT and most is not None and target.value > most * (1 + _ROUNDING):
        loss = figures.money(target.value - most, "net_profit")
        yield Finding(
            code="target-loses-money", severity=Severity.ERROR, field=field,
            message=f"A {target.shown(brief.currency)} is above the break-even of "
            f"{figures.money(most, 'break_even_cpa')} "
            f"({ahead.break_even_path}): each result loses {loss}.",
            figure=figures.money(target.value, target.kpi),
            suggestion=(f"Set it below {figures.money(most, 'break_even_cpa')}, or count the lifetime value "
f"of a customer."),
            figures=tuple(figures.facts),
        )  # fmt: skip
    if target.kpi == _ROAS and floor is not None and target.value < floor * (1 - _ROUNDING):
        margin = figures.share(brief.economics.margin or 0.0, "margin")
        yield Finding(
            code="target-loses-money", severity=Severity.ERROR, field=field,
            message=f"A ROAS of {figures.ratio(target.value)} is below the break-even of "
            f"{figures.ratio(floor, 'break_even_roas')} at a margin of {margin}.",
            figure=figures.ratio(target.value),
            suggestion=f"Set it above {figures.ratio(floor, 'break_even_roas')}.",
            figures=tuple(figures.facts),
        )  # fmt: skip


def _volume(brief: CampaignBrief, target: Target) -> Iterator[Finding]:
    """Find a number of results that the budget can't pay for at the goal's cost."""
    volume, amount = brief.targets.volume, brief.budget.amount
    if target.kpi not in COST_OF_A_RESULT or not (target.value and volume and amount):
        return
    needed = volume * target.value
    if needed <= amount * 1.02:
        return
    figures = Figures(brief, "targets.volume")
    cost = format_number(target.value, Unit.MONEY, brief.currency)
    yield Finding(
        code="volume-exceeds-budget", severity=Severity.ERROR, field="targets.volume",
        message=(f"{figures.count(volume)} results at {cost} each take {figures.money(needed)}, and "
f"the budget is {figures.money(amount)}."),
        figure=figures.count(volume),
        suggestion=f"Plan for {figures.count(amount // target.value)} results, or a budget of {figures.money(needed)}, "
        f"or a {target.metric.label} of {figures.money(amount / volume, target.kpi)}.",
        figures=tuple(figures.facts),
    )  # fmt: skip


def _progress(brief: CampaignBrief, target: Target) -> Iterator[Finding]:
    """Find a goal that asks for less than today's value."""
    if target.value is None or target.baseline is None:
        return
    better = target.metric.higher_is_better
    is_cost = target.metric.unit is Unit.MONEY if better is None else not better
    is_worse = target.value > target.baseline if is_cost else target.value < target.baseline
    if not is_worse:
        return
    field = f"targets.primary[{target.kpi}]"
    figures = Figures(brief, field)
    unit = target.metric.unit
    goal, today = (figures.plain(v, unit, target.kpi) for v in (target.value, target.baseline))
    yield Finding(
        code="target-worse-than-today", severity=Severity.WARNING, field=field,
        message=f"The target {target.metric.label} of {goal} is worse than today's {today}.", figure=goal,
        suggestion="Check whether target and baseline are the wrong way round; else say why a worse value is accepted.",
        figures=tuple(figures.facts),
    )  # fmt: skip
