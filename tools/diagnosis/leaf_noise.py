"""How far leaves usually deviate from what was expected, told from the leaves themselves."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_LEAVES = 12
"""With fewer of them they don't tell how far one usually deviates."""
_A_CLASS = 500
_AT_MEDIAN = 0.67449
"""Half of a half-normal variable lie below 0.674 of its standard deviation."""
_WINDOW, _INSIDE = 3.0, 0.98658
"""The standard deviation of a normal variable cut at 3 is 0.987 of the whole's."""
_FEWEST_ON_A_SIDE = 0.05
_SMALLEST = 1e-6


def usual_deviation(deviation: "NDArray[np.float64]", volume: "NDArray[np.float64]") -> "NDArray[np.float64] | None":
    """Return each leaf's usual deviation; None with too few leaves to say.

    Leaves of a like volume, within a factor of four, form a class of at least 500 (small ones scatter more). In each
    class the middle is zero, nothing moved, and the standard deviation is that of the calmer side, rises or falls, cut
    at three of itself: what went wrong mostly went one way, and may be nearly half of all leaves.
    """
    import numpy as np

    if len(deviation) < FEWEST_LEAVES:
        return None
    spread = np.empty(len(deviation))
    for members in _classes(volume):
        spread[members] = _calm_side(deviation[members])
    return spread


def _classes(volume: "NDArray[np.float64]") -> "list[NDArray[np.intp]]":
    import numpy as np

    magnitude = np.floor(np.log2(volume) / 2)
    order = np.argsort(magnitude, kind="stable")
    steps = np.flatnonzero(np.diff(magnitude[order])) + 1
    cuts: list[int] = []
    for step in steps.tolist():
        if step - (cuts[-1] if cuts else 0) >= _A_CLASS and len(order) - step >= _A_CLASS:
            cuts.append(step)
    return np.split(order, cuts)


def _calm_side(deviation: "NDArray[np.float64]") -> float:
    sides = [deviation[deviation >= 0], -deviation[deviation <= 0]]
    known = [_half_normal(side) for side in sides if len(side) > _FEWEST_ON_A_SIDE * len(deviation)]
    return max(_SMALLEST, min(known))


def _half_normal(sizes: "NDArray[np.float64]") -> float:
    import numpy as np

    found = float(np.median(sizes)) / _AT_MEDIAN
    for _ in range(20):
        inside = sizes[sizes < _WINDOW * found]
        if not len(inside):
            break
        closer = float(np.sqrt(np.mean(inside**2))) / _INSIDE
        if abs(closer - found) <= 1e-4 * found:
            break
        found = closer
    return found
