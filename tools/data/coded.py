"""Names kept as numbers: a small typed table is copied once, so that a dozen questions need not decode it again."""

from collections.abc import Mapping, Sequence

from tools.data.engine import literal, quoted
from tools.data.mapping import ColumnMapping
from tools.data.source import Source

CODED = "coded"
_FEW = 64
MOST_CELLS_KEPT = 8_000_000
"""Cells of a table that is copied, 64 MB; a larger one is read where it lies."""


def keep_coded(
    source: Source, mapping: ColumnMapping, relation: str, known: Mapping[str, Sequence[tuple[str, int]]], rows: int
) -> dict[str, tuple[str, ...]]:
    """Copy the dated rows of a typed table into `coded`, clean dimensions as numbers of their values.

    Args:
        source: where the rows lie.
        mapping: what is read of them.
        relation: the rows by their meaning.
        known: the values of each clean dimension, with their number of rows.
        rows: how many rows there are.

    Returns:
        Dimension -> its values in the order of their numbers; empty when nothing was copied.
    """
    names = [*mapping.dimensions, *mapping.measures]
    if source.is_text or not source.can_store or mapping.wide or not known:
        return {}
    if rows * (len(names) + 1) > MOST_CELLS_KEPT:
        return {}
    values = {name: tuple(sorted(value for value, _ in counted)) for name, counted in known.items() if counted}
    types = {name: f"names_{place}" for place, name in enumerate(values)}
    for name, kind in types.items():
        source.engine.execute(f"CREATE TYPE {kind} AS ENUM ({', '.join(map(literal, values[name]))})")
    shown = [f"{_number_sql(n, types[n], values[n])} AS {quoted(n)}" if n in types else quoted(n) for n in names]
    dated = " WHERE day IS NOT NULL" if mapping.date else ""
    source.engine.execute(f"CREATE TABLE {CODED} AS SELECT {', '.join(['day', *shown])} FROM {relation}{dated}")
    return values


def _number_sql(name: str, kind: str, values: Sequence[str]) -> str:
    """Return the expression of a name's number.

    A look-up in a short list is a function, which the database evaluates once for each entry of a Parquet file's
    dictionary; a cast is evaluated for each row.
    """
    if len(values) > _FEW:
        return f"CAST({quoted(name)} AS {kind})"
    listed = f"[{', '.join(map(literal, values))}]"
    return f"list_extract(CAST({listed} AS {kind}[]), list_position({listed}, {quoted(name)}))"
