"""Which segment a figure is said of: the name beside it, its row, what "its" stands for."""

import re
from collections.abc import Sequence

from agent.evidence.attachment import Spot, crosses, is_next_figures, next_tight, respective
from agent.evidence.marks import Pair, SegmentMark
from agent.evidence.vocabulary import Vocabulary

_TIGHT_SEGMENT = re.compile(
    r"^[\s*_]*[(\[]?\s*(?:(?:\w+\s+)?(?:on|for|in|from|at|with|by|of|to)\s+)?(?:the\s+|its\s+)?[\"'“*_(]*$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former|latter)\b", re.IGNORECASE)
_APART = re.compile(
    r"[,;:()–—]|\b(?:than|above|below|over|under|vs\.?|versus|against|compared|by|because|due|driven|thanks|led|after|like|as)\b",
    re.IGNORECASE,
)
"""What parts a figure from a name after it: the name is compared with, or what stands behind the change."""
_NEAR_NAMES = 18
_LABEL_WORDS = 7
_ITS = re.compile(r"^\W*its?\b", re.IGNORECASE)


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
    statement = spot.statement
    marks = [m for m in vocabulary.segment_marks(spot.text) if not m.is_rest and not is_example(m)]
    groups = _groups(marks, spot.text)
    row = respective(spot, [(g[0].start, g[-1].end) for g in groups])
    nearest = groups[row][0] if row is not None else _nearest(spot, marks, groups)
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


def _nearest(spot: Spot, marks: Sequence[SegmentMark], groups: Sequence[Sequence[SegmentMark]]) -> SegmentMark | None:
    """Return the name that a figure belongs to, where it is told by one: right after it, before it, or later."""
    tight = next_tight(spot, marks, _TIGHT_SEGMENT)
    inside = spot.inside(marks)
    if tight is not None and not (inside and (_names_come_first(spot, groups) or is_next_figures(spot, tight))):
        return tight
    if inside:
        told = _FORMER.findall(spot.text[inside[-1].end : spot.figure.start])
        before = [g for g in groups if g[-1].end <= spot.figure.start]
        is_former = bool(told) and told[-1].lower() == "former" and len(before) > 1
        return before[-2][0] if is_former else inside[-1]
    later = [m for m in marks if spot.figure.end <= m.start < spot.clause[1] and not crosses(spot, m)]
    is_apart = bool(later) and _APART.search(spot.text[spot.figure.end : later[0].start]) is not None
    return later[0] if later and not is_apart and not is_next_figures(spot, later[0]) else None


def _names_come_first(spot: Spot, groups: Sequence[Sequence[SegmentMark]]) -> bool:
    """Return whether each name stands before its figures: "on Social $44, on Search $18 and on CTV $51"."""
    figures = [f for f in spot.figures if f.kind != "date"]
    if len(groups) < 2 or groups[0][0].start > figures[0].start:  # noqa: PLR2004 - one name has no order
        return False
    ends = [g[0].start for g in groups[1:]] + [len(spot.text)]
    return all(
        any(g[-1].end <= f.start < end for f in figures) for g, end in zip(groups, ends, strict=True)
    )  # fmt: skip


def _groups(marks: Sequence[SegmentMark], text: str) -> list[list[SegmentMark]]:
    """Return the marks with those together that name one segment."""
    groups: list[list[SegmentMark]] = []
    for mark in marks:
        if not groups or mark not in groups[-1]:
            groups.append(together(mark, marks, text))
    return groups


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
