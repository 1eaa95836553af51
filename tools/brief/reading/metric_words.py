"""Where a text names a KPI or another figure of a campaign: "cost per install", "sign-ups", "margin"."""

import re
from dataclasses import dataclass
from functools import cache

from tools.quantities import Unit

RESULTS = {
    "new_customers": (
        r"new (?:customers?|clients?|buyers?|members?|users?|policyholders?)|(?:customers?|"
        r"clients?|members?)"
    ),
    "leads": r"(?:qualified |new |sales )?leads?|(?:trial |newsletter |free )?sign[- ]?ups?|registrations?|"
    r"registrants?|"
    r"demos?(?: requests?| bookings?)?|enquir(?:y|ies)|inquir(?:y|ies)|mqls?|sqls?|trials?|applications?|subscribers?|"
    r"quotes?(?: requests?)?|contacts?|form[- ]fills?|consultations?(?: bookings?)?|"
    r"appointments?|test drives?|downloads? of the guide",
    "conversions": r"orders?|sales?|purchases?|acquisitions?|conversions?|bookings?|(?:app )?installs?|"
    r"(?:app )?downloads?|"
    r"checkouts?|actions?|transactions?|subscriptions?|tickets?(?: sold)?|results?|deals?|reservations?",
    "clicks": r"(?:link )?clicks?",
    "visits": r"(?:site |store |landing page )?visits?|sessions?|(?:site )?visitors?|landing page views?",
    "completed_views": r"completed views?|completions?",
    "engagements": r"engagements?|interactions?",
    "impressions": r"(?:thousand|1,?000) impressions|mille|thousand",
}
"""Each result that money is paid for, and its words; likelier readings first."""
COST = {
    "conversions": "cpa", "leads": "cpl", "new_customers": "cac", "clicks": "cpc", "visits": "cost_per_visit",
    "completed_views": "cpcv", "engagements": "cost_per_engagement", "impressions": "cpm",
}  # fmt: skip
_KPIS = {
    "cpa": r"CPA|CPI|CPO|cost[- ]per[- ](?:acquisition|action|result)|acquisition costs?|cost of acquisition",
    "cpl": r"CPL|lead costs?",
    "cac": r"CAC|customer acquisition costs?",
    "cpc": r"CPC|click prices?",
    "cpm": r"CPM|cost per (?:thousand|mille)",
    "cpcv": r"CPCV",
    "cost_per_visit": r"CPV",
    "roas": r"ROAS|return on (?:ad(?:vertising)?\s?)?spend",
    "ctr": r"CTR|click[- ]?through(?:[- ]rate)?",
    "conversion_rate": (
        r"CVR|conversion rates?|conv\.? rate|(?:page|site|landing page) converts(?: at)?|"
        r"converting at|converts at"
    ),
    "vcr": r"VCR|(?:video |view )?completion rates?",
    "engagement_rate": r"engagement rates?",
    "reach": r"(?:unique )?reach(?! (?:out|people|parents|them|more))",
    "frequency": r"frequency",
    "lead_to_sale_rate": r"lead[- ]to[- ](?:sale|customer|deal|order)(?: rate)?|close rate|closing rate|win rate|"
    r"of (?:the |our |all )?leads (?:become|turn into|convert|close|buy|end up as)\w*",
    "lead_rate": r"lead rate|click[- ]to[- ]lead(?: rate)?",
    "margin": r"(?:contribution |gross |profit |product )?margins?",
    "average_order_value": r"AOV|average (?:order|basket|cart|sale|purchase|ticket|contract|deal)(?: (?:value|"
    r"size))?|basket (?:size|value)|"
    r"order value|(?:retail |list |selling |average )?price(?: is| of| point)?|priced "
    r"at|costs?(?= (?:[$€£]|\d))|contract value|"
    r"deal size|ACV|(?:sale|order|deal|purchase|contract) (?:of|worth)|ticket's price "
    r"is|sells? (?:for|at)|retails? (?:for|at)|"
    r"(?:(?:orders?|baskets?|sales?|purchases?|deals?|contracts?|tickets?|bookings?) (?:are|is|averages?|comes? to)|"
    r"(?:average|typical) one is|(?:is|are) worth|worth)(?= (?:worth |about |around |roughly |some )*[$€£])",
    "lifetime_value": r"(?:customer )?lifetime (?:value|margin)|LTV|CLV|CLTV|(?:customer|member) value|"
    r"margin over (?:their|the|a) (?:whole )?lifetime",
    "budget": r"(?:total |overall |media |ad |campaign |marketing )?budget|(?:ad |media |total "
    r")?spend(?:ing)?|to spend|invest(?:ment)?|"
    r"we(?:'ve| have) (?:got)?|all[- ]in|at our disposal|to work with|available|funding|put(?:ting)? in",
}
_CASED = re.compile(r"^[A-Z]+(?:\||$)")


@dataclass(frozen=True, slots=True)
class MetricWord:
    """A figure's name in a text.

    Attributes:
        start: where it stands.
        end: where it ends.
        text: as written.
        name: the KPI's, the measure's or the brief field's name.
        is_count: True for results ("orders"), whose number is a volume, or a cost when it is money.
    """

    start: int
    end: int
    text: str
    name: str
    is_count: bool = False


UNITS = {
    "cpa": Unit.MONEY, "cpl": Unit.MONEY, "cac": Unit.MONEY, "cpc": Unit.MONEY, "cpm": Unit.MONEY, "cpcv": Unit.MONEY,
    "cost_per_visit": Unit.MONEY, "cost_per_engagement": Unit.MONEY, "roas": Unit.RATIO, "ctr": Unit.RATE,
    "conversion_rate": Unit.RATE, "vcr": Unit.RATE, "engagement_rate": Unit.RATE, "lead_to_sale_rate": Unit.RATE,
    "lead_rate": Unit.RATE, "margin": Unit.RATE, "average_order_value": Unit.MONEY, "lifetime_value": Unit.MONEY,
    "budget": Unit.MONEY, "reach": Unit.COUNT, "frequency": Unit.RATIO,
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    found = []
    for result, words in RESULTS.items():
        per = (
            rf"costs? (?:per|of an?|for an?|for each) (?:{words})|price per (?:{words})|(?:{words})[- "
            rf"]costs?(?!\s+\w+ing)"
        )
        per += (
            rf"|(?:an?|each|one|every)\s+(?:\w+\s+)?(?:{words})\s+(?:(?:may|can|should|must|now|"
            rf"currently|must not)\s+)?costs?(?:\s+us)?"
        )
        found.append((COST[result], re.compile(rf"(?<![\w-])(?:{per})(?![\w-])", re.IGNORECASE), False))
    found += [
        (name, re.compile(rf"(?<![\w-])(?:{words})(?![\w]|-\w)", re.IGNORECASE), False) for name, words in _KPIS.items()
    ]
    found += [
        (result, re.compile(rf"(?<![\w-])(?:{words})(?![\w]|-\w)", re.IGNORECASE), True)
        for result, words in RESULTS.items()
        if result != "impressions"
    ]
    return tuple(found)


def find_metric_words(written: str) -> list[MetricWord]:
    """Return the figures that a text names, in order; the longest reading of overlapping words counts."""
    found = [
        MetricWord(m.start(), m.end(), m[0], name, is_count)
        for name, pattern, is_count in _patterns()
        for m in pattern.finditer(written)
    ]
    found.sort(key=lambda w: (w.start, -(w.end - w.start), w.is_count))
    kept: list[MetricWord] = []
    for word in found:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
        elif word.end > kept[-1].end and word.end - word.start > kept[-1].end - kept[-1].start:
            kept[-1] = word
    return kept
