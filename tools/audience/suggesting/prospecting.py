"""Audiences of people who do not know the offer yet, from those who search for it to everyone in the market."""

from collections.abc import Iterator, Sequence

from tools.audience.matching import Match
from tools.audience.policy import Rules
from tools.audience.suggesting.build import suggestion
from tools.audience.suggesting.situation import SIZE, Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion

ENOUGH_RESULTS_A_WEEK = 50
"""Results a week that end Meta's learning phase: phases#how-many-conversions-the-learning-phase-needs."""
_LEADS = frozenset({"leads", "new customers"})
_DRINKS, _GAMES = frozenset({"Wine, beer and spirits", "Wine and craft drinks"}), frozenset({"Games of chance"})
_FOR_PARENTS = "Family life"


def prospecting(situation: Situation, rules: Rules) -> Iterator[AudienceSuggestion]:
    """Yield every prospecting audience that the situation and the policy allow."""
    for found in (
        _keywords(situation, rules),
        _in_market(situation, rules),
        _professional(situation, rules),
        _lookalike(situation, rules),
        _predictive(situation, rules),
        _life_events(situation, rules),
        _interests(situation, rules),
        _context(situation, rules),
        _broad(situation, rules),
    ):
        if found is not None:
            yield found


def _keywords(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    subject = situation.subject.lower() if situation.subject.istitle() else situation.subject
    verbs = ("pricing", "demo", "comparison") if situation.is_b2b else ("buy", "best", "price", "reviews")
    if situation.objective == "app installs":
        verbs = ("app", "best app for", "free app")
    if rules.lists_reveal:
        verbs = ("help with", "near me", "how to")
    themes = [f"'{subject}' with: {', '.join(verbs)}"]
    others = [w for w in situation.products if w.lower() not in subject.lower()][:3]
    if others and not rules.mentions:
        themes.append("neighbouring themes: " + ", ".join(f"'{w.lower()}'" for w in others))
    themes.append("names of alternatives")
    if situation.markets:
        themes.append(f"'{subject} in {situation.markets[0]}'")
    themes.append("negative keywords: jobs, free, repair, manual, second-hand" if not rules.mentions else
                  "negative keywords: jobs, free, news, statistics")  # fmt: skip
    return suggestion("keywords", situation, rules, who=themes)


def _names(matches: Sequence[Match], *, without: frozenset[str] = frozenset()) -> list[str]:
    return [m.entry.name for m in matches if m.entry.name not in without]


def _heard(matches: Sequence[Match]) -> str:
    words = list(dict.fromkeys(w.lower() for m in matches for w in m.words))[:3]
    return "you speak of " + " and ".join(f"'{w}'" for w in words) if words else ""


def _in_market(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    found = [
        m for m in situation.in_market if m.entry.name not in (_DRINKS | _GAMES if rules.mentions else frozenset())
    ]
    return suggestion(
        "in-market", situation, rules, who=[f"{m.entry.section}: {m.entry.name}" for m in found], why=_heard(found)
    )


def _interests(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    found = [m for m in situation.interests if m.entry.name not in (_DRINKS if rules.mentions else frozenset())]
    if rules.is_for_children:
        return suggestion(
            "interests", situation, rules, who=[f"adults who follow {_FOR_PARENTS.lower()}"],
            why="children use it and adults buy it",
        )  # fmt: skip
    return suggestion("interests", situation, rules, who=_names(found), why=_heard(found))


def _life_events(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    found = situation.life_events
    return suggestion("life events", situation, rules, who=_names(found), why=_heard(found))


def _professional(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    facets: dict[str, list[str]] = {}
    for match in situation.professional:
        facets.setdefault(match.entry.section, []).append(match.entry.name)
    if not situation.is_b2b or not facets:
        return None
    if "Seniority" not in facets and "Function" in facets:
        facets["Seniority"] = ["Manager", "Director", "CXO"]
    order = ("Function", "Seniority", "Industry", SIZE)
    who = [f"{facet}: {', '.join(facets[facet])}" for facet in order if facet in facets]
    notes = ["upload a list of target companies where you have one, and run it beside these filters"]
    return suggestion("professional", situation, rules, who=who, notes=notes)


def _lookalike(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    if not situation.has_list:
        return None
    seed = "customers" if situation.list_size is None else f"best of the {situation.list_size:,} people on your list"
    who = [
        f"seed: the {'best ' if situation.list_size is None else ''}{seed}, by repeat orders or margin",
        "without staff, test orders and people who bought once at a discount",
    ]
    note = "who belongs in the seed, and how many, is computed from a table of orders by `adroit audience seed`"
    return suggestion("lookalike", situation, rules, who=who, why="you have a list of customers", notes=[note])


def _predictive(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    if not situation.has_scores:
        return None
    who = ["the scores above which an ad still pays, from a model that was checked on later data"]
    note = "`adroit audience predict` fits such a model to a table of orders, and says so when there is no signal"
    return suggestion("predictive", situation, rules, who=who, notes=[note])


def _context(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    themes = [f"articles, videos and programmes about '{situation.subject.lower()}'"]
    if not rules.mentions:
        names = _names((*situation.interests[:2], *situation.in_market[:1]))
        themes += [f"topics: {', '.join(dict.fromkeys(names))}"] if names else []
    themes.append("an inclusion list of publishers and apps, reviewed each week")
    if rules.is_for_children:
        themes.append("content that parents read; no channels or apps made for children")
    return suggestion("context", situation, rules, who=themes)


def _broad(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    place = ", ".join(situation.markets) or "the market"
    adults = f" aged {rules.lowest_age} and over" if rules.lowest_age else ""
    creative = "one ad for each motive, which names the product and never the reader's traits"
    results = situation.results_a_week
    who = [f"everyone in {place}{adults}", creative]
    if results is not None and results >= ENOUGH_RESULTS_A_WEEK:
        why = f"you have about {results:,.0f} results a week, and Meta asks for about {ENOUGH_RESULTS_A_WEEK}"
        return suggestion("broad", situation, rules, who=who, why=why)
    note = (
        f"start when an ad set can expect about {ENOUGH_RESULTS_A_WEEK} results a week, which is Meta's documented "
        "figure, or choose an earlier event (guide: phases#how-many-conversions-the-learning-phase-needs)"
    )
    return suggestion("broad", situation, rules, who=who, notes=[note])
