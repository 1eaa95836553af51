"""Talk without tools: greetings, what Adroit can do, and what it does not do. The words are in `talk.yaml`."""

import re

from agent.offline.intents import replies
from agent.offline.signs import ASKS, WHY, Signs
from agent.offline.skill import Ask, Clause, Part, Results, Skill

_NO_WORK = frozenset({"greeting", "thanks", "goodbye", "small_talk", "complaint"})
"""Talk that names no metric, no number and no period."""
_NO_QUESTION = frozenset({"greeting", "thanks", "goodbye"})
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
    "predict": re.compile(
        r"\bwill (?:we|our|it|the|they)\b|\b(?:predict|forecast|estimate)\b.*\bnext\b|"
        r"\bnext (?:week|month|quarter|year)\b",
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
_OBJECT = re.compile(
    r"\b(?:the|our|my|all|this|that|it|these|those|him|her|them|me|everyone|now|today|tonight|tomorrow|campaigns?|ads?|"
    r"ad (?:sets?|groups?)|budgets?|bids?|reports?|an?|to|in|on|keywords?|creatives?|\$|€)\b",
    re.IGNORECASE,
)
"""What somebody acts on; "lower funnel medium" only begins like an order."""
_STANDARD = re.compile(
    r"\b(?:average|typical|normal|usual(?:ly)?|standard|going rates?|a (?:good|decent|healthy|reasonable|bad))\b",
    re.IGNORECASE,
)
_ANY_GOOD = re.compile(r"\b(?:any good|above average|below average)\b", re.IGNORECASE)
_COMPUTED = re.compile(
    r"\b(?:average of|averages?\b.*\b(?:hide|distort|mislead)|distort|take the average|on average)\b", re.IGNORECASE
)
_BESIDE = 24
_OWN = re.compile(r"\b(?:our|us|my)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"^\W*(?:should|why|when|can|could|does|do|did|how (?:do|can|to|should|could|would|often|long))\b", re.IGNORECASE
)
_INVENT = re.compile(r"\b(?:make up|made[- ]up|invent|fake|fabricat\w+|lie about)\b", re.IGNORECASE)
_ASKED_OF_US = re.compile(r"\W*(?:can|could|would|will) you\b", re.IGNORECASE)
OUR_FIELD = re.compile(
    r"\b(?:ads?|advert\w*|campaigns?|market(?:ing|ers?)|brands?|audiences?|creatives?|channels?|budgets?|bids?|"
    r"bidding|target\w*|"
    r"retarget\w*|prospecting|conversions?|clicks?|leads?|customers?|attribution|funnels?|kpis?|metrics?|briefs?|"
    r"landing page|"
    r"media|placements?|tests?|data|tables?|columns?|reports?|agenc(?:y|ies)|pixels?|tracking|ctv|social|search "
    r"engine|seo|"
    r"lookalikes?|frequency|flight of|incremental\w*|holdout|cookies?|consent)\b",
    re.IGNORECASE,
)
"""Words of our field, where a question is for the guide."""
_SUM = re.compile(
    r"\d\s*(?:[x×*+/÷^]|plus|minus|times|divided by|multiplied by|to the power of)\s*\d|\b(?:square root|sqrt|"
    r"factorial|"
    r"solve (?:for )?\d*[a-z])\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:benchmarks?|industry|competitors?|other (?:companies|advertisers|shops))\b", re.IGNORECASE
)
_PRICE = re.compile(r"\b(?:costs?|price[sd]?|rates?|benchmarks?|how much|pay|charge)\b", re.IGNORECASE)


def _fits(intent: str, signs: Signs) -> bool:
    """Tell what a kind of talk can't be."""
    names_a_metric = any(not m.is_time for m in signs.mentions)
    if intent == "sums":
        return not names_a_metric and not signs.periods
    names_work = bool(signs.numbers) or names_a_metric
    if intent in _NO_WORK:
        return not names_work and signs.words <= _LONGEST and not (intent in _NO_QUESTION and ASKS.match(signs.text))
    if intent == "off_topic":
        return not names_work and OUR_FIELD.search(signs.text) is None
    if intent == "legal_advice":
        return not any(not m.is_time for m in signs.mentions)
    if intent == "act":
        return not ASKS.match(signs.text) or _ASKED_OF_US.match(signs.text) is not None
    if intent == "benchmark":
        if _OF_OTHERS.search(signs.text):
            return len(signs.numbers) < 2  # noqa: PLR2004 - a ratio of the user's own
        priced = any(not m.is_time for m in signs.mentions) or _PRICE.search(signs.text) is not None
        return priced and len(signs.numbers) < 2 and not signs.periods and not WHY.search(signs.text)  # noqa: PLR2004 - a ratio
    if intent == "predict":
        return not signs.numbers
    if intent == "secrets" and _INVENT.search(signs.text):
        return True
    return not (names_work and intent in {"identity", "can_speak_languages", "secrets"})


def is_plain_talk(text: str) -> bool:
    """Return whether a text is a greeting or thanks and nothing else."""
    return any(_AT_ONCE[name].fullmatch(text) for name in ("greeting", "thanks"))


def _asks_for_a_benchmark(signs: Signs) -> bool:
    """Return whether a text asks what is usual of a metric or a price, or what others have."""
    if _ADVICE.match(signs.text):
        return False
    if _OF_OTHERS.search(signs.text):
        return signs.is_question or _STANDARD.search(signs.text) is not None
    if _ANY_GOOD.search(signs.text):
        return True
    usual = _STANDARD.search(signs.text)
    metrics = [m for m in signs.mentions if not m.is_time]
    near = usual is not None and any(-_BESIDE <= m.start - usual.end() <= _BESIDE for m in metrics)
    priced = usual is not None and _PRICE.search(signs.text) is not None
    own = _OWN.search(signs.text) is not None
    return (near or priced) and not own and not _COMPUTED.search(signs.text)


def _skill(intent: str) -> Skill:
    reply = replies()[intent]

    def claim(clause: Clause) -> float | None:
        if not _fits(intent, clause.signs):
            return None
        if intent == "benchmark":
            return _SURE if _asks_for_a_benchmark(clause.signs) else -0.4
        if intent == "secrets" and _INVENT.search(clause.text):
            return 0.5
        if intent == "sums":
            return 1.3 if _SUM.search(clause.text) else -0.4
        form = _AT_ONCE.get(intent)
        sure = form is not None and form.search(clause.text) is not None
        if intent == "act" and sure and not _OBJECT.search(clause.text):
            return -0.3
        return _SURE if sure else 0.0

    def plan(_part: Part, _results: Results) -> Ask:
        return Ask(reply.words, reply.kind)

    return Skill(intent, claim, plan)


TALK = tuple(_skill(intent) for intent in replies())
