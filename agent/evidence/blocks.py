"""Cuts an answer into statements: sentences, list items and table cells, each with what stands over it.

A statement's figures are often named by its surroundings: the heading, the line that opens the list, the row and the
column of a table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

_LIST_MARK = re.compile(r"^(\s*)(?:\d+[.)]|[-*+•])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+|^\s*\*\*[^*]+\*\*\s*:?\s*$")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”)*_]*\s+(?=[A-Z\"“*(\[\d$€£])")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|vs|approx|conv|incl|excl|no|mo|avg|ca|prev|est|max|min)\.$", re.IGNORECASE)
_ALIKE = str.maketrans(dict.fromkeys("➜➔⟶⇒➝➞➡⟹►➤", "→") | {"`": "*"})
"""Arrows that say the same; a code mark round a figure is an emphasis to its reader."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or one table cell.

    Attributes:
        text: its own words.
        line: which line it stands on, counted from 0.
        order: its place in that line.
        block: paragraphs, lists and tables are blocks of their own; the number of this one's.
        over: what names it when it does not say itself, nearest first: row and column, parent item, opening line,
            heading.
        before: the sentence before it in the same block; empty at the start.
        following: the sentence after it on the same line; empty at its end.
        is_cell: a cell of a table.
        span: where it starts and ends in its line.
    """

    text: str
    line: int
    order: int
    block: int
    over: tuple[str, ...] = ()
    before: str = ""
    is_cell: bool = False
    span: tuple[int, int] = (0, 0)
    following: str = ""


@dataclass(slots=True)
class Place:
    """Where the reading of a growing text stands, so that it can go on from there.

    Attributes:
        heading, opening, parents, header: what stands over the next line.
        block: the number of the block that it belongs to.
        before: the last sentence of that block.
        line: how many lines are read.
        over: of a line that was cut, what stands over the rest of it; None at the start of a line.
    """

    heading: str = ""
    opening: str = ""
    parents: list[tuple[int, str]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    block: int = 0
    before: str = ""
    line: int = 0
    over: tuple[str, ...] | None = None

    def copy(self) -> "Place":
        """Return a place that goes its own way from here."""
        return replace(self, parents=list(self.parents), header=list(self.header))


def statements_of(text: str) -> list[Statement]:
    """Return the statements of a Markdown text, in reading order; headings are statements too."""
    return read_on(text, Place())


def read_on(text: str, place: Place) -> list[Statement]:
    """Return the statements of the next part of a text, and move the place behind it."""
    found: list[Statement] = []
    for line in text.translate(_ALIKE).splitlines():
        found += _read_line(line, place.line, place)
        place.line += 1
    return found


def sentence_spans(line: str) -> list[tuple[int, int]]:
    """Return where the sentences of a line start and end, the list mark left out."""
    mark = _LIST_MARK.match(line)
    start = mark.end() if mark else 0
    spans = []
    for cut in _SENTENCE.finditer(line, start):
        if _ABBREVIATED.search(line[start : cut.start()]):
            continue
        spans.append((start, cut.start()))
        start = cut.end()
    return [*spans, (start, len(line))]


def _read_line(line: str, number: int, place: Place) -> Iterator[Statement]:
    rest_of, place.over = place.over, None
    if not line.strip():
        place.block += 1
        place.header, place.before = [], ""
        return
    if line.lstrip().startswith("|"):
        yield from _read_row(line, number, place)
        return
    place.header = []
    mark = _LIST_MARK.match(line) if rest_of is None else None
    over = _over(place, mark) if rest_of is None else rest_of
    spans = sentence_spans(line)
    if mark:
        place.before = ""
    for order, (start, end) in enumerate(spans):
        text = line[start:end]
        after = line[slice(*spans[order + 1])] if order + 1 < len(spans) else ""
        yield Statement(text, number, order, place.block, over, place.before, span=(start, end), following=after)
        place.before = text
    if rest_of is None:  # what stands over the next lines is told by the start of a line
        _move_on(line, mark, place)


def _move_on(line: str, mark: re.Match[str] | None, place: Place) -> None:
    """Note what a line says of the lines after it."""
    plain = line.strip()
    if mark:
        place.parents.append((len(mark[1].expandtabs(4)), line[mark.end() :]))
    elif _HEADING.match(line):
        place.heading, place.opening, place.before = plain, "", ""
        place.block += 1
    elif plain.rstrip("*_ ").endswith(":"):
        place.opening = plain
    elif not line[0].isspace():
        place.opening = ""
    if not mark and not line[0].isspace():
        place.parents = []


def over_rest(line: str, place: Place) -> tuple[str, ...]:
    """Return what stands over the rest of a line that is cut, where the line itself is not read yet."""
    return _over(place, _LIST_MARK.match(line)) if place.over is None else place.over


def _over(place: Place, mark: re.Match[str] | None) -> tuple[str, ...]:
    if mark is None:
        return tuple(t for t in (place.heading,) if t)
    depth = len(mark[1].expandtabs(4))
    while place.parents and place.parents[-1][0] >= depth:
        place.parents.pop()
    return tuple(t for t in (*(p for _, p in reversed(place.parents)), place.opening, place.heading) if t)


def _cells(line: str) -> list[tuple[int, int]]:
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", line)]
    if len(bars) < 2:  # noqa: PLR2004 - a cell stands between two
        return [(0, len(line))]
    return [(a + 1, b) for a, b in pairwise(bars)]


def _read_row(line: str, number: int, place: Place) -> Iterator[Statement]:
    if _RULE.match(line):
        return
    spans = _cells(line)
    cells = [line[a:b].strip() for a, b in spans]
    above = tuple(t for t in (place.opening, place.heading) if t)
    if not place.header:
        place.header = cells
        place.before = ""
        yield from (
            Statement(c, number, i, place.block, above, is_cell=True, span=s)
            for i, (c, s) in enumerate(zip(cells, spans, strict=True))
        )
        return
    label = cells[0]
    for i, (cell, span) in enumerate(zip(cells, spans, strict=True)):
        head = place.header[i] if i < len(place.header) else ""
        corner = place.header[0] if place.header else ""
        own = tuple(t for t in ((head,) if i == 0 else (head, label, *_text_cells(cells, i), corner)) if t)
        yield Statement(cell, number, i, place.block, (*own, *above), is_cell=True, span=span)


def _text_cells(cells: list[str], place: int) -> list[str]:
    """The other cells of the row that only name something: a second column of names."""
    return [c for i, c in enumerate(cells[1:], start=1) if i < place and c and not any(d.isdigit() for d in c)]
