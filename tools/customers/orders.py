"""A table of orders: which column is the customer, which the date, which the value; and the rows that can be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools.customers.report import EstimateCustomerValue
from tools.data.calendar_table import calendar_values, read_calendar
from tools.data.columns import Column
from tools.data.mapping import MappingOverrides
from tools.data.names import column_words
from tools.data.numbers import DecimalMark, marks_seen, number_sql
from tools.data.open_source import open_source
from tools.data.source import Source, SqlEngine
from tools.errors import DataError
from tools.quantities import SYMBOLS

CUSTOMER_NAMES = (
    "customer id", "customer", "customerid", "customer email", "client id", "client", "user id", "user", "buyer id",
    "buyer", "member id", "account id", "email", "customer number", "customer no", "contact id", "id", "cust id",
)  # fmt: skip
DATE_NAMES = (
    "order date", "date", "day", "invoice date", "purchase date", "transaction date", "created at", "paid at",
    "order time", "timestamp", "datetime", "processed at", "created", "time", "ordered at",
)  # fmt: skip
VALUE_NAMES = (
    "revenue", "amount", "order value", "total", "order total", "net sales", "sales", "value", "net revenue", "price",
    "total price", "order amount", "spend", "monetary value", "gross sales", "grand total", "total sales", "subtotal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders that can be added up; the relation `orders` has customer (text), day (DATE) and amount (DOUBLE).

    Attributes:
        engine: answers SQL over `orders`.
        name: of the table, for messages.
        first: day of the first order.
        last: day of the last order.
        currency: of the amounts, where the table tells it.
        notes: rows that were left out, and what had to be assumed.
    """

    engine: SqlEngine
    name: str
    first: date
    last: date
    currency: str | None
    notes: tuple[str, ...]


def read_orders(request: EstimateCustomerValue) -> Orders:
    """Open the table and keep the rows that have a customer, a day and an amount.

    Raises:
        DataError: when a column can't be told, or no row can be used.
        MissingInput: when the source holds several tables and none was named.
    """
    overrides = MappingOverrides()
    source = open_source(request.data, overrides)
    if not source.can_store:
        raise DataError(
            "Customer value is computed from a file, not in a warehouse",
            where=source.name,
            remedy="Export the orders: customer, date and amount.",
        )
    customer = _column(source, request.customer, CUSTOMER_NAMES, "customers", "customer")
    day = _column(source, request.date, DATE_NAMES, "order dates", "date")
    value = _column(source, request.value, VALUE_NAMES, "order values", "value")
    day_of_row, joined, notes = day_sql(source, day, overrides)
    rows = (
        f"SELECT trim(CAST({customer.sql} AS VARCHAR)) AS customer, {day_of_row} AS day, "
        f"{amount_sql(source, value)} AS amount FROM {source.relation}{joined}"
    )
    source.engine.execute(f"CREATE TABLE every_order AS {rows}")
    usable = "customer IS NOT NULL AND customer <> '' AND day IS NOT NULL AND amount IS NOT NULL AND isfinite(amount)"
    source.engine.execute(f"CREATE TABLE orders AS SELECT * FROM every_order WHERE {usable}")
    [(total,)] = source.engine.rows("SELECT count(*) FROM every_order")
    [(kept, first, last)] = source.engine.rows("SELECT count(*), min(day), max(day) FROM orders")
    if not kept:
        raise DataError(
            f"No row has a customer ('{customer.name}'), a date ('{day.name}') and an amount ('{value.name}')",
            where=source.name,
            remedy="Name the columns: --customer, --date and --value.",
        )
    if kept < total:
        notes.append(f"{total - kept:,} of {total:,} rows lack a customer, a date or an amount, and are left out.")
    notes.insert(0, f"Read as: customer '{customer.name}', date '{day.name}', value '{value.name}'.")
    return Orders(source.engine, source.name, first, last, request.currency or currency_of(value), tuple(notes))


def _column(source: Source, wanted: str | None, names: Sequence[str], what: str, flag: str) -> Column:
    """Return the column that the user named, or the first whose name says what it is."""
    by_words = {column_words(c.name).words: c for c in reversed(source.columns)}
    if wanted is not None:
        found = next((c for c in source.columns if c.name == wanted), by_words.get(column_words(wanted).words))
    else:
        found = next((by_words[name] for name in names if name in by_words), None)
    if found is None:
        there = ", ".join(f"'{c.name}'" for c in source.columns[:12])
        problem = f"There is no column '{wanted}'" if wanted else f"No column is called like {what}"
        raise DataError(problem, where=source.name, remedy=f"Name it with --{flag}; there are: {there}.")
    return found


def day_sql(source: Source, column: Column, overrides: MappingOverrides) -> tuple[str, str, list[str]]:
    """Return SQL for a row's day, the join that it needs, and what had to be assumed.

    Raises:
        DataError: when the column holds no dates, or dates that may be read in two ways.
    """
    if column.kind == "date":
        return f"CAST({column.sql} AS DATE)", "", []
    cell = f"trim(CAST({column.sql} AS VARCHAR))"
    calendar = read_calendar(source, cell, column.name, overrides)
    source.engine.execute(
        f"CREATE TABLE calendar AS SELECT * FROM (VALUES {calendar_values(calendar)}) AS c (cell, read_day)"
    )
    notes = [note.render() for note in calendar.notes]
    return "calendar.read_day", f" LEFT JOIN calendar ON calendar.cell = {cell}", notes


def amount_sql(source: Source, column: Column) -> str:
    """Return SQL for a row's amount as DOUBLE, NULL where the cell holds none."""
    if not source.is_text and column.kind == "number":
        return f"CAST({column.sql} AS DOUBLE)"
    seen = marks_seen(column.sample)
    mark: DecimalMark = "," if seen[","] > seen["."] or (seen[","] == seen["."] and source.delimiter == ";") else "."
    return number_sql(f"CAST({column.sql} AS VARCHAR)", mark)


def currency_of(column: Column) -> str | None:
    """Return the currency whose sign the amounts carry; None where there is none, or several."""
    codes = {code for cell in column.sample[:300] for sign, code in SYMBOLS.items() if sign in cell and len(sign) == 1}
    return codes.pop() if len(codes) == 1 else None
