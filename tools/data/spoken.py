"""What the user says about the columns in words: "conversions are Approved_Conversion, leave out Frequency"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tools.data.mapping import MappingOverrides, expected_of
from tools.data.names import DATE_NAMES, EXPECTATION_WORDS, column_words, dimension_by_name, measure_by_name, snake_case
from tools.errors import InputError
from tools.quantities import CURRENCIES, currency_code

_SIGN = 0xE000
"""Where the signs begin that stand for columns with an "and" or a comma in their name, while sentences are parted."""
SENTENCE_ENDS = re.compile(r"\s*(?:[;\n]+|\.(?=\s|$)|!)\s*")
AND = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s*\+\s*|\s+plus\s+)\s*", re.IGNORECASE)
LEAVE_OUT = re.compile(
    r"(?:please )?(?:ignore|leave out|skip|drop|omit|exclude|do(?:n't| not) use)\s+(.+)", re.IGNORECASE
)
USE = re.compile(r"(?:please )?(?:use|take|count|read|treat|map|call)\s+(.+?)\s+(?:as|for)\s+(.+)", re.IGNORECASE)
IS = re.compile(
    r"(.+?)\s*(?:\b(?:is|are|means?|holds?|comes? from|stands? in|should be)\b|=|->|→|:)\s*(.+)", re.IGNORECASE
)
_BY_CHANNEL = re.compile(r"\s+(?:by|per|of (?:the|each)) channels?$", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:in\s+)?(?:the|our|my|a|an|columns?|fields?|called|named|in|by)\s+|\s+(?:columns?|fields?|dimension|measure)$",
    re.IGNORECASE,
)
SETTINGS: tuple[tuple[re.Pattern[str], str, str | int | None], ...] = tuple(
    (re.compile(rf"\b(?:{words})", re.IGNORECASE), setting, value)
    for words, setting, value in (
        (r"day[ -]first|dd[/.-]mm|european dates?|day before (?:the )?month", "date_order", "day first"),
        (r"month[ -]first|mm[/.-]dd|(?:american|us) dates?|month before (?:the )?day", "date_order", "month first"),
        (r"decimal comma|comma is the decimal|decimal mark is (?:a )?comma", "decimal_mark", ","),
        (r"decimal (?:point|dot)|point is the decimal|decimal mark is (?:a )?(?:point|dot)", "decimal_mark", "."),
        (r"year\b\D{0,10}(\d{4})\b", "year", None),
        (r"(?:header|names?)\b.{0,30}\b(?:row|line)\s+(\d+)", "header_row", None),
    )
)
"""What to look for, the setting it is about, and its value; None when the value is the number in the words."""
CURRENCY_IS = re.compile(
    r"^(?:the\s+)?(?:currency|money|amounts?|all money)\s*(?:is|are|=|:)?\s*(?:in\s+)?(\w+)$", re.IGNORECASE
)


def read_columns(text: str, columns: Sequence[str]) -> MappingOverrides:
    """Read what somebody says about the columns of a table.

    Understood are "conversions are Approved_Conversion", "use Net Cost as spend", "tv, radio and search are spend by
    channel", "Sales is revenue", "ignore Frequency", "store is a dimension", "the date is Booked on", "dates are day
    first", "decimal comma", "the currency is EUR", "the year is 2025".

    Args:
        text: the user's words; statements are parted by a full stop, a semicolon, a new line, or a comma.
        columns: the table's column names.

    Raises:
        InputError: when a statement names no column of the table, or no meaning; nothing of it is guessed.
    """
    signs = {chr(_SIGN + n): c for n, c in enumerate(columns) if AND.search(c)}
    for sign, column in signs.items():
        text = re.sub(re.escape(column), sign, text, flags=re.IGNORECASE)
    whole = [next((s for s, c in signs.items() if c == column), column) for column in columns]
    found: dict[str, Any] = {}
    for sentence in filter(None, SENTENCE_ENDS.split(with_verbs(text))):
        for statement in _statements(sentence, whole):
            try:
                _merge(found, _statement(statement, whole))
            except _UnclearStatementError:
                raise _unclear(_restored(statement, signs), columns) from None
    if not found:
        raise InputError("Nothing is said about the columns", remedy='Say for example: "conversions are Orders".')
    return MappingOverrides.model_validate(_restored(found, signs))


def with_verbs(text: str) -> str:
    """Return a text with the verb that a row of statements says only once: "use A as spend and [use] B as revenue"."""
    verbs = r"(?:use|take|count|read|treat|map|call)\b"
    return re.sub(
        rf"(\bas\s+[\w ]+?)(\s*,\s*|\s+and\s+)(?=(?!{verbs})[^,;.]+?\s+as\s)", r"\1\2use ", text, flags=re.IGNORECASE
    )


class _UnclearStatementError(Exception):
    """A statement that names no column or no meaning."""


def _restored(said: Any, signs: Mapping[str, str]) -> Any:
    """Return what was said with the columns' own names in the place of their signs."""
    if isinstance(said, dict):
        return {_restored(k, signs): _restored(v, signs) for k, v in said.items()}
    if isinstance(said, tuple):
        return tuple(_restored(v, signs) for v in said)
    if isinstance(said, str):
        for sign, column in signs.items():
            said = said.replace(sign, column)
    return said


def _statements(sentence: str, columns: Sequence[str]) -> list[str]:
    """Part a sentence at its commas and "and"s where each part can stand alone; a list of columns stays together."""
    parts = AND.split(sentence)
    joined: list[str] = []
    for part in parts:
        is_another_column = not _stands_alone(part) and _column(part, columns) is not None
        if joined and (is_another_column or not _stands_alone(joined[-1])):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _stands_alone(text: str) -> bool:
    patterns = (LEAVE_OUT, USE, IS, CURRENCY_IS)
    return any(p.fullmatch(text) for p in patterns) or any(p.search(text) for p, *_ in SETTINGS)


def _statement(text: str, columns: Sequence[str]) -> dict[str, Any]:
    if m := LEAVE_OUT.fullmatch(text):
        return {"ignore": tuple(_columns(m[1], columns))}
    if (m := CURRENCY_IS.fullmatch(text)) and is_currency(m[1]):
        return {"currency": currency_code(m[1])}
    if m := USE.fullmatch(text):
        return _meant(m[2], _columns(m[1], columns), text)
    if m := IS.fullmatch(text):
        for meaning, named in ((m[1], m[2]), (m[2], m[1])):
            chosen = [_column(part, columns) for part in AND.split(named)]
            if all(chosen) and meaning_of(_BY_CHANNEL.sub("", meaning)):
                return _meant(meaning, [c for c in chosen if c], text)
    for pattern, setting, value in SETTINGS:
        if m := pattern.search(text):
            return {setting: int(m[1]) if value is None else value}
    raise _UnclearStatementError


def _meant(meaning: str, chosen: list[str], text: str) -> dict[str, Any]:
    """Return the override that gives columns a meaning."""
    by_channel = _BY_CHANNEL.search(meaning)
    found = meaning_of(_BY_CHANNEL.sub("", meaning))
    if found is None:
        raise _UnclearStatementError
    kind, name = found
    if kind == "measures" and by_channel:
        return {"channels": {name: {c: c for c in chosen}}}
    if kind == "measures":
        return {"measures": {name: chosen[0] if len(chosen) == 1 else tuple(chosen)}}
    if len(chosen) > 1 and name != "dimension":
        raise InputError(f"'{text[:80]}' gives one meaning to several columns", remedy="Name one column for it.")
    if kind == "date":
        return {"date": chosen[0]}
    own = {snake_case(c): c for c in chosen} if name == "dimension" else {name: chosen[0]}
    return {"dimensions": own}


def meaning_of(text: str) -> tuple[str, str] | None:
    """Return what a word means to Adroit: a measure, the date, a dimension; "dimension X" makes a new one."""
    if m := re.fullmatch(r"(?:a |the )?dimensions?(?:\s+(?:called\s+)?(.+))?", text.strip(" '\""), re.IGNORECASE):
        return "dimensions", snake_case(m[1]) if m[1] else "dimension"
    words = column_words(_bare(text)).words
    if words in measure_by_name():
        return "measures", measure_by_name()[words][0]
    if (measure := _expected_measure(words)) is not None:
        return "measures", expected_of(measure)
    if words in {"date", "dates", *DATE_NAMES}:
        return "date", "date"
    if words in dimension_by_name():
        return "dimensions", dimension_by_name()[words][0]
    return None


def _expected_measure(words: str) -> str | None:
    """Return the measure of which words speak as expected: "forecast of revenue", "planned spend"."""
    rest = " ".join(w for w in words.split() if w not in {*EXPECTATION_WORDS, "of", "for", "value", "values", "the"})
    return measure_by_name()[rest][0] if rest != words and rest in measure_by_name() else None


def _columns(text: str, columns: Sequence[str]) -> list[str]:
    whole = _column(text, columns)
    found = [whole] if whole else [_column(part, columns) for part in AND.split(text)]
    if not all(found):
        raise _UnclearStatementError
    return [c for c in found if c]


def _column(text: str, columns: Sequence[str]) -> str | None:
    """Return the column that somebody names: as it is written, or by the same words."""
    for name in (text.strip(), _bare(text)):
        plain = name.strip("'\"`“”‘’ ").casefold()
        match = next((c for c in columns if c.casefold() == plain), None)
        match = match or next((c for c in columns if plain and column_words(c).full == column_words(plain).full), None)
        if match:
            return match
    return None


def _bare(text: str) -> str:
    plain, before = text.strip(), ""
    while plain != before:
        before, plain = plain, _FILLER.sub("", plain).strip()
    return plain


def is_currency(word: str) -> bool:
    """Return whether a word names a currency: EUR, euros, dollars."""
    try:
        return currency_code(word) in CURRENCIES
    except InputError:
        return False


def _merge(found: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            found[key] = {**found.get(key, {}), **value}
        elif key == "ignore":
            found[key] = (*found.get(key, ()), *value)
        else:
            found[key] = value


def _unclear(text: str, columns: Sequence[str]) -> InputError:
    from tools.data.personal import masked

    listed = masked(", ".join(repr(c) for c in columns[:12]))
    return InputError(
        f"'{text.strip()[:80]}' does not say what a column of the table is",
        remedy=f'Say for example "conversions are {columns[0] if columns else "Orders"}". The columns are {listed}.',
    )
