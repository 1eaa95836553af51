"""Numbers as briefs write them: a point before exactly three digits of money separates thousands, in any currency."""

import re
from dataclasses import replace

from tools.quantities import Quantity, Unit, find_quantities

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,]\d|\d)")
_PLACES = 10
DOLLARS = {
    "canadian": "CAD", "australian": "AUD", "us": "USD", "american": "USD", "new zealand": "NZD", "hong kong": "HKD",
    "singapore": "SGD",
}  # fmt: skip
_DOLLARS = re.compile(rf"\s+(?P<of>{'|'.join(DOLLARS)})\s+dollars?\b", re.IGNORECASE)


def find_amounts(written: str) -> list[tuple[int, int, Quantity]]:
    """Return every number with its start and end; shares are rounded to what was written."""
    return [
        (start, end, _amount(_with_adjective(written, end, quantity)))
        for start, end, quantity in find_quantities(written)
    ]


def _with_adjective(written: str, end: int, quantity: Quantity) -> Quantity:
    """Read the money of "35,000 Canadian dollars"."""
    match = _DOLLARS.match(written, end)
    if quantity.unit is not None or match is None:
        return quantity
    return replace(quantity, unit=Unit.MONEY, currency=DOLLARS[match["of"].lower()])


def _amount(quantity: Quantity) -> Quantity:
    if quantity.unit is Unit.RATE:
        return replace(quantity, value=round(quantity.value, _PLACES))
    is_split = quantity.unit is Unit.MONEY and quantity.currency != "EUR" and _THOUSANDS.search(quantity.text)
    return replace(quantity, value=round(quantity.value * 1000, 2)) if is_split else quantity
