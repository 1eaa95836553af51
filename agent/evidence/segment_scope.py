"""Which segment a figure is said of: the name beside it, its row, what "its" stands for."""

import re
from collections.abc import Sequence

from agent.evidence.attachment import Spot, crosses, next_tight
from agent.evidence.marks import Pair, SegmentMark
from agent.evidence.vocabulary import Vocabulary

_TIGHT_SEGMENT = re.compile(
    r"^[\s*_]*[(\[]?\s*(?:(?:\w+\s+)?(?:on|for|in|from|at|with|by|of)\s+)?(?:the\s+|its\s+)?[\"'“*_(]*$", re.IGNORECASE
)
_NEAR_NAMES = 18
_LABEL_WORDS = 7
_ITS = re.compile(r"^\W*its\b", re.IGNORECASE)


def segments_of(
    spot: Spot, vocabulary: Vocabulary, subject: tuple[frozenset[Pair], ...]
) -> tuple[tuple[frozenset[Pair], ...], bool]:
    """Return the segments that stand by a figure, and whether it is said of the whole.

    Args:
        spot: the figure in its statement.
        vocabulary: the names that the evidence knows.
        subject: the segment that the sentence before was about, which "its" stands for.

    Returns:
        For each name the segments that it may mean, all of which must hold.
    """
    statement, clause = spot.statement, spot.clause
    marks = [m for m in vocabulary.segment_marks(spot.text) if not m.is_rest and not is_example(m)]
    nearest = next_tight(spot, marks, _TIGHT_SEGMENT)
    if nearest is None:
        inside = spot.inside(marks)
        nearest = inside[-1] if inside else None
    if nearest is None:
        later = [m for m in marks if spot.figure.end <= m.start < clause[1] and not crosses(spot, m)]
        nearest = later[0] if later else None
    if nearest is not None:
        if nearest.is_whole:
            return (), True
        return tuple(m.pairs for m in together(nearest, marks, spot.text)), False
    if marks:
        return (), False
    if subject and _ITS.match(spot.own_clause):
        return subject, False
    for over in statement.over:
        found = [m for m in vocabulary.segment_marks(over) if not is_example(m)]
        if found and (statement.is_cell or len(over.split()) <= _LABEL_WORDS):
            return _by_dimension(found), any(m.is_whole for m in found)
    return (), False


def is_example(mark: SegmentMark) -> bool:
    """Return whether the mark only says that an example follows."""
    return any(not d for d, v in mark.pairs if v == "example")


def together(nearest: SegmentMark, marks: Sequence[SegmentMark], text: str) -> list[SegmentMark]:
    """Return the mark and those that stand right beside it and name other dimensions: "Prospecting on Mobile"."""
    group = [nearest]
    place = marks.index(nearest)
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(marks):
            left, right = (marks[at], group[0]) if step < 0 else (group[-1], marks[at])
            between = text[left.end : right.start]
            if (
                marks[at].is_whole
                or len(between) > _NEAR_NAMES
                or not _JOINED.fullmatch(between)
                or _same_dimension(marks[at], group)
            ):
                break
            group.insert(0, marks[at]) if step < 0 else group.append(marks[at])
            at += step
    return group


_JOINED = re.compile(
    r"\W*(?:(?:on|in|for|by|at|campaign|channel|device|audience|creative|the|\w+\s*=)\W*)*\W*", re.IGNORECASE
)


def _same_dimension(mark: SegmentMark, group: Sequence[SegmentMark]) -> bool:
    dims = {d for d, _ in mark.pairs}
    return any(dims == {d for d, _ in g.pairs} for g in group)


def _by_dimension(marks: Sequence[SegmentMark]) -> tuple[frozenset[Pair], ...]:
    """Return what a label requires: of each dimension, one of the values that it names."""
    found: dict[frozenset[str], set[Pair]] = {}
    for mark in marks:
        if mark.pairs:
            found.setdefault(frozenset(d for d, _ in mark.pairs), set()).update(mark.pairs)
    return tuple(frozenset(pairs) for pairs in found.values())
