"""What customers are worth, from a table of orders."""

import re
from collections.abc import Sequence
from typing import Any

from agent.offline.corrections import bare, builds_on_the_thread, read_correction
from agent.offline.skill import Ask, Clause, Failure, Part, Results, Skill, rendered
from agent.offline.thread import PlannedCall
from tools.kpi.mentions import find_numbers
from tools.quantities import Unit

_TOOL = "estimate_customer_value"
_WORTH = re.compile(
    r"\b(?:ltv|clv|cltv|lifetime value|customer value|worth|cohorts?|come back|coming back|re-?order\w*|repeat|"
    r"loyal\w*|spend over|value of (?:our|my|the|these|each|a) (?:customer|buyer|client|shopper)s?|"
    r"bring (?:us|in)?|value per customer|per customer)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\b(?:customers?|buyers?|shoppers?|clients?|cohorts?|orders?|purchas\w+)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:our|my|we|us|i|these|this|those|orders?\.\w+|orders? (?:table|file|export|data))\b", re.IGNORECASE
)
_ADVICE = re.compile(
    r"\bhow (?:do|can|could|should) (?:i|we|you)\b|\bshould\b|\b(?:increase|improve|raise|lift|grow|lookalike|seed|"
    r"formula|calculated|mean|means|difference)\b|\bwhy\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"\b(?:estimate|predict|forecast|cohorts?|from (?:the|our|my)? ?orders)\b", re.IGNORECASE)
_LIFETIME = re.compile(r"\b(?:ltv|clv|cltv|lifetime value)\b", re.IGNORECASE)
_MEANS = re.compile(r"^\W*(?:what (?:is|are) (?:an? )?\w+\W*$|define|explain)", re.IGNORECASE)
_MARGIN = re.compile(r"\bmargins?\b", re.IGNORECASE)
_DISCOUNT = re.compile(r"\bdiscount", re.IGNORECASE)
_NOT_PREDICTED = re.compile(
    r"\b(?:no|without|skip|don'?t|leave out)\b.{0,16}\b(?:predict\w*|forecast\w*)|\bso far(?: only)?\b", re.IGNORECASE
)
_MONTHS_A_YEAR, _LONGEST = 12, 60
_TABLE = (
    "I need a table with one row an order (customer, date, amount): `adroit chat --data orders.csv`. From figures "
    "alone, "
    'give me the order value, orders a year, lifetime in years and margin: "CLV for a $80 order, 3 orders a year, '
    "2 years "
    'and a 40% margin".'
)


def _claim(clause: Clause) -> float | None:
    """The worth of the user's own customers, as a table tells it, and not as figures in the message do."""
    text = clause.text
    about = _PEOPLE.search(text) or (_LIFETIME.search(text) and _ORDERS.search(text))
    if not _WORTH.search(text) or not about or not slots_only(clause):
        return None
    if _ADVICE.search(text) or (_MEANS.match(text) and not _OWN.search(text)):
        return None
    return 2.0 if _OWN.search(text) or _ORDERS.search(text) else 0.0


def slots_only(clause: Clause) -> bool:
    """Return whether all numbers are settings of the estimate: a margin, a discount rate, months."""
    return all(n.quantity.unit in {Unit.RATE, Unit.MONTHS, Unit.YEARS} for n in clause.signs.numbers)


def read_settings(text: str) -> dict[str, Any]:
    """Return the margin, the months ahead, the discount rate, and whether to predict, where a text names them."""
    found: dict[str, Any] = {}
    for number in find_numbers(text, []):
        quantity = number.quantity
        around = _label_of(text, number.start, number.end)
        if quantity.unit is Unit.RATE:
            found["discount_rate" if _DISCOUNT.search(around) and not _MARGIN.search(around) else "margin"] = round(
                quantity.value, 9
            )
        elif quantity.unit in {Unit.MONTHS, Unit.YEARS}:
            months = quantity.value * (_MONTHS_A_YEAR if quantity.unit is Unit.YEARS else 1)
            found["months_ahead"] = min(_LONGEST, max(1, round(months)))
    if re.search(r"\bnext year\b|\ba year\b|\bnext twelve months\b", text, re.IGNORECASE):
        found.setdefault("months_ahead", _MONTHS_A_YEAR)
    if _NOT_PREDICTED.search(text):
        found["predict"] = False
    return found


def _label_of(text: str, start: int, end: int) -> str:
    """Return the words that name a number: those since the number before it, or else those after it."""
    before = re.split(r"\d[\d.,]*\s?%?", text[:start])[-1][-24:]
    return before if _MARGIN.search(before) or _DISCOUNT.search(before) else text[end : end + 24]


def _follows(clause: Clause) -> bool:
    return builds_on_the_thread(clause.signs) and slots_only(clause) and bool(read_settings(clause.text))


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    if results:
        return []
    before = part.clause.thread.last_arguments(_TOOL) if part.follows else None
    text = bare(read_correction(part.text).meant) if part.follows else part.text
    return [PlannedCall(_TOOL, (before or {}) | read_settings(text))]


def _word(part: Part, results: Results) -> str:
    if results and isinstance(results[0], Failure) and "No data" in results[0].sentence:
        return _TABLE
    return rendered(part, results)


CUSTOMER_VALUE = Skill("customer_value", _claim, _plan, _word, tools=(_TOOL,), follows=_follows)
