"""Text of a brief made fit for a document: no control characters, and no cell that a spreadsheet would compute."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

_FORMULA_SIGNS = "=+-@＝＋－＠"
"""A cell that begins with one of these is a formula to some spreadsheet (OWASP, "CSV Injection")."""
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a name with one would turn the page round it."""
_NONCHARACTERS = (0xFFFE, 0xFFFF)
"""The last two of each plane, which no XML file may hold."""


def plain(text: str) -> str:
    """Return the text on one line, without control characters, lone surrogates and marks that turn its direction."""
    return " ".join("".join(c for c in text if c.isspace() or not _is_dropped(c)).split())


def _is_dropped(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Cs"}
    return is_control or character in _DIRECTIONS or ord(character) & 0xFFFF in _NONCHARACTERS


def plain_throughout(value: Any) -> Any:
    """Return a dataclass, or a tuple of them, with each text in it made plain."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(plain_throughout(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: plain_throughout(getattr(value, f.name)) for f in fields(value)})
    return value


def safe_cell(text: str) -> str:
    """Return the text as a spreadsheet shows it and never computes it: a formula's first sign gets an apostrophe.

    Tabs and line ends, which split a cell in two or hide the sign, are spaces afterwards.
    """
    one_line = plain(text)
    return f"'{one_line}" if one_line[:1] and one_line[0] in _FORMULA_SIGNS else one_line
