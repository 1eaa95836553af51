"""The different cells of a column of names: a few thousand stand for millions of rows, and are looked at once."""

from collections.abc import Iterable, Mapping

from tools.data.columns import Column
from tools.data.engine import literal
from tools.data.source import Source
from tools.data.understand import BLANKS, clean_name_sql

MOST_CELLS = 10_000
_MOST_EXCEPTIONS = 200

Cells = list[tuple[str | None, int]]
"""Cell and number of rows."""


def distinct_cells(source: Source, columns: Iterable[Column]) -> dict[str, Cells | None]:
    """Return the different cells of each column, by its name; None for one that has more than 10,000."""
    found: dict[str, Cells | None] = {}
    for column in columns:
        sql = f"SELECT {column.sql}, count(*) FROM {source.relation} GROUP BY 1 LIMIT {MOST_CELLS + 1}"
        rows = source.engine.rows(sql)
        known = [(None if cell is None else str(cell), int(count)) for cell, count in rows]
        found[column.name] = known if len(known) <= MOST_CELLS else None
    return found


def is_clean(cell: object) -> bool:
    """Return whether a cell is a name as people read it: trimmed, not empty, nobody's address."""
    return isinstance(cell, str) and cell == cell.strip() and "@" not in cell and cell.lower() not in BLANKS


def name_sql(column: Column, known: Mapping[str, Cells | None]) -> str:
    """Return the expression that reads a text column's names; only the cells that need it are cleaned."""
    cells = known.get(column.name)
    if cells is None:
        return clean_name_sql(column.sql)
    unclean = [cell for cell, _ in cells if not is_clean(cell)]
    if not unclean:
        return column.sql
    if len(unclean) > _MOST_EXCEPTIONS:
        return clean_name_sql(column.sql)
    listed = ", ".join(literal(cell) for cell in unclean if cell is not None)
    among = f" OR {column.sql} IN ({listed})" if listed else ""
    return f"CASE WHEN {column.sql} IS NULL{among} THEN {clean_name_sql(column.sql)} ELSE {column.sql} END"
