"""Reads what a campaign is to bring: sales, leads, installs, visits, awareness."""

import re

from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text

_OBJECTIVES = (
    ("app installs", r"(?:app )?installs?|(?:app )?downloads?|download(?:s)? of the app|install the app"),
    ("awareness", r"(?:brand )?awareness|branding|brand recall|reach campaign|known"),
    ("traffic", r"traffic(?: campaign)?|site visits|drive visits|visits to|visitors to|more visitors"),
    ("engagement", r"engagement campaign|objective:? engagement|engagement"),
    (
        "leads",
        (
            r"leads?(?: gen(?:eration)?| campaign)?|lead[- ]gen|sign[- ]?ups?|demo requests|"
            r"registrations|enquiries|inquiries|mqls|newsletter subscribers|"
            r"webinar registrations|test drives|(?:booked )?consultations|consultation bookings|"
            r"trial sign-?ups|appointments|quote requests|pipeline"
        ),
    ),
    (
        "new customers",
        (
            r"new (?:customers?|members?|clients?|buyers?|subscribers?)|customer acquisition|"
            r"acquire customers|first-time buyers"
        ),
    ),
    (
        "sales",
        (
            r"sales|(?:pre-)?orders|bookings|sell(?:ing)?(?: more)?|revenue|direct bookings|"
            r"online orders|e-?commerce sales|purchases"
        ),
    ),
)
_OBJECTIVE_LABELS = ("objective", "goal", "campaign objective", "objectives", "purpose", "aim")
_WISH = (
    r"(?:want(?:s)?|need(?:s)?|seek(?:s)?|would like|we'd like|get (?:me|us)|looking "
    r"for|aim(?:s)? (?:for|at|to)|goal is|objective(?: is)?:?|objective|push for|generate|"
    r"drive|grow|win|attract|focus on|campaign for|more|only|increase|boost|build|gain|collect|help us)"
)


def read_objective(text: Text, reading: Reading) -> None:
    """Put the objective into the reading, where the text names it."""
    line = text.labelled(*_OBJECTIVE_LABELS)
    wished = line.value if line else ""
    for objective, words in _OBJECTIVES:
        if wished and re.search(rf"\b(?:{words})\b", wished, re.IGNORECASE):
            reading.put("objective", objective, wished)
            return
    best: tuple[int, str, str] | None = None
    for objective, words in _OBJECTIVES:
        pattern = (
            rf"\b{_WISH}\s+(?:[\w'$€£%,.-]+\s+){{0,4}}?(?:{words})\b|(?:^|[.:;\n]\s*)(?:[A-Za-z-]+\s+){{0,2}}?(?:{words})\s*(?:,|"
            rf"\b(?:campaign|only|in|at|push|goal|objective|for|to)\b)|\b(?:{words})\s+(?:campaign|"
            rf"only|drive|objective)\b"
        )
        match = re.search(pattern, text.written, re.IGNORECASE)
        if match and (best is None or match.start() < best[0]):
            best = (match.start(), objective, match[0])
    if best is not None:
        reading.put("objective", best[1], best[2])
