"""Whether the campaign wants one thing: one action, one primary KPI, and a KPI that fits the objective."""

from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.checking.figures import Figures
from tools.brief.finding import Finding, Severity
from tools.brief.reference import anchor, defaults
from tools.kpi.definitions import METRICS
from tools.quantities import Unit


def check_focus(brief: CampaignBrief) -> Iterator[Finding]:
    """Find several actions, several primary KPIs, and KPIs that belong to another objective."""
    actions = brief.message.actions
    if len(actions) > 1:
        yield Finding(
            code="several-actions", severity=Severity.ERROR, field="message.actions",
            message=f"The message asks for {len(actions)} actions: {', '.join(actions)}.", figure=str(len(actions)),
            suggestion=f"Keep one, and give the others a campaign of their own ({anchor('message')}).",
        )  # fmt: skip
    targets = brief.targets.primary
    if len(targets) > 1:
        names = ", ".join(t.metric.label for t in targets)
        yield Finding(
            code="several-kpis", severity=Severity.ERROR, field="targets.primary",
            message=f"There are {len(targets)} primary KPIs: {names}.", figure=str(len(targets)),
            suggestion=f"Let one decide, and watch the others as secondary ({anchor('targets')}).",
        )  # fmt: skip
    yield from _fit(brief)
    for target in (*targets, *brief.targets.secondary):
        if target.metric.unit is Unit.RATE and not target.metric.may_exceed_one and (target.value or 0) > 1:
            field = f"targets.{'primary' if target in targets else 'secondary'}[{target.kpi}].value"
            figures = Figures(brief, field)
            shown = figures.share(target.value or 0.0, target.kpi)
            yield Finding(
                code="impossible-rate", severity=Severity.ERROR, field=field,
                message=f"A {target.metric.label} of {shown} is more than all.", figure=shown,
                suggestion="A rate is a share: check the unit.", figures=tuple(figures.facts),
            )  # fmt: skip


def _fit(brief: CampaignBrief) -> Iterator[Finding]:
    if brief.objective is None:
        return
    usual = defaults()["objectives"][brief.objective]
    for target in brief.targets.primary:
        if target.kpi in usual["kpis"] or (target.kpi == "leads" and brief.objective == "new customers"):
            continue
        label = target.metric.label
        yield Finding(
            code="kpi-does-not-fit", severity=Severity.WARNING, field=f"targets.primary[{target.kpi}]",
            message=f"{label} does not say whether the objective, {brief.objective}, is reached.", figure=label,
            suggestion=(f"Let {METRICS[usual['kpi']].label} decide, and keep {label} as a secondary KPI "
f"(guide: {usual['anchor']})."),
        )  # fmt: skip
