"""The embedded database: DuckDB with everything it does not need switched off, and SQL text written in one place."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.data.scratch import new_folder, remove_folder
from tools.errors import DataError

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

MEMORY_LIMIT = "1500MB"
THREADS = 2


def quoted(name: str) -> str:
    """Return a name as an SQL identifier, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL string, whatever characters it holds."""
    return "'" + text.replace("\x00", "").replace("'", "''") + "'"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Engine:
    """One private in-memory database that may read the files it was opened with, and nothing else.

    Attributes:
        connection: the parent connection; every query runs on a cursor of its own, so threads may share an engine.
        workspace: a private folder for what does not fit in memory; removed with the engine.
        settings: statements that every cursor starts with.
    """

    connection: "duckdb.DuckDBPyConnection"
    workspace: Path
    settings: list[str] = field(default_factory=list)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._run(sql).fetchall()

    def arrays(self, sql: str) -> "dict[str, NDArray[np.generic]]":
        """Run a query and return its columns as arrays."""
        return dict(self._run(sql).fetchnumpy())

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._run(sql)

    def look_in(self, database: str, schema: str) -> None:
        """Let names without a schema, as the database's own views write them, be found there too; never write there."""
        places = ["memory.main", f"{database}.{quoted(schema)}", f"{database}.main"]
        self.settings.append(f"SET search_path = {literal(','.join(places))}")

    def store_on_disk(self) -> None:
        """Keep the tables made from now on, compressed, in a file of the private folder and not in memory.

        For a text too large for memory; to be called before `seal`.
        """
        self.connection.execute(f"ATTACH {literal(str(self.workspace / 'scratch.duckdb'))} AS scratch")
        self.settings.append("USE scratch")

    def seal(self, files: Sequence[Path]) -> None:
        """Allow reading these files and nothing else, for good."""
        allowed = ", ".join(literal(str(file)) for file in files)
        self.execute(f"SET allowed_paths = [{allowed}]")
        self.execute("SET enable_external_access = false")
        self.execute("SET lock_configuration = true")

    def close(self) -> None:
        """Release memory and temporary files; safe to call twice."""
        _release(self.connection, self.workspace)

    def cursor(self) -> "duckdb.DuckDBPyConnection":
        """Return a new cursor with the engine's settings."""
        cursor = self.connection.cursor()
        for setting in self.settings:
            cursor.execute(setting)
        return cursor

    def _run(self, sql: str) -> "duckdb.DuckDBPyConnection":
        import duckdb

        try:
            return self.cursor().execute(sql)
        except duckdb.OutOfMemoryException:
            raise DataError(
                f"The table needs more than the {MEMORY_LIMIT} of memory that Adroit allows itself",
                remedy="Ask for fewer dimensions, or load a file with fewer days.",
            ) from None
        except duckdb.IOException as error:
            raise DataError(
                f"The table could not be read to its end: {str(error).splitlines()[0][:200]}",
                remedy="Check that the file is complete and not being written to.",
            ) from None


def open_engine() -> Engine:
    """Return a new, still unsealed engine: no extension is ever fetched, nothing is written outside its own folder."""
    import duckdb

    workspace = new_folder()
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": MEMORY_LIMIT,
            "threads": str(THREADS),
            "temp_directory": str(workspace / "spill"),
            "preserve_insertion_order": "false",
        }
    )
    engine = Engine(connection, workspace)
    weakref.finalize(engine, _release, connection, workspace)
    return engine


def _release(connection: "duckdb.DuckDBPyConnection", workspace: Path) -> None:
    connection.close()
    remove_folder(workspace)
