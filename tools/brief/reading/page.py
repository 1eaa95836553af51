"""A web page's text that the user pasted: told apart from the user's own words, and read as a page is written.

Prose readers would take a footer for the audience and a newsletter for the product. A page is read by what its lines
are: a title, a price, a button, a list of proofs. Budget, dates, targets and market come from the user's words only.
"""

import re
from collections import Counter

from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.found import Reading
from tools.brief.reading.names import read_against
from tools.brief.reading.offer import find_offer
from tools.brief.reading.text import Text
from tools.quantities import Unit

_FROM_PAGE = "on the page"
_CUE = re.compile(
    r"\b(?:from|based on|using|out of|for) (?:this|the|our|that) (?:[\w-]+ )?(?:page|website|site)\b|"
    r"\b(?:page|site|website) (?:says|reads|text|content|copy)\b|"
    r"\bhere(?:'s| is| are) (?:the |our )?(?:text|content|copy|what)\b[^.\n]{0,40}\b(?:page|site|website)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:brief|campaign|budget|flight|target|kpi|cpa|roas|cpl)\b", re.IGNORECASE)
_MARK = re.compile(
    r"^(?:skip to (?:main )?content|menu|search|cart\b.*|basket\b.*|(?:log|sign) ?in|my account|faqs?|"
    r"(?:read|learn|show) more|add to (?:cart|basket|bag)|(?:shop|buy|order|book) now|home\s*[/›>»].*|subscribe|"
    r"follow us.*|"
    r"(?:start|try|get|book|request|download|sign up|join)\b[^.]{0,40})$|"
    r"©|★|all rights reserved|privacy policy|cookie (?:settings|policy|preferences)|terms (?:of|and|&)|newsletter|"
    r"\blog in\b|\bsign in\b|\bcart \(",
    re.IGNORECASE,
)
_FEWEST_LINES, _FEWEST_MARKS = 6, 3
_BULLET = re.compile(r"^[-*•✓✔–]\s+(?P<text>\S.*)$")
_PROOF = re.compile(
    r"^(?:trusted by|used by|loved by|rated|tested by|recommended by|certified|award)|\bguarantee\b|"
    r"[\d.,]+\s+reviews\b|\bmoney[- ]back\b",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"©\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?P<name>[^.|,©\d][^.|,©]*?)"
    r"(?:,?\s+(?:A/S|GmbH|AG|Inc|Ltd|LLC|SA|BV|AB|Oy|plc|Co|Limited|Corporation))?(?=\s*[.,|]|\s*$|\s+all rights)",
    re.IGNORECASE,
)
_CART = re.compile(r"add to (?:cart|basket|bag)", re.IGNORECASE)
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?(?P<label>[a-z0-9-]+)\.", re.IGNORECASE)
_NO_PRICE_BEFORE = re.compile(r"\b(?:was|over|from|save|rrp|instead of|above|up to|plus|least)\s*$", re.IGNORECASE)
_NO_PRICE_AFTER = re.compile(r"\s*(?:off|discount|/|per\b|an? (?:month|week|year|day)|voucher|or more)", re.IGNORECASE)
_BUTTONS = (
    (r"(?:add to (?:cart|basket|bag)|(?:buy|order|shop)(?: \w+)? now|buy online|checkout)", "order online", "sales"),
    (r"(?:book|reserve)(?: your)?(?: (?:stay|table|room|seat|tickets?))?(?: now| online)", "book online", "sales"),
    (r"(?:book|request|get|schedule|see)(?: your| a)?(?: \w+)? demo", "book a demo", "leads"),
    (r"(?:request|get)(?: your| a)?(?: \w+)? quote", "request a quote", "leads"),
    (r"(?:contact|talk to)(?: \w+)? (?:us|sales)", "contact us", "leads"),
    (r"(?:download|install|get) the app", "install the app", "app installs"),
    (r"(?:start|begin|get)(?: your| a)?(?: [\w-]+)? (?:free )?trial", "start a free trial", ""),
    (r"(?:try (?:it |\w+ )?(?:for )?free|get started|sign up|join now)", "sign up", ""),
)


def parted(written: str) -> tuple[str, str]:
    """Return the user's own words and the text of the page among them; the page is empty where there is none."""
    blocks = re.split(r"\n[ \t]*\n", written.replace("\r\n", "\n"))
    said: list[str] = []
    page: list[str] = []
    for place, block in enumerate(blocks):
        lines = block.strip("\n").split("\n")
        if _OURS.search(block) and len(lines) <= _FEWEST_LINES and not any(_MARK.search(line) for line in lines[1:]):
            said += lines
            continue
        own = 1 if place == 0 and (_CUE.search(lines[0]) or _OURS.search(lines[0])) else 0
        said += lines[:own]
        page += lines[own:]
    page = [line.strip() for line in page if line.strip()]
    marks = sum(bool(_MARK.search(line)) for line in page)
    is_named = any(_CUE.search(line) for line in said) and len(page) > 1
    if not is_named and (len(page) < _FEWEST_LINES or marks < _FEWEST_MARKS):
        return written, ""
    return "\n".join(said), "\n".join(page)


def read_page(page: str, reading: Reading) -> None:
    """Put what a page says into the reading; what the user said themselves stays."""
    text = Text.of(page)
    lines = [line.strip() for line in text.written.splitlines() if line.strip()]
    titles = _title_parts(lines)
    brand = _brand(lines, titles, reading.get("url") or "")
    _put(reading, "brand", brand)
    place = _product(lines, titles, brand, reading)
    _pitch(lines, place, brand, reading)
    proofs = [m["text"] for line in lines if (m := _BULLET.match(line))]
    proofs += [line for line in lines if _PROOF.search(line) and not _BULLET.match(line) and len(line) <= 100]  # noqa: PLR2004 - a proof is a line
    reading.put("reasons", tuple(dict.fromkeys(p.strip("★ .") for p in proofs))[:4], "; ".join(proofs), _FROM_PAGE)
    offer = find_offer(page)
    if offer is not None:
        reading.put("offer", offer[0], offer[1], _FROM_PAGE)
    _price(text, reading)
    _button(lines, reading)
    against = Reading()
    read_against(text, against)
    if "alternatives" in against.fields:
        found = against.fields["alternatives"]
        reading.put("alternatives", found.value, found.words, _FROM_PAGE)


def _put(reading: Reading, field: str, value: str) -> None:
    reading.put(field, value, value, _FROM_PAGE)


def _title_parts(lines: list[str]) -> list[str]:
    """Return the parts of the page's title, "Payroll software | Brightdesk"."""
    for line in lines[:3]:
        parts = [p.strip() for p in re.split(r"\s+[|–—·]\s+|\s+-\s+", line) if p.strip()]
        if len(parts) > 1 and not _MARK.search(line):
            return parts
    return []


def _brand(lines: list[str], titles: list[str], url: str) -> str:
    """Return the name that the address, the copyright line or the title give."""
    host = _HOST.match(url)
    labels = set()
    if host is not None:
        label = host["label"].lower()
        labels = {label, label.replace("-", ""), label.split("-", maxsplit=1)[0]}
    spelt: Counter[str] = Counter(
        w for line in lines for w in re.findall(r"[^\W\d_][\w'&.]*\w", line) if w.lower() in labels
    )
    if spelt:
        name = max(spelt, key=lambda w: (not w.isupper(), not w.islower(), spelt[w]))
        return name.title() if (name.isupper() and len(name) > 4) or name.islower() else name  # noqa: PLR2004 - IBM stays IBM
    owners = [m["name"].strip() for line in lines if (m := _OWNER.search(line))]
    if owners:
        return re.sub(r"\s+all rights reserved.*$", "", owners[0], flags=re.IGNORECASE)
    return min(titles, key=len) if titles else ""


def _product(lines: list[str], titles: list[str], brand: str, reading: Reading) -> int:
    """Put the product into the reading; return the number of the line that names it."""
    prices = (n for n, line in enumerate(lines) if _has_price(line) or _CART.match(line))
    end = next(prices, 0)
    for place in range(end - 1, max(-1, end - 4), -1):
        if _is_heading(lines[place], brand):
            _put(reading, "product", lines[place])
            return place
    other = next((p for p in titles if p.lower() != brand.lower()), "")
    what, _, whom = other.partition(" for ")
    _put(reading, "product", what.strip())
    _put(reading, "audience", whom.strip())
    return next((n for n, line in enumerate(lines[:3]) if other and other in line), 0)


def _has_price(line: str) -> bool:
    return any(q.unit is Unit.MONEY and not _is_no_price(line, s, e) for s, e, q in find_amounts(line))


def _is_no_price(line: str, start: int, end: int) -> bool:
    return bool(_NO_PRICE_BEFORE.search(line[:start]) or _NO_PRICE_AFTER.match(line[end:]))


def _is_heading(line: str, brand: str) -> bool:
    words = line.split()
    is_short = 1 <= len(words) <= 8 and not line.endswith((".", "!", "?", ":"))  # noqa: PLR2004 - a title is short
    is_other = not (_MARK.search(line) or _BULLET.match(line) or re.search(r"[/›>»|]", line))
    return is_short and is_other and line.lower() != brand.lower() and line[:1].isalpha()


def _pitch(lines: list[str], place: int, brand: str, reading: Reading) -> None:
    """Put the first sentence under the title into the reading as the value, and the heading over it as the message."""
    for number in range(place + 1, len(lines)):
        line = lines[number]
        if line.endswith(".") and len(line.split()) > 4 and not _MARK.search(line) and not line.startswith(('"', "“")):  # noqa: PLR2004 - a sentence
            _put(reading, "value", re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0].rstrip("."))
            above = lines[number - 1]
            if number - 1 > place and _is_heading(above, brand) and not above.lower().startswith(("why ", "about")):
                _put(reading, "message", above)
            return


def _price(text: Text, reading: Reading) -> None:
    """Put the one price of the page into the reading; where it has several, none can be the order's value."""
    found = {}
    for line in text.written.splitlines():
        for start, end, quantity in find_amounts(line):
            if quantity.unit is Unit.MONEY and not _is_no_price(line, start, end):
                found[quantity.value] = quantity
    if len(found) == 1:
        [quantity] = found.values()
        reading.put("average_order_value", quantity.value, quantity.text, f"the price {_FROM_PAGE}")
        reading.put("currency", quantity.currency, quantity.text, _FROM_PAGE)


def _button(lines: list[str], reading: Reading) -> None:
    """Put the action of the page's buttons into the reading: the one most often there, the first among equals."""
    counts: Counter[tuple[str, str]] = Counter()
    words: dict[str, str] = {}
    for line in lines:
        for pattern, action, objective in _BUTTONS:
            match = re.search(rf"(?:^|\s\s?){pattern}\W*$", line, re.IGNORECASE)
            if match:
                counts[action, objective] += 1
                words.setdefault(action, match[0].strip())
                break
    if counts:
        [((action, objective), _)] = counts.most_common(1)
        reading.put("action", action, words[action], f"a button {_FROM_PAGE}")
        reading.put("objective", objective, words[action], f"a button {_FROM_PAGE}")
