"""Checks a brief by arithmetic: one module a subject, each a function from a brief to its findings."""

from datetime import date

from tools.brief.brief import CampaignBrief
from tools.brief.checking.completeness import check_completeness
from tools.brief.checking.dates import check_dates
from tools.brief.checking.focus import check_focus
from tools.brief.checking.money import check_money
from tools.brief.checking.policy import check_policy
from tools.brief.checking.reach import check_reach
from tools.brief.checking.readiness import check_readiness
from tools.brief.checking.texts import check_texts
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import outlook

__all__ = ["check"]
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(brief: CampaignBrief, *, today: date) -> tuple[Finding, ...]:
    """Return everything found, errors first.

    Args:
        brief: the brief.
        today: what "past" and "before launch" count from.
    """
    ahead = outlook(brief)
    found = [
        *check_completeness(brief),
        *check_money(brief, ahead),
        *check_dates(brief, today),
        *check_focus(brief),
        *check_reach(brief, ahead),
        *check_readiness(brief, today),
        *check_policy(brief),
        *check_texts(brief),
    ]
    return tuple(sorted(found, key=lambda f: _ORDER[f.severity]))
