"""Reads what is advertised and by whom: brand, product, campaign name, competitors."""

import re

from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text
from tools.brief.reference import channels, not_names, places
from tools.kpi.definitions import metrics_by_alias

_NAME = r"[A-Z0-9À-Ý][\w'’À-ÿ-]*(?:\.\w+)*(?:\s+(?:(?:&|and|of|the|for|de|la|von)\s+)?[A-ZÀ-Ý][\w'’À-ÿ-]*){0,3}"
_TYPES = (
    r"(?:group|chain|shop|store|firm|start-?up|company|maker|brand|school|studio|bank|"
    r"retailer|agency|gym|magazine|charity|app|site|"
    r"platform|dealer|club|hotel|restaurant|insurer|provider|label|bakery|brewery|publisher|"
    r"university|clinic|network|software)"
)
_NOUN = r"[^.;:,()\n]{2,60}?"
_BRAND = (
    rf"\b(?:made|built|sold|offered|run|published|created|brewed)\s+by\s+(?P<b>{_NAME})",
    (
        rf"\b(?:[Bb]rand|[Cc]lient|[Cc]ompany|[Aa]dvertiser)(?:\s+(?:is|name is|named|called)|"
        rf"\s*:)?\s+\"?(?P<b>{_NAME})\"?"
    ),
    (
        rf"\b(?:[Ww]e're|[Ww]e are|[Ii]'m with|[Ii] work (?:for|at)|[Hh]ere is|[Tt]his is)\s+"
        rf"\"?(?P<b>{_NAME})\"?(?=[,.(]|"
        rf"\s+and\b)"
    ),
    rf"\b(?:called|named)\s+\"?(?P<b>{_NAME})\"?",
    rf"\b(?:app|shop|store|product|soap|line|range|drink|tool|software|site|service|collection)\s+by\s+(?P<b>{_NAME})",
    rf"\bby\s+(?P<b>{_NAME})(?=[,.;(]|$)",
    (
        rf"(?:^|[.\n]\s*|\b[Ff]or\s+|\bfor our client\s+|\bof\s+)(?P<b>{_NAME})\s*(?:,\s+(?=(?:an?|"
        rf"our|the|which|who|whose|[a-z])\b)|\s*\((?=[a-z]))"
    ),
    rf"\b(?:our|my|their|the)\s+(?:[a-z-]+[\s:,]+){{1,3}}?(?P<b>{_NAME})(?=[,.(:;]|\s+\(|$)",
    (
        rf"\b(?:[Oo]ffers?|[Cc]ampaign|[Ll]aunch|[Pp]romotion|[Rr]ange|[Cc]ollection|[Ss]ale)\s+(?:from|"
        rf"by|of|at)\s+(?P<b>{_NAME})"
    ),
    rf"\b(?:at|of|for|by)\s+the\s+(?P<b>{_NAME})\s*\(",
    rf"\b(?:[a-z-]+\s+)?{_TYPES}\s+(?P<b>{_NAME})",
    (
        rf"(?:^|[.:\n]\s*)(?:[A-Za-z]+ly,?\s+)?(?:[A-Z][a-z]+ [a-z]+ [a-z]+\s+)?(?P<b>{_NAME})\s+"
        r"(?:wants?|needs?|seeks?|plans?|sells?|makes?|offers?|is (?:looking|launching|a|"
        r"an)|would like|runs|asks|intends|launches)\b"
    ),
    (
        rf"\b(?:[Cc]ampaign|[Bb]rief|[Pp]lan|[Pp]ush|[Ss]omething|[Ww]ork|[Aa]ds|[Ll]aunch|"
        rf"[Ss]ale|[Mm]arketing|[Ll]eads|[Ss]eries)\s+for\s+(?P<b>{_NAME})(?='s\b|[\s,.:;(])"
    ),
    rf"\b[Ff]or\s+(?P<b>{_NAME})(?='s\s)",
    rf"\b(?:get|generate|find|bring|win)\b[^.;]{{3,40}}\bfor\s+(?P<b>{_NAME})",
    rf"[a-z]\s+\((?P<b>{_NAME})\)",
    rf"\bof\s+(?P<b>{_NAME})(?=\s+[a-z]+[,.;:(])",
    rf"\b[Ff]or\s+(?P<b>{_NAME})(?=[\s,.:;(])",
    rf"(?:^|\n|[.:]\s+)(?P<b>{_NAME})(?=[,:(]\s*[a-z]|,\s+[A-Z]|\s+[a-z-]+(?:\s+[a-z-]+)?[,(.])",
    rf",\s+(?P<b>{_NAME})(?=,|\.)",
)
_BRANDS = tuple(re.compile(p, re.MULTILINE) for p in _BRAND)
_STOP = (
    r"(?=\s*(?:[.;:,()\n]|$|\s[-–]\s)|\s+(?:in|for|to|with|at|from|on|between|against|"
    r"instead|by|is|are|was|costs?|starting|during|through|via|"
    r"before|until|online|across|and (?:we|want|need|our)|brand|using|under|who|that|"
    r"which|as|should|priced|because|throughout|vs)\b)"
)
_ARTICLE = r"(?:(?:the|our|its|their|his|her|a|an|some|more|new|brand[- ]new)\s+)*"
_RESULT = (
    r"(?:new|more|leads?|orders?|sales|customers?|clients?|installs?|downloads?|sign-?ups?|visits?|visitors?|clicks?|"
    r"members?|subscribers?|demos?|bookings?|appointments?|people|units|percent)"
)
_PRODUCTS = tuple(
    re.compile(p, re.MULTILINE)
    for p in (
        (
            rf"\b[Pp]roduct\s*(?:is|:)\s*{_ARTICLE}\"?(?P<p>[^.;\n\"]{{2,80}}?)\"?(?=[.;\n]|$|"
            rf"\s+(?:made|built|sold)\s+by\b|,\s+(?:brand|countr|market|budget|we|and))"
        ),
        (
            rf"\b(?:promot(?:e|ing)|push|advertis\w+|launch(?:ing)? of|launch(?:ing)?|introduc\w+)\s+"
            rf"{_ARTICLE}\"?(?P<p>(?!on\b|"
            rf"in\b|is\b|date)[A-Za-z]{_NOUN})\"?{_STOP}"
        ),
        (
            rf"\b(?:[Ss]ales of|[Ss]ell(?:s|ing)?|[Ww]e sell|[Tt]hey sell)\s+(?!in\b|only|online|"
            rf"to\b){_ARTICLE}(?P<p>{_NOUN}){_STOP}"
        ),
        (
            rf"\b(?:[Ww]e|[Tt]hey|and|who|which|[Ii]t) (?:make|install|offer|produce|build|rent|"
            rf"provide|run|brew|bake|design|sell)s?\s+(?!a chain|ads|campaigns){_ARTICLE}(?P<p>{_NOUN}){_STOP}"
        ),
        (
            r"\b(?:need|wants?|get|drive|more)\s+(?P<p>(?!more\b|new\b|qualified\b|online\b|"
            r"direct\b|app\b|the\b|people\b|to\b)[a-z]+(?:\s+[a-z]+)?)\s+(?:sales|orders|bookings|"
            r"leads|sign-?ups|openings|applications)\b"
        ),
        (
            rf"\b(?:bring(?:s|ing)? out|releas(?:e|es|ing)|unveil(?:s|ing)?|subscriptions? (?:to|for)|members? of)\s+"
            rf"{_ARTICLE}(?P<p>[A-Za-z]{_NOUN}){_STOP}"
        ),
        (
            r"\b(?:open|sell|win|get|book|place|let|rent out|fill)\s+\d[\d.,]*k?\s+(?:new\s+|more\s+)?"
            rf"(?P<p>(?!{_RESULT}\b)[a-z]+(?:\s+(?!{_RESULT}\b)[a-z]+)?){_STOP}"
        ),
        r"\b[Tt]he new\s+\"?(?P<p>[A-Z0-9]\w*)\"?",
        rf"\bnew customers for\s+{_ARTICLE}(?P<p>{_NOUN}){_STOP}",
        (
            rf"\b(?:sign[- ]?ups?|bookings|registrations|subscribers|installs|downloads|visits|"
            rf"[Ll]eads|demos|orders|pre-orders|customers|applications|[Tt]est drives|appointments|"
            rf"awareness|traffic|[Tt]raffic)\s+(?:for|of|to)\s+"
            rf"(?!\$|€|£|\d|the\s+next){_ARTICLE}(?:my\s+)?(?P<p>[A-Za-z]{_NOUN}){_STOP}"
        ),
        (
            rf"\b(?:our|my)\s+(?:new\s+)?(?P<p>(?!budget|margin|goal|average|cpa|cpl|cac|roas|"
            rf"team|page|aim|client|audience|crm|target|main|primary|campaign|usp|ads?\b|customers|"
            rf"website|site\b|price|current|landing|charity|brand\b|offer|message|back|data|plan|"
            rf"card\b|shop system|difference|edge)[a-z]{_NOUN}){_STOP}"
        ),
        (
            rf"\b(?:[Cc]ampaign|[Bb]rief|[Aa]ds|[Aa]dvertising|[Mm]arketing)\s+for\s+{_ARTICLE}"
            rf"(?P<p>(?!client|next|company|brand\b|spring|summer|autumn|winter|q\d|\d)[a-z]{_NOUN}){_STOP}"
        ),
        rf"\b(?:try|buy|order|discover|book)\s+(?:our|the new|the|their)\s+(?P<p>{_NOUN}){_STOP}",
    )
)
_PROMOTED = re.compile(
    r"\b(?:push|promote|promoting|sell(?:ing)?|launch(?:ing)?(?: of)?|advertise|advertising|market(?:ing)?)\s+"
    rf"(?:the|our)\s+(?:new\s+)?(?P<p>{_NOUN}){_STOP}"
)
_NO_NOUN = r"(?!in\b|for\b|on\b|to\b|at\b|from\b|by\b|with\b)"
_AFTER_BRAND = (
    re.compile(rf":\s+{_ARTICLE}(?P<p>(?!{_RESULT}\b)[a-z]{_NOUN}){_STOP}"),
    re.compile(
        rf"(?:'s)?\s*,\s+{_ARTICLE}(?:(?:UK|US|German|French)\s+)?"
        rf"(?P<p>(?![A-Z][a-z]+ and|in\b|starting|from)[a-z]{_NOUN}){_STOP}"
    ),
    re.compile(r"\s*\((?P<p>[a-z][^),]{2,60})[,)]"),
    re.compile(rf"'s\s+(?:new\s+|latest\s+)?(?P<p>{_NOUN}){_STOP}"),
    re.compile(
        rf"\s+(?P<p>(?!wants?\b|needs?\b|sells?\b|and\b|we\b|is\b|makes?\b|seeks?\b|plans?\b){_NO_NOUN}[a-z][a-z-]+"
        rf"(?:\s+{_NO_NOUN}[a-z-]+)?)(?=\s*[(:,.;])"
    ),
)
_BEFORE_BRAND = re.compile(
    r"(?P<p>[a-z][a-z-]+(?:\s+[a-z-]+)?)\s*(?:\(|,\s*brand\s+|,\s+)$|"
    rf"(?:^|[.:\n]\s*|\b(?:our|my|the)\s+)(?P<t>(?:[A-Za-z-]+\s+){{0,2}}{_TYPES})\s+$"
)
_LABEL_BRAND = ("brand", "client", "company", "advertiser")
_LABEL_PRODUCT = ("product", "service", "what we sell", "product/service", "product / service", "promoted product")
_LABEL_NAME = ("campaign name", "campaign", "name", "project", "title")
_LABEL_AGAINST = ("against", "competitors", "competition", "alternatives", "competitor")
_AGAINST = re.compile(
    r"\b(?:[Aa]gainst|[Cc]ompet(?:e|es|ing) with|[Cc]ompetitors?(?:\s+(?:are|is|include))?:?|"
    r"[Cc]ompared (?:with|to)|[Uu]nlike|[Rr]ivals?(?:\s+(?:are|is))?:?|[Vv]ersus|[Vv]s\.?|"
    r"instead of|"
    rf"rather than|[Aa]lternative to)\s+(?P<who>(?:{_NAME}|[A-Z][\w.]+)(?:\s*(?:,|and|"
    rf"or|,\s*and)\s*(?:{_NAME}|[A-Z][\w.]+))*)"
)


def read_names(text: Text, reading: Reading) -> None:
    """Put brand, product, campaign name and competitors into the reading."""
    for field, keys in (("brand", _LABEL_BRAND), ("product", _LABEL_PRODUCT), ("name", _LABEL_NAME)):
        line = text.labelled(*keys)
        if line is not None:
            value = line.value.strip(' "')
            cut = re.split(r",\s+(?=(?:product|countr|market|budget|brand|objective)\w*\s*:?\s)|,\s+[a-z ]+:\s", value)[
                0
            ]
            reading.put(field, cut, line.value, is_labelled=True)
    read_against(text, reading)
    _read_brand(text, reading)
    _read_product(text, reading)


def read_against(text: Text, reading: Reading) -> None:
    """Put the competitors into the reading."""
    line = text.labelled(*_LABEL_AGAINST)
    match = None if line else _AGAINST.search(text.written)
    written = line.value if line else match["who"] if match else ""
    names = [n.strip(" .") for n in re.split(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", written) if n.strip(" .")]
    reading.put("alternatives", tuple(names), written)


def _read_brand(text: Text, reading: Reading) -> None:
    if reading.get("brand"):
        return
    for pattern in _BRANDS:
        for match in pattern.finditer(text.written):
            name = _trimmed(match["b"])
            if name and not text.is_taken(match.start("b"), match.start("b") + len(name)) and _is_name(name, reading):
                reading.put("brand", name, match[0].strip())
                return


def _trimmed(name: str) -> str:
    words = name.strip(" .,:'-").removesuffix("'s").split()
    while words and words[0].lower().strip("'") in not_names() and len(words) > 1 and words[0] != "The":
        words = words[1:]
    while words and words[-1].lower() in {"and", "of", "the", "for", "&", "de", "la"}:
        words = words[:-1]
    return " ".join(words)


def _is_name(name: str, reading: Reading) -> bool:
    low = name.lower()
    words = [w for w in low.split() if w not in {"&", "and", "of", "the"}]
    if not words or all(w.strip(".'") in not_names() or w[0].isdigit() for w in words):
        return False
    known = places()
    if low in known.countries or low in known.regions or low in known.groups or name in known.exact:
        return False
    if low in metrics_by_alias() or any(low == c.name.lower() or low in c.aliases for c in channels().values()):
        return False
    return name not in (reading.get("alternatives") or ())


def _read_product(text: Text, reading: Reading) -> None:
    if reading.get("product"):
        return
    brand = reading.get("brand") or ""
    strong = _PROMOTED.search(text.written)
    if strong and _is_product(_clean_product(strong["p"]), brand):
        reading.put("product", _clean_product(strong["p"]), strong[0])
        return
    fallback = _beside_brand(text, reading, brand) if brand else None
    for pattern in _PRODUCTS:
        matches = (m for m in pattern.finditer(text.written) if _is_product(_clean_product(m["p"]), brand))
        match = next((m for m in matches if not text.is_address(m.start("p"))), None)
        if match is not None:
            reading.put("product", _clean_product(match["p"]), match[0])
    if fallback is not None:
        reading.put("product", *fallback)


def _beside_brand(text: Text, reading: Reading, brand: str) -> tuple[str, str] | None:
    """Read what stands right after the brand; return what stands before it, in case nothing better is found."""
    place = text.written.find(brand)
    before, after = text.written[:place], text.written[place + len(brand) :]
    for pattern in _AFTER_BRAND:
        match = pattern.match(after)
        is_other = match and re.match(r"\s*(?:we|and|wants?|needs?|with|the\b)", match["p"])
        if match and not is_other and _is_product(_clean_product(match["p"]), brand):
            reading.put("product", _clean_product(match["p"]), match[0])
            return None
    quoted = re.search(r"\"(?P<p>[A-Z][^\"]{1,30})\"", text.written)
    if quoted and "by" in before[-30:]:
        described = re.match(r"\s*(?:,\s*)?(?P<d>an?\s+[a-z -]+?)\s+by\b", text.written[quoted.end() :])
        reading.put("product", quoted["p"].strip(" ,") + (f", {described['d']}" if described else ""), quoted[0])
        return None
    match = _BEFORE_BRAND.search(before)
    if match is None or re.search(r"\b(?:for|brand|client|company|by)$", match["p"] or match["t"]):
        return None
    return _clean_product(match["p"] or match["t"]), match[0]


def _clean_product(value: str) -> str:
    quoted = re.search(r"\"([A-Z][^\"]*)(?:\"|$)", value)
    if quoted:
        return quoted[1].strip()
    value = re.sub(rf"^(?:{_ARTICLE})", "", value.strip(' "')).strip(' "')
    value = re.sub(r"^(?:for|of|on|about|to)\s+(?:(?:the|our|its)\s+)?", "", value)
    value = re.sub(
        r"\s+(?:and|we|our|they|(?:this|next|the coming) (?:spring|summer|autumn|fall|winter|year|month))$", "", value
    )
    return re.sub(r"^(?:UK|US)\s+", "", value)


def _is_product(value: str, brand: str) -> bool:
    low = value.lower()
    if not value or low == brand.lower() or re.match(r"[\d$€£]", value):
        return False
    first, last = low.split()[0], low.split()[-1]
    return last not in {"sale", "campaign", "push", "promotion", "drive", "launch"} and first not in {
        "ads", "us", "them", "it", "people", "april", "may", "june", "july", "on", "in", "is",
        "campaign", "website", "date", "this", "that", "sale", "more", "everything", "something", "visits", "campaigns",
    }  # fmt: skip
