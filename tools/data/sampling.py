"""A look at each column's cells, to tell what it holds."""

import dataclasses
from collections.abc import Sequence

from tools.data.columns import Column
from tools.data.source import SqlEngine

SAMPLE_ROWS = 8000
WAREHOUSE_ROWS = 1000
"""The only rows that ever leave a warehouse: enough to see what a column holds."""


def sampled(
    engine: SqlEngine, relation: str, columns: Sequence[Column], *, most: int = SAMPLE_ROWS
) -> tuple[Column, ...]:
    """Return the columns with a sample of their cells: those of the first rows."""
    if not columns:
        return ()
    cells = ", ".join(f"CAST({c.sql} AS VARCHAR) AS s{i}" for i, c in enumerate(columns))
    found = engine.arrays(f"SELECT {cells} FROM {relation} LIMIT {most}")
    return tuple(_with_sample(c, found[f"s{i}"].tolist()) for i, c in enumerate(columns))


def _with_sample(column: Column, cells: Sequence[str | None]) -> Column:
    every = set(cells)
    told = {c for c in every if c is not None and c.strip()}
    filled = tuple(c for c in cells if c is not None and c in told)
    return dataclasses.replace(
        column, sample=filled, distinct=len(told), filled=len(filled) / len(cells) if cells else 0.0
    )
