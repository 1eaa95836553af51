"""Reads an ambiguous word by what the question needs: "ACOS on 2k spend and 16k sales" needs the sales in money."""

import re
from collections.abc import Sequence

from tools.kpi.asks import KpiAsk
from tools.kpi.binding import COST_OF, Binding
from tools.kpi.figures import fits
from tools.kpi.gaps import TARGET_OF
from tools.kpi.graph import follows
from tools.kpi.mentions import Number
from tools.quantities import Unit

_MEASURE_OF = {kpi: measure for measure, kpi in COST_OF.items()}
_LABELLED = re.compile(r"\s*(?:please|pls)?\s*(?:of|:|=|-|,|\()?\s*(?:about |around |a )?", re.IGNORECASE)
_PAID_FOR = re.compile(r"\s*(?:for|over|from|on|/|out of|buying|that bought|spread over)\s*$", re.IGNORECASE)
_BESIDE = re.compile(r"\s*(?:,|and|&|with|\+)\s*$", re.IGNORECASE)
_EACH = re.compile(r"\s*(?:each|apiece|a piece|a pop|per piece)\b", re.IGNORECASE)
_SPENT = frozenset({"spend", "budget", "daily_budget", "weekly_budget", "monthly_budget", "total_spend"})


def as_needed(ask: KpiAsk, bindings: Sequence[Binding]) -> KpiAsk:
    """Return the ask with one figure under the other name of its word, where the target then follows and else did not.

    A target for a KPI ("at a target CPA of $50") counts as the KPI where that is what the question needs.
    """
    stuck = [t for t in ask.targets if not follows(t, list(ask.given))]
    if not stuck:
        return ask
    for old, new in _other_names(ask, bindings):
        given = {(new if name == old else name): written for name, written in ask.given.items()}
        if new not in ask.given and new not in ask.targets and all(follows(t, list(given)) for t in stuck):
            return KpiAsk(given, ask.targets)
    return ask


def from_its_parts(text: str, ask: KpiAsk, bindings: Sequence[Binding]) -> KpiAsk:
    """Read "CPL of $1,100 for 44 leads": money beside a price and what it bought, with nothing asked, is the spend.

    "A CPL of $35 and 240 leads" keeps its CPL: there the sum is larger than the price.
    """
    prices = [n for n in ask.given if n in _MEASURE_OF and _MEASURE_OF[n] in ask.given]
    if ask.targets or len(ask.given) != 2 or len(prices) != 1:  # noqa: PLR2004 - a sum and a count
        return ask
    price = prices[0]
    counted = _MEASURE_OF[price]
    places = {b.metric: b for b in bindings}
    if price not in places or counted not in places or not places[price].mentions:
        return ask
    money, units = places[price].number, places[counted].number
    link = text[places[price].mentions[0].end : money.start]
    between = text[money.end : units.start]
    joined = _PAID_FOR.match(between) or (_BESIDE.match(between) and money.quantity.value >= units.quantity.value)
    if money.start > units.start or not _LABELLED.fullmatch(link) or not joined:
        return ask
    return KpiAsk({"spend": ask.given[price], counted: ask.given[counted]}, (price,))


def priced_each(text: str, ask: KpiAsk, left: Sequence[Number]) -> tuple[KpiAsk, list[Number]]:
    """Return the ask with "at $0.60 each" as the price of what is asked for, and the numbers still without a metric."""
    for number in left:
        each = number.quantity.unit is Unit.MONEY and _EACH.match(text, number.end)
        price = next((COST_OF[t] for t in ask.targets if t in COST_OF), None)
        if each and price and price not in ask.given:
            return KpiAsk({**ask.given, price: number.quantity.text}, ask.targets), [n for n in left if n is not number]
    return ask, list(left)


def with_money_as_spend(asks: Sequence[KpiAsk], left: Sequence[Number]) -> tuple[list[KpiAsk], list[Number]]:
    """Give the one amount of money left to the spend, where every question that is stuck then follows."""
    money = [n for n in left if n.quantity.unit is Unit.MONEY]
    stuck = [a for a in asks if a.targets and not all(follows(t, list(a.given)) for t in a.targets)]
    if len(money) != 1 or not stuck or any(_SPENT & set(a.given) for a in asks):
        return list(asks), list(left)
    written = money[0].quantity.text
    spent = [KpiAsk({"spend": written, **a.given}, a.targets) if a in stuck else a for a in asks]
    if all(follows(t, list(a.given)) for a in spent for t in a.targets):
        return spent, [n for n in left if n is not money[0]]
    return list(asks), list(left)


def _other_names(ask: KpiAsk, bindings: Sequence[Binding]) -> list[tuple[str, str]]:
    said = [
        (b, c.name)
        for b in bindings
        if len(b.mentions) == 1
        for c in b.mentions[0].candidates
        if fits(b.number.quantity, c)
    ]
    swaps = [(b.metric, name) for b, name in said if b.metric in ask.given and name != b.metric]
    return swaps + [(target, kpi) for target, kpi in TARGET_OF.items() if target in ask.given]
