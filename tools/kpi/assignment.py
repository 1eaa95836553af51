"""Gives each number at most one metric and each metric at most one number, all together at the least cost."""

from collections.abc import Sequence

_MOST_STATES = 256
"""Ways kept open at once; the costs of ordinary sentences leave a handful."""
_NONE = -1

_Picks = tuple[int, ...]


def assign(costs: Sequence[dict[int, float]], nothing: float) -> list[int | None]:
    """Choose one column or none for each row, no column twice, at the least total cost.

    Reads the rows in order and remembers only the columns that a later row could still take, so the work grows with
    the length of a text as long as each row reaches few columns. Of equally dear choices the first row's first wins,
    none before any.

    Args:
        costs: for each row, the cost of each column that it may take.
        nothing: the cost of a row without a column.
    """
    last_row = {column: row for row, options in enumerate(costs) for column in options}
    settled: list[int] = []
    states: dict[frozenset[int], tuple[int, _Picks]] = {frozenset(): (0, ())}
    for row, options in enumerate(costs):
        following: dict[frozenset[int], tuple[int, _Picks]] = {}
        choices = [(_NONE, nothing), *options.items()]
        for used, (spent, picks) in states.items():
            for column, cost in choices:
                if column in used:
                    continue
                taken = used if column == _NONE else used | {column}
                open_later = frozenset(c for c in taken if last_row[c] > row)
                candidate = (spent + _tenths(cost), (*picks, column))
                if open_later not in following or candidate < following[open_later]:
                    following[open_later] = candidate
        states = following
        if len(states) > _MOST_STATES:
            states = dict(sorted(following.items(), key=lambda state: state[1])[:_MOST_STATES])
        if len(states) == 1 and frozenset() in states:
            settled += states[frozenset()][1]
            states = {frozenset(): (0, ())}
    settled += min(states.values())[1]
    return [None if column == _NONE else column for column in settled]


def _tenths(cost: float) -> int:
    """Costs are added as whole tenths, so that equal sums are equal."""
    return round(cost * 10)
