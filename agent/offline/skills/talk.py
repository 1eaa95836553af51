"""Talk without tools: greetings, what Adroit can do, and what it does not do. The words are in `talk.yaml`."""

import re

from agent.offline.intents import replies
from agent.offline.signs import ASKS, WHY, Signs
from agent.offline.skill import Ask, Clause, Part, Results, Skill

_NO_WORK = frozenset({"greeting", "thanks", "goodbye", "small_talk", "complaint"})
"""Talk that names no metric, no number and no period."""
_LONGEST = 12
_AT_ONCE: dict[str, re.Pattern[str]] = {
    "greeting": re.compile(
        r"\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hiya|yo)\b[\s,!.a-z]{0,20}$", re.IGNORECASE
    ),
    "thanks": re.compile(
        r"\s*(?:(?:thanks?|thank you|thx|cheers)\b[\s,!.a-z]{0,50}|(?:great|perfect|ok(?:ay)?|cool|nice|got it|"
        r"awesome)\b"
        r"[\s,!.a-z]{0,20})$",
        re.IGNORECASE,
    ),
    "capabilities": re.compile(
        r"\b(?:what can you (?:do|help)|how can you help|what do you do|help me get started|"
        r"your (?:capabilities|features)|can you help)\b|^\s*/?help\s*[?!.]*\s*$",
        re.IGNORECASE,
    ),
    "act": re.compile(
        r"^\W*(?:(?:please|now|then|and|(?:can|could|would|will) you(?: please)?|go ahead and|i want you to)\b[\s,]*)*"
        r"(?:pause|unpause|launch|publish|send|e-?mail|post|upload|delete|activate|deactivate|enable|disable|"
        r"turn (?:it |them |the .{1,30})?(?:on|off)|switch (?:on|off)|schedule|book|shift|move|increase|decrease|raise|"
        r"lower|cut|set|change|stop|start|resume|duplicate|remind|call|message|notify|order|buy)\b",
        re.IGNORECASE,
    ),
    "benchmark": re.compile(
        r"\b(?:benchmarks?|(?:industry|market|sector|typical|average|normal|usual|standard)\b(?!.*\bour\b)|any good|"
        r"a (?:good|decent|healthy|normal|reasonable|bad|typical)\b|competitors?|others? (?:pay|get|spend)|going rate)",
        re.IGNORECASE,
    ),
    "write": re.compile(
        r"^\W*(?:(?:please|now|can|could|would|you|help me)\b[\s,]*)*(?:write|draft|compose|translate|generate|design|"
        r"come up with|create (?:an? )?(?:\w+ )?(?:ad|copy|post|headline|image|banner|logo))\b",
        re.IGNORECASE,
    ),
}
"""Forms that leave no doubt."""
_SURE = 1.0
_ASKED_OF_US = re.compile(r"\W*(?:can|could|would|will) you\b", re.IGNORECASE)
_PRICE = re.compile(r"\b(?:costs?|price[sd]?|rates?|benchmarks?|how much|pay|charge)\b", re.IGNORECASE)


def _fits(intent: str, signs: Signs) -> bool:
    """Tell what a kind of talk can't be."""
    names_work = bool(signs.numbers or any(not m.is_time for m in signs.mentions))
    if intent in _NO_WORK:
        return not names_work and signs.words <= _LONGEST
    if intent == "act":
        return not ASKS.match(signs.text) or _ASKED_OF_US.match(signs.text) is not None
    if intent == "benchmark":
        priced = any(not m.is_time for m in signs.mentions) or _PRICE.search(signs.text) is not None
        return priced and len(signs.numbers) < 2 and not signs.periods and not WHY.search(signs.text)  # noqa: PLR2004 - a ratio
    return not (names_work and intent in {"identity", "can_speak_languages", "secrets"})


def _skill(intent: str) -> Skill:
    reply = replies()[intent]

    def claim(clause: Clause) -> float | None:
        if not _fits(intent, clause.signs):
            return None
        form = _AT_ONCE.get(intent)
        return _SURE if form is not None and form.search(clause.text) else 0.0

    def plan(_part: Part, _results: Results) -> Ask:
        return Ask(reply.words, reply.kind)

    return Skill(intent, claim, plan)


TALK = tuple(_skill(intent) for intent in replies())
