"""Numbers as exports write them: which mark is the decimal one, and the SQL that reads a cell."""

import math
import re
from collections.abc import Iterable
from typing import Literal

DecimalMark = Literal[".", ","]

BLANKS = frozenset({"", "-", "--", "—", "–", "n/a", "#n/a", "na", "null", "none", "nan", "nil", "#div/0!", "."})
# The database's regular expressions know no \u escapes, so the narrow blanks stand here as themselves.
_SIGNS = (
    r"US\$|[CA]\$|\b(?:USD|EUR|GBP|CHF|CAD|AUD|JPY|SEK|NOK|DKK|PLN|INR|BRL|MXN)\b|"
    "[\\s\u00a0\u202f\u2009'’$€£¥₹%]"
)
_DROPPED = re.compile(_SIGNS, re.ASCII)
_POINT = r"((\d+|\d{1,3}(,\d{2,3})*,\d{3})(\.\d*)?|\.\d+)"
_COMMA = r"((\d+|\d{1,3}(\.\d{3})+)(,\d*)?|,\d+)"
_READS = {".": re.compile(rf"[-+]?{_POINT}", re.ASCII), ",": re.compile(rf"[-+]?{_COMMA}", re.ASCII)}
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_LARGEST = 1e300
_CLEARLY = {
    ".": re.compile(r".*(\d,\d{3}\.\d|\.\d{1,2}$|\.\d{4,}$|\d,\d{3},\d{3}|^0\.\d).*"),
    ",": re.compile(r".*(\d\.\d{3},\d|,\d{1,2}$|,\d{4,}$|\d\.\d{3}\.\d{3}|^0,\d).*"),
}


def bare(cell: str) -> str:
    """Return a cell without blanks, currency and percent signs; a minus or brackets round it become a leading minus."""
    text = _DROPPED.sub("", cell.strip()).replace("−", "-").replace("–", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if text.endswith("-") and len(text) > 1:
        text = "-" + text[:-1]
    return text


def is_blank(cell: str) -> bool:
    """Return whether a cell stands for "no figure"."""
    return cell.strip().casefold() in BLANKS


def is_number(cell: str, mark: DecimalMark) -> bool:
    """Return whether a cell is a number with that decimal mark."""
    return _plain_number(cell, mark) is not None or _READS[mark].fullmatch(bare(cell)) is not None


def read_number(cell: str, mark: DecimalMark) -> float | None:
    """Return the cell's number, a percentage as it is written; None for a blank or unreadable one."""
    plain = _plain_number(cell, mark)
    if plain is not None or not is_number(cell, mark):
        return plain
    text = bare(cell)
    text = text.replace(",", "") if mark == "." else text.replace(".", "").replace(",", ".")
    return float(text)


def _plain_number(cell: str, mark: DecimalMark) -> float | None:
    """Read a number as programs write it, with an exponent perhaps, but without signs and thousands."""
    text = cell.strip()
    if mark == ",":
        text = "x" if "." in text else text.replace(",", ".")
    value = float(text) if _PLAIN.fullmatch(text) else math.inf
    return value if abs(value) <= _LARGEST else None


def marks_seen(cells: Iterable[str]) -> dict[DecimalMark, int]:
    """Count the cells that can only be read with a point, or only with a comma, as the decimal mark.

    "1,234" alone is both 1.234 and 1234, so it counts for neither; "0,5", "12,34", "1.234,5" and "1.234.567" are clear.
    """
    seen: dict[DecimalMark, int] = {".": 0, ",": 0}
    for cell in set(cells):
        text = bare(cell)
        for mark in (".", ","):
            if _CLEARLY[mark].match(text) and is_number(cell, mark):
                seen[mark] += 1
    return seen


def number_sql(cell: str, mark: DecimalMark) -> str:
    """Return SQL that reads a text expression as DOUBLE, NULL where it is blank or unreadable.

    A plain number is cast at once; only other cells pay for the regular expressions. NaN and infinity become NULL.
    """
    cleaned = f"replace(replace(regexp_replace({cell}, '{_sql_signs()}', '', 'g'), '−', '-'), '–', '-')"
    cleaned = f"regexp_replace(regexp_replace({cleaned}, '^\\((.*)\\)$', '-\\1'), '^(.+)-$', '-\\1')"
    plain = f"replace({cleaned}, ',', '')" if mark == "." else f"replace(replace({cleaned}, '.', ''), ',', '.')"
    pattern = f"^[-+]?{_POINT}$" if mark == "." else f"^[-+]?{_COMMA}$"
    fast = f"TRY_CAST({cell} AS DOUBLE)" if mark == "." else f"TRY_CAST(replace({cell}, ',', '.') AS DOUBLE)"
    is_fast = f"{fast} BETWEEN -{_LARGEST} AND {_LARGEST}" + ("" if mark == "." else f" AND {cell} NOT LIKE '%.%'")
    slow = f"regexp_matches({cleaned}, '{pattern}') THEN TRY_CAST({plain} AS DOUBLE)"
    return f"CASE WHEN {is_fast} THEN {fast} WHEN {slow} END"


def _sql_signs() -> str:
    return _SIGNS.replace("'", "''")
