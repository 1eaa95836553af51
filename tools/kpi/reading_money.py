"""Reads which currency a message is in, and the exchange rates it gives."""

import re
from collections.abc import Iterable

from tools.quantities import CURRENCIES, currency_code, find_quantities

_CODES = "|".join(sorted(CURRENCIES))
_EQUATION = re.compile(
    r"(?:1\s?(?P<code>[A-Z]{3})|(?P<symbol>[$€£¥])\s?1(?:\.0+)?)\s*(?:=|is(?: worth)?|equals|at|to|:)\s*"
    r"(?:(?P<before>[$€£¥])\s?)?(?P<rate>\d+(?:[.,]\d+)?)\s?(?P<after>[A-Z]{3})?(?!\w)"
)
_PAIR = re.compile(
    rf"\b(?P<one>{_CODES})\s?/\s?(?P<other>{_CODES})\s*(?:=|:|of|is|at|@|rate(?: of)?)?\s*"
    r"(?P<rate>\d+(?:[.,]\d+)?)(?!\w)"
)
_PER = re.compile(rf"(?P<rate>\d+(?:[.,]\d+)?)\s?(?P<other>{_CODES})\s*(?:per|/|for (?:one|a|1))\s*(?P<one>{_CODES})\b")


def find_exchange_rates(text: str) -> tuple[dict[str, float], list[tuple[int, int]]]:
    """Return the rates of "1 EUR = 1.1 USD", "EUR/USD 1.1" and "1.1 USD per EUR" by pair, and where they stand."""
    rates: dict[str, float] = {}
    spans = []
    for pattern in (_EQUATION, _PAIR, _PER):
        for match in pattern.finditer(text):
            told = match.groupdict()
            one = told.get("one") or told.get("code") or told.get("symbol")
            other = told.get("other") or told.get("after") or told.get("before")
            rate = float(match["rate"].replace(",", "."))
            if one and other and rate > 0 and currency_of(one) and currency_of(other) not in {None, currency_of(one)}:
                rates[f"{currency_of(one)}/{currency_of(other)}"] = rate
                spans.append(match.span())
    return rates, spans


def currency_of(word: str) -> str | None:
    """Return the code of a currency's symbol or code; None for any other word."""
    code = currency_code(word) if word in "$€£¥" else word
    return code if code in CURRENCIES else None


def common_currency_of(texts: Iterable[str]) -> str | None:
    """Return the currency that all money with a currency in the texts is in; None where there is none, or two."""
    codes = {q.currency for text in texts for _, _, q in find_quantities(text) if q.currency}
    return codes.pop() if len(codes) == 1 else None
