"""What a paragraph sells, in a few of its own words, and without the words that every campaign has."""

import re
from collections.abc import Sequence

_CAMPAIGN_WORDS = re.compile(
    r"\b(?:bookings?|book a|leads?|sales|sell(?:s|ing)?|installs?|orders?|applications?|applicants|sign-?ups|"
    r"requests?|"
    r"test (?:rides?|drives?)|trials?|shipped|shipping|delivered|delivery|free|search|market(?:s|"
    r"ing)?(?= (?:budget|push))|"
    r"(?:paid |local )?(?:social|radio|display|video)|instagram|facebook|budget|customers?|"
    r"buyers?|members|campaigns?|launch(?:es)?|running for|open(?:s|ing)|(?:first|new|more) \w+ing\b|"
    r"credit cards? payments?|"
    r"weekend(?= hikers)|awareness|online|visits?|visitors|viewings?|quotes?|"
    r"(?-i:(?:in|near|around) [A-Z]\w+(?: [A-Z]\w+)?))\b",
    re.IGNORECASE,
)
_INTRO = re.compile(
    r"^\W*(?:(?:[\w'’-]+[\s,]+){0,7}?(?:target\s+)?(?:audiences?|targeting|(?:target|customer) (?:groups?|"
    r"segments?))\s+"
    r"(?:ideas?\s+|strategy\s+|plan\s+|we should target\s+|(?:would |could )?work\s+)?(?:for|to (?:sell|"
    r"promote)|with)\s+"
    r"|(?:so\s+)?whom? (?:should|shall|could|can|do|would) (?:we|i) (?:target|reach|address|go after)\s+(?:for|"
    r"with|to sell)\s+)",
    re.IGNORECASE,
)
_MAKER = re.compile(
    r"^(?:[\w'&.-]+\s+){0,4}?(?:sells?|makes?|offers?|rents? out|lets?|builds?|installs?|delivers?|brews?|"
    r"bakes?|produces?|"
    r"provides?|designs?|runs?|publish(?:es)?|are launching|want to (?:sell|promote))\s+",
    re.IGNORECASE,
)
_ARTICLES = re.compile(
    r"^(?:(?:we|i)(?:'re| are| have| want to| need)?\s+)?(?:(?:the|our|my|an?|its|their|some|new|this|these)\s+)*",
    re.IGNORECASE,
)
_END = re.compile(
    r"[,.;:!?()\n–]|\s-\s|\s+(?:for|in|with|without|from|that|which|who|to|by|on|at|is|are|was|has|have|helps?|"
    r"wants?|needs?|"
    r"and (?:we|a|an|the)|before|during|after|opening|opens?|sold|shipped|delivered|made|launch(?:es)?|looks?|where|"
    r"you|as|plus|between|until|near|across|this|next|costs?|among|over|under|targeting|of)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:(?:mobile|online|free|web) )?(?:apps?|software|platforms?|services?|sites?|shops?|products?|"
    r"subscriptions?|courses?|"
    r"stores?|compan(?:y|ies)|start-?ups?|tools?|brands?|devices?|clubs?|kits?|systems?)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?()\n–,]|\s-\s")
_LONGEST = 6


def product_words(text: str) -> str:
    """Return a text without what every campaign says: orders, leads, channels, places."""
    return _CAMPAIGN_WORDS.sub(" ; ", _INTRO.sub("", text))


def subject_of(text: str, product: str = "", known: Sequence[str] = ()) -> str:
    """Return what is sold, as the text calls it: the head of its first sentence, or the product that a reader found.

    Args:
        text: the paragraph.
        product: what the brief's reader took for the product; used when it holds a word that the taxonomy knows.
        known: words of the text that the taxonomy knows.
    """
    said = " ".join(_INTRO.sub("", text).split())
    head = _ARTICLES.sub("", _MAKER.sub("", said))
    end = _END.search(head)
    short = head[: end.start()] if end else head
    head = _CLAUSE_END.split(head)[0] if _GENERIC.fullmatch(short.strip()) else short
    words = " ".join(head.split()[:_LONGEST]).strip(" '\"")
    is_known = any(w.lower() in words.lower() for w in known)
    if product and not is_known and any(w.lower() in product.lower() for w in known):
        return " ".join(product.split()[:_LONGEST])
    return words or (known[0] if known else "the product")
