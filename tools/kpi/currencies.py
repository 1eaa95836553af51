"""Exchange rates that the user gives; Adroit knows none of its own and mixes no currencies without one."""

import math
from collections.abc import Mapping, Sequence

from tools.errors import InputError
from tools.quantities import currency_code

_PAIR = 2


def read_rates(rates: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return what one unit of a currency is in another, both ways, from pairs such as {"EUR/USD": 1.1}.

    Raises:
        InputError: for a pair that can't be read, or a rate that is not above 0.
    """
    found: dict[tuple[str, str], float] = {}
    for pair, rate in rates.items():
        codes = [currency_code(word) for word in pair.split("/")]
        if len(codes) != _PAIR or codes[0] == codes[1]:
            raise InputError(f"'{pair[:20]}' is not a pair of currencies", remedy='Write it like "EUR/USD".')
        if not 0 < rate < math.inf:
            raise InputError(f"An exchange rate of {rate:g} can't be", where=pair, remedy="Give a number above 0.")
        found[codes[0], codes[1]] = rate
        found.setdefault((codes[1], codes[0]), 1 / rate)
    return found


def common_currency(codes: Sequence[str], exchange: Mapping[tuple[str, str], float], wanted: str | None = None) -> str:
    """Return the one currency that all the others can be converted into: the wanted one where possible.

    Raises:
        InputError: when there are several currencies and no rates between them.
    """
    if len(codes) == 1:
        return codes[0]
    targets = [wanted, *(second for _, second in exchange), *codes]
    for target in targets:
        if target is not None and all(code == target or (code, target) in exchange for code in codes):
            return target
    raise InputError(
        f"The figures mix {' and '.join(codes)}, and currencies are never mixed without a rate",
        remedy=f"Give all money in one currency, or the rate: 1 {codes[0]} = 1.10 {codes[1]}.",
    )
