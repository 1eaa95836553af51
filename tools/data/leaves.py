"""What a table gives to an analysis: leaves (grouped sums) and days, never rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Segment = Mapping[str, str]
"""Dimension values that must all hold, e.g. {"channel": "CTV", "device": "TV"}; empty for the whole table."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """Sums of measures for each combination of dimension values in a baseline and a current period.

    Attributes:
        dimensions: names of the dimensions, in the order of `keys`' columns.
        keys: one array of values (str) for each dimension, all of length n. A missing value is "(none)".
        baseline: measure name -> n sums in the baseline period; 0.0 where the leaf is absent there.
        current: the same for the current period.
        codes: for each dimension the place of every leaf's value among the dimension's values in order, when known.
    """

    dimensions: tuple[str, ...]
    keys: "tuple[NDArray[np.str_], ...]"
    baseline: "Mapping[str, NDArray[np.float64]]"
    current: "Mapping[str, NDArray[np.float64]]"
    codes: "tuple[NDArray[np.int64], ...] | None" = None

    def numbered(self, index: int) -> "tuple[NDArray[np.str_], NDArray[np.int64]]":
        """Return the values of a dimension in order, and for each leaf the place of its own among them."""
        import numpy as np

        keys = self.keys[index]
        if self.codes is None:
            values, codes = np.unique(keys, return_inverse=True)
            return values, codes.astype(np.int64)
        codes = self.codes[index]
        values = np.empty(int(codes.max(initial=-1)) + 1, dtype=keys.dtype)
        values[codes] = keys
        return values, codes


@dataclass(frozen=True, slots=True)
class DailySeries:
    """Sums of measures for each day of the history, absent days left out.

    Attributes:
        days: the days that have at least one row, ascending.
        measures: measure name -> one sum a day.
    """

    days: tuple[date, ...]
    measures: "Mapping[str, NDArray[np.float64]]"


def leaves_of(
    dimensions: Sequence[str],
    keys: "Sequence[NDArray[np.generic]]",
    baseline: "Mapping[str, NDArray[np.generic]]",
    current: "Mapping[str, NDArray[np.generic]]",
    *,
    coded: Mapping[str, Sequence[str]] | None = None,
) -> Leaves:
    """Return leaves, sorted by their values, from the columns that a query gave in any order.

    Args:
        dimensions: their names.
        keys: for each of them the leaves' values, or the values' numbers.
        baseline: measure -> sums.
        current: the same.
        coded: the values of dimensions that are given as numbers, in order.
    """
    import numpy as np

    values_of = coded or {}
    known = [
        _decoded(column, values_of[name]) if name in values_of else _coded(column)
        for name, column in zip(dimensions, keys, strict=True)
    ]
    order = np.lexsort([codes for _, codes in reversed(known)]) if known else np.arange(1)
    codes = tuple(codes[order] for _, codes in known)
    return Leaves(
        dimensions=tuple(dimensions),
        keys=tuple(values[code] for (values, _), code in zip(known, codes, strict=True)),
        baseline={m: as_floats(sums)[order] for m, sums in baseline.items()},
        current={m: as_floats(sums)[order] for m, sums in current.items()},
        codes=codes,
    )


def _coded(column: "NDArray[np.generic]") -> "tuple[NDArray[np.str_], NDArray[np.int64]]":
    """Return a column's different values in order, and the place of each cell's among them."""
    import numpy as np

    cells = list(map(str, column.tolist()))
    values = sorted(set(cells))
    places = {value: place for place, value in enumerate(values)}
    codes = np.fromiter(map(places.__getitem__, cells), dtype=np.int64, count=len(cells))
    return np.array(values, dtype=np.str_), codes


def _decoded(numbers: "NDArray[np.generic]", values: Sequence[str]) -> "tuple[NDArray[np.str_], NDArray[np.int64]]":
    """Return the different values that are there, in order, and the place of each cell's among them."""
    import numpy as np

    codes = np.asarray(numbers, dtype=np.int64)
    there = np.bincount(codes, minlength=len(values)) > 0
    places = np.cumsum(there) - 1
    return np.array(values, dtype=np.str_)[there], places[codes]


def as_floats(array: "NDArray[np.generic]") -> "NDArray[np.float64]":
    """Return the numbers of a column, 0 where it is empty."""
    import numpy as np

    filled = np.ma.filled(np.ma.asarray(array, dtype=np.float64), 0.0)
    return np.asarray(filled, dtype=np.float64)
