"""What people say for the price of one unit: "what does a booking cost", "pay per lead", "at 30 a click".

Each is put as the name of the KPI that prices the unit, so that the reader of figures needs one form only.
"""

import re
from functools import cache, partial

from tools.kpi.bindings_by_words import COST_OF
from tools.kpi.definitions import METRICS

_COSTING = (
    r"(?:costs?|costing|come to|works? out (?:at|to)|worked out (?:at|to)|set (?:us|me) back|"
    r"sets (?:us|me) back|run(?:s|ning)? (?:us|me))(?:\s+(?:us|me|you))?"
)
_ASKING = r"(?:what|how much)(?:['’]?s|\s+(?:is|does|did|do|would|will|was|has|should))"
_HOW_MUCH = r"how much(?:['’]?s|\s+(?:is|was|for|would|will))"
_ONE = r"(?:an?|one|each|every|per|a single|the average|every single)"
_PAYING = r"(?:pay|paid|paying|spend|spent|spending|expense)"
_PER = r"(?:per|by|for (?:one|each|every|an?|a single|every single)|of (?:one|each|an?|a single)|each|an?)"
_THEN = r"(?=\s*(?:[?!,;]|$|\b(?:at|if|when|with|for|from|on)\b))"
_GET = r"(?:get|become|are|were|will be|would be|got|became)"
_SIZE = r"(?P<size>\d+(?:\.\d+)?\s?(?:%|percent))"
_MONEY = r"(?:[$€£¥]\s?)?\d[\d.,]*k?(?:\s?(?:[$€£]|(?:usd|eur|gbp|dollars?|euros?|pounds?|bucks|quid)\b))?"
_ALLOWED = (
    r"(?:(?:the )?(?:most|maximum|max|highest)\s+(?:that\s+)?(?:we|i|you)\s+(?:can|could|may|should)|(?:how "
    r"much|what) (?:can|could|may) (?:we|i))"
)


@cache
def _price_of() -> dict[str, str]:
    """Return what each unit's price is called, by what the unit is called: "booking" -> "CPA"."""
    found: dict[str, str] = {}
    for measure, kpi in COST_OF.items():
        for alias in METRICS[measure].aliases:
            singular = f"{alias[:-3]}y" if alias.endswith("ies") else alias.removesuffix("s")
            for word in (alias, singular, alias if alias.endswith("s") else f"{alias}s"):
                if re.fullmatch(r"[a-z][a-z -]{2,}", word) and " of " not in word:
                    found.setdefault(word, METRICS[kpi].label)
    for verb in ("buy", "buys", "bought", "sold", "converted", "closed", "close", "closes", "closing", "become sales",
                 "actions", "clicked", "completed", "purchased", "order from us", "from new customers"):  # fmt: skip
        found.pop(verb, None)
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    units = "|".join(sorted(map(re.escape, _price_of()), key=len, reverse=True))
    unit = rf"(?P<unit>{units})(?![\w-])"
    forms = (
        (rf"\b{_ALLOWED}\s+(?:afford to )?(?:pay|spend)\s+{_PER}\s+{unit}", "the max {}"),
        (rf"\b{_ASKING}\s+{_ONE}\s+{unit}\s+(?:is |was |would |did |has )?{_COSTING}\b", "what is the {}"),
        (rf"\b{_HOW_MUCH}\s+{_ONE}\s+{unit}{_THEN}", "what is the {}"),
        (rf"\bwhat\s+{_ONE}\s+{unit}\s+{_COSTING}\b", "what is the {}"),
        (rf"{_SIZE}\s+cheaper\s+{unit}", "{size} lower {}"),
        (rf"{_SIZE}\s+(?:dearer|pricier|more expensive)\s+{unit}", "{size} higher {}"),
        ((rf"{_SIZE}\s+(?:price|cost) (?P<way>increase|decrease|rise|drop|cut) (?:on|of|in|for|"
         rf"per)\s+(?:an? )?{unit}"), "{size} {way} in {}"),
        (rf"\b{unit}\s+{_GET}\s+{_SIZE}\s+cheaper", "{} falls {size}"),
        ((rf"\b{unit}\s+{_GET}\s+{_SIZE}\s+(?:dearer|"
         rf"pricier|more expensive)"), "{} rises {size}"),
        (rf"\b{_ONE}\s+{unit}\s+(?:would |will |currently |now )?{_COSTING}\b", "{}"),
        (rf"\b(?:the )?(?:costs?|price)\s+{_PER}\s+{unit}", "{}"),
        ((rf"(?:\b(?P<lead>at|for)\s+|@\s*)(?P<money>{_MONEY})\s*(?:per|an?|each|every|/)\s?{unit}(?!\s+(?:campaign|"
         rf"ad)\b)"), "at {} {money}"),
        (r"(?P<money>[$€£]\s?\d+(?:[.,]\d{1,2})?)\s+(?P<unit>clicks|leads|visits)\b", "{} {money}"),
    )  # fmt: skip
    return tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in forms)


_OF_THEM = re.compile(
    r"(?P<count>\d[\d.,]*k?) of (?:them|those|these)\b(?!\s+(?:are|were|was|is|which|who|that|new|became|turned|"
    r"led)\b|\s+\w+ed\b)",
    re.IGNORECASE,
)


@cache
def _paid_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what prices a unit only beside figures: "how much do shops pay per click" asks what is usual."""
    units = "|".join(sorted(map(re.escape, _price_of()), key=len, reverse=True))
    asked = re.compile(
        rf"\b(?:how much|what) (?:do|did|does|are|were|was|is) (?:we|i|they|you|one)(?: now)? {_PAYING}\s+{_PER}\s+"
        rf"(?P<unit>{units})(?![\w-])",
        re.IGNORECASE,
    )
    return (
        (asked, "what is the {}"),
        (re.compile(rf"\b{_PAYING}\s+{_PER}\s+(?P<unit>{units})(?![\w-])", re.IGNORECASE), "{}"),
    )


def with_prices_named(text: str) -> str:
    """Return the text with each price of one unit called by its KPI: "what did an order cost" asks what the CPA is."""
    units: list[str] = []
    has_figures = re.search(r"\d", text) is not None
    for pattern, words in (*_patterns(), *(_paid_patterns() if has_figures else ())):
        units += [m["unit"].lower() for m in pattern.finditer(text)]
        text = pattern.sub(partial(_named, words=words), text)
    return _counted(text, units) if len(units) == 1 else text


def _counted(text: str, units: list[str]) -> str:
    """Say what "1,240 of them" are, where one unit is priced."""
    unit = units[0].removesuffix("s")
    return _OF_THEM.sub(lambda m: f"{m['count']} {unit}s", text)


def _named(match: re.Match[str], words: str) -> str:
    kpi = _price_of()[match["unit"].lower()]
    told = {name: found or "" for name, found in match.groupdict().items() if name != "unit"}
    return words.format(kpi, **told)
