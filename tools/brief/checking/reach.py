"""Whether the target can be reached, and whether the tests have traffic enough, by the funnel's arithmetic."""

from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.checking.figures import Figures
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import COST_OF_A_RESULT, Outlook
from tools.brief.reference import defaults
from tools.brief.steps import Target, TestPlan
from tools.quantities import Unit

_GROUPS = 2


def check_reach(brief: CampaignBrief, ahead: Outlook) -> Iterator[Finding]:
    """Find targets that the expected prices and rates rule out, and tests that would end without an answer."""
    for target in brief.targets.primary[:1]:
        if target.value and ahead.results:
            yield from _cost(brief, target, ahead)
            yield from _return(brief, target, ahead)
            yield from _volume(brief, ahead)
    for test in brief.measurement.tests:
        yield from _test(brief, test, ahead)


def _cost(brief: CampaignBrief, target: Target, ahead: Outlook) -> Iterator[Finding]:
    if target.kpi not in COST_OF_A_RESULT or ahead.cpa is None or ahead.cpa_low is None or ahead.results is None:
        return
    goal = target.value or 0.0
    if ahead.cpa <= goal:
        return
    field = f"targets.primary[{target.kpi}].value"
    figures = Figures(brief, field)
    is_ruled_out = ahead.cpa_low > goal
    high = f" to {figures.money(ahead.cpa_high, target.kpi)}" if ahead.cpa_high else " or more"
    interval = f"95% interval {figures.money(ahead.cpa_low, target.kpi)}{high}"
    rest = "" if ahead.is_whole else " on the channels with known prices and rates"
    yield Finding(
        code="target-unreachable" if is_ruled_out else "target-doubtful",
        severity=Severity.ERROR if is_ruled_out else Severity.WARNING,
        field=field,
        message=f"{figures.money(ahead.spend)}{rest} should bring about {figures.count(ahead.results)} results, a "
        f"{target.metric.label} of {figures.money(ahead.cpa, target.kpi)} ({interval}), "
f"above the target of {figures.money(goal, target.kpi)}.",
        figure=figures.money(ahead.cpa, target.kpi),
        suggestion=(f"Plan with {figures.money(ahead.cpa, target.kpi)}, or say which price or rate will "
f"be better, and why."),
        figures=tuple(figures.facts),
    )  # fmt: skip


def _return(brief: CampaignBrief, target: Target, ahead: Outlook) -> Iterator[Finding]:
    if target.kpi != "roas" or ahead.roas is None or ahead.high is None or ahead.results is None:
        return
    goal, best = target.value or 0.0, ahead.roas * ahead.high / ahead.results
    if ahead.roas >= goal:
        return
    field = "targets.primary[roas].value"
    figures = Figures(brief, field)
    least = ahead.roas * (ahead.low or 0.0) / ahead.results
    interval = f"95% interval {figures.ratio(least)} to {figures.ratio(best)}"
    yield Finding(
        code="target-unreachable" if best < goal else "target-doubtful",
        severity=Severity.ERROR if best < goal else Severity.WARNING,
        field=field,
        message=f"{figures.money(ahead.spend)} should bring about {figures.count(ahead.results)} orders, a ROAS of "
        f"{figures.ratio(ahead.roas)} ({interval}), below the target of {figures.ratio(goal)}.",
        figure=figures.ratio(ahead.roas),
        suggestion=f"Plan with {figures.ratio(ahead.roas)}, or say which price or rate will be better, and why.",
        figures=tuple(figures.facts),
    )  # fmt: skip


def _volume(brief: CampaignBrief, ahead: Outlook) -> Iterator[Finding]:
    wanted = brief.targets.volume
    if not wanted or not ahead.is_whole or ahead.high is None or ahead.results is None or ahead.high >= wanted:
        return
    figures = Figures(brief, "targets.volume")
    low = figures.count(ahead.low or 0.0)
    yield Finding(
        code="volume-unreachable", severity=Severity.ERROR, field="targets.volume",
        message=f"The funnel brings about {figures.count(ahead.results)} results (95% interval {low} to "
        f"{figures.count(ahead.high)}), and {figures.count(wanted)} are wanted.",
        figure=figures.count(wanted), suggestion="Lower the number, raise the budget, or name better rates.",
        figures=tuple(figures.facts),
    )  # fmt: skip


def _test(brief: CampaignBrief, test: TestPlan, ahead: Outlook) -> Iterator[Finding]:
    """Find a test whose groups need more impressions or clicks than the flight brings."""
    if not test.baseline or not test.uplift:
        return
    difference = test.baseline * test.uplift
    needed = test.sample_per_group or 16 * test.baseline * (1 - test.baseline) / difference**2
    unit = "impressions" if test.metric in {"ctr", "vcr", "engagement_rate"} else "clicks"
    rows = [c for c in ahead.channels if test.channel in {None, c.channel}]
    there = [getattr(c, unit) for c in rows]
    if not rows or any(n is None for n in there):
        return
    available = sum(there)
    if available >= _GROUPS * needed:
        return
    field = f"measurement.tests[{test.name}]"
    figures = Figures(brief, field)
    yield Finding(
        code="test-too-small", severity=Severity.WARNING, field=field,
        message=f"The test needs {figures.count(_GROUPS * needed, unit)} {unit} to see a change of "
        f"{figures.plain(test.uplift, Unit.RATE, test.metric)} in {test.metric.replace('_', ' ')}, "
f"and the flight brings "
        f"about {figures.count(available, unit)}.",
        figure=figures.count(available, unit),
        suggestion=f"Test a bolder change, or an earlier event (guide: {defaults()['tests']['sample_anchor']}).",
        figures=tuple(figures.facts),
    )  # fmt: skip
