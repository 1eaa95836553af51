"""A table about customers, opened so that nothing a cell says can get into a message."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.audience.first_party.columns import Role, is_role_name, needed, recognised
from tools.data.columns import Column
from tools.data.engine import Engine
from tools.data.mapping import MappingOverrides
from tools.data.open_source import open_source
from tools.data.personal import masked
from tools.data.scratch import scratch_folder
from tools.data.source import Source
from tools.data.standing import current_overrides
from tools.data.text_source import open_text
from tools.errors import DataError, InputError, MissingInput, ToolError

_LINE = re.compile(r"\bline \d+")
_NAME_THE_COLUMNS = "Add names such as Email, Phone, First Name above the rows."
_MOST_DIGITS = 6
"""A column's name with more digits than this is a phone number, and the table has no line of names."""


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """A table with the columns whose meaning is known.

    Attributes:
        source: answers SQL.
        engine: the same, as the embedded database that it is.
        columns: role -> column.
        notes: what was met while reading, without any cell.
    """

    source: Source
    engine: Engine
    columns: Mapping[Role, Column]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return self.source.name

    def column(self, role: Role) -> Column:
        """Return the column of a role.

        Raises:
            MissingInput: when the table has none.
        """
        return needed(self.columns, role, self.source.columns, self.name)

    def text(self, role: Role) -> str:
        """Return SQL for the cell of a role as trimmed text, the empty text where there is none."""
        found = self.columns.get(role)
        return f"coalesce(trim(CAST({found.sql} AS VARCHAR)), '')" if found else "''"

    def read_as(self) -> str:
        """Return which column is read as what, in one sentence."""
        parts = [f"{role.replace('_', ' ')} '{column.name}'" for role, column in self.columns.items()]
        return f"Read as: {', '.join(parts)}."


@contextmanager
def opened(data: str, said: Mapping[str, str]) -> Iterator[CustomerTable]:
    """Open a customer table and close it at the end.

    Args:
        data: a file: CSV, Parquet, Excel, SQLite or DuckDB; `#name` for a sheet or a table.
        said: role -> column, where the names don't tell.

    Raises:
        DataError: when the file is no table, or has no line of column names.
        MissingInput: when it holds several tables and none was named.
        InputError: when a column that was named is not there.
    """
    standing = current_overrides()
    with without_cells(data):
        source = _open_one_column(Path(data), standing) if _is_one_column(Path(data)) else open_source(data, standing)
    try:
        if not isinstance(source.engine, Engine):
            raise DataError(
                "Audiences are made from a file, not in a warehouse", where=source.name, remedy="Export the table."
            )
        _check_names(source)
        notes = tuple(n.sentence.partition(" (first")[0].rstrip(".") + "." for n in source.notes)
        with without_values(source.name):
            yield CustomerTable(source, source.engine, recognised(source.columns, said, standing, source.name), notes)
    finally:
        source.engine.close()


@contextmanager
def without_cells(where: str) -> Iterator[None]:
    """Let an error of the readers through without the cells that it quotes to explain itself."""
    try:
        yield
    except (InputError, MissingInput):
        raise
    except DataError as error:
        line = _LINE.search(error.where or "")
        place = masked(where.rpartition("/")[2])
        remedy = _NAME_THE_COLUMNS if "column names" in error.problem else error.remedy
        raise DataError(masked(error.problem), where=f"{place}, {line[0]}" if line else place, remedy=remedy) from None


@contextmanager
def without_values(table: str) -> Iterator[None]:
    """Say that the database could not work a table through, and not with which value: its errors quote them."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise DataError(
            f"The table can't be worked through to its end ({type(error).__name__})",
            where=table,
            remedy="Check that the columns hold what their names say, and that the file is complete.",
        ) from None


@contextmanager
def reading_dates(column: str, table: str) -> Iterator[None]:
    """Say which column's dates can't be read, and nothing of what stands in it."""
    try:
        yield
    except ToolError as error:
        raise DataError(f"The dates of column '{column}' can't be read", where=table, remedy=error.remedy) from None


def _is_one_column(path: Path) -> bool:
    """Return whether a file is a plain list under one name: of addresses, of numbers."""
    try:
        with path.open("rb") as file:
            first = file.readline(200).removeprefix(b"\xef\xbb\xbf").decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return is_role_name(first)


def _open_one_column(path: Path, standing: MappingOverrides) -> Source:
    """Open a list as a table, from a copy with an empty second column, since a table has two at least."""
    with scratch_folder() as folder, path.open("rb") as file:
        copy = folder / "list.csv"
        with copy.open("wb") as other:
            other.write(file.readline().rstrip(b"\r\n") + b",nothing\n")
            other.writelines(line.rstrip(b"\r\n") + b",\n" for line in file)
        return open_text(copy, standing, name=path.name, copy_of=path)


def _check_names(source: Source) -> None:
    """Refuse a table whose first row is a customer: its names would be shown as the names of columns."""
    for column in source.columns:
        if masked(column.name) != column.name or sum(c.isdigit() for c in column.name) > _MOST_DIGITS:
            raise DataError(
                "The table has no line of column names: its first row holds a customer",
                where=source.name,
                remedy=_NAME_THE_COLUMNS,
            )
