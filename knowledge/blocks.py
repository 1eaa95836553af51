"""The blocks of a Markdown text: headings, paragraphs, lists, tables, code and worked examples, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from knowledge.worked_examples import read_example

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_KINDS = {
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
    "blockquote_open": "quote",
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_ITEM_START = re.compile(r"^(?:[-*+]|\d+[.)])\s")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of Markdown as written; `level` is 1 to 6 for a heading (whose text is plain) and else None."""

    kind: str
    text: str
    level: int | None = None


def read_blocks(text: str, name: str, *, with_examples: bool = True) -> Iterator[Block]:
    """The blocks of a text in order.

    Args:
        text: Markdown.
        name: where the text stands, for error messages.
        with_examples: turn `example` fences into sentences that can be read aloud, as the guide's are.

    Raises:
        GuideError: an example block is malformed.
    """
    lines = text.splitlines()
    tokens = _parser().parse(text)
    for position, token in enumerate(tokens):
        if token.level or token.map is None or token.nesting < 0 or token.type == "hr":
            continue
        first, end = token.map
        if token.type == "heading_open":
            yield Block("heading", _plain(tokens[position + 1]), level=int(token.tag[1]))
        elif with_examples and token.type == "fence" and token.info.strip() == "example":
            yield Block("example", read_example(token.content, f"{name}, line {first + 1}").sentence)
        else:
            yield Block(_KINDS.get(token.type, "other"), "\n".join(lines[first:end]).strip("\n"))


def split_block(block: Block, words: int) -> list[str]:
    """An oversize block cut into pieces of about so many words, at rows, items or sentences.

    A table repeats its header in each piece. A sentence longer than that is cut between words.
    """
    if block.kind == "table":
        header, rows = block.text.splitlines()[:2], block.text.splitlines()[2:]
        return ["\n".join([*header, *piece]) for piece in _packed(rows, words)]
    if block.kind == "list":
        return ["\n".join(piece) for piece in _packed(list(_items(block.text)), words)]
    if block.kind == "code":
        return ["\n".join(piece) for piece in _packed(block.text.splitlines(), words)]
    return [" ".join(piece) for piece in _packed(_sentences(block.text, words), words)]


def _sentences(text: str, words: int) -> list[str]:
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        parts = sentence.split()
        pieces += [" ".join(parts[start : start + words]) for start in range(0, len(parts), words)]
    return pieces


def _items(text: str) -> Iterator[str]:
    item: list[str] = []
    for line in text.splitlines():
        if item and _ITEM_START.match(line):
            yield "\n".join(item)
            item = []
        item.append(line)
    yield "\n".join(item)


def _packed(pieces: list[str], words: int) -> list[list[str]]:
    packs: list[list[str]] = []
    room = 0
    for piece in pieces:
        length = len(piece.split())
        if not packs or room < length:
            packs.append([])
            room = words
        packs[-1].append(piece)
        room -= length
    return packs


def _plain(inline: "Token") -> str:
    children = inline.children or []
    return "".join(child.content or " " * (child.type == "softbreak") for child in children)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")
