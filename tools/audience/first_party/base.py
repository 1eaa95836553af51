"""The customer base: one row a customer, added up from a table of orders where it lies."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from tools.audience.first_party.table import CustomerTable, opened, reading_dates
from tools.customers.orders import amount_sql, currency_of, day_sql
from tools.data.columns import Column
from tools.data.engine import Engine
from tools.data.personal import personal_kind
from tools.data.standing import current_overrides
from tools.errors import DataError, InputError

_LINES_AN_ORDER = 1.1
"""Rows for each different order number from which on a row is a line of an order; the count of numbers is estimated."""
_PEOPLE = """
CREATE OR REPLACE TABLE people AS
SELECT customer, min(day) AS first_day, max(day) FILTER (amount > 0) AS last_day, {orders} AS orders,
       sum(amount) AS revenue, {discounted} AS discounted, count(*) AS lines
FROM ({rows}) WHERE {usable} GROUP BY customer HAVING count(*) FILTER (amount > 0) > 0
"""
USABLE = "customer IS NOT NULL AND customer <> '' AND day IS NOT NULL AND amount IS NOT NULL AND isfinite(amount)"


@dataclass(frozen=True, slots=True)
class Base:
    """The customers of a table of orders, as the relation `people` of its engine.

    `people` has customer, first_day, last_day, orders (count), revenue (refunds taken off), discounted (orders with a
    discount). A customer without one order of a positive amount is in no base.

    Attributes:
        table: the orders.
        engine: answers SQL over `people`.
        rows: SQL for the orders one by one: customer, day, amount, discount (boolean).
        customers: how many.
        first: day of the first order.
        as_of: the day that "days since" counts to: the last order's.
        has_discounts: whether the table tells which orders were discounted.
        currency: ISO 4217 code of the amounts, where the table tells it.
        notes: rows left out, and what was assumed.
    """

    table: CustomerTable
    engine: Engine
    rows: str
    customers: int
    first: date
    as_of: date
    has_discounts: bool
    currency: str | None
    notes: tuple[str, ...]

    @property
    def period(self) -> str:
        """First to last order, inclusive."""
        return f"{self.first}..{self.as_of}"


@contextmanager
def customer_base(data: str, columns: Mapping[str, str]) -> Iterator[Base]:
    """Open a table of orders and add it up by customer.

    Raises:
        DataError: when it can't be read, or no row is an order.
        MissingInput: when it has no column of customers, dates or order values.
        InputError: when a column that was named is not there.
    """
    with opened(data, columns) as table:
        yield base_of(table)


def order_rows(table: CustomerTable) -> tuple[str, list[str]]:
    """Return SQL for the orders one by one (customer, day, amount, discount, number), and what was assumed.

    Raises:
        DataError: when the dates can't be read.
        MissingInput: when a column is missing.
    """
    customer, day, revenue = table.column("customer"), table.column("date"), table.column("revenue")
    for column in (day, revenue):
        _refuse_persons(column, table.name)
    with reading_dates(day.name, table.name):
        day_of_row, joined, notes = day_sql(table.source, day, current_overrides())
    number = f", {table.columns['order'].sql} AS number" if "order" in table.columns else ""
    discount = _has_discount(table) if "discount" in table.columns else "NULL"
    rows = (
        f"SELECT {customer_sql(customer)} AS customer, {day_of_row} AS day, {amount_sql(table.source, revenue)} AS "
        f"amount, {discount} AS discount{number} FROM {table.source.relation}{joined}"
    )
    return rows, notes


def _refuse_persons(column: Column, table: str) -> None:
    """Refuse to add up a column about persons: a sum of phone numbers shows the number of whoever has one row."""
    kind = personal_kind(column)
    if kind is not None:
        raise InputError(
            f"Column '{column.name}' holds {kind}: it is neither a date nor an amount",
            where=table,
            remedy="Name another: --column date=..., --column revenue=...",
        )


def customer_sql(column: Column) -> str:
    """Return SQL for the customer of a row, so that two ways of writing one address are one customer."""
    text = f"trim(CAST({column.sql} AS VARCHAR))"
    return f"lower({text})" if any("@" in cell for cell in column.sample[:50]) else text


def base_of(table: CustomerTable) -> Base:
    """Add an open table of orders up by customer.

    Raises:
        DataError, MissingInput: as `customer_base` does.
    """
    rows, notes = order_rows(table)
    by_number = "order" in table.columns and _lines_an_order(table) > _LINES_AN_ORDER
    orders = "count(DISTINCT number) FILTER (amount > 0)" if by_number else "count(*) FILTER (amount > 0)"
    has_discounts = "discount" in table.columns
    if by_number and has_discounts:
        discounted = "count(DISTINCT number) FILTER (amount > 0 AND discount)"
    else:
        discounted = "count(*) FILTER (amount > 0 AND discount)" if has_discounts else "0"
    table.engine.execute(_PEOPLE.format(rows=rows, orders=orders, discounted=discounted, usable=USABLE))
    [(customers, lines, first, last)] = table.engine.rows(
        "SELECT count(*), sum(lines), min(first_day), max(last_day) FROM people"
    )
    if not customers:
        raise DataError(
            "No row has a customer, a date and an amount above zero",
            where=table.name,
            remedy="Name the columns: --column customer=..., --column date=..., --column revenue=...",
        )
    [(total,)] = table.engine.rows(f"SELECT count(*) FROM {table.source.relation}")
    said = [table.read_as(), *table.notes, *notes]
    if lines < total:
        said.append(f"{total - lines:,} of {total:,} rows are left out: no customer, date or amount, or refunds alone.")
    if by_number:
        said.append("Rows with one order number are one order.")
    return Base(
        table, table.engine, rows, int(customers), first, last, has_discounts, currency_of(table.column("revenue")),
        tuple(said),
    )  # fmt: skip


def _lines_an_order(table: CustomerTable) -> float:
    """Return how many rows stand for one order number, estimated from a count of the different ones."""
    number = table.columns["order"].sql
    [(rows, orders)] = table.engine.rows(
        f"SELECT count({number}), approx_count_distinct({number}) FROM {table.source.relation}"
    )
    return float(rows / orders) if orders else 1.0


def _has_discount(table: CustomerTable) -> str:
    """Return SQL that is true for an order with a discount: an amount that is not zero, or a code."""
    column = table.columns["discount"]
    if column.kind == "number":
        return f"coalesce({column.sql}, 0) <> 0"
    text = f"lower({table.text('discount')})"
    return (
        f"({text} NOT IN ('', '-', '--', 'none', 'no', 'false', 'null', 'n/a', 'na', 'nan') "
        f"AND NOT regexp_full_match({text}, '[^0-9]*0+([.,]0+)?[^0-9]*'))"
    )
