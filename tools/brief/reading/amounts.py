"""Numbers as briefs write them: a point before exactly three digits of money separates thousands, in any currency."""

import re
from dataclasses import replace

from tools.quantities import Quantity, Unit, find_quantities

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,]\d|\d)")
_PLACES = 10


def find_amounts(written: str) -> list[tuple[int, int, Quantity]]:
    """Return every number with its start and end; shares are rounded to what was written."""
    return [(start, end, _amount(quantity)) for start, end, quantity in find_quantities(written)]


def _amount(quantity: Quantity) -> Quantity:
    if quantity.unit is Unit.RATE:
        return replace(quantity, value=round(quantity.value, _PLACES))
    is_split = quantity.unit is Unit.MONEY and quantity.currency != "EUR" and _THOUSANDS.search(quantity.text)
    return replace(quantity, value=round(quantity.value * 1000, 2)) if is_split else quantity
