"""What a table gives to an analysis: leaves (grouped sums) and days, never rows."""

from collections.abc import Mapping
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
    """

    dimensions: tuple[str, ...]
    keys: "tuple[NDArray[np.str_], ...]"
    baseline: "Mapping[str, NDArray[np.float64]]"
    current: "Mapping[str, NDArray[np.float64]]"


@dataclass(frozen=True, slots=True)
class DailySeries:
    """Sums of measures for each day of the history, absent days left out.

    Attributes:
        days: the days that have at least one row, ascending.
        measures: measure name -> one sum a day.
    """

    days: tuple[date, ...]
    measures: "Mapping[str, NDArray[np.float64]]"
