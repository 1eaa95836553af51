"""Whether the subject is one whose ads are restricted, and whether the targeting keeps to that."""

import re
from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.finding import Finding, Severity
from tools.policy import Category, categories

_SPECIAL = frozenset({"housing", "credit", "employment"})
_ADULTS_ONLY = frozenset({"alcohol", "gambling", "tobacco", "weapons"})
_OF_AGE = 18
_PARENTS = re.compile(
    (
        r"\bparents (?:of|with) (?:\w+ ){0,2}?(?:children|kids|pupils|teens|teenagers|toddlers|"
        r"babies)\b[^.;,]*"
    ),
    re.IGNORECASE,
)
"""Parents are whom the guide says to address, so their children don't make it a campaign to minors."""
_PERSONAL = re.compile(
    r"\b(?:are you|do you (?:have|suffer)|suffer(?:ing)? from|struggling with|your)\s+(?:[a-z]+\s+){0,2}"
    r"(?:diabet\w+|depress\w+|anxiety|obes\w+|overweight|cancer|debts?|bankrupt\w*|gay|lesbian|muslim|christian|jewish|"
    r"pregnan\w+|illness|addiction|infertil\w+)",
    re.IGNORECASE,
)


def check_policy(brief: CampaignBrief) -> Iterator[Finding]:
    """Find sensitive subjects not declared, targeting that they don't allow, and texts about personal traits."""
    subject = _subject(brief)
    for category in categories():
        words = category.find(subject)
        is_declared = category.name in {c.lower() for c in brief.declared_categories}
        if words is None and not is_declared:
            continue
        if not is_declared and words is not None:
            yield Finding(
                code="sensitive-category", severity=Severity.WARNING, field="declared_categories",
                message=f"'{words}' makes this a campaign about {category.name}. {category.reason}",
                figure=category.name,
                suggestion=f"Declare it to each platform, and ask counsel where in doubt (guide: {category.anchor}).",
            )  # fmt: skip
        yield from _targeting(brief, category)
    low, high = brief.launch.age_from, brief.launch.age_to
    if low is not None and high is not None and high < low:
        yield Finding(
            code="ages-reversed", severity=Severity.ERROR, field="launch.age_to",
            message=f"The ages run from {low} to {high}.", figure=str(high), suggestion="Exchange the two.",
        )  # fmt: skip
    yield from _personal(brief)


def _subject(brief: CampaignBrief) -> str:
    audience = f"for {brief.positioning.audience}" if brief.positioning.audience else ""
    parts = (brief.product, brief.offer, brief.message.core, brief.positioning.value, brief.name, audience)
    return _PARENTS.sub("parents", " . ".join(p for p in parts if p))


def _targeting(brief: CampaignBrief, category: Category) -> Iterator[Finding]:
    launch = brief.launch
    if category.name in _SPECIAL and (launch.age_from is not None or launch.age_to is not None):
        shown = f"{launch.age_from or ''} to {launch.age_to or ''}".strip()
        yield Finding(
            code="restricted-targeting", severity=Severity.ERROR, field="launch.age_from",
            message=f"Ads about {category.name} may not be targeted by age, and the brief sets {shown}.", figure=shown,
            suggestion=f"Take the ages out; {category.reason[0].lower()}{category.reason[1:]}",
        )  # fmt: skip
    lookalike = next((a for a in launch.audiences if a.kind == "lookalike"), None)
    if category.name in _SPECIAL and lookalike is not None:
        yield Finding(
            code="restricted-targeting", severity=Severity.ERROR, field=f"launch.audiences[{lookalike.name}]",
            message=f"Ads about {category.name} may not use lookalike audiences.", figure=lookalike.name,
            suggestion="Use broad targeting and content about the offer.",
        )  # fmt: skip
    if category.name in _ADULTS_ONLY and (launch.age_from is None or launch.age_from < _OF_AGE):
        shown = "no lowest age" if launch.age_from is None else str(launch.age_from)
        yield Finding(
            code="minors-reached", severity=Severity.ERROR, field="launch.age_from",
            message=f"Ads for {category.name} must not reach minors, and the lowest age is {shown}.".replace(
                "age is no lowest age", "age is not set"
            ),
            figure=shown,
            suggestion=f"Set the lowest age to {_OF_AGE}, or to what the law of each market asks for.",
        )  # fmt: skip


def _personal(brief: CampaignBrief) -> Iterator[Finding]:
    texts = [("message.core", brief.message.core or "")]
    for creative in brief.launch.creatives:
        texts += [(f"launch.creatives[{creative.name}]", t) for t in (*creative.headlines, *creative.descriptions)]
    for field, text in texts:
        match = _PERSONAL.search(text)
        if match is not None:
            yield Finding(
                code="personal-trait", severity=Severity.ERROR, field=field,
                message=f"'{match[0]}' addresses a personal trait, which the large platforms don't allow in ads.",
                figure=match[0], suggestion="Describe the product, not the person.",
            )  # fmt: skip
