"""Reads the budget and its currency from the numbers of a text."""

import re
from dataclasses import dataclass

from tools.brief.reading import figure_cues as cues
from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.found import Reading
from tools.brief.reading.metric_words import MetricWord
from tools.brief.reading.text import NEAR, Text
from tools.quantities import Quantity, Unit


@dataclass(slots=True)
class BoundNumber:
    """A number of a text, and what it is a figure of; the name is empty until that is known."""

    start: int
    end: int
    quantity: Quantity
    word: MetricWord | None = None
    name: str = ""


def number_words(text: Text, number: BoundNumber) -> str:
    """Return the words from a number to the name it belongs to."""
    if number.word is None:
        return number.quantity.text
    return text.written[min(number.start, number.word.start) : max(number.end, number.word.end)]


def read_budget(text: Text, numbers: list[BoundNumber], reading: Reading) -> None:
    """Take the sum called a budget, else the largest sum of money that nothing else claims."""
    named = [n for n in numbers if n.name == "budget" and n.quantity.value > 0]
    free = [
        n for n in numbers if not n.name and n.quantity.unit is Unit.MONEY and n.quantity.value >= cues.SMALLEST_BUDGET
    ]
    bare = [
        n for n in numbers if not n.name and n.quantity.unit is None and re.search(r"\d\s?[kKmM]$", n.quantity.text)
    ]
    chosen = (
        max(named, key=lambda n: n.quantity.value, default=None)
        or max(free, key=lambda n: n.quantity.value, default=None)
        or max(bare, key=lambda n: n.quantity.value, default=None)
    )
    if chosen is None:
        return
    chosen.name = "budget"
    others = sorted({n.quantity.value for n in named} - {chosen.quantity.value})
    if others and all(_per_time(text, n) is None for n in named):
        reading.conflicts.append(f"the budget is given as {' and as '.join(n.quantity.text for n in named[:3])}")
    words = number_words(text, chosen)
    unit = _per_time(text, chosen)
    if unit is None:
        reading.put("budget", chosen.quantity.value, words, is_labelled=bool(named))
    else:
        reading.put("budget_rate", (chosen.quantity.value, unit), words, is_labelled=bool(named))
    if chosen.quantity.currency:
        reading.put("currency", chosen.quantity.currency, chosen.quantity.text)


def _per_time(text: Text, number: BoundNumber) -> str | None:
    match = cues.PER_TIME.match(text.written, number.end)
    before = cues.DAILY_BEFORE.search(text.written[max(0, number.start - NEAR) : number.start])
    adverbs = {"daily": "day", "weekly": "week", "monthly": "month"}
    if match:
        return match["unit"].lower() if match["unit"] else adverbs[match["adverb"].lower()]
    return adverbs[before["adverb"].lower()] if before else None


def read_currency(text: Text, reading: Reading) -> None:
    """Put the currency of the money into the reading, and all of them where there are several."""
    adjective = cues.SCALE_MONEY.search(text.written)
    if adjective:
        reading.fields.pop("currency", None)
        reading.put("currency", cues.ADJECTIVES[adjective["adj"].lower()], adjective[0])
    codes = list(dict.fromkeys(q.currency for _, _, q in find_amounts(text.written) if q.currency))
    if codes:
        reading.put("currency", codes[0], codes[0])
    named = cues.IN_CURRENCY.search(text.written)
    if named:
        reading.put("currency", cues.WORD_CODES.get(named["word"].lower(), named["word"].upper()), named[0])
    if len(codes) > 1 and not adjective:
        reading.put("currencies", tuple(codes), " and ".join(codes))
