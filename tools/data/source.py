"""What every kind of source gives: named columns, and a relation that SQL can be asked of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tools.data.columns import Column
from tools.data.notes import DataNote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SqlEngine(Protocol):
    """Whatever answers a query written in the embedded database's SQL: itself, or a warehouse by translation."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        ...

    def arrays(self, sql: str) -> "Mapping[str, NDArray[np.generic]]":
        """Run a query and return its columns as arrays."""
        ...

    def execute(self, sql: str) -> None:
        """Run a statement that makes a table; only asked of sources that can store."""
        ...

    def close(self) -> None:
        """Release what the engine holds; safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A table that was found, before its columns have a meaning.

    Attributes:
        name: what to call it in messages.
        engine: answers SQL.
        relation: what stands after FROM.
        columns: in the table's order, with samples.
        notes: what was met while reading.
        preamble: the lines above the column names.
        header_line: the line of the column names in a text file, counted from 1.
        delimiter: of a text file.
        path: the file it was read from.
        is_text: every cell is text as somebody wrote it; numbers and dates must be read from it.
        can_store: tables can be made in the engine, so the cells are converted once.
    """

    name: str
    engine: SqlEngine
    relation: str
    columns: tuple[Column, ...]
    notes: tuple[DataNote, ...] = ()
    preamble: tuple[str, ...] = ()
    header_line: int | None = None
    delimiter: str | None = None
    path: Path | None = None
    is_text: bool = field(default=True)
    can_store: bool = field(default=True)
