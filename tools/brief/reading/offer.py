"""Reads the offer: what the customer gets and what it costs."""

import re

from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text

_UNTIL = r"(?=[.;\n]|$|,\s+(?:but|and we|we|with|budget|from|so|CPA|CPL|ROAS|CTA)\b|\s[-–]\s)"
_OFFER_LABELS = ("offer", "promotion", "deal", "promo", "incentive")
_OFFERS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        (
            rf"\b(?:we offer|offering|the offer (?:is|:)|offer is|our offer is|incentive is)\s+"
            rf"(?P<o>[^.;\n]{{4,90}}?){_UNTIL}"
        ),
        (
            r"(?P<o>\b\d{1,2}\s?%\s+(?:off|discount)(?:\s+(?!from\b|until\b|on (?:meta|tiktok|"
            r"search)|in\b)[\w' ]{2,40}?(?:\s+(?:before|until|by)\s+\d{1,2}\s\w+)?)?)(?=[.;,()\n:]|"
            r"$)"
        ),
        r"(?P<o>\b\d{1,2}\s?%\s+interest(?:\s+for\s+\d+\s+\w+)?)",
        r"(?P<o>\b(?:first|second)\s+(?:\w+\s+){1,3}?(?:for\s+)?free\b)",
        (
            r"(?P<o>\bfree\s+(?:returns?|shipping|delivery|trial(?!\s+sign)|installation|month|"
            r"consultation|gift|audit|samples?|fitting|cancellation)(?:\s+(?:for|within)\s+\d+\s+\w+)?)"
        ),
        (
            r"(?P<o>\b(?:buy one,? get one(?: free)?|two for one|2 for 1|\d+[- ]day free trial|"
            r"\d+[- ](?:day|month|week)s? (?:free|trial)|[$€£]\d+\s+(?:off|welcome bonus|voucher)(?:\s+\w+){0,3}))"
        ),
    )
)


def read_offer(text: Text, reading: Reading) -> None:
    """Put the offer into the reading, from its labelled line or the words of a price, a discount, a trial."""
    line = text.labelled(*_OFFER_LABELS)
    if line is not None:
        reading.put("offer", line.value.strip(' "'), line.value)
        return
    found = find_offer(text.written)
    if found is not None:
        reading.put("offer", *found)


def find_offer(written: str) -> tuple[str, str] | None:
    """Return the first offer that a text names, with its words; None where it names none."""
    matches = [m for pattern in _OFFERS if (m := pattern.search(written))]
    if not matches:
        return None
    first = matches[0]
    around = [m for m in matches if m.start("o") <= first.start("o") and m.end("o") >= first.end("o")]
    whole = max(around, key=lambda m: len(m["o"]))
    return whole["o"].strip(" ,"), whole[0]
