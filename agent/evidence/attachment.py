"""Where a figure stands: its clause, and which name stands right by it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from agent.evidence.blocks import Statement
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary

_CLAUSE = re.compile(
    r";|\s[–—]\s|,?\s+(?:while|whereas|but|although|though|because|despite|when|which\s+means|meaning|where)\s+"
    r"|,\s+(?:and|so|as|then|yet|which|with)\s+|\s+and\s+(?=(?:its?|the|on|in|your|our)\s)|\.\s",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^\W*(?:while|although|though|because|since|as|even\s+though|if|when)\b[^,]*,\s", re.IGNORECASE
)


class Placed(Protocol):
    """What has a place in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


Mark = TypeVar("Mark", bound=Placed)


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure in its statement.

    Attributes:
        figures: all figures of the statement.
        clause: where the figure's clause starts and ends.
        vocabulary: the names that the evidence knows.
    """

    statement: Statement
    figure: Figure
    figures: Sequence[Figure]
    clause: tuple[int, int]
    vocabulary: Vocabulary

    @property
    def text(self) -> str:
        """The statement's own words."""
        return self.statement.text

    @property
    def before(self) -> str:
        """The words of the statement before the figure."""
        return self.statement.text[: self.figure.start]

    @property
    def after(self) -> str:
        """The words of the statement after the figure."""
        return self.statement.text[self.figure.end :]

    @property
    def own_clause(self) -> str:
        """The words of the figure's clause."""
        return self.statement.text[slice(*self.clause)]

    def inside(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return the marks before the figure in its clause."""
        return [m for m in marks if self.clause[0] <= m.start and m.end <= self.figure.start]


def next_tight(spot: Spot, marks: Sequence[Mark], gap: re.Pattern[str]) -> Mark | None:
    """Return the mark right after a figure, with only such words between as the gap allows."""
    end = spot.figure.end
    following = next((m for m in marks if m.start >= end), None)
    if following is None or crosses(spot, following):
        return None
    return following if gap.match(spot.text[end : following.start]) else None


_NAMES_NEXT = re.compile(
    r"[\s:=(*_–—→-]*(?:['’]s\s+)?(?:(?:is|was|were|are|of|at|equals?|now|still|just|only|about|roughly|around|nearly|almost|approximately|"
    r"from|to|by|came\s+in|comes\s+in|stands|stood|sits|cost|costs|a|an|the|its)[\s*_(~≈+]*)*",
)

_LABELS_NEXT = re.compile(r"[\s*_:=]+")


def is_next_figures(spot: Spot, mark: Placed) -> bool:
    """Return whether a mark after a figure names the next one: the Search of "$44 on Social, on Search $18"."""
    following = next((f for f in spot.figures if f.start >= mark.end and f.kind != "date"), None)
    if following is None:
        return False
    is_beside = not spot.text[spot.figure.end : mark.start].strip(" *_-")
    link = _LABELS_NEXT if is_beside else _NAMES_NEXT  # "291 conversions from 8,384 clicks" against "$31 CTR: 2%"
    return link.fullmatch(spot.text, mark.end, following.start) is not None


_LISTED = re.compile(
    r"[\s*_,/&()+]*(?:(?:and|or|plus|vs\.?|versus|against|then)[\s*_,(+]*)?(?:the\s+|on\s+)?", re.IGNORECASE
)
_LISTED_FIGURES = re.compile(
    r"[\s*_,/&()]*(?:(?:per|a|an|each)\s+\w+[\s*_,/&()]*)?(?:(?:and|or|vs\.?|versus|against)[\s*_,(]*)?", re.IGNORECASE
)


def respective(spot: Spot, groups: Sequence[tuple[int, int]]) -> int | None:
    """Return which of the names told in a row the figure belongs to: "CTR and CPA were 2% and $40", or None.

    Args:
        spot: the figure in its statement.
        groups: where the names stand, in order.
    """
    run = [f for f in spot.figures if f.kind != "date"]
    if spot.figure not in run:
        return None
    first = last = run.index(spot.figure)
    while first > 0 and _LISTED_FIGURES.fullmatch(spot.text, run[first - 1].end, run[first].start):
        first -= 1
    while last + 1 < len(run) and _LISTED_FIGURES.fullmatch(spot.text, run[last].end, run[last + 1].start):
        last += 1
    count = last - first + 1
    if count == 1:
        return None
    place = run.index(spot.figure) - first
    before = [i for i, g in enumerate(groups) if g[1] <= run[first].start and (not first or g[0] >= run[first - 1].end)]
    after = [
        i for i, g in enumerate(groups)
        if g[0] >= run[last].end and (last + 1 == len(run) or g[1] <= run[last + 1].start)
    ]  # fmt: skip
    in_brackets = spot.text[: run[first].start].rstrip("* ").endswith("(")
    told = [i for i, g in enumerate(groups) if g[1] <= run[first].start]
    is_of_one_unit = len({f.unit for f in run[first : last + 1]}) == 1
    if in_brackets and is_of_one_unit and len(told) == count == len(groups):
        return told[place]  # "Search is cheaper than Social ($18 vs. $44)"
    for names in (before[-count:], after[:count]):
        is_row = len(names) == count and all(
            _LISTED.fullmatch(spot.text, groups[a][1], groups[b][0]) for a, b in pairwise(names)
        )
        if is_row and (names is not after or not before):
            return names[place]
    return None


def crosses(spot: Spot, mark: Placed) -> bool:
    """Return whether another figure stands between a figure and a mark after it."""
    return any(spot.figure.end <= f.start < mark.start for f in spot.figures)


def clause_of(text: str, figure: Figure) -> tuple[int, int]:
    """Return where the clause of a figure starts and ends."""
    cuts = [m.end() for m in _CLAUSE.finditer(text)]
    opening = _SUBORDINATE.match(text)
    if opening is not None:
        cuts.append(opening.end())
    start = max((c for c in cuts if c <= figure.start), default=0)
    end = min((c for c in cuts if c > figure.end), default=len(text))
    return start, end
