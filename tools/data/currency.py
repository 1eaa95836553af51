"""The currency of the money columns, when the table says it."""

import re
from collections import Counter

from tools.data.columns import Column
from tools.data.mapping import MappingOverrides
from tools.data.names import column_words
from tools.data.notes import DataNote
from tools.data.recognise import Draft, holds_currency
from tools.quantities import CURRENCIES, SYMBOLS, currency_code

_SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True)))
MONEY = ("spend", "revenue", "gross_profit")


def find_currency(draft: Draft, columns: tuple[Column, ...], overrides: MappingOverrides) -> str | None:
    """Return the ISO code: what the user said, a currency column, "(USD)" in a name, or the sign in the cells.

    A table with several currencies gets a note and a dimension `currency`, and no code: its money can't be added up.
    """
    if overrides.currency:
        return currency_code(overrides.currency)
    for column in columns:
        if holds_currency(column):
            codes = Counter(c.strip().upper() for c in column.sample if c.strip().upper() in CURRENCIES)
            if len(codes) == 1:
                return next(iter(codes))
            if len(codes) > 1:
                draft.ignored.pop(column.name, None)
                draft.dimensions.setdefault("currency", column.name)
                draft.notes.append(_several(column.name, codes))
                return None
    named = {code for m in MONEY for c in draft.measures.get(m, ()) for code in _in_name(c)}
    if len(named) == 1:
        return named.pop()
    money = {c for m in MONEY for c in draft.measures.get(m, ())}
    signs = Counter(
        SYMBOLS[m[0]] for c in columns if c.name in money for cell in c.sample[:300] if (m := _SYMBOL.search(cell))
    )
    signs.update(
        word
        for c in columns
        if c.name in money
        for cell in c.sample[:300]
        for word in cell.split()
        if word in CURRENCIES
    )
    if len(signs) > 1:
        draft.notes.append(_several("the money columns", signs))
    return next(iter(signs)) if len(signs) == 1 else None


def _in_name(column: str) -> list[str]:
    words = column_words(column)
    parts = [*words.bracketed, *words.full.split()]
    return [p.strip().upper() for p in parts if p.strip().upper() in CURRENCIES] + [
        SYMBOLS[p.strip()] for p in words.bracketed if p.strip() in SYMBOLS
    ]


def _several(where: str, codes: Counter[str]) -> DataNote:
    listed = ", ".join(f"{code} ({count:,} rows of the sample)" for code, count in codes.most_common(4))
    return DataNote(
        code="several_currencies",
        severity="problem",
        sentence=f"Money is in several currencies: {listed}.",
        meaning="Sums over them mean nothing; ask for one currency, or convert the table first.",
        column=where,
    )
