"""Audiences of people who know the offer: by what they did last, or by the way back that they choose themselves."""

from tools.audience.policy import Rules
from tools.audience.suggesting.build import suggestion
from tools.audience.suggesting.situation import Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion, Window

CAP_A_WEEK = 3
"""The cap of the guide's example; guide: channels#how-to-cap-frequency-across-channels."""
_STAGES: dict[str, tuple[tuple[str, int, str], ...]] = {
    "sales": (
        ("left a cart or a checkout", 1, "remove the last doubt: delivery, returns, payment"),
        ("saw a product", 2, "the product seen, with a review or an answer"),
        ("visited the site", 4, "why this one: the best proof"),
        ("watched most of a video", 4, "the product in use, and the first step"),
    ),
    "leads": (
        ("opened the form and did not send it", 1, "a shorter way: fewer fields, or a call"),
        ("saw prices or a product page", 2, "a case of a company like theirs, or a comparison"),
        ("visited the site", 4, "something to read that helps to decide"),
        ("watched most of a video", 4, "the next chapter, and a small step"),
    ),
    "app installs": (
        ("installed and did not open the app again", 1, "the first useful thing it does"),
        ("saw the store page", 2, "a review and the main screen"),
        ("visited the site", 4, "why this app"),
        ("watched most of a video", 4, "the app in use"),
    ),
}


def retargeting(situation: Situation, rules: Rules) -> AudienceSuggestion | None:
    """Return windows by intent; the own search where that reveals a trait; the own list where ads are not allowed."""
    name = situation.objective if situation.objective in _STAGES else "leads" if situation.is_b2b else "sales"
    found = suggestion(
        "retargeting", situation, rules, who=[w.intent for w in _windows(name, situation, rules)],
        notes=_notes(situation, rules), windows=_windows(name, situation, rules),
    )  # fmt: skip
    if found is not None and not found.is_outside:
        return found
    by_search = suggestion(
        "brand return", situation, rules, who=["searches for the name of the brand, its products and its address"]
    )
    if by_search is not None and not (found is not None and by_search.is_outside):
        return by_search
    return found or suggestion("own channels", situation, rules, who=["addresses with permission and a checked age"])


def _windows(name: str, situation: Situation, rules: Rules) -> tuple[Window, ...]:
    windows: list[Window] = []
    stages = _STAGES[name]
    if rules.is_special:  # a form left open, or a page on hardship, would tell of a person's circumstances
        stages = tuple(s for s in stages if s[0].startswith(("visited", "watched")))
    for intent, multiple, message in stages:
        nearer = "buyers" if not windows else "buyers and the windows above"
        windows.append(
            Window(
                intent=intent,
                days=multiple * situation.days_to_buy,
                multiple=multiple,
                message=message,
                leaves_out=nearer,
            )
        )
    return tuple(windows)


def _notes(situation: Situation, rules: Rules) -> list[str]:
    cap = f"most {CAP_A_WEEK} impressions a person a week on each platform to start with"
    found = [f"{cap} (guide: channels#how-to-cap-frequency-across-channels)"]
    if not situation.is_days_given:
        found.append(
            f"the windows are multiples of {situation.days_to_buy} days, which is assumed: replace it by the days that "
            "your buyers take from the first visit to the order (guide: benefits#what-is-an-attribution-window)"
        )
    if rules.is_special:
        found.append("general pages only: no application forms, and no pages on hardship, debt or rejection")
    return found
