"""A SQLite table, opened read-only and copied into the embedded database once; nothing is written beside the file."""

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tools.data.mapping import MappingOverrides
from tools.data.scratch import scratch_folder
from tools.data.source import Source
from tools.data.text_source import open_text
from tools.data.typed_source import choose_table
from tools.errors import DataError


def open_sqlite(path: Path, overrides: MappingOverrides) -> Source:
    """Open a table or view of a SQLite database.

    Raises:
        DataError: when the database is damaged or locked.
        MissingInput: when it has several tables and none was named.
    """
    with scratch_folder() as folder:
        copy = folder / "table.csv"
        try:
            with closing(_connect(path, folder)) as database:
                found = database.execute(
                    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
                ).fetchall()
                _, table = choose_table(path.name, [("main", str(n)) for (n,) in found], overrides.table)
                rows = database.execute(f'SELECT * FROM "{table.replace(chr(34), chr(34) * 2)}"')
                with copy.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file)
                    writer.writerow([d[0] for d in rows.description])
                    writer.writerows([_text(c) for c in row] for row in rows)
        except sqlite3.Error as error:
            raise DataError(
                f"'{path.name}' can't be read as a SQLite database: {error}",
                remedy="Close the program that writes to it, or give a copy.",
            ) from None
        plain = overrides.model_copy(update={"decimal_mark": ".", "header_row": 1, "encoding": "utf-8"})
        return open_text(copy, plain, name=f"{path.name}#{table}", copy_of=path)


def _connect(path: Path, folder: Path) -> sqlite3.Connection:
    """Connect so that SQLite writes nothing: an unfinished journal is replayed on a copy, not beside the file."""
    journals = [p for s in ("-wal", "-journal") if (p := path.with_name(path.name + s)).exists() and p.stat().st_size]
    if journals:
        for part in (path, *journals):
            shutil.copyfile(part, folder / part.name)
        return sqlite3.connect(folder / path.name)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _text(cell: object) -> str | None:
    if isinstance(cell, bytes):
        return None
    return None if cell is None else repr(cell) if isinstance(cell, float) else str(cell)
