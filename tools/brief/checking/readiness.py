"""Whether site and tracking are ready before money is spent."""

from collections.abc import Iterator
from datetime import date

from tools.brief.brief import CampaignBrief
from tools.brief.finding import Finding, Severity
from tools.brief.reference import anchor
from tools.brief.steps import ReadinessItem

_NOW, _SOON = 3, 14


def check_readiness(brief: CampaignBrief, today: date) -> Iterator[Finding]:
    """Find open items; they weigh more the nearer the launch is."""
    yield from _open(brief, today, "website.checks", brief.website.checks, "website")
    yield from _open(brief, today, "website.tracking", brief.website.tracking, "tracking")


def _open(
    brief: CampaignBrief, today: date, field: str, items: tuple[ReadinessItem, ...], name: str
) -> Iterator[Finding]:
    left = [item for item in items if not item.is_closed]
    if not items:
        yield Finding(
            code=f"no-{name}-checks", severity=Severity.WARNING, field=field, message=f"The {name} is not checked.",
            suggestion=f"Go through the list before launch ({anchor(name)}).",
        )  # fmt: skip
        return
    if not left:
        return
    days = (brief.flight.start - today).days if brief.flight.start else None
    severity = Severity.NOTE
    if days is not None and days <= _SOON:
        severity = Severity.ERROR if days <= _NOW else Severity.WARNING
    names = ", ".join(f"{item.name} ({item.owner})" if item.owner else item.name for item in left)
    when = f", and the launch is in {days} days" if days is not None and days >= 0 else ""
    yield Finding(
        code=f"{name}-open", severity=severity, field=field,
        message=f"{len(left)} of {len(items)} {name} checks are open{when}: {names}.", figure=str(len(left)),
        suggestion=f"Close them before launch ({anchor(name)}).",
    )  # fmt: skip
