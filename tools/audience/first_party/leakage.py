"""What a model must not know: days after the cutoff, and copies of the answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tools.audience.first_party.features import FEATURES, Snapshot, Target
from tools.audience.first_party.validation import area
from tools.errors import DataError

COPY_AREA = 0.99
"""A column of the user's own that alone ranks buyers before others this well is a copy of the answer."""
TOO_GOOD = 0.98
"""An area under the curve that no behaviour explains: something in the table was written afterwards."""


def without_leaks(known: Snapshot, newest: Mapping[str, date], target: Target) -> tuple[Snapshot, dict[str, str]]:
    """Return the snapshot without the columns that give the answer away, and why each was left out.

    Args:
        known: features and outcomes at the cutoff that is learnt from.
        newest: the latest day in each column of days.
        target: value has no area under a curve, so there a copy is a correlation.
    """
    leaks = {
        name: f"it holds days after {known.cutoff}, the last day the model may see"
        for name, day in newest.items()
        if day > known.cutoff and name in known.names
    }
    for place, name in enumerate(known.names):
        if name not in FEATURES and name not in leaks and _gives_away(known, place, target):
            leaks[name] = "alone it tells nearly everything, so it is a copy of the answer"
    kept = [n for n, name in enumerate(known.names) if name not in leaks]
    names = tuple(known.names[n] for n in kept)
    return replace(known, features=known.features[:, kept], names=names), leaks


def only(known: Snapshot, names: tuple[str, ...]) -> Snapshot:
    """Return the snapshot with these features alone."""
    kept = [known.names.index(name) for name in names]
    return replace(known, features=known.features[:, kept], names=names)


def refuse_too_good(reached: float) -> None:
    """Refuse a model with the user's own columns that is better than behaviour makes one.

    Orders alone may part regular buyers from those who left this well, and are cut off at the day; the columns are not.

    Raises:
        DataError: when it is.
    """
    if reached >= TOO_GOOD:
        raise DataError(
            f"The model tells who buys nearly without error (area under the curve {reached:.3f})",
            remedy="A column was probably written after the fact: leave out --customers, or the column that tells it.",
        )


def _gives_away(known: Snapshot, place: int, target: Target) -> bool:
    import numpy as np
    from scipy.stats import spearmanr

    values, outcome = known.features[:, place], known.outcome
    if np.ptp(values) == 0 or np.ptp(outcome) == 0:
        return False
    if target == "value":
        found = abs(float(spearmanr(values, outcome).statistic))
        return found >= COPY_AREA
    reached = area(values, outcome).value
    return max(reached, 1 - reached) >= COPY_AREA
