"""What a brief can't be launched without, and what it would be better with."""

from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.finding import Finding, Severity
from tools.brief.labels import Basis
from tools.brief.questions import questions

_ESSENTIAL = frozenset({"product", "budget.amount", "flight.start", "flight.end", "objective", "targets.primary"})


def check_completeness(brief: CampaignBrief) -> Iterator[Finding]:
    """Find fields that are empty, or assumed where only the user knows."""
    for question in questions(brief):
        label = brief.label(question.field)
        is_assumed = label is not None and label.basis is Basis.ASSUMED
        is_essential = question.field in _ESSENTIAL or question.field.endswith("].value")
        yield Finding(
            code="assumed" if is_assumed else "missing",
            severity=Severity.ERROR if is_essential and not is_assumed else Severity.NOTE,
            field=question.field,
            message=f"{question.label} is assumed." if is_assumed else f"{question.label} is not given.",
            suggestion=question.ask,
        )
    if brief.budget.amount == 0:
        yield Finding(
            code="no-budget", severity=Severity.ERROR, field="budget.amount", message="The budget is zero.",
            figure="0", suggestion="Give the sum for the whole flight.",
        )  # fmt: skip
