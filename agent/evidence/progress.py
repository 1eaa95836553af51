"""How far the check of a growing answer has come, and what the next part needs to know of the parts before."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace

from agent.evidence.blocks import Place, Statement
from agent.evidence.ledger import Entry
from agent.evidence.scope import Reader
from agent.evidence.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or table as citations see it.

    Attributes:
        cites: the labels that it cites.
        says: it says something beside its citations.
        is_open: it ends with a colon.
    """

    number: int
    cites: frozenset[str] = frozenset()
    says: bool = False
    is_open: bool = False


@dataclass(slots=True)
class Progress:
    """What the parts of an answer that are checked say of the next.

    Attributes:
        place: where the reading stands.
        reader: what segments and periods it carries.
        shown: the entries that figures rest on, of the last block.
        header: the header line of the last block's table.
        blocks: those of the part read last, after the last two before it.
    """

    place: Place
    reader: Reader
    shown: tuple[int, list[Entry]] = field(default_factory=lambda: (-1, []))
    header: tuple[int, str] = (-1, "")
    blocks: dict[int, Block] = field(default_factory=dict)

    @classmethod
    def start(cls, vocabulary: Vocabulary) -> "Progress":
        """Return the progress of an answer of which nothing is read."""
        return cls(Place(), Reader(vocabulary))

    def copy(self) -> "Progress":
        """Return a progress that goes its own way from here."""
        last = dict(list(self.blocks.items())[-2:])
        return replace(
            self,
            place=self.place.copy(),
            reader=copy(self.reader),
            shown=(self.shown[0], list(self.shown[1])),
            blocks=last,
        )

    def shown_in(self, block: int) -> list[Entry]:
        """Return the entries that figures of a block rest on, to be added to."""
        if self.shown[0] != block:
            self.shown = (block, [])
        return self.shown[1]

    def header_of(self, statement: Statement, line: str) -> str:
        """Return the header line of the table that a cell stands in; empty for what is no cell."""
        if not statement.is_cell:
            return ""
        if self.header[0] != statement.block:
            self.header = (statement.block, line)
        return self.header[1]

    def say(self, statement: Statement, cites: frozenset[str], *, says: bool) -> None:
        """Add a statement to its block."""
        known = self.blocks.get(statement.block, Block(statement.block))
        is_open = statement.text.rstrip("*_ ").endswith(":")
        self.blocks[statement.block] = Block(known.number, known.cites | cites, known.says or says, is_open)

    def neighbours(self) -> Iterator[tuple[Block | None, Block, Block | None]]:
        """Yield each block with the ones before and after it."""
        found = list(self.blocks.values())
        for place, block in enumerate(found):
            yield (
                found[place - 1] if place else None,
                block,
                found[place + 1] if place + 1 < len(found) else None,
            )
