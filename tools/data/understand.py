"""One pass from a source to its mapping and to the SQL that reads it by that mapping."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.data.columns import NONE, PERSON, Column
from tools.data.currency import find_currency
from tools.data.dimension_columns import RESERVED, find_dimensions
from tools.data.expectations import settle_expectations
from tools.data.mapping import EXPECTED, ColumnMapping, MappingOverrides, expected_of
from tools.data.names import MEASURE_NAMES, column_words
from tools.data.numbers import DecimalMark, is_blank, marks_seen, number_sql
from tools.data.personal import EMAIL_SQL, masked
from tools.data.recognise import (
    Draft,
    derive_revenue,
    find_date,
    find_measures,
    leave_out_unusable,
    unreadable_measures,
)
from tools.data.source import Source
from tools.data.unclear import ask_about_channels, settle_unclear
from tools.data.wide import CHANNEL, find_wide_measures
from tools.errors import DataError, InputError, MissingInput
from tools.kpi.definitions import METRICS

BLANKS = ("", "--", "#n/a", "n/a", "null", "none", "nan", "#ref!", "#value!")
"""Cells of a dimension that are as good as empty, in small letters."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A mapping, and how to read the source by it.

    Attributes:
        mapping: what the user sees; its grain is still to be told from the dates.
        mark: the decimal mark of text cells.
        columns: every column by name.
    """

    mapping: ColumnMapping
    mark: DecimalMark
    columns: dict[str, Column]

    def measure_sql(self, names: Iterable[str], *, product: bool) -> str:
        """Return the expression of a measure: its columns added up (empty ones as nothing), or multiplied."""
        parts = [self.number_sql(name) for name in names]
        if len(parts) == 1:
            return parts[0]
        if product:
            return " * ".join(parts)
        some = ", ".join(parts)
        return f"CASE WHEN coalesce({some}) IS NOT NULL THEN {' + '.join(f'coalesce({p}, 0)' for p in parts)} END"

    def number_sql(self, name: str) -> str:
        """Return the expression that reads one column as a number."""
        column = self.columns[name]
        text = f"CAST({column.sql} AS DOUBLE)"
        if column.kind != "number":
            text = number_sql(f"trim(CAST({column.sql} AS VARCHAR))", self.mark)
        elif not column.is_exact:
            text = f"CASE WHEN {text} BETWEEN -1e300 AND 1e300 THEN {text} END"  # NaN and infinity are no figures
        if column_words(name).in_micros:
            text = f"({text}) / 1e6"
        return text


def understand(source: Source, overrides: MappingOverrides) -> Understanding:
    """Say what each column means.

    Raises:
        DataError: when an override names a column that is not there, or nothing measurable is found.
    """
    columns = source.columns
    _check_overrides(source, overrides)
    mark = overrides.decimal_mark or _decimal_mark(source)
    draft = Draft()
    draft.wide.update(overrides.channels)
    draft.measures.update({m: tuple(labels.values()) for m, labels in overrides.channels.items()})
    leave_out_unusable(draft, columns, overrides)
    find_date(draft, columns, overrides)
    find_measures(draft, columns, overrides, mark)
    settle_expectations(draft, columns, overrides, mark, source.name)
    find_wide_measures(draft, columns, mark)
    settle_unclear(draft, columns, mark)
    ask_about_channels(draft, columns, mark)
    derive_revenue(draft, columns)
    currency = find_currency(draft, columns, overrides)
    find_dimensions(draft, columns, overrides, mark)
    draft.notes += unreadable_measures(draft, columns)
    if not draft.measures:
        raise _nothing_measured(source, draft)
    return Understanding(_mapping(draft, currency, source), mark, {c.name: c for c in columns})


def _mapping(draft: Draft, currency: str | None, source: Source) -> ColumnMapping:
    dimensions = dict(draft.dimensions)
    unsplit: dict[str, tuple[str, ...]] = {}
    if draft.wide:
        dimensions[CHANNEL] = "(the column names)"
        unsplit = {m: (CHANNEL,) for m in draft.measures if m not in draft.wide}
    order = {c.name: i for i, c in enumerate(source.columns)}
    return ColumnMapping(
        date=None if not draft.date else draft.date[0] if len(draft.date) == 1 else draft.date,
        dimensions=dimensions,
        measures={m: c[0] if len(c) == 1 else c for m, c in draft.measures.items()},
        currency=currency,
        ignored=dict(sorted(draft.ignored.items(), key=lambda item: order.get(item[0], 0))),
        products=draft.products,
        wide=draft.wide,
        unsplit=unsplit,
        notes=(*source.notes, *draft.notes),
    )


def _nothing_measured(source: Source, draft: Draft) -> DataError | MissingInput:
    """Return the error for a table without results: it has no rows, it asks, it has only rates, or no known name."""
    columns = source.columns
    if all(c.filled == 0 for c in columns):
        return DataError(
            f"'{source.name}' has column names but no rows",
            where=f"columns {shown_columns(columns)}",
            remedy="Export the report again for a period with results.",
        )
    asked = next((n for n in draft.notes if n.code in {"unclear_column", "unclear_columns"}), None)
    if asked:
        return MissingInput(asked.sentence, where=source.name, remedy=f"Say {' or '.join(asked.options)}.")
    rates = [c.name for c in columns if draft.ignored.get(c.name, "").startswith("a rate")]
    if rates:
        return DataError(
            f"'{source.name}' holds only computed figures ({', '.join(rates[:5])}), which can't be added up",
            where=f"columns {shown_columns(columns)}",
            remedy="Export the counts and amounts too: cost, impressions, clicks, conversions, revenue.",
        )
    return DataError(
        f"'{source.name}' has no column of results that Adroit knows",
        where=f"columns {shown_columns(columns)}",
        remedy="It looks for names such as Cost, Impressions, Clicks, Conversions, Revenue; "
        'say measures.spend = "your column" to name one.',
    )


def shown_columns(columns: tuple[Column, ...]) -> str:
    """Return the first column names for a message; a "name" that is a person's address is masked."""
    return ", ".join(masked(c.name)[:30] for c in columns[:12])


def _check_names(overrides: MappingOverrides) -> None:
    """Refuse measures that Adroit does not know and dimensions called by a name that is taken.

    Raises:
        InputError: says which names would do.
    """
    from difflib import get_close_matches

    measures = {*MEASURE_NAMES, *(m.name for m in METRICS.values() if not m.is_kpi)}
    known = {*measures, EXPECTED, *map(expected_of, measures)}
    for name in (*overrides.measures, *overrides.channels):
        if name not in known:
            near = get_close_matches(name, measures, n=2, cutoff=0.6) or sorted(MEASURE_NAMES)
            raise InputError(
                f"'{name[:60]}' is no measure that Adroit knows",
                where="your column mapping",
                remedy=f"It knows {', '.join(near)}.",
            )
    for name in overrides.dimensions:
        if not re.fullmatch(r"[^\W\d][\w]*", name) or name != name.lower() or name in RESERVED | known:
            raise InputError(
                f"'{name[:60]}' can't be the name of a dimension",
                where="your column mapping",
                remedy="Take a word in small letters that is no measure, with _ for blanks: sales_area.",
            )


def _check_overrides(source: Source, overrides: MappingOverrides) -> None:
    from difflib import get_close_matches

    _check_names(overrides)
    names = [c.name for c in source.columns]
    asked = [overrides.date, *overrides.dimensions.values(), *overrides.ignore]
    asked += [c for labels in overrides.channels.values() for c in labels.values()]
    for chosen in overrides.measures.values():
        asked += [chosen] if isinstance(chosen, str) else list(chosen)
    for name in asked:
        if name is not None and name not in names:
            near = get_close_matches(name, names, n=2, cutoff=0.4)
            listed = masked(" or ".join(repr(n) for n in near) or ", ".join(repr(n) for n in names[:10]))
            raise DataError(
                f"'{source.name}' has no column '{name[:60]}'", where="your column mapping", remedy=f"It has {listed}."
            )


def _decimal_mark(source: Source) -> DecimalMark:
    """Return the decimal mark of a text table: what its clear cells show, else a comma only beside semicolons."""
    if not source.is_text:
        return "."
    seen: dict[DecimalMark, int] = {".": 0, ",": 0}
    for column in source.columns:
        cells = [c for c in column.sample if not is_blank(c)]
        found = marks_seen(cells)
        if found["."] and found[","]:
            minor: DecimalMark = "." if found["."] < found[","] else ","
            if found[minor] > 0.2 * found["." if minor == "," else ","]:
                continue  # the column is no column of numbers, e.g. versions or dates
        for mark in seen:
            seen[mark] += found[mark]
    if seen["."] == seen[","]:
        return "," if source.delimiter == ";" else "."
    return "," if seen[","] > seen["."] else "."


def clean_name_sql(expression: str) -> str:
    """Return SQL for a dimension's value as people read it: trimmed text, NONE for an empty cell.

    An email address that strayed into a column of other things becomes PERSON: no value that names a person leaves.
    """
    text = f"trim(CAST({expression} AS VARCHAR))"
    blanks = ", ".join(f"'{blank}'" for blank in BLANKS)
    address = f"{text} LIKE '%@%' AND regexp_matches({text}, '{EMAIL_SQL}')"
    return (
        f"CASE WHEN {expression} IS NULL OR lower({text}) IN ({blanks}) THEN '{NONE}' "
        f"WHEN {address} THEN '{PERSON}' ELSE {text} END"
    )


def undated(source: Source) -> DataError:
    """Return the error for a question about periods to a table without dates."""
    return DataError(
        f"'{source.name}' has no column of dates",
        where=f"columns {shown_columns(source.columns)}",
        remedy="A comparison needs one row a day (or week): export with the segment 'Day', or name the column: "
        'date = "your column".',
    )
