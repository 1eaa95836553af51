"""A warehouse's table through Ibis: the same SQL, translated to the warehouse's dialect and run there."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tools.data.columns import Column, ColumnKind
from tools.data.engine import quoted
from tools.data.mapping import MappingOverrides
from tools.data.sampling import WAREHOUSE_ROWS, sampled
from tools.data.source import Source
from tools.data.translate import duckdb_type, translated
from tools.errors import DataError, MissingInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEMES = {
    "postgres": "postgres", "postgresql": "postgres", "bigquery": "bigquery", "snowflake": "snowflake",
    "clickhouse": "clickhouse", "trino": "trino", "pyspark": "pyspark", "databricks": "databricks", "mysql": "mysql",
    "redshift": "postgres", "athena": "athena", "mssql": "mssql",
}  # fmt: skip
_ADDRESS = re.compile(r"([a-z][a-z0-9+]*)://", re.IGNORECASE)
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]*@")


def is_address(source: str) -> bool:
    """Return whether a source is a warehouse's address and no file."""
    match = _ADDRESS.match(source)
    return match is not None and match[1].lower() != "file"


@dataclass(frozen=True, slots=True)
class WarehouseEngine:
    """Runs our SQL on a warehouse. Read-only: it only ever sends SELECT statements.

    Attributes:
        backend: the connection, an Ibis backend.
        address: where it is, without the password.
        tables: the table's columns with their types in our own dialect, for the types of a query's result.
    """

    backend: Any
    address: str
    tables: dict[str, dict[str, str]] = field(default_factory=dict)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        table = self._run(sql)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True)) if table.num_columns else []

    def arrays(self, sql: str) -> "Mapping[str, NDArray[np.generic]]":
        """Run a query and return its columns as arrays."""
        table = self._run(sql)
        return {name: table.column(name).to_numpy() for name in table.column_names}

    def execute(self, sql: str) -> None:
        """Refuse: nothing is ever written to a warehouse."""
        raise NotImplementedError(sql)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        with contextlib.suppress(Exception):  # every driver has its own error for "closed already"
            self.backend.disconnect()

    def _run(self, sql: str) -> Any:
        try:
            query = translated(sql, self.backend.dialect, self.tables)
            return self.backend.sql(query.sql, schema=query.types).to_pyarrow()
        except Exception as error:  # noqa: BLE001 - every driver has its own errors
            raise DataError(
                f"The warehouse refused the query: {without_password(str(error))[:200]}",
                where=self.address,
                remedy="Check that the user may read the table.",
            ) from None


def open_warehouse(address: str, overrides: MappingOverrides) -> Source:
    """Open a table of a warehouse: `postgres://user@host/database#schema.table`.

    Passwords may stand in the address or, better, where the warehouse's own client looks for them (PGPASSWORD, a key
    file); they are never shown.

    Raises:
        DataError: when the warehouse is of a kind that is not read, does not answer, or lacks the table.
        MissingInput: when the address names no table, or the driver is not installed.
    """
    url, _, part = address.partition("#")
    table = overrides.table or part
    shown = without_password(url)
    scheme = urlsplit(url).scheme.lower()
    if scheme not in SCHEMES:
        raise DataError(
            f"'{scheme}://' is no kind of source that Adroit reads",
            where=shown,
            remedy=f"It knows {', '.join(SCHEMES)}.",
        )
    if not table:
        raise MissingInput("The address names no table", where=shown, remedy="Add it after a #: ...#schema.table.")
    backend = _connected(url, scheme, shown)
    engine = WarehouseEngine(backend, shown)
    try:
        columns, relation, types = _columns(backend, table, shown)
        engine = WarehouseEngine(backend, shown, {relation: types})
        filled = sampled(engine, relation, [c for c in columns if c.kind != "other"], most=WAREHOUSE_ROWS)
    except BaseException:
        engine.close()
        raise
    by_name = {c.name: c for c in filled}
    return Source(
        name=table,
        engine=engine,
        relation=relation,
        columns=tuple(by_name.get(c.name, c) for c in columns),
        is_text=False,
        can_store=False,
    )


def without_password(text: str) -> str:
    """Return a text in which no address shows its password."""
    return _PASSWORD.sub(r"\1:***@", text)


def _connected(url: str, scheme: str, shown: str) -> Any:
    try:
        import ibis
    except ImportError:
        raise MissingInput(
            "Warehouses are read through Ibis, which is not installed",
            remedy="Run: pip install 'adroit-marketing[warehouse]'.",
        ) from None
    url = SCHEMES[scheme] + url[len(scheme) :]
    try:
        return ibis.connect(url)
    except ImportError as error:
        raise MissingInput(
            f"The driver for {scheme} is not installed: {str(error)[:120]}",
            remedy=f"Run: pip install 'ibis-framework[{SCHEMES[scheme]}]'.",
        ) from None
    except Exception as error:  # noqa: BLE001 - every driver has its own errors
        raise DataError(
            f"The warehouse does not answer: {without_password(str(error)).splitlines()[0][:160]}",
            where=shown,
            remedy="Check host, user and network.",
        ) from None


def _columns(backend: Any, table: str, shown: str) -> tuple[list[Column], str, dict[str, str]]:
    *schema, name = table.split(".")
    try:
        found = backend.table(name, database=tuple(schema) if len(schema) > 1 else schema[0] if schema else None)
        described = dict(found.schema().items())
    except Exception as error:  # noqa: BLE001 - every driver has its own errors
        raise DataError(
            f"The warehouse has no table '{table[:80]}': {without_password(str(error)).splitlines()[0][:120]}",
            where=shown,
            remedy="Write it as schema.table.",
        ) from None
    columns = [
        Column(name=n, sql=quoted(n), kind=_kind(kind), is_exact=kind.is_integer() or kind.is_decimal())
        for n, kind in described.items()
    ]
    types = {n: duckdb_type(kind) for n, kind in described.items()}
    return columns, ".".join(quoted(p) for p in (*schema, name)), types


def _kind(dtype: Any) -> ColumnKind:
    if dtype.is_numeric():
        return "number"
    if dtype.is_date() or dtype.is_timestamp():
        return "date"
    return "text" if dtype.is_string() or dtype.is_boolean() or dtype.is_uuid() else "other"
