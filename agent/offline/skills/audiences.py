"""Audiences: whom to reach with a product, whom to leave out, and how the budget is divided between them."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.corrections import builds_on_the_thread
from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import PlannedCall
from tools.brief.reading.channel_mentions import find_channels
from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text
from tools.brief.reading.where import read_places
from tools.quantities import Unit, find_quantities

_TOOL = "suggest_audiences"
_AUDIENCES = r"(?:target\s+)?(?:audiences?|targeting|segments? to target|(?:target|customer) (?:groups?|segments?))"
_WANTED = re.compile(
    rf"\b(?:suggest|recommend|propose|find|build|plan|pick|choose|give me|draft|list|need|want|which|what|map out|"
    rf"put together|come up with|think of)\b[^.?!\n]{{0,40}}\b{_AUDIENCES}\b"
    rf"|\b{_AUDIENCES}\s+(?:ideas?|suggestions?|plan|strategy)\b|^\W*{_AUDIENCES}\s+(?:for|to (?:sell|promote))\b"
    r"|\bwhom? (?:should|shall|could|can|do|would) (?:we|i) (?:target|reach|address|advertise to|go after|"
    r"exclude|leave out)\b|\bwhom? to (?:target|reach|exclude)\b"
    rf"|\b(?:split|divide|share)\b[^.?!\n]{{0,40}}\b(?:over|across|between|by) (?:the )?{_AUDIENCES}\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:mean|means|definition|define|difference|explain|lookalike audiences?\W*$|(?:in|from) (?:my|our|the|"
    r"this) (?:data|table|file|"
    r"export)|last (?:week|month|quarter|year)|yesterday|performs?|performed|performance|worse|better|upload|export|"
    r"overlap|size of|what is an?|what are|how (?:do|does|should|can|many|large|big)|why|pros and cons|"
    r"should i use)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:for|with|to (?:sell|promote)|sell(?:ing)?|promot\w+|launch\w*|our|my)\s+\w", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    rf"^\W*(?:please\s+)?(?:can you\s+|could you\s+)?(?:suggest|recommend|propose|find|give me|list|build|plan)?\s*"
    rf"(?:me\s+|us\s+|some\s+|the\s+|a\s+|an\s+|good\s+)*{_AUDIENCES}"
    r"(?:\s+(?:for (?:me|us)|please|ideas?|suggestions?))*\W*$|"
    r"^\W*whom? (?:should|do|can) (?:we|i) (?:target|reach)\W*$",
    re.IGNORECASE,
)
_CLEAR = 3.0
_COUNT = re.compile(r"\b(?P<n>[3-8]|three|four|five|six|seven|eight)\s+(?:\w+\s+)?audiences?\b", re.IGNORECASE)
_ONLY_COUNT = re.compile(
    r"\b(?:only|just|give me|make it|show(?: me)?)\s+(?P<n>[3-8]|three|four|five|six|seven|eight)\b", re.IGNORECASE
)
_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_SHARES = re.compile(r"\b(?:split|divide|shares? of|budget shares?|what share)\b", re.IGNORECASE)


def _claim(clause: Clause) -> float | None:
    text = clause.text
    if not _WANTED.search(text) or _OTHER.search(text):
        return None
    return _CLEAR if _SUBJECT.search(text) or _NO_SUBJECT.search(text) else 0.5


def _follows(clause: Clause) -> bool:
    """Build on the suggestions before: "and for LinkedIn only?", "with a budget of €30k", "give me four"."""
    if not builds_on_the_thread(clause.signs) or _OTHER.search(clause.text):
        return False
    return bool(_changes(clause.text))


def _changes(text: str) -> dict[str, Any]:
    """Return what a follow-up says anew: channels, a budget, markets, a number of audiences."""
    said = Text.of(text)
    found: dict[str, Any] = {}
    if channels := [m.channel for m in find_channels(said) if not m.is_excluded]:
        found["channels"] = list(dict.fromkeys(channels))
    money = next((q for _, _, q in find_quantities(text) if q.unit is Unit.MONEY), None)
    if money is not None:
        found |= {"budget": money.value} | ({"currency": money.currency} if money.currency else {})
    reading = Reading()
    read_places(said, reading)
    if places := reading.get("regions") or reading.get("countries"):
        found["market"] = ", ".join(places)
    if count := _COUNT.search(text) or _ONLY_COUNT.search(text):
        found["count"] = _WORDS.get(count["n"].lower()) or int(count["n"])
    if _SHARES.search(text):
        found["shares"] = True
    return found


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    text = part.text
    if part.follows:
        return [PlannedCall(_TOOL, (part.clause.thread.last_arguments(_TOOL) or {"text": text}) | _changes(text))]
    if _NO_SUBJECT.search(text):
        return Ask(
            "For which product? Say what you sell, where, on which channels and with which budget, such as: "
            '"suggest audiences for desk lamps in Germany, on search and Meta".'
        )
    arguments: dict[str, object] = {"text": text}
    if count := _COUNT.search(text):
        arguments["count"] = _WORDS.get(count["n"].lower()) or int(count["n"])
    if _SHARES.search(text):
        arguments["shares"] = True
    return [PlannedCall(_TOOL, arguments)]


AUDIENCES = Skill("audience", _claim, _plan, tools=(_TOOL,), follows=_follows)
