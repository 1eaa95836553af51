"""Small tables for the diagnosis tests, made by hand."""

import numpy as np

from tools.data.leaves import Leaves
from tools.diagnosis.factors import ratio_of
from tools.kpi.definitions import METRICS


def leaves(dimensions, rows):
    """Make leaves from rows of (key values, baseline sums, current sums); sums are dicts of measures."""
    measures = rows[0][1]
    return Leaves(
        dimensions=tuple(dimensions),
        keys=tuple(np.array([row[0][i] for row in rows], dtype=np.str_) for i in range(len(dimensions))),
        baseline={m: np.array([float(row[1][m]) for row in rows]) for m in measures},
        current={m: np.array([float(row[2][m]) for row in rows]) for m in measures},
    )


def ratio(name):
    """Return a KPI as its two measures."""
    found = ratio_of(METRICS[name])
    assert found is not None
    return found
