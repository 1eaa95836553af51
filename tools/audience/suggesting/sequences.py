"""A sequence across devices: which screen says what, with gap, cap, entry and exit."""

from dataclasses import replace

from tools.audience.policy import Rules
from tools.audience.suggesting.build import suggestion
from tools.audience.suggesting.retargeting import CAP_A_WEEK
from tools.audience.suggesting.situation import Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion, Step

_FIRST = ("CTV", "Google", "TikTok", "Meta", "LinkedIn")
_SECOND = ("Meta", "TikTok", "LinkedIn")
_COMPANY_SECOND = ("LinkedIn", "Meta")
_LAST = ("Google", "Microsoft", "Meta")
_FEWEST = 2
_LEAVES = "buys, objects, or gets to the end of the window"


def sequence(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    """Return introduce, explain and ask on the platforms that there are; None where fewer than two can take part."""
    chosen = _screens(situation)
    if len(chosen) < _FEWEST:
        return None
    steps = _steps(chosen, situation)
    who = [" → ".join(_shown(platform, place, len(chosen)) for place, platform in enumerate(chosen))]
    roughly = "across companies' platforms it works only roughly, since they do not share who saw what"
    gaps = (
        f"the gaps share the {situation.days_to_buy} days that buyers take between the steps "
        "(guide: practices#frequency-and-recency-rules-for-sequences)"
    )
    on_screens = replace(situation, platforms=chosen)
    return suggestion("sequence", on_screens, rules, who=who, steps=steps, notes=[roughly, gaps])


def _screens(situation: Situation) -> tuple[str, ...]:
    there = set(situation.platforms)
    if not situation.is_named and situation.objective == "awareness":
        there.add("CTV")
    first = next((p for p in _FIRST if p in there), None)
    second = next((p for p in (_COMPANY_SECOND if situation.is_b2b else _SECOND) if p in there and p != first), None)
    last = next((p for p in _LAST if p in there and p != second), None)
    return tuple(p for p in (first, second, last) if p is not None)


def _shown(platform: str, place: int, count: int) -> str:
    if platform == "Google":
        return "YouTube" if place == 0 else "Google Search"
    if platform == "Microsoft":
        return "Microsoft Search"
    return f"{platform} video" if place == 0 and platform != "CTV" and count > 1 else platform


def _steps(chosen: tuple[str, ...], situation: Situation) -> tuple[Step, ...]:
    gap = max(1, situation.days_to_buy // (len(chosen)))
    words = {
        "introduce": "introduce: the story, and the name",
        "explain": "explain: the product, and one proof",
        "ask": "ask: the offer, and one clear action",
    }
    names = ("introduce", "explain", "ask") if len(chosen) > _FEWEST else ("introduce", "ask")
    found = []
    for place, (platform, name) in enumerate(zip(chosen, names, strict=True)):
        screen = _shown(platform, place, len(chosen))
        found.append(
            Step(
                number=place + 1,
                platform=screen,
                message=words[name],
                entry=_entry(place, screen),
                gap_days=gap if place else 0,
                cap_a_week=CAP_A_WEEK,
                leaves=_LEAVES,
            )
        )
    return tuple(found)


def _entry(place: int, screen: str) -> str:
    if place == 0:
        return "is in the market, and no customer"
    if screen.endswith("Search"):
        return "searches, after the steps before"
    return "watched the first film to the end" if place == 1 else "saw the proof or visited the site"
