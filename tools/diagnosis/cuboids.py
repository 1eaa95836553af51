"""All ways to cut a table: each combination of dimensions with its groups of leaves, and what a search is after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SPARSE = 4
"""Groups are numbered without gaps where there would be more than this many numbers for each leaf."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a search for segments is after.

    Attributes:
        deepest: most dimensions in a segment; None for all the table has.
        most: segments to return at most.
        least_part: smallest contribution worth a mention, as a part of the total change.
        least_effect: the same as a part of the KPI's level.
        cost: what a segment must gain beyond the price of naming it, in nats; only where leaves are the yardstick.
    """

    deepest: int | None
    most: int
    least_part: float
    least_effect: float
    cost: float


MARKETING = Profile(deepest=3, most=5, least_part=0.08, least_effect=0.01, cost=7.0)
"""Two periods of a campaign table: few segments that a person would name, each worth its mention."""
LOCALIZATION = Profile(deepest=None, most=50, least_part=0.0, least_effect=0.0, cost=7.0)
"""Actual against expected values: every segment that deviates, however small. `cost` was chosen on half of the files of
the public S and L sets (see evals/benchmarks/localization.py), where anything from 6 to 9 does equally well."""


@dataclass(frozen=True, slots=True)
class Cuboid:
    """One combination of dimensions.

    Attributes:
        dimensions: their places in the table's order.
        groups: for each leaf the number of its group.
        count: numbers in use, from 0; some may have no leaf.
        occupied: how many groups have a leaf.
    """

    dimensions: tuple[int, ...]
    groups: "NDArray[np.int64]"
    count: int
    occupied: int

    def leaf_of(self, group: int) -> int:
        """Return one leaf of a group."""
        import numpy as np

        return int(np.argmax(self.groups == group))


def codes_of(keys: "NDArray[np.str_]") -> "NDArray[np.int64]":
    """Return for each value the number of its kind, from 0 in the order of appearance."""
    import numpy as np

    values = keys.tolist()
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(numbers.__getitem__, values), dtype=np.int64, count=len(values))


def cuboids(codes: "Sequence[NDArray[np.int64]]", deepest: int | None = None) -> Iterator[Cuboid]:
    """Yield all combinations of up to `deepest` dimensions that cut the leaves into more than one group."""
    import numpy as np

    sizes = [int(code.max(initial=0)) + 1 for code in codes]
    for depth in range(1, min(deepest or len(codes), len(codes)) + 1):
        for chosen in combinations(range(len(codes)), depth):
            joined, numbers = codes[chosen[0]], sizes[chosen[0]]
            for index in chosen[1:]:
                joined, numbers = joined * sizes[index] + codes[index], numbers * sizes[index]
                if numbers > max(_SPARSE * len(joined), 1024):
                    joined = np.unique(joined, return_inverse=True)[1].astype(np.int64)
                    numbers = int(joined.max(initial=0)) + 1
            occupied = int(np.count_nonzero(np.bincount(joined, minlength=numbers)))
            if occupied > 1:
                yield Cuboid(chosen, joined, numbers, occupied)


def segment_at(
    dimensions: Sequence[int], names: Sequence[str], keys: "Sequence[NDArray[np.str_]]", leaf: int
) -> dict[str, str]:
    """Return a leaf's values in some dimensions, by name."""
    return {names[d]: str(keys[d][leaf]) for d in dimensions}
