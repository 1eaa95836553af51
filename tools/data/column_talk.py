"""Tells whether a message speaks of the table's columns, as in "the column Umsatz is revenue; why did it fall?"."""

import re
from collections.abc import Sequence

from tools.data.spoken import (
    AND,
    CURRENCY_IS,
    IS,
    LEAVE_OUT,
    SENTENCE_ENDS,
    SETTINGS,
    USE,
    is_currency,
    meaning_of,
    read_columns,
    with_verbs,
)
from tools.errors import InputError

_COLUMN = re.compile(r"\b(?:columns?|fields?|headers?|header row)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\s*(?:what|which|who|why|when|where|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|if)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s*(?:it|this|that|they|these|those|we|i|you|he|she|there|here)\b", re.IGNORECASE)
_SETTING = re.compile(
    r"\s*(?:(?:the|our|all|my) )?"
    r"(?:dates?|decimals?|figures?|numbers?|amounts?|year|header|names?|european|american)\b",
    re.IGNORECASE,
)
_LONGEST = 8


def column_statements(text: str) -> tuple[str, str]:
    """Part a message into what it surely says about columns and the rest; either may be empty."""
    said: list[str] = []
    rest: list[str] = []
    ends = [m.span() for m in SENTENCE_ENDS.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    for start, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True):
        # A question keeps its mark: the ends of statements are full stops, semicolons and new lines.
        (said if _is_statement(text[start:end]) else rest).append(text[start:end].strip())
    return ". ".join(filter(None, said)), ". ".join(filter(None, rest))


def may_speak_of_columns(text: str) -> bool:
    """Return whether a message may be about a column, as "Umsatz is revenue"; only the table's own names can tell."""
    statement = text.strip().rstrip(".!")
    if "?" in text or _ASKS.match(text) or _PRONOUN.match(text) or len(statement.split()) > _LONGEST:
        return False
    if LEAVE_OUT.fullmatch(statement):
        return True
    found = IS.fullmatch(statement)
    if found is None:
        return False
    sides = [side.strip() for side in found.groups()]
    known = [meaning_of(side) is not None for side in sides]
    return any(known) and not any(_is_figure(side) or _PRONOUN.match(side) for side in sides)


def says_columns(text: str, columns: Sequence[str]) -> bool:
    """Return whether every statement of a message names a column of the table and a meaning."""
    try:
        read_columns(text, columns)
    except InputError:
        return False
    return True


def _is_statement(sentence: str) -> bool:
    statement = sentence.strip()
    if not statement or "?" in statement or _ASKS.match(statement):
        return False
    if _COLUMN.search(statement) and any(p.fullmatch(statement) for p in (LEAVE_OUT, USE, IS)):
        return True
    if (found := CURRENCY_IS.fullmatch(statement)) and is_currency(found[1]):
        return True
    used = [USE.fullmatch(part) for part in AND.split(with_verbs(statement))]
    if any(one and meaning_of(one[2]) is not None and not _is_figure(one[1]) for one in used):
        return True
    return _SETTING.match(statement) is not None and any(pattern.search(statement) for pattern, *_ in SETTINGS)


def _is_figure(side: str) -> bool:
    return re.match(r"[^\w]*\d", side) is not None
