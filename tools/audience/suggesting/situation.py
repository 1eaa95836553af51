"""Reads what is sold, to whom and where: from the request's fields, and from its words where a field is empty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools.audience.matching import Match, match_entries
from tools.audience.suggesting.families import platforms_of
from tools.audience.suggesting.subject import product_words, subject_of
from tools.audience.taxonomy import Entry, entries
from tools.brief.reading.found import Reading
from tools.brief.reading.paragraph import read_paragraph
from tools.brief.reference import channel
from tools.quantities import Unit, parse_quantity

_COMPANIES = re.compile(
    r"\b(?:b2b|business-to-business|companies|firms|businesses|enterprises?|employers|manufacturers|retailers|"
    r"agencies|saas|erp|crm|procurement|purchasing|(?:small|large|mid-sized|medium-sized) (?:companies|firms|"
    r"businesses|restaurants|offices|hotels|shops)|c[efimot]os?|ciso|heads of [a-z]+|(?:hr|it|facility|plant|"
    r"sales|marketing|purchasing|"
    r"finance|operations|office|practice|hiring|property|fleet) (?:managers?|directors?|teams?|leads?)|"
    r"software for (?!you\b|home\b|famil)[a-z]+|(?<!home )offices|clinics|with [\w ,-]{1,30} employees)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:customer|client|e-?mail|subscriber|crm|buyer|contact|newsletter)(?:s'?)?\s+(?:list|file|base|data|"
    r"database)\b|"
    r"\b(?:past|existing|former|known|previous) (?:customers|buyers|clients)\b(?!\s+(?:are|should|must))|"
    r"\bin our crm\b",
    re.IGNORECASE,
)
_LIST_SIZE = re.compile(
    r"(?P<n>\d[\d,.]*\s?(?:k|thousand|m|million)?)\s+(?:\w+\s+){0,2}"
    r"(?:customers|buyers|clients|subscribers|contacts|addresses)\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"(?P<n>\d[\d,.]*\s?k?)\s+(?:\w+\s+)?(?:sales|orders|conversions|leads|purchases|sign-?ups|installs|bookings|"
    r"trials|demos)\s+(?:a|per|each|every)\s+(?P<unit>day|week|month)\b",
    re.IGNORECASE,
)
_BUYING_TIME = re.compile(
    r"\b(?:buyers?|customers?|people|they|clients?|companies)\s+(?:usually\s+|typically\s+)?(?:take|need|"
    r"decide (?:with)?in|"
    r"think (?:about it )?for)\s+(?:about\s+|around\s+)?(?P<n>\d{1,3})\s+(?P<unit>day|week|month)s?\b|"
    r"\b(?:sales|buying|decision) cycle (?:is|of|takes)?\s*(?:about\s+)?(?P<n2>\d{1,3})\s+(?P<unit2>day|week|"
    r"month)s?\b",
    re.IGNORECASE,
)
_EMPLOYEES = re.compile(
    r"\b(?P<cue>more than|over|above|at least|from|with|up to|under|fewer than|less than|below|at most|between)?\s*"
    r"(?P<low>\d[\d,.]*)\+?(?:\s*(?:-|–|to|and)\s*(?P<high>\d[\d,.]*))?\s+(?:employees|people|staff|seats)\b",
    re.IGNORECASE,
)
_ANY_SIZE = 10_000_000
SIZE = "Company size"
_SCORES = re.compile(
    r"\b(?:scores?|scored|propensity|predicted value|purchase probabilit\w+|own model|ltv model|clv model)\b",
    re.IGNORECASE,
)
_GOOGLE, _MICROSOFT = (re.compile(rf"\b{name}\b", re.IGNORECASE) for name in ("google", "(?:microsoft|bing)"))
_DAYS = {"day": 1, "week": 7, "month": 30}
_WEEK = 7
IMPULSE_DAYS, CONSIDERED_DAYS = 7, 30
"""Click windows that Meta and Google document as their defaults: the first guess of how long buyers take."""
_CONSIDERED = frozenset({
    "Travel", "Vehicles", "Education", "Finance and insurance", "Property and jobs", "Business services",
})  # fmt: skip
_CONSIDERED_SEGMENTS = frozenset({
    "Furniture", "Beds and mattresses", "Home improvement", "Heating and cooling", "Solar and home energy",
    "Weddings and celebrations", "Kitchen appliances",
})  # fmt: skip
_COSTS = ("cpa", "cpl", "cac")
_CONSUMER = ("Google", "Microsoft", "Meta", "TikTok")
_COMPANY = ("Google", "Microsoft", "LinkedIn", "Meta")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the suggestions are made for.

    Attributes:
        text: all that was said.
        subject: what is sold, in a few of the user's words.
        products: the words that the taxonomy knows, as written.
        objective: sales, leads, awareness ...; "sales" where nothing says otherwise.
        markets: countries and regions.
        platforms: those of the named channels; where none is named, the usual ones for consumers or for companies.
        is_named: True when the user named channels.
        unknown_channels: channels named for which Adroit lists no objects.
        in_market, interests, life_events, professional: what the text speaks of.
        has_list: a list of customers is spoken of.
        list_size: how many are on it.
        results_a_week: conversions, None when unknown.
        days_to_buy: from the first visit to the order.
        is_days_given: False when `days_to_buy` is assumed.
        target_name: cpa, cpl or cac, where the text aims at one.
        target: its value, in the currency of the budget.
    """

    text: str
    subject: str
    products: tuple[str, ...]
    objective: str
    markets: tuple[str, ...]
    platforms: tuple[str, ...]
    is_named: bool
    unknown_channels: tuple[str, ...]
    in_market: tuple[Match, ...]
    interests: tuple[Match, ...]
    life_events: tuple[Match, ...]
    professional: tuple[Match, ...]
    is_b2b: bool
    has_list: bool
    has_scores: bool
    list_size: int | None
    results_a_week: float | None
    days_to_buy: int
    is_days_given: bool
    exclusions: tuple[str, ...]
    budget: float | None
    currency: str | None
    target_name: str | None
    target: float | None


def read_situation(
    text: str,
    *,
    today: date,
    objective: str | None = None,
    market: str | None = None,
    channels: Sequence[str] = (),
    budget: float | None = None,
    currency: str | None = None,
    customers: int | None = None,
    results_a_week: float | None = None,
    days_to_buy: int | None = None,
) -> Situation:
    """Read a request; fields win over words.

    Raises:
        InputError: when the text is too long to be about one campaign.
    """
    reading, spoken_figures = read_paragraph(f"Markets: {market}\n{text}" if market else text, today=today)
    named = tuple(reading.get("channels") or ()) if not channels else channel_names(channels)
    platforms = _as_said(platforms_of(named), " ".join([text, *channels]))
    spoken = product_words(text)
    in_market = match_entries(spoken, entries("in-market"), most=3)
    is_b2b = "LinkedIn" in platforms or bool(_COMPANIES.search(text)) or _is_for_companies(in_market)
    interests = match_entries(spoken, entries("interest"), most=4)
    seed = customers or _count(_LIST_SIZE, text)
    target_name = next((name for name in _COSTS if name in spoken_figures.targets), None)
    cycle = days_to_buy or _buying_days(text)
    return Situation(
        text=text,
        subject=subject_of(
            text, str(reading.get("product") or ""), [w for m in (*in_market, *interests) for w in m.words]
        ),
        products=tuple(dict.fromkeys(w for m in (*in_market, *interests) for w in m.words)),
        objective=objective or str(reading.get("objective") or "sales"),
        markets=_markets(reading, market),
        platforms=platforms or (_COMPANY if is_b2b else _CONSUMER),
        is_named=bool(platforms),
        unknown_channels=tuple(c for c in named if not platforms_of((c,))),
        in_market=tuple(in_market),
        interests=tuple(interests),
        life_events=tuple(match_entries(spoken, entries("life event"), most=2)),
        professional=_professional(text) if is_b2b else (),
        is_b2b=is_b2b,
        has_list=bool(customers) or bool(_LIST.search(text)),
        has_scores=bool(_SCORES.search(text)),
        list_size=seed if customers or _LIST.search(text) else None,
        results_a_week=results_a_week or _results(text),
        days_to_buy=cycle or (CONSIDERED_DAYS if is_b2b or _is_considered(in_market) else IMPULSE_DAYS),
        is_days_given=bool(cycle),
        exclusions=tuple(reading.get("exclusions") or ()),
        budget=budget if budget is not None else _budget(reading),
        currency=(currency if budget is not None else None) or reading.get("currency") or currency,
        target_name=target_name,
        target=spoken_figures.targets[target_name][0] if target_name else None,
    )


def _markets(reading: Reading, market: str | None) -> tuple[str, ...]:
    """Return regions, else countries; a market that was given and is not known stays as written."""
    found = tuple(reading.get("regions") or ()) or tuple(reading.get("countries") or ())
    return found or ((market,) if market else ())


def channel_names(written: Sequence[str]) -> tuple[str, ...]:
    """Return the catalog's names of channels; one that it does not know stays as written."""
    known = ((name, channel(name)) for name in written)
    return tuple(dict.fromkeys(found.name if found else name for name, found in known))


def _is_for_companies(found: Sequence[Match]) -> bool:
    return bool(found) and found[0].entry.section == "Business services"


def _is_considered(found: Sequence[Match]) -> bool:
    return any(m.entry.section in _CONSIDERED or m.entry.name in _CONSIDERED_SEGMENTS for m in found[:2])


def _professional(text: str) -> tuple[Match, ...]:
    members = entries("b2b")
    found: list[Match] = []
    for facet in ("Function", "Seniority", "Industry"):
        own: tuple[Entry, ...] = tuple(e for e in members if e.section == facet)
        found += match_entries(text, own, most=3)
    sizes = tuple(e for e in members if e.section == SIZE)
    return (*found, *(_sized(text, sizes) or match_entries(text, sizes, most=3)))


def _sized(text: str, sizes: Sequence[Entry]) -> list[Match]:
    """Return the bands of company size that a number of employees reaches into: "5 to 50 employees"."""
    match = _EMPLOYEES.search(text)
    if match is None:
        return []
    low = int(match["low"].replace(",", "").replace(".", ""))
    if match["high"]:
        high = int(match["high"].replace(",", "").replace(".", ""))
    else:
        is_ceiling = (match["cue"] or "").lower() in {"up to", "under", "fewer than", "less than", "below", "at most"}
        is_above = (match["cue"] or "").lower() in {"more than", "over", "above"}
        low, high = (1, low) if is_ceiling else (low + is_above, _ANY_SIZE)
    bands = [(entry, [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", entry.name)]) for entry in sizes]
    reached = [e for e, band in bands if low <= (band[1] if len(band) > 1 else _ANY_SIZE) and band[0] <= high]
    return [Match(entry, 1.0, (match[0],)) for entry in reached]


def _as_said(platforms: tuple[str, ...], said: str) -> tuple[str, ...]:
    """Leave Microsoft out where the words name Google: only search without a name runs on both."""
    if _GOOGLE.search(said) and not _MICROSOFT.search(said):
        return tuple(p for p in platforms if p != "Microsoft")
    return platforms


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return round(parse_quantity(match["n"].strip(" .,"), is_count=True).value) if match else None


def _results(text: str) -> float | None:
    match = _RESULTS.search(text)
    if match is None:
        return None
    count = parse_quantity(match["n"].strip(" .,"), is_count=True).value
    return count * _WEEK / _DAYS[match["unit"].lower()]


def _buying_days(text: str) -> int | None:
    match = _BUYING_TIME.search(text)
    if match is None:
        return None
    return int(match["n"] or match["n2"]) * _DAYS[(match["unit"] or match["unit2"]).lower()]


def _budget(reading: Reading) -> float | None:
    """Return the budget; one amount before a list of channels ("£15,000 on Meta and search") is for all of them."""
    if (found := reading.get("budget")) is not None:
        return float(found)
    split = reading.get("split") or {}
    money = [q.value for q in split.values() if q.unit is Unit.MONEY]
    return float(sum(money)) if money else None
