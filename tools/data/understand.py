"""One pass from a source to its mapping and to the SQL that reads it by that mapping."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.data.columns import NONE, Column
from tools.data.currency import find_currency
from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.data.names import column_words
from tools.data.numbers import DecimalMark, is_blank, marks_seen, number_sql
from tools.data.recognise import (
    Draft,
    derive_revenue,
    find_date,
    find_dimensions,
    find_measures,
    leave_out_unusable,
)
from tools.data.source import Source
from tools.data.wide import CHANNEL, find_wide_measures
from tools.errors import DataError

BLANK_NAMES = "('', '--', '#n/a', 'n/a', 'null', 'none', 'nan', '#ref!', '#value!')"


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
        text = (
            f"CAST({column.sql} AS DOUBLE)" if column.kind == "number" else number_sql(f"trim({column.sql})", self.mark)
        )
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
    leave_out_unusable(draft, columns, overrides)
    find_date(draft, columns, overrides)
    find_measures(draft, columns, overrides, mark)
    find_wide_measures(draft, columns, mark)
    derive_revenue(draft, columns)
    currency = find_currency(draft, columns, overrides)
    find_dimensions(draft, columns, overrides, mark)
    if not draft.measures:
        raise DataError(
            f"'{source.name}' has no column of results that Adroit knows",
            where=f"columns {', '.join(c.name[:30] for c in columns[:12])}",
            remedy="It looks for names such as Cost, Impressions, Clicks, Conversions, Revenue; "
            'say measures.spend = "your column" to name one.',
        )
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


def _check_overrides(source: Source, overrides: MappingOverrides) -> None:
    from difflib import get_close_matches

    names = [c.name for c in source.columns]
    asked = [overrides.date, *overrides.dimensions.values(), *overrides.ignore]
    for chosen in overrides.measures.values():
        asked += [chosen] if isinstance(chosen, str) else list(chosen)
    for name in asked:
        if name is not None and name not in names:
            near = get_close_matches(name, names, n=2, cutoff=0.4)
            listed = " or ".join(repr(n) for n in near) or ", ".join(repr(n) for n in names[:10])
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
    """Return SQL for a dimension's value as people read it: trimmed text, NONE for an empty cell."""
    text = f"trim(CAST({expression} AS VARCHAR))"
    return f"CASE WHEN {expression} IS NULL OR lower({text}) IN {BLANK_NAMES} THEN '{NONE}' ELSE {text} END"


def undated(source: Source) -> DataError:
    """Return the error for a question about periods to a table without dates."""
    return DataError(
        f"'{source.name}' has no column of dates",
        where=f"columns {', '.join(c.name[:30] for c in source.columns[:12])}",
        remedy="A comparison needs one row a day (or week): export with the segment 'Day', or name the column: "
        'date = "your column".',
    )
