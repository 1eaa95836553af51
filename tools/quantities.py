"""Numbers as marketers write them: units, reading and formatting, in one place.

A rate is a fraction inside (0.012) and a percentage outside (1.2%). Money carries an ISO 4217 currency code.
"""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from tools.errors import InputError


class Unit(StrEnum):
    """What a number counts."""

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    RATIO = "ratio"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


SYMBOLS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₪": "ILS",
    "C$": "CAD", "A$": "AUD", "US$": "USD", "R$": "BRL", "NZ$": "NZD", "HK$": "HKD",
}  # fmt: skip
_CODES = """
USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY INR CNY HKD SGD KRW BRL MXN ZAR ILS AED SAR THB
IDR MYR PHP VND CLP COP ARS PEN EGP NGN KES RUB UAH TWD
"""
CURRENCIES = frozenset(_CODES.split())
_CURRENCY_WORDS = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "yen": "JPY", "francs": "CHF", "rupees": "INR",
}  # fmt: skip
_SHOWN = {code: symbol for symbol, code in reversed(SYMBOLS.items())}
_NO_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP"})
_MULTIPLIERS = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "grand": 1e3, "thsd": 1e3,
}  # fmt: skip
_MINOR_UNITS = {"¢": None, "cent": None, "cents": None, "c": None, "pence": "GBP", "penny": "GBP", "p": "GBP"}
"""Hundredths of money, with the currency where the word tells it."""
_TIME_UNITS = {
    "day": (Unit.DAYS, 1), "days": (Unit.DAYS, 1), "week": (Unit.DAYS, 7), "weeks": (Unit.DAYS, 7),
    "month": (Unit.MONTHS, 1), "months": (Unit.MONTHS, 1), "year": (Unit.YEARS, 1), "years": (Unit.YEARS, 1),
    "yrs": (Unit.YEARS, 1),
}  # fmt: skip
_RATE_UNITS = {
    "%": 1e-2, "percent": 1e-2, "per cent": 1e-2, "pct": 1e-2, "‰": 1e-3, "per mille": 1e-3, "permille": 1e-3,
    "pp": 1e-2, "percentage points": 1e-2, "percentage point": 1e-2, "bps": 1e-4, "bp": 1e-4, "basis points": 1e-4,
    "basis point": 1e-4,
}  # fmt: skip


def _alternatives(words: object) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if w)  # type: ignore[call-overload]


_ENGLISH_WORDS = frozenset({"TRY", "PEN", "COP"})
_ANY_CODE = "|".join(sorted(CURRENCIES - _ENGLISH_WORDS)) + rf"|(?-i:{'|'.join(sorted(_ENGLISH_WORDS))})"
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|\.\d+)"
NUMBER = re.compile(
    rf"""(?<![\w.,])
    (?P<sign>[-+−–]\s?)?
    (?P<before>{_alternatives(SYMBOLS)}|(?:{_ANY_CODE})(?![^\W\d_]))?\s?
    (?P<inner_sign>[-−])?
    (?P<digits>{_DIGITS})
    (?:\s?(?P<multiplier>{_alternatives(_MULTIPLIERS)})(?![^\W\d_]))?
    (?:\s?(?P<rate>{_alternatives(_RATE_UNITS)})(?!\w)
      |\s?(?P<after>{_alternatives(SYMBOLS)}|(?:{_ANY_CODE})\b|(?:{_alternatives(_CURRENCY_WORDS)})\b)
      |(?:\s?(?P<minor>¢|(?:cents?|pence|penny)\b)|(?<=\d)(?<![\d.,]\d\d)(?P<coin>[cp])(?!\w))
      |\s?(?P<times>[x×])(?!\w|\s*[\d(])
      |\s?(?P<to_one>:\s?1)(?![\d.])
    )?
    (?![\d])""",
    re.VERBOSE | re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?<![\w.,])(?:(?P<one>1|one)\s+in|(?P<part>{_DIGITS})\s+(?:out\s+of|in(?=\s+every)))(?:\s+every)?"
    rf"\s+(?P<whole>{_DIGITS})(?![\w%]|[.,]\d|\s+(?:days?|weeks?|months?|quarters?|years?)\b)",
    re.IGNORECASE,
)
_TIME = re.compile(rf"[\s-]?(?P<unit>{_alternatives(_TIME_UNITS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as somebody wrote it.

    Attributes:
        value: the number; a percentage as a fraction, "20k" as 20000.
        unit: what the writing tells (`%` is a rate, a currency is money, `x` and `:1` a ratio), None when bare.
        currency: ISO 4217 code when written.
        text: the characters read.
    """

    value: float
    unit: Unit | None = None
    currency: str | None = None
    text: str = ""


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Return every number in `text` with its start and end, in order."""
    return [(m.start(), m.end(), _quantity(m)) for m in NUMBER.finditer(text)]


def find_shares(text: str) -> list[tuple[int, int, Quantity]]:
    """Return every share told as a part of a whole ("1 in 40", "30 out of 1,000"), as a rate, in order.

    A part larger than its whole, or of nothing, is no share.
    """
    found = ((m, _share(m)) for m in _SHARE.finditer(text))
    return [(m.start(), m.end(), share) for m, share in found if share is not None]


def timed(quantity: Quantity, text: str, end: int) -> Quantity:
    """Return a bare number with the unit of time that follows it at `end`: the 36 of "36 months"."""
    match = _TIME.match(text, end)
    if quantity.unit is not None or match is None:
        return quantity
    unit, size = _TIME_UNITS[match["unit"].lower()]
    return replace(quantity, value=quantity.value * size, unit=unit, text=quantity.text + match[0])


def parse_quantity(text: str, *, is_count: bool = False) -> Quantity:
    """Read one number with its unit.

    Accepts currency symbols and codes, cents and pence, k/m/bn, thousands marks (`,` `.` space `'`), decimal commas,
    `%`, `‰`, bps, `4x`, `4:1`, "1 in 40", months and years.

    Args:
        text: the number.
        is_count: the number counts things, so that "1.250" is 1250.

    Raises:
        InputError: when the text is not exactly one number.
    """
    written = text.strip()
    time = re.search(rf"(?<=\d){_TIME.pattern}$", written, re.IGNORECASE)
    match = NUMBER.fullmatch(written[: time.start()] if time else written)
    share = _SHARE.fullmatch(written)
    quantity = _share(share) if share else _quantity(match, is_count=is_count) if match else None
    if quantity is None:
        msg = f"'{written[:60]}' is not a number that can be read"
        raise InputError(msg, remedy="Write it like 5000, $5,000, 20k, 1.2% or 4x.")
    return timed(quantity, written, time.start()) if time else quantity


def _share(match: re.Match[str]) -> Quantity | None:
    part, whole = 1.0 if match["one"] else parse_digits(match["part"]), parse_digits(match["whole"])
    return Quantity(part / whole, Unit.RATE, text=match[0]) if 0 <= part <= whole and 0 < whole < math.inf else None


def _quantity(match: re.Match[str], *, is_count: bool = False) -> Quantity:
    money = match["before"] or match["after"]
    coin = (match["minor"] or match["coin"] or "").lower()
    currency = currency_code(money) if money else _MINOR_UNITS.get(coin)
    exact = not match["multiplier"] and not match["rate"]
    value = parse_digits(match["digits"], prefers_thousands=exact and (is_count or currency == "EUR"))
    value *= _MULTIPLIERS[(match["multiplier"] or "").lower()] * (0.01 if coin else 1.0)
    if (match["sign"] or "").strip() in {"-", "−", "–"} or match["inner_sign"]:
        value = -value
    unit: Unit | None = None
    if match["rate"]:
        unit, value = Unit.RATE, value * _RATE_UNITS[match["rate"].lower()]
    elif money or coin:
        unit = Unit.MONEY
    elif match["times"] or match["to_one"]:
        unit = Unit.RATIO
    if not math.isfinite(value):
        msg = f"'{match[0].strip()[:60]}' is too large to compute with"
        raise InputError(msg)
    return Quantity(value, unit, currency, match[0].strip())


def currency_code(word: str) -> str:
    """Return the ISO code of a symbol, a code or a word ("$", "usd", "dollars").

    Raises:
        InputError: when it is none of those.
    """
    cleaned = word.strip()
    code = SYMBOLS.get(cleaned.upper()) or _CURRENCY_WORDS.get(cleaned.lower()) or cleaned.upper()
    if code not in CURRENCIES:
        msg = f"'{cleaned[:20]}' is not a currency that Adroit knows"
        raise InputError(msg, remedy="Use an ISO code such as USD, EUR or GBP.")
    return code


def parse_digits(digits: str, *, prefers_thousands: bool = False) -> float:
    """Read digits with separators.

    The last of two different marks is the decimal mark; a mark that repeats separates thousands; a lone comma before
    exactly three digits separates thousands, a lone point does so only with `prefers_thousands` (euro amounts).
    """
    plain = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return float(plain)
    mark = plain[last]
    other = "." if mark == "," else ","
    grouped = re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", plain) is not None and not plain.startswith("0")
    if grouped and (plain.count(mark) > 1 or mark == "," or prefers_thousands):
        return float(plain.replace(mark, ""))
    head, tail = plain[:last], plain[last + 1 :]
    return float(head.replace(other, "").replace(mark, "") + "." + tail)


_MOST_DECIMALS = 6
_SHOWN_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def format_number(value: float, unit: Unit, currency: str | None = None) -> str:
    """Write a number for people: `$40.00`, `1.33%`, `416,667`, `4.00`, `2.5 months`."""
    sign = "-" if value < 0 else ""
    size = abs(value)
    match unit:
        case Unit.MONEY:
            shown = _money_digits(size, currency)
            symbol = _SHOWN.get(currency or "", "")
            text = f"{symbol}{shown}" if symbol else f"{currency or ''} {shown}".strip()
        case Unit.RATE:
            text = f"{_significant(size * 100, 2)}%"
        case Unit.COUNT:
            text = _count_digits(size)
        case Unit.RATIO:
            text = _significant(size, 2)
        case Unit.DAYS | Unit.MONTHS | Unit.YEARS:
            text = f"{_count_digits(size)} {unit.value}"
    return sign + text if any(c in "123456789" for c in text) else text


def format_exactly(value: float, unit: Unit, currency: str | None = None) -> str:
    """Write a number with every digit it was given with, so that a reader sees how it was read: `€20,000.50`."""
    text = format_number(value, unit, currency)
    size = round(abs(value) * (100 if unit is Unit.RATE else 1), _MOST_DECIMALS)
    needed = len(f"{size:.{_MOST_DECIMALS}f}".rstrip("0").partition(".")[2])
    if needed <= _decimals(text):
        return text
    return _SHOWN_DIGITS.sub(f"{size:,.{max(needed, 2)}f}", text, count=1)


def format_change(value: float, level: float, unit: Unit, currency: str | None = None) -> str:
    """Write a change with its sign, to the digits that its level is shown with: `+$4.83`, `-0.42 pp`, `+120`.

    Args:
        value: the change.
        level: a figure of the size that changed; a change too small to see at its precision is shown as zero.
        unit: of both; a change of a rate is in percentage points.
        currency: ISO 4217 code of money.
    """
    decimals = _decimals(format_number(level, unit, currency))
    size = abs(value) * (100 if unit is Unit.RATE else 1)
    digits = f"{size:,.{decimals}f}"
    if unit is Unit.MONEY:
        symbol = _SHOWN.get(currency or "", "")
        digits = f"{symbol}{digits}" if symbol else f"{currency or ''} {digits}".strip()
    elif unit is Unit.RATE:
        digits += " pp"
    elif unit in {Unit.DAYS, Unit.MONTHS, Unit.YEARS}:
        digits += f" {unit.value}"
    return f"{'-' if value < 0 else '+'}{digits}"


def format_relative(value: float) -> str:
    """Write a relative change: `+19.9%`."""
    return f"{value * 100:+,.1f}%"


def format_share(value: float) -> str:
    """Write a share with the digits it has, and no more: `95%`, `99.9%`."""
    return f"{value * 100:.6g}%"


def _decimals(shown: str) -> int:
    found = re.search(r"\.(\d+)", shown)
    return len(found[1]) if found else 0


def _money_digits(size: float, currency: str | None) -> str:
    if currency in _NO_MINOR_UNIT:
        return f"{size:,.0f}" if size >= 100 else _significant(size, 2)  # noqa: PLR2004 - below 100 a unit is coarse
    is_whole = abs(size - round(size)) < 1e-9 * size
    if size >= 10_000 or (size >= 1000 and is_whole):  # noqa: PLR2004 - cents on large sums are noise
        return f"{size:,.0f}"
    return _significant(size, 2)


def _count_digits(size: float) -> str:
    if abs(size - round(size)) < 1e-9 * max(1.0, size) or size >= 1000:  # noqa: PLR2004
        return f"{size:,.0f}"
    return re.sub(r"\.0+$", "", f"{size:,.1f}" if size >= 10 else _significant(size, 2))  # noqa: PLR2004


def _significant(size: float, decimals: int) -> str:
    """Return `decimals` places, or enough of them to show two digits of a small number, without a last zero."""
    if 0 < size < 10.0 ** (1 - decimals):
        places = min(12, 1 - math.floor(math.log10(size)))
        head, _, tail = f"{size:,.{places}f}".partition(".")
        return f"{head}.{tail.rstrip('0').ljust(decimals, '0')}"
    return f"{size:,.{decimals}f}"
