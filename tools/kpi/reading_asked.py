"""What is asked for in few words that no cue names: "cost each?", "what rate is that", "reach from 600k views"."""

import re
from collections.abc import Sequence

from tools.kpi.asks import KpiAsk
from tools.kpi.binding import COST_OF
from tools.kpi.definitions import METRICS, kpis
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention
from tools.quantities import Unit

_EACH = re.compile(
    r"\b(?:costs? (?:each|apiece|per piece|a piece)|(?:each|one) costs?|(?:does|did|do) (?:each|one) cost|"
    r"price (?:each|apiece))\b",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"\b(?:how much (?:is |for )?(?:an?|per|each|one|every)|what (?:does |did )?(?:an?|one|each|every)|(?:one|an?|"
    r"each))\s+$",
    re.IGNORECASE,
)
_COSTS = re.compile(r"\s+costs?\b", re.IGNORECASE)
_HOW_MUCH_A = re.compile(r"\bhow much (?:is |for )?(?:an?|per|each|one|every)\s+$", re.IGNORECASE)
_RATE = re.compile(r"\bwhat (?:rate|percentage|percent|share|ratio) (?:is|was|does|do)\b", re.IGNORECASE)
_TAKES = re.compile(r"\bhow long\b.*\bpay(?:s)? ?back\b|\bhow long\b.*\bback\b", re.IGNORECASE)


def asked_shortly(text: str, ask: KpiAsk, mentions: Sequence[Mention], free: Sequence[Mention]) -> KpiAsk:
    """Return the ask with the metric that its few words ask for, where none is asked for that is not given already."""
    open_targets = [t for t in ask.targets if t not in ask.given]
    priced = _price(text, ask, mentions)
    if priced and (not open_targets or all(t in COST_OF or t == "spend" for t in open_targets)):
        return KpiAsk(ask.given, (priced,))
    if open_targets:
        return ask
    if _RATE.search(text):
        shares = {Unit.RATE, Unit.RATIO}
        rates = [m.name for m in kpis() if m.unit in shares and m.inputs and set(m.inputs) <= ask.given.keys()]
        return KpiAsk(ask.given, (rates[0],)) if rates else ask
    if _TAKES.search(text) and follows("payback_months", list(ask.given)):
        return KpiAsk(ask.given, ("payback_months",))
    if ask.targets or len(ask.given) < 2:  # noqa: PLR2004 - one figure alone gives nothing
        return ask
    named = [c.name for m in free if not m.is_time for c in m.candidates[:1]]
    reached = next((n for n in named if n not in ask.given and follows(n, list(ask.given))), None)
    return KpiAsk(ask.given, (reached,)) if reached else ask


def _price(text: str, ask: KpiAsk, mentions: Sequence[Mention]) -> str | None:
    """Return the price of one of what is named or counted, for "how much a click" and "cost each?"."""
    for mention in mentions:
        measure = next((c.name for c in mention.candidates if c.name in COST_OF), None)
        before = text[: mention.start]
        is_priced = _HOW_MUCH_A.search(before) or (_PRICED.search(before) and _COSTS.match(text, mention.end))
        if measure and is_priced and COST_OF[measure] not in ask.given and follows(COST_OF[measure], list(ask.given)):
            return COST_OF[measure]
    if _EACH.search(text) and "spend" in ask.given:
        counts = [n for n in ask.given if n in COST_OF and METRICS[n].unit is Unit.COUNT]
        return COST_OF[counts[-1]] if counts else None
    return None
