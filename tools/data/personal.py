"""Columns about persons: found by their name or their cells, and kept out of every analysis and every prompt."""

import re

from tools.data.columns import Column
from tools.data.names import PERSONAL_NAMES, column_words

_SHARE = 0.05
EMAIL_SQL = "[^@ ,;<>]+@[^@ ,;<>]+[.][A-Za-z]{2,}"
"""An email address as an SQL regular expression, in what all databases' dialects have in common."""
_ANYWHERE = (
    (re.compile(r"[^@\s,;\"'<>]+@[^@\s,;\"'<>]+\.[A-Za-z]{2,}"), "[email address]"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "[IP address]"),
    (re.compile(r"\+\d[\d() .\-]{7,18}\d"), "[phone number]"),
    (re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b", re.IGNORECASE), "[identifier]"),
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}", re.IGNORECASE)
_PHONE = re.compile(r"(?=.*[+() \-])\+?[\d() .\-]{9,20}")
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_NAMED = {
    "email": "email addresses", "mail": "email addresses", "phone": "phone numbers", "mobile": "phone numbers",
    "telephone": "phone numbers", "ip": "IP addresses", "name": "names of persons", "address": "addresses",
}  # fmt: skip
_DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[-. ]\d{1,2}[-. ]\d{2,4}")


def personal_kind(column: Column) -> str | None:
    """Return what personal data the column holds ("email addresses"), or None when it holds none."""
    words = column_words(column.name).words
    if words in PERSONAL_NAMES:
        return next((kind for word, kind in _NAMED.items() if word in words.split()), "identifiers of persons")
    cells = tuple(dict.fromkeys(column.sample))[:1000]
    if column.kind != "text" or not cells:
        return None
    for pattern, kind in ((_EMAIL, "email addresses"), (_IP, "IP addresses"), (_HASH, "identifiers of persons")):
        if sum(bool(pattern.fullmatch(c.strip())) for c in cells) >= _SHARE * len(cells):
            return kind
    phones = sum(_is_phone(c.strip()) for c in cells)
    return "phone numbers" if phones >= max(_SHARE * len(cells), 2) else None


def _is_phone(cell: str) -> bool:
    """Return whether a cell is a phone number: 9 to 15 digits with signs between, and neither a date nor an amount."""
    digits = sum(c.isdigit() for c in cell)
    if not 9 <= digits <= 15 or _DATE_LIKE.fullmatch(cell) or not _PHONE.fullmatch(cell):  # noqa: PLR2004 - E.164
        return False
    return cell.startswith("+") or cell.count("-") + cell.count(" ") + cell.count("(") >= 2  # noqa: PLR2004


def masked(text: str) -> str:
    """Return a text from the table, for a message, without the addresses and numbers of persons in it."""
    for pattern, shown in _ANYWHERE:
        text = pattern.sub(shown, text)
    return text
