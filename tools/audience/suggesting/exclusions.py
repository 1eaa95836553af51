"""Who is left out of every campaign."""

from tools.audience.policy import Rules
from tools.audience.suggesting.build import LIST_NOTES, suggestion
from tools.audience.suggesting.situation import Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion

_RETENTION = frozenset({"engagement", "retention"})


def exclusions(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    """Return the exclusions; without lists where a list would reveal something protected."""
    found = suggestion("exclusions", situation, rules, who=_who(situation, rules), notes=_notes(rules))
    if found is not None and rules.lists_reveal:
        return found.model_copy(
            update={
                "minimum": (),
                "sizing": "Nothing to size: no list is built, so no one is put on one.",
                "platforms": tuple(
                    p.model_copy(update={"object": _WITHOUT_LISTS.get(p.platform, "placement exclusions")})
                    for p in found.platforms
                ),
            }
        )
    return found


_WITHOUT_LISTS = {
    "Google": "negative keywords, placement and topic exclusions",
    "Microsoft": "negative keywords and placement exclusions",
    "Meta": "placement and block lists, no customer list",
    "LinkedIn": "own company, no customer list",
    "TikTok": "category and inventory exclusions, no customer list",
    "CTV": "app and programme exclusions",
}


def _who(situation: Situation, rules: Rules) -> list[str]:
    own = [f"as you said: {e}" for e in situation.exclusions[:3]]
    if rules.lists_reveal:
        return [
            "no list of customers, patients, members or donors is uploaded: it would reveal the trait by its existence",
            "unsuitable searches: jobs, free, research, news",
            "channels and apps made for children, and sensational content",
            "staff and agencies, by the office's network",
        ]
    customers = [] if situation.objective in _RETENTION else ["customers of the past, in campaigns for new ones"]
    leads = ["leads that sales is already talking to", "competitors"] if situation.is_b2b else []
    return [
        *own,
        *customers,
        f"recent buyers or leads, at least {2 * situation.days_to_buy} days or until they may need it again",
        *leads,
        "employees, agencies and suppliers",
        "visitors who left at once, without a second page or a scroll",
        "places that you can't serve, and unsuitable searches and placements",
        "everybody who objected to advertising",
        *(["self-excluded players"] if any(m.category.name == "gambling" for m in rules.mentions) else []),
        *([f"everybody below {rules.lowest_age}"] if rules.lowest_age else []),
    ]


def _notes(rules: Rules) -> list[str]:
    if rules.lists_reveal:
        return []
    return [
        "update the lists daily, or by the conversion itself: a weekly upload leaves buyers in for days",
        "`adroit audience export` writes the file for a platform, hashed and without those who did not consent",
        *LIST_NOTES,
    ]
