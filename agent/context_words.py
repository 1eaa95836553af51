"""Reads what a message asks to keep or to forget: "remember that our margin is 42%", "forget the target CPA"."""

import re
from typing import Any

from tools.kpi.mentions import find_mentions
from tools.quantities import CURRENCIES, SYMBOLS, Unit, currency_code, find_quantities

_ASKS_TO_KEEP = re.compile(
    r"\b(?:remember|keep in mind|bear in mind|take note|make a note|note(?: down)? that|don'?t forget|for the record|"
    r"(?:from|as of) (?:now|today)(?: on)?|going forward|from here on|in (?:the )?future|always (?:use|assume|take)|"
    r"(?:save|store|keep) (?:this|that|it|our|my)|by default|as (?:a|the|our|my) default)\b",
    re.IGNORECASE,
)
_FORGET = re.compile(
    r"^\W*(?:(?:please|ok|okay|and|now|can you|could you)[\s,]+)*"
    r"(?:forget|unset|clear|delete|remove|drop|stop using)\s+(?:about\s+)?"
    r"(?:everything\s+(?:about|you know about)\s+(?:us|me)|(?P<what>.+?))[\s.!?]*$",
    re.IGNORECASE,
)
_OWN = r"(?:(?:our|my|the|your|all)\s+)*"
_THINGS = {
    "margin": r"(?:(?:gross|contribution|profit)\s+)?margins?",
    "brand": r"(?:brand|company)(?:['’]?s)?(?:\s+name)?|name",
    "currency": r"(?:default\s+)?currency",
    "time_zone": r"time\s?zone",
    "conversion": r"(?:conversion\s+definition|definition\s+of\s+(?:a\s+)?conversions?|what\s+a\s+conversion\s+is)",
    "targets": r"(?:kpi\s+)?(?:targets|goals)",
    "everything": r"everything|all\s+of\s+(?:it|that)|context",
}
_IS = r"\s*(?:(?:is|are|was|should be|will be|to be|equals?|of|at|to|stands at|=|:|now|around|about)\s*)*"
_MARGIN = re.compile(r"\b(?<!net )(?<!target )(?:gross |contribution |profit )?margin\b", re.IGNORECASE)
_TARGET = re.compile(r"\b(?:targets?|goals?)\b", re.IGNORECASE)
_NAME_END = r"(?=\s*(?:$|[,;.!?](?:\s|$)|\s(?:and|but|in|on|with|from now|going forward)\b))"
_BRAND = re.compile(
    r"\b(?:(?:we(?:['’]re|\s+are)|i(?:['’]m|\s+am)\s+(?:with|from|at))\s+(?:called|named)|we\s+go\s+by|"
    rf"(?:our|my|the)\s+(?:brand|company|business|firm|agency|store|shop)(?:['’]s)?(?:\s+name)?\s+is(?:\s+called)?)\s+"
    rf"[\"“'‘]?(?P<name>[^\"”,;!?\n]{{1,60}}?)[\"”'’]?{_NAME_END}",
    re.IGNORECASE,
)
_CURRENCY_NAMES = "|".join(
    [*(re.escape(s) for s in SYMBOLS), *sorted(CURRENCIES), "euros?", "dollars?", "pounds?", "yen"]
)
_CURRENCY = re.compile(
    rf"(?:\bcurrency{_IS}|\b(?:we|i)\s+(?:all\s+)?(?:report|work|bill|pay|spend|count|think|advertise)\s+(?:\w+\s+)?in\s+|"
    rf"\b(?:all\s+)?(?:our|my)\s+(?:amounts|figures|numbers|budgets|costs|money)\s+(?:are|is)\s+in\s+)"
    rf"(?P<code>{_CURRENCY_NAMES})(?!\w)",
    re.IGNORECASE,
)
_ZONE_NAME = r"(?P<{0}>[A-Z][\w/+-]*(?:[ _][A-Z][\w/+-]*)*|utc|gmt|cet|est|pst)"
_ZONE = re.compile(
    rf"\b[Tt]ime\s?zone{_IS}{_ZONE_NAME.format('named')}|"
    rf"\b(?:in|on|use|work in|live in|report in)\s+{_ZONE_NAME.format('told')}\s+[Tt]ime\b"
)
_CONVERSION = re.compile(
    r"\b(?:a|our)\s+conversions?(?:\s+for\s+us)?\s+(?:is|are|means|mean|counts?\s+as)\s+(?P<means>[^.;!?\n]{3,200})|"
    r"\b(?:we|i)\s+(?:only\s+)?count\s+(?P<counted>[^.;!?\n]{3,200}?)\s+as\s+(?:a\s+)?conversions?\b|"
    r"\bby\s+(?:a\s+)?conversions?\s+(?:we|i)\s+mean\s+(?P<meant>[^.;!?\n]{3,200})",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"[\s,]*(?:(?:from|as of) (?:now|today)(?: on)?|going forward|from here on|by default)\s*$", re.IGNORECASE
)
_ASKS = re.compile(
    r"\?|\b(?:what|which|how|why|when|compute|calculate|work out|show|tell me|plan|compare|explain)\b", re.IGNORECASE
)
_NEAR = 40


def asks_to_keep(text: str) -> bool:
    """Return whether a message says in so many words that something is to be kept or forgotten."""
    return _ASKS_TO_KEEP.search(text) is not None or bool(_forgotten(text))


def read_standing(text: str) -> dict[str, Any] | None:
    """Return the arguments for the tool `remember`, when a message asks to keep or forget something; else None.

    A message asks so when it says so ("remember", "from now on"), or when it asks nothing and only tells such things
    ("we're called Acme, in Berlin time"). Whatever is read is confirmed by the user before it is kept.
    """
    forgotten = _forgotten(text)
    if forgotten:
        return {"forget": forgotten}
    says_so = _ASKS_TO_KEEP.search(text) is not None
    if not says_so and _ASKS.search(text):
        return None
    found = _told(text)
    if not found or (not says_so and _holds_more(text, found)):
        return None
    return found


def _told(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (margin := _figure_after(text, _MARGIN, Unit.RATE)) is not None:
        found["margin"] = margin
    if targets := _targets(text):
        found["targets"] = targets
    if brand := _BRAND.search(text):
        found["brand"] = brand["name"].strip()
    if currency := _CURRENCY.search(text):
        found["currency"] = currency_code(currency["code"].strip())
    if zone := _ZONE.search(text):
        found["time_zone"] = (zone["named"] or zone["told"]).strip()
    if conversion := _CONVERSION.search(text):
        meant = next(part for part in (conversion["means"], conversion["counted"], conversion["meant"]) if part)
        found["conversion"] = _LATER.sub("", meant).strip(" ,")
    return found


def _figure_after(text: str, name: re.Pattern[str], unit: Unit) -> str | None:
    """Return the figure that a name is said to have, as written: right after it, or right before ("a 42% margin")."""
    for match in name.finditer(text):
        for start, _, quantity in find_quantities(text):
            between = text[match.end() : start] if start >= match.end() else None
            if between is not None and quantity.unit is unit and re.fullmatch(_IS, between, re.IGNORECASE):
                return quantity.text
        for start, end, quantity in find_quantities(text[: match.start()]):
            if start < end <= match.start() and quantity.unit is unit and not text[end : match.start()].strip():
                return quantity.text
    return None


def _targets(text: str) -> dict[str, str]:
    """Return the figure of each KPI that is named with "target" or "goal"."""
    if not _TARGET.search(text):
        return {}
    found: dict[str, str] = {}
    numbers = find_quantities(text)
    mentions = [m for m in find_mentions(_TARGET.sub(lambda m: " " * len(m[0]), text)) if m.candidates[0].is_kpi]
    for mention in mentions:
        value = next((q for start, _, q in numbers if mention.end <= start <= mention.end + _NEAR), None)
        metric = mention.candidates[0]
        is_fit = value is not None and (value.unit in {metric.unit, None} or metric.unit is Unit.RATIO)
        if value is not None and is_fit and metric.name != "margin" and metric.name not in found:
            found[metric.name] = value.text
            numbers = [n for n in numbers if n[2] is not value]
    return found


def _forgotten(text: str) -> list[str]:
    match = _FORGET.match(text)
    if match is None:
        return []
    if match["what"] is None:
        return ["everything"]
    named = []
    for part in re.split(r"\s*(?:,|\band\b)\s*", match["what"]):
        thing = _thing(part)
        if thing is None:
            return []  # "forget the last campaign" is about something else
        named.append(thing)
    return named


def _thing(part: str) -> str | None:
    plain = re.sub(rf"^{_OWN}", "", part.strip(), flags=re.IGNORECASE)
    for name, words in _THINGS.items():
        if re.fullmatch(words, plain, re.IGNORECASE):
            return name
    without = _TARGET.sub(" ", plain)
    if without == plain:
        return None
    mentions = find_mentions(re.sub(r"\b(?:for|of)\b", " ", without))
    return mentions[0].candidates[0].name if mentions else None


def _holds_more(text: str, found: dict[str, Any]) -> bool:
    """Tell whether a message without a request to keep it also tells figures of one question ("we spent $5,000")."""
    kept = [str(found.get("margin", "")), *found.get("targets", {}).values()]
    others = [q for _, _, q in find_quantities(text) if q.text not in kept]
    return bool(others)
