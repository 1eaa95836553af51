"""Our SQL in a warehouse's dialect, with the types of its result told beforehand.

Ibis can find out a query's types itself, but for PostgreSQL and others it makes a temporary view to do so, which a user
who may only read is not allowed to. The types follow from the table's own, so nothing need be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the warehouse gets it.

    Attributes:
        sql: in the warehouse's dialect, every name quoted.
        types: result column -> Ibis type; None when one of them can't be told, and Ibis must ask the warehouse.
    """

    sql: str
    types: dict[str, str] | None


def translated(sql: str, dialect: Any, tables: Mapping[str, Mapping[str, str]]) -> Query:
    """Translate a query from the embedded database's dialect; results without a name are called q0, q1...

    Args:
        sql: a SELECT.
        dialect: the warehouse's, as sqlglot names it.
        tables: quoted table name -> column -> type, in the embedded database's words.
    """
    import sqlglot
    from sqlglot.expressions import Alias, Column, alias_

    tree: Any = sqlglot.parse_one(sql, read="duckdb")
    results = [e if isinstance(e, Alias | Column) else alias_(e, f"q{i}") for i, e in enumerate(tree.expressions)]
    tree.set("expressions", results)
    return Query(tree.sql(dialect=dialect, identify=True), _types(tree, tables))


def duckdb_type(dtype: Any) -> str:
    """Return an Ibis type in the embedded database's words, as far as sums and comparisons need it."""
    if dtype.is_integer():
        return "BIGINT"
    if dtype.is_numeric():
        return "DOUBLE"
    if dtype.is_date():
        return "DATE"
    if dtype.is_timestamp():
        return "TIMESTAMP"
    return "BOOLEAN" if dtype.is_boolean() else "VARCHAR"


def _types(tree: Any, tables: Mapping[str, Mapping[str, str]]) -> dict[str, str] | None:
    from sqlglot import MappingSchema
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.annotate_types import annotate_types
    from sqlglot.optimizer.qualify import qualify

    schema = MappingSchema(dialect="duckdb")
    for table, columns in tables.items():
        schema.add_table(table, dict(columns), dialect="duckdb")
    try:
        read = qualify(tree.copy(), schema=schema, dialect="duckdb", validate_qualify_columns=False)
        read = annotate_types(read, schema=schema, dialect="duckdb")
    except SqlglotError:
        return None
    found = {e.alias_or_name: _ibis_type(e.type) for e in read.selects}
    if len(found) != len(tree.expressions) or None in found.values():
        return None
    return {name: kind for name, kind in found.items() if kind is not None}


def _ibis_type(dtype: Any) -> str | None:
    from sqlglot.expressions import DataType

    if dtype is None:
        return None
    if dtype.is_type(*DataType.INTEGER_TYPES):
        return "int64"
    if dtype.is_type(*DataType.NUMERIC_TYPES):
        return "float64"
    if dtype.is_type(DataType.Type.DATE):
        return "date"
    if dtype.is_type(*DataType.TEXT_TYPES):
        return "string"
    return "boolean" if dtype.is_type(DataType.Type.BOOLEAN) else None
