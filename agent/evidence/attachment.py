"""Where a figure stands: its clause, and which name stands right by it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from agent.evidence.blocks import Statement
from agent.evidence.shown_figure import Figure

_CLAUSE = re.compile(
    r";|\s[–—]\s|,?\s+(?:while|whereas|but|although|though|because|despite|which\s+means|meaning|where)\s+"
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
    """

    statement: Statement
    figure: Figure
    figures: Sequence[Figure]
    clause: tuple[int, int]

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
