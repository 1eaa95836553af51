"""The two things that a question compares, and an answer that speaks of both."""

import re

from agent.guide_tool import GuidePassages
from agent.offline.extraction import Claim, compose, stems

_SIDE = r"(?P<{}>[^,;:?.!]{{2,60}}?)"
_ONE, _OTHER = _SIDE.format("one"), _SIDE.format("other")
_END = r"(?=\s*(?:[?.!,;:]|$|\b(?:which|when|and which|for|in terms)\b))"
_FORMS = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"\b(?:differences?|distinction|comparison) between {_ONE} and {_OTHER}",
        rf"\b(?:compare|comparing|distinguish) {_ONE} (?:to|with|and|against|from|vs\.?|versus) {_OTHER}",
        rf"\bhow (?:do|does|is|are) {_ONE} (?:differ(?:ent)?|distinct) from {_OTHER}",
        rf"\bis {_ONE} (?:just )?(?:the same|the same thing) as {_OTHER}",
        rf"^\W*(?:what(?:'s|s| is| are)?\s+)?{_ONE} (?:vs\.?|versus) {_OTHER}",
    )
)
_ASKING = re.compile(r"(?:why|how|when|where|who|did|do|does|is|are|was|were|can|should)\b", re.IGNORECASE)
_LONGEST_NAME = 6
_LEADING = re.compile(r"^(?:what(?:'s|s| is| are)?|explain|the|an?|our|my)\s+", re.IGNORECASE)


def compared(question: str) -> tuple[str, str] | None:
    """Return the two things that a question sets side by side, as written; None when it does no such thing."""
    for form in _FORMS:
        found = form.search(question)
        if found:
            one, other = (_LEADING.sub("", found[side].strip()) for side in ("one", "other"))
            return (one, other) if _names_a_thing(one) and _names_a_thing(other) else None
    return None


def _names_a_thing(side: str) -> bool:
    return 0 < len(side.split()) <= _LONGEST_NAME and _ASKING.match(side) is None


def side_question(side: str) -> str:
    """Return the question whose answer says what one side is."""
    return f"what is {side}"


def compose_comparison(question: str, found: GuidePassages, sides: tuple[GuidePassages, GuidePassages]) -> list[Claim]:
    """Return what one section says of both, or else what the guide says each is.

    Args:
        question: as asked.
        found: passages for the question.
        sides: passages for `side_question` of each side.
    """
    names = compared(question)
    if names is None or not all(side.covered for side in sides) or _speaks_of(found, names):
        return compose(question, found.passages)
    claims = [compose(side.question, side.passages) for side in sides]
    return [*claims[0], *claims[1]]


def _speaks_of(found: GuidePassages, names: tuple[str, str]) -> bool:
    """Tell whether the first passage is about both: its heading and first sentence name them."""
    if not found.covered:
        return False
    lead = found.passages[0]
    opening = stems(f"{lead.heading} {lead.text.partition('. ')[0]}")
    return all(stems(name) <= opening for name in names)
