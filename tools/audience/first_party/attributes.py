"""Columns of the user's own about each customer, joined to the features: numbers, days, and words with few values.

They are as of the day of the export and not of a cutoff, so each is looked at for what it gives away.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tools.audience.first_party.base import customer_sql
from tools.audience.first_party.features import Snapshot
from tools.audience.first_party.table import CustomerTable, opened
from tools.customers.orders import amount_sql
from tools.data.columns import Column
from tools.data.personal import personal_kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_VALUES = 12
_MOST_COLUMNS = 40


class Attributes:
    """The attributes of the customers, by customer.

    Args:
        table: a table with one row a customer, opened.
    """

    def __init__(self, table: CustomerTable) -> None:
        self.left_out: list[str] = []
        self.newest: dict[str, date] = {}
        parts = [f"{customer_sql(table.column('customer'))} AS customer"]
        self.names: list[str] = []
        roles = set(table.columns.values())
        for column in table.source.columns[:_MOST_COLUMNS]:
            if column in roles or personal_kind(column):
                continue
            for name, sql in self._read(table, column):
                self.names.append(name)
                parts.append(f"CAST({sql} AS DOUBLE) AS a{len(self.names)}")
        names = [f"any_value(a{n}) AS a{n}" for n in range(1, len(self.names) + 1)]
        found = table.engine.arrays(
            f"SELECT customer, {', '.join(names) or '0 AS a0'} FROM (SELECT {', '.join(parts)} FROM "
            f"{table.source.relation}) GROUP BY customer ORDER BY customer"
        )
        self._place = {str(c): n for n, c in enumerate(found["customer"])}
        self._columns = [_plain(found[f"a{n}"]) for n in range(1, len(self.names) + 1)]

    def joined(self, known: Snapshot) -> Snapshot:
        """Return the snapshot with a column for each attribute, and one that says where any is missing."""
        import numpy as np

        if not self.names:
            return known
        places = np.array([self._place.get(str(c), -1) for c in known.customers])
        added = [np.where(places >= 0, column[places], np.nan) for column in self._columns]
        missing = np.isnan(np.column_stack(added)).any(axis=1).astype(float)
        features = np.column_stack([known.features, *(np.nan_to_num(a) for a in added), missing])
        return replace(known, features=features, names=(*known.names, *self.names, "attributes missing"))

    def _read(self, table: CustomerTable, column: Column) -> list[tuple[str, str]]:
        """Return features of one column with their SQL; none for a column of words with many values."""
        if column.kind == "date":
            [(newest,)] = table.engine.rows(f"SELECT max(CAST({column.sql} AS DATE)) FROM {table.source.relation}")
            if newest is not None:
                self.newest[column.name] = newest
            return [(column.name, f"date_diff('day', DATE '2000-01-01', CAST({column.sql} AS DATE))")]
        number = amount_sql(table.source, column)
        [(filled, numbers)] = table.engine.rows(
            f"SELECT count({column.sql}), count({number}) FROM {table.source.relation}"
        )
        if filled and numbers >= 0.9 * filled:
            return [(column.name, number)]
        text = f"lower(trim(CAST({column.sql} AS VARCHAR)))"
        values = [str(v) for (v,) in table.engine.rows(
            f"SELECT {text} AS v FROM {table.source.relation} WHERE v <> '' GROUP BY v ORDER BY count(*) DESC, v "
            f"LIMIT {_MOST_VALUES + 1}"
        )]  # fmt: skip
        if not 1 < len(values) <= _MOST_VALUES:
            self.left_out.append(column.name)
            return []
        from tools.data.engine import literal

        return [(f"{column.name} ({n})", f"({text} = {literal(v)})") for n, v in enumerate(values, start=1)]


def read_attributes(data: str, columns: Mapping[str, str]) -> Attributes:
    """Read a table with one row a customer.

    Raises:
        DataError, MissingInput, InputError: when it can't be read, or has no column of customers.
    """
    with opened(data, columns) as table:
        return Attributes(table)


def _plain(column: "NDArray[np.generic]") -> "NDArray[np.float64]":
    import numpy as np

    return np.ma.filled(np.ma.asarray(column, dtype=float), np.nan)
