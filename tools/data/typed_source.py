"""Parquet files and DuckDB databases: columns with types, read where they lie."""

from collections.abc import Iterable
from pathlib import Path

from tools.data.columns import Column, ColumnKind
from tools.data.engine import Engine, literal, open_engine, quoted
from tools.data.mapping import MappingOverrides
from tools.data.sampling import sampled
from tools.data.source import Source
from tools.errors import DataError, MissingInput

_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
_FLOATS = ("FLOAT", "DOUBLE")
_GLOB = frozenset("*?[]{}")


def open_parquet(path: Path, overrides: MappingOverrides) -> Source:
    """Open a Parquet file; only the columns a question needs are ever read.

    Raises:
        DataError: when it is damaged.
    """
    del overrides
    engine = open_engine()
    try:
        readable = _without_glob_signs(path, engine)
        engine.seal([readable])
        relation = f"read_parquet({literal(str(readable))})"
        return _typed(path, path.name, engine, relation)
    except BaseException:
        engine.close()
        raise


def open_duckdb(path: Path, overrides: MappingOverrides) -> Source:
    """Open a table or view of a DuckDB database, read-only.

    Raises:
        DataError: when the database is damaged, of a newer format, or locked by a program that writes to it.
        MissingInput: when it has several tables and none was named.
    """
    import duckdb

    engine = open_engine()
    try:
        try:
            engine.connection.execute(f"ATTACH {literal(str(path))} AS source_db (READ_ONLY)")
        except duckdb.Error as error:
            raise _unopened(path, str(error)) from None
        engine.seal([])
        found = engine.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source_db' UNION ALL "
            "SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'source_db' AND NOT internal"
        )
        schema, table = choose_table(path.name, [(str(s), str(t)) for s, t in found], overrides.table)
        engine.look_in("source_db", schema)
        return _typed(path, f"{path.name}#{table}", engine, f"source_db.{quoted(schema)}.{quoted(table)}")
    except BaseException:
        engine.close()
        raise


def choose_table(database: str, tables: list[tuple[str, str]], wanted: str | None) -> tuple[str, str]:
    """Return schema and name of the table to read: the named one, or the only one.

    Raises:
        DataError: when the named one is not there, or there is none.
        MissingInput: when there are several and none was named.
    """
    names = sorted({t for _, t in tables})
    if not tables:
        raise DataError(f"'{database}' holds no table", remedy="Give a database with a table of daily results.")
    if wanted:
        match = [(s, t) for s, t in tables if wanted in {t, f"{s}.{t}"}]
        match = match or [(s, t) for s, t in tables if wanted.casefold() in {t.casefold(), f"{s}.{t}".casefold()}]
        if not match:
            raise DataError(f"'{database}' has no table '{wanted[:60]}'", remedy=f"It has {', '.join(names[:12])}.")
        return match[0]
    if len(tables) > 1:
        raise MissingInput(
            f"'{database}' holds {len(tables)} tables: {', '.join(names[:12])}",
            remedy=f"Say which one, for example {database}#{names[0]}.",
        )
    return tables[0]


def _typed(path: Path, name: str, engine: Engine, relation: str) -> Source:
    import duckdb

    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {relation}")
        columns = [_column(str(row[0]), str(row[1])) for row in described]
        filled = sampled(engine, relation, [c for c in columns if c.kind != "other"])
    except duckdb.Error as error:
        raise DataError(
            f"'{name}' can't be read: {first_line(str(error))}", remedy="Export it again; the file may be damaged."
        ) from None
    return Source(
        name=name,
        engine=engine,
        relation=relation,
        columns=_in_order(columns, filled),
        path=path,
        is_text=False,
    )


def _column(name: str, type_name: str) -> Column:
    exact = type_name.upper() in _NUMBERS or type_name.upper().startswith("DECIMAL")
    return Column(
        name=name,
        sql=quoted(name),
        kind=duckdb_kind(type_name),
        is_exact=exact,
        is_plain=type_name.upper() == "VARCHAR",
    )


def _in_order(columns: Iterable[Column], filled: Iterable[Column]) -> tuple[Column, ...]:
    by_name = {c.name: c for c in filled}
    return tuple(by_name.get(c.name, c) for c in columns)


def duckdb_kind(type_name: str) -> ColumnKind:
    """Return what a DuckDB type holds, for our purposes."""
    name = type_name.upper()
    if name.endswith("]") or name.startswith(("STRUCT", "MAP", "UNION", "BLOB", "LIST")):
        return "other"
    if name in _NUMBERS or name in _FLOATS or name.startswith("DECIMAL"):
        return "number"
    if name == "DATE" or name.startswith("TIMESTAMP"):
        return "date"
    return "text"


def first_line(message: str) -> str:
    """Return the first line of a database's message without its class name, short enough for one sentence."""
    line = message.strip().splitlines()[0] if message.strip() else "no reason given"
    return line.split("Error: ", 1)[-1][:160]


def _without_glob_signs(path: Path, engine: Engine) -> Path:
    """Return a path in which the database sees no wildcard."""
    if not _GLOB & set(str(path)):
        return path.absolute()
    link = engine.workspace / "table.parquet"
    link.symlink_to(path.absolute())
    return link


def _unopened(path: Path, message: str) -> DataError:
    if "could not set lock" in message.lower():
        return DataError(
            f"'{path.name}' is locked by another program that writes to it",
            remedy="Close that program, or give a copy.",
        )
    return DataError(
        f"'{path.name}' can't be opened as a DuckDB database: {first_line(message)}",
        remedy="It may be damaged, encrypted, or written by a newer version.",
    )
