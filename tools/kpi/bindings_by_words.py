"""Numbers whose metric follows from the words around: "$2 per click", "4% of visits become orders", "18 days in"."""

import re
from dataclasses import dataclass

from tools.kpi.definitions import METRICS
from tools.kpi.mentions import Mention, Number
from tools.quantities import Unit

_PER = re.compile(r"\s*(?:per|a|an|each|/|for each|for every|every)\s*", re.IGNORECASE)
_OF = re.compile(r"\s*(?:of\s+)?(?:all |our |the |those |these )*", re.IGNORECASE)
_NEAR = 4
_GONE_AFTER = re.compile(r"\s*(?:in\b(?!\s+total)|into\b|gone|elapsed|so far|passed|have passed)", re.IGNORECASE)
_GONE_BEFORE = re.compile(
    r"\b(?:after|day|(?:spent|gone|used|burned|burnt)(?: \S+)? (?:in|within|over)(?: the first| only)?)\s+$",
    re.IGNORECASE,
)
_FLIGHT = re.compile(r"[\s-]*")
_OF_THEM_NEW = re.compile(
    r"\s*of (?:them|those|which|these)\s*(?:are |were |was |from )?(?:new|first-time)\b", re.IGNORECASE
)
_SALES_RATES = {
    "leads": "lead_to_sale_rate", "cpl": "lead_to_sale_rate", "visits": "sales_conversion_rate",
    "clicks": "conversion_rate", "cpc": "conversion_rate",
}  # fmt: skip
COST_OF = {
    "conversions": "cpa", "clicks": "cpc", "leads": "cpl", "new_customers": "cac", "visits": "cost_per_visit",
    "completed_views": "cpcv", "impressions": "cost_per_impression", "engagements": "cost_per_engagement",
}  # fmt: skip
"""The KPI that prices one unit of a measure: "$2 per click" is a CPC."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A number that belongs to a metric; `mentions` is empty when the metric follows from the words around."""

    number: Number
    metric: str
    mentions: tuple[Mention, ...] = ()


def new_ones(text: str, number: Number) -> str | None:
    """Return the new customers of "300 orders, 200 of them new"."""
    is_count = number.quantity.unit is None
    return "new_customers" if is_count and _OF_THEM_NEW.match(text, number.end) else None


def share_of_what_came_before(text: str, number: Number, mentions: list[Mention]) -> str | None:
    """Return the rate of "12% close" or "4% buy": sales over the leads, visits or clicks spoken of before."""
    verb = next((m for m in mentions if m.start >= number.end), None)
    if number.quantity.unit is not Unit.RATE or verb is None or text[number.end : verb.start].strip():
        return None
    if not any(c.name == "conversions" for c in verb.candidates):
        return None
    spoken = [c.name for m in reversed(mentions) if m.end <= number.start for c in m.candidates]
    return next((_SALES_RATES[name] for name in spoken if name in _SALES_RATES), "conversion_rate")


def share_of(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the rate that "4% of visits become orders" or "1 in 50 visitors buys" tells: orders over visits."""
    if number.quantity.unit is not Unit.RATE:
        return None
    after = [m for m in mentions if m.start >= number.end]
    if len(after) < 2 or not _OF.fullmatch(text[number.end : after[0].start]):  # noqa: PLR2004 - a whole and a part
        return None
    between = text[after[0].end : after[1].start]
    if len(between.split()) > _NEAR or re.search(r"[,.;?!\d]", between):
        return None
    pairs = {(part.name, whole.name) for part in after[1].candidates for whole in after[0].candidates}
    for metric in METRICS.values():
        powers = metric.parsed.powers
        if metric.unit is Unit.RATE and metric.is_kpi and len(powers) == 2:  # noqa: PLR2004 - a part over a whole
            part, whole = sorted(powers, key=lambda name: -powers[name])
            if (part, whole) in pairs:
                return Binding(number, metric.name, (after[0], after[1]))
    return None


def days_told(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the days of a flight, or those gone by: "for 30 days", "18 days in"."""
    is_bare_day = number.quantity.unit is None and re.search(r"\bday\s+$", text[: number.start], re.IGNORECASE)
    if number.quantity.unit is not Unit.DAYS and not is_bare_day:
        return None
    beside = [m for m in mentions if m.start < number.end and number.start < m.end]
    gone = _GONE_AFTER.match(text, number.end) or _GONE_BEFORE.search(text[: number.start])
    rest = [m for m in mentions if m.start >= number.end and _FLIGHT.fullmatch(text[number.end : m.start])]
    flight = [m for m in rest[:1] if any(c.name == "days_total" for c in m.candidates)]
    return Binding(number, "days_elapsed" if gone else "days_total", (*beside, *flight))


def price_of_a_unit(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the cost KPI of "$2 per click", "€40 a sale"."""
    if number.quantity.unit is not Unit.MONEY:
        return None
    for mention in mentions:
        if mention.start >= number.end and _PER.fullmatch(text[number.end : mention.start]):
            measure = next((m.name for m in mention.candidates if m.name in COST_OF), None)
            singular = measure and not mention.text.lower().endswith("s")
            if singular and measure:
                return Binding(number, COST_OF[measure], (mention,))
    return None


def money_by_preposition(text: str, number: Number, mentions: list[Mention]) -> str | None:
    """Return CPA for "500 sales at €40 (each)", spend for "125 sales for $5,000" and "from $5,000"."""
    if number.quantity.unit is not Unit.MONEY:
        return None
    before, after = text[: number.start].lower().rstrip(), text[number.end :].lower().lstrip()
    nearest = next((m for m in reversed(mentions) if m.end <= number.start), None)
    if nearest is not None and re.fullmatch(
        r"\s*(?:at|for|@)\s*(?:only |about |around )?", text[nearest.end : number.start]
    ):
        measure = next((m.name for m in nearest.candidates if m.name in COST_OF), None)
        each = re.match(r"(?:each|apiece|a piece|per)\b", after)
        if measure and (each or not before.endswith("for")):
            return COST_OF[measure]
    if before.endswith(" worth"):
        return "revenue"
    if re.match(r"(?:orders?|purchases?|baskets?|tickets?|order value)\b", after):
        return "aov"
    if re.match(r"(?:campaigns?|budgets?|flights?|tests?|ads?|push|plan)\b", after):
        return "spend"
    if re.match(r"(?:bought|buys?|got|gets?|brought|brings?|gave|gives?|generated|delivered|yielded)\b", after):
        return "spend"
    if re.search(r"\b(?:for|from|with|on|out of|using|put|putting|have|got|invest|'ve)$", before):
        return "spend"
    return None


_A_YEAR = re.compile(r"\s*(?:(?:times|orders|purchases)\s+)?(?:per|a|each|every|/)\s*year\b", re.IGNORECASE)


def yearly(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the orders per year of "3 per year", and the lifetime of "2 years"."""
    beside = tuple(m for m in mentions if m.start < number.end and number.start < m.end)
    if number.quantity.unit is Unit.YEARS and not beside:
        return Binding(number, "lifetime_years")
    if number.quantity.unit is Unit.YEARS and all(m.candidates[0].name == "lifetime_years" for m in beside):
        return Binding(number, "lifetime_years", beside)
    if number.quantity.unit is None and (match := _A_YEAR.match(text, number.end)):
        named = tuple(m for m in mentions if number.end <= m.start and m.end <= match.end())
        return Binding(number, "orders_per_year", named)
    return None


_SUBSCRIBERS = re.compile(
    r"\b(?:churn|subscri\w*|arpu|members?|monthly (?:fee|price|plan)|payback|ltv|clv)", re.IGNORECASE
)


def monthly_fee(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the revenue per user of "subscribers pay €12 a month"."""
    after = next((m for m in mentions if m.start >= number.end), None)
    is_month = after is not None and after.is_time and any(c.name == "arpu" for c in after.candidates)
    if after is None or not is_month or text[number.end : after.start].strip() or not _SUBSCRIBERS.search(text):
        return None
    paying = [m for m in mentions if m.end <= number.start and m.text.lower() in {"pay", "paid"}][-1:]
    beside = [m for m in paying if not text[m.end : number.start].strip()]
    return Binding(number, "arpu", (*beside, after)) if number.quantity.unit in {None, Unit.MONEY} else None


_SPENT_BEFORE = re.compile(
    r"\b(?:put in|pumped in|poured in|blew|burned|burnt|invested|shelled out|forked out)\s*(?:about |around )?$",
    re.IGNORECASE,
)
_SPENT_AFTER = re.compile(
    r"\s*(?:(?:buys?|gets?)\s+(?:me |us )?(?:at|with|for)\b|(?:is |are |was |were |has been )?(?:already )?"
    r"(?:gone|used(?: up)?|burned|burnt|blown)\b(?! (?:to|as|for)\b))",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"\b(?:shown|displayed|seen|served|viewed)\s*(?:about |around )?$", re.IGNORECASE)
_TIMES = re.compile(r"\s*times\b(?! (?:a|per|each))", re.IGNORECASE)


def by_verb(text: str, number: Number, mentions: list[Mention]) -> Binding | None:
    """Return the spend of "we put in 20k" and "1,500 buys at", and the impressions of "shown 240,000 times"."""
    if number.quantity.unit not in {None, Unit.MONEY}:
        return None
    before = text[: number.start]
    beside = tuple(m for m in mentions if number.end <= m.start <= number.end + 1)
    if number.quantity.unit is None and _SHOWN.search(before) and _TIMES.match(text, number.end):
        return Binding(number, "impressions")
    if _SPENT_AFTER.match(text, number.end):
        return Binding(number, "spend", beside)
    if _SPENT_BEFORE.search(before) and not beside:
        return Binding(number, "spend")
    return None
