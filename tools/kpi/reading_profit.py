"""Reads questions of profit: break-even, "is it profitable?", and what the last step of spend brought."""

import re
from itertools import pairwise

from tools.kpi.asks import KpiAsk
from tools.kpi.binding import bind
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, Number

_MARGINAL = re.compile(r"\bmarginal|\bmroas|\bmcpa|next (?:sale|conversion)", re.IGNORECASE)
_STEP_TO = re.compile(r"\s*(?:-+>|=>|→|to)\s*", re.IGNORECASE)
_EXTRA = {"spend": "incremental_spend", "revenue": "incremental_revenue", "conversions": "incremental_conversions"}


def asks_for_margins(text: str) -> bool:
    """Return whether a text asks for a marginal KPI: then "from 10k to 15k" is a step made, not one supposed."""
    return _MARGINAL.search(text) is not None


def read_steps(text: str, numbers: list[Number], mentions: list[Mention]) -> tuple[dict[str, str], list[Number]]:
    """Return the increments of "spend 10k -> 15k raised revenue 50k -> 60k", where a marginal KPI is asked for.

    And the numbers that they were read from.
    """
    pairs = {
        one: other
        for one, other in pairwise(numbers)
        if asks_for_margins(text) and _STEP_TO.fullmatch(text[one.end : other.start])
    }
    found: dict[str, str] = {}
    used: list[Number] = []
    for binding in bind(text, [n for n in numbers if n not in pairs.values()], mentions) if pairs else ():
        one, extra = binding.number, _EXTRA.get(binding.metric)
        if extra and one in pairs:
            quantity = pairs[one].quantity
            more = f"{quantity.value - one.quantity.value:.12g}"
            found[extra] = f"{quantity.currency} {more}" if quantity.currency else more
            used += [one, pairs[one]]
    return found, used


_BREAK_EVEN = re.compile(
    r"\b(?:to|we|i|it|they|would|could|must|can|just|campaign|ads)\s+break(?:s)?[\s-]?even\b", re.IGNORECASE
)
_PROFITABLE = re.compile(
    r"\b(?:profitable|pay(?:s|ing)? off|make money|making money|lose money|losing money)\b", re.IGNORECASE
)
_NEEDED = re.compile(r"\b(?:need|required|minimum|must|have to|at least)\b", re.IGNORECASE)
_JUDGES = ("poas", "break_even_cpa", "break_even_roas")
_AT_BREAK_EVEN = {"cpa": "break_even_cpa", "roas": "break_even_roas"}


def breaking_even(text: str, ask: KpiAsk) -> KpiAsk:
    """Read "to break even": a CPA or a ROAS at break-even, or no profit after ads for amounts; and "is it profitable?".

    A CPA or a ROAS that is needed, and that nothing else determines, is the one at break-even.
    """
    if _PROFITABLE.search(text) and not ask.targets:
        judged = tuple(t for t in _JUDGES if t not in ask.given and follows(t, list(ask.given)))
        return KpiAsk(ask.given, judged)
    if _NEEDED.search(text) and not _BREAK_EVEN.search(text):
        least = {t: b for t, b in _AT_BREAK_EVEN.items() if t in ask.targets and follows(b, list(ask.given))}
        reached = {t for t in ask.targets if follows(t, list(ask.given))}
        return KpiAsk(ask.given, tuple(least.get(t, t) if t not in reached else t for t in ask.targets))
    if not _BREAK_EVEN.search(text) or "net_profit" in ask.given:
        return ask
    if any(target in _AT_BREAK_EVEN for target in ask.targets):
        return KpiAsk(ask.given, tuple(_AT_BREAK_EVEN.get(t, t) for t in ask.targets))
    return KpiAsk({**ask.given, "net_profit": "0"}, ask.targets)
