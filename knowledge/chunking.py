"""Markdown into chunks: one section of a chapter or document each, whole enough to answer and to be cited."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.blocks import Block, read_blocks, split_block
from knowledge.chapters import Chapter
from knowledge.glossary import GLOSSARY, term_blocks

GUIDE = "guide"
CHUNKING_VERSION = 1
"""Goes up when the same text is cut into other chunks."""
LONGEST_WHOLE = 400
"""Words up to which a section stays one chunk; the guide's sections are written to stay below."""
LONGEST_PART = 300
"""Words that a part of an oversize section aims at."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A section's own text with the place it stands in.

    `id` is stable while the headings stay: chapter slug, `#`, the section's anchor, and `.n` for the parts
    of a section that had to be split. For a document of the user's, `chapter` and `source` are its name.
    `page` counts from 1 and is None where the source has no pages. `text` is Markdown. `phrasings` are other ways
    to ask for the section; they help to find it and are never shown.
    """

    id: str
    chapter: str
    chapter_title: str
    heading_path: tuple[str, ...]
    anchor: str
    text: str
    source: str = GUIDE
    page: int | None = None
    phrasings: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The section's heading; the chapter's title for text before the first heading."""
        return self.heading_path[-1] if self.heading_path else self.chapter_title

    @property
    def citation(self) -> str:
        """What an answer shows: `kpis › Cost per acquisition (CPA)`, or `brand.pdf › p. 3`."""
        if self.page is not None and not self.heading_path:
            return f"{self.chapter} › p. {self.page}"
        return f"{self.chapter} › {self.heading}"

    @property
    def content_hash(self) -> str:
        """Changes whenever anything that is embedded or shown changes."""
        parts = (self.id, self.chapter_title, *self.heading_path, str(self.page), self.text, *self.phrasings)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    @property
    def content_key(self) -> str:
        """What the chunk's vectors are filed under: other content is another key, so old and new stand together."""
        return f"{self.id}@{self.content_hash}"


def chunk_chapter(chapter: Chapter) -> tuple[Chunk, ...]:
    """The chunks of a chapter of the guide, in reading order.

    Raises:
        GuideError: an example block is malformed.
    """
    blocks = read_blocks(chapter.text, chapter.slug)
    if chapter.slug == GLOSSARY:
        blocks = term_blocks(blocks)
    return chunk_blocks(blocks, name=chapter.slug, title=chapter.title)


def chunk_blocks(
    blocks: Iterable[Block], *, name: str, title: str, source: str = GUIDE, page: int | None = None
) -> tuple[Chunk, ...]:
    """The chunks of one text's blocks, in reading order; sections without a body give none.

    Args:
        blocks: headings and what stands under them.
        name: what citations begin with, a chapter's slug or a document's name.
        title: the heading of text before the first heading.
        source: 'guide' or the document's name.
        page: the page that the text stands on, counted from 1.
    """
    anchors: dict[str, int] = {}
    chunks: list[Chunk] = []
    for path, body in _sections(blocks):
        anchor = _unique_anchor(path[-1] if path else (f"p {page}" if page else "start"), anchors)
        for suffix, text in _bodies(body):
            chunks.append(Chunk(f"{name}#{anchor}{suffix}", name, title, path, anchor, text, source=source, page=page))
    return tuple(chunks)


def anchor_of(heading: str) -> str:
    """A heading as an anchor: 'Cost per acquisition (CPA)' is 'cost-per-acquisition-cpa'."""
    return "-".join(re.findall(r"[^\W_]+", heading.lower())) or "section"


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    path: list[tuple[int, str]] = []
    body: list[Block] = []
    for block in blocks:
        if block.level is None:
            body.append(block)
            continue
        yield tuple(heading for _, heading in path), body
        path = [*[item for item in path if item[0] < block.level], (block.level, block.text)]
        body = []
    yield tuple(heading for _, heading in path), body


def _bodies(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    whole = "\n\n".join(block.text for block in blocks)
    if not whole.strip():
        return
    if _words(whole) <= LONGEST_WHOLE:
        yield "", whole
        return
    for number, part in enumerate(_parts(blocks), start=1):
        yield f".{number}", part


def _parts(blocks: Sequence[Block]) -> Iterator[str]:
    part: list[str] = []
    for group in _groups(blocks):
        if part and _words(" ".join([*part, group])) > LONGEST_PART:
            yield "\n\n".join(part)
            part = []
        part.append(group)
    if part:
        yield "\n\n".join(part)


def _groups(blocks: Sequence[Block]) -> Iterator[str]:
    """What must stay together: a block, with the sentence that introduces it when that ends in a colon."""
    introduction: list[str] = []
    for block in blocks:
        pieces = split_block(block, LONGEST_PART) if _words(block.text) > LONGEST_WHOLE else [block.text]
        if block.kind == "paragraph" and block.text.rstrip().endswith(":") and len(pieces) == 1:
            introduction.append(block.text)
            continue
        yield "\n\n".join([*introduction, pieces[0]])
        yield from pieces[1:]
        introduction = []
    if introduction:
        yield "\n\n".join(introduction)


def _unique_anchor(heading: str, seen: dict[str, int]) -> str:
    anchor = anchor_of(heading)
    seen[anchor] = seen.get(anchor, 0) + 1
    return anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"


def _words(text: str) -> int:
    return len(text.split())
