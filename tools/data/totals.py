"""Rows that sum up others: an export's total lines, which would count everything twice."""

import re
from collections.abc import Iterable, Mapping

from tools.data.columns import Column
from tools.data.distinct_cells import Cells
from tools.data.engine import literal
from tools.data.names import TOTAL_WORDS
from tools.data.notes import DataNote
from tools.data.source import Source
from tools.data.understand import Understanding
from tools.data.wide import CHANNEL
from tools.quantities import Unit, format_number

_TOTAL = re.compile(TOTAL_WORDS, re.IGNORECASE)


def is_total(cell: str) -> bool:
    """Return whether a cell names a total: "Total: Account", "Grand total", "Gesamt"."""
    return _TOTAL.match(cell) is not None


def main_measure(measures: Iterable[str]) -> str:
    """Return the measure to tell rows' weight by: spend, else impressions, clicks, or the first there is."""
    there = list(measures)
    return next((m for m in ("spend", "impressions", "clicks") if m in there), there[0])


def named_columns(understanding: Understanding) -> list[Column]:
    """Return the columns in which a total may be named: dates, dimensions and settings."""
    mapping = understanding.mapping
    dates = [mapping.date] if isinstance(mapping.date, str) else list(mapping.date or ())
    settings = [c for c, why in mapping.ignored.items() if why in {"a setting, not a result", "says the currency"}]
    named = [c for n, c in mapping.dimensions.items() if n != CHANNEL or not mapping.wide]
    return [understanding.columns[c] for c in dict.fromkeys([*dates, *named, *settings])]


def leave_out_totals(
    source: Source, understanding: Understanding, known: Mapping[str, Cells | None]
) -> tuple[str, list[DataNote]]:
    """Remove total lines where the rows are our own copy; elsewhere return the condition that keeps them out.

    All cells of a text table are looked at. Of a typed table only the columns whose sample shows a total, since its
    rows are not ours to walk through; the checks look at the values of both periods once more.

    Args:
        source: where the rows lie.
        understanding: what the columns mean.
        known: the different cells of a text table's columns, where they are few.

    Returns:
        The WHERE clause for the rows that count, empty when all do; and what was left out.
    """
    mapping = understanding.mapping
    columns = [c for c in named_columns(understanding) if _may_name_totals(known.get(c.name))]
    if not source.is_text:
        columns = [c for c in columns if c.kind == "text" and any(map(is_total, dict.fromkeys(c.sample)))]
    if not columns:
        return "", []
    total = " OR ".join(f"regexp_matches(lower({c.sql}), {literal(TOTAL_WORDS)})" for c in columns)
    main = main_measure(mapping.measures)
    chosen = mapping.measures[main]
    figure = understanding.measure_sql(
        [chosen] if isinstance(chosen, str) else chosen, product=main in mapping.products
    )
    count, sums = source.engine.rows(f"SELECT count(*), sum({figure}) FROM {source.relation} WHERE {total}")[0]
    if not count:
        return "", []
    note = left_out("totals_rows", int(count), main, float(sums or 0.0), mapping.currency)
    if source.is_text and source.can_store:
        source.engine.execute(f"DELETE FROM {source.relation} WHERE {total}")
        return "", [note]
    return f" WHERE ({total}) IS NOT TRUE", [note]


def _may_name_totals(cells: Cells | None) -> bool:
    return cells is None or any(cell is not None and is_total(cell.lower()) for cell, _ in cells)


def sums_up(total: float, whole: float) -> bool:
    """Return whether rows hold the others' sum (or twice it, for a report with two total lines)."""
    if whole == 0:
        return False
    times = total / whole
    return times > 0.9 and abs(times - round(times)) < 0.005  # noqa: PLR2004 - sums are rounded in exports


def left_out(code: str, count: int, measure: str, total: float, currency: str | None) -> DataNote:
    """Return the note on rows that don't count, with their weight."""
    unit = Unit.MONEY if measure in {"spend", "revenue", "gross_profit"} else Unit.COUNT
    figure = format_number(total, unit, currency if unit is Unit.MONEY else None)
    rows = f"{count:,} row{'s' if count != 1 else ''}"
    if code == "totals_rows":
        return DataNote(
            code=code,
            severity="info",
            sentence=f"{rows} with totals ({measure} {figure}) left out.",
            meaning="They sum up the other rows and would count everything twice.",
        )
    return DataNote(
        code=code,
        severity="problem",
        sentence=f"{rows} without a readable date ({measure} {figure}) left out.",
        meaning="They belong to no period, so every comparison lacks them.",
    )
