"""Shelves: the file beside the manifest that keeps a source's chunks, with what the lexical search needs of them."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

from knowledge.chunking import Chunk
from knowledge.counts import TermCounts, Vocabulary, count_terms
from knowledge.errors import RetrievalIndexError
from knowledge.lexical import asking_terms, content_terms, spelt_words
from knowledge.lexicon import LEXICON_VERSION
from knowledge.manifest import Manifest, write_atomically

_FORMAT = f"2.{LEXICON_VERSION}"


class Shelf:
    """A source's chunks, with what is derived from them.

    That was kept too, because stemming takes time; it is read when asked for, and made again when another version of
    the lexicon made it.

    Args:
        chunks: in reading order.
        kept: the file's content.
        content: numbers the terms of `content`.
        asking: numbers the terms of `asking`.
    """

    def __init__(
        self, chunks: tuple[Chunk, ...], kept: Mapping[str, Any], content: Vocabulary, asking: Vocabulary
    ) -> None:
        self.chunks = chunks
        self._kept = kept if kept.get("format") == _FORMAT and "words" in kept else _derived(chunks)
        self._vocabularies = content, asking

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The content key of each chunk."""
        return tuple(chunk.content_key for chunk in self.chunks)

    @cached_property
    def content(self) -> TermCounts:
        """What knowledge.lexical.content_terms gives of each chunk."""
        return self._vocabularies[0].numbered(self._counts("content", content_terms))

    @cached_property
    def asking(self) -> TermCounts:
        """What knowledge.lexical.asking_terms gives of each chunk."""
        return self._vocabularies[1].numbered(self._counts("asking", asking_terms))

    @property
    def words(self) -> Mapping[str, int]:
        """How often the texts use each word that a misspelling may stand for."""
        used: dict[str, int] = self._kept["words"]
        return used

    def _counts(self, field: str, terms: Callable[[Chunk], list[str]]) -> TermCounts:
        try:
            return TermCounts.from_fields(self._kept[field])
        except (KeyError, TypeError, ValueError):
            return count_terms(map(terms, self.chunks))


class Shelves:
    """The shelves of a folder. Each is read once, since a shelf never changes: other content is another file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Shelf] = {}
        self._lock = RLock()
        self.content = Vocabulary()
        self.asking = Vocabulary()

    def of(self, manifest: Manifest) -> list[Shelf]:
        """The shelf of each source, in the manifest's order; those of other states are forgotten.

        Raises:
            RetrievalIndexError: a file is missing or damaged.
        """
        with self._lock:
            self._read = {source.shelf: self._shelf(source.shelf) for source in manifest.sources}
            return list(self._read.values())

    def _shelf(self, name: str) -> Shelf:
        if name in self._read:
            return self._read[name]
        path = self._folder / name
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            shelf = Shelf(tuple(_chunk(fields) for fields in kept["chunks"]), kept, self.content, self.asking)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RetrievalIndexError(
                "A part of the index is missing or damaged",
                where=str(path),
                remedy="Remove the folder and run `adroit index`.",
            ) from error
        return shelf


def shelf_name() -> str:
    """A file name for a source's chunks that no other state of the index has."""
    return f"shelf-{uuid.uuid4().hex[:12]}.json"


def write_shelf(folder: Path, name: str, chunks: Sequence[Chunk]) -> None:
    """Keep a source's chunks, and what the search needs of them, in a file beside the manifest."""
    content = {"format": _FORMAT, "chunks": [asdict(chunk) for chunk in chunks], **_derived(chunks)}
    write_atomically(folder / name, json.dumps(content, ensure_ascii=False))


def _derived(chunks: Sequence[Chunk]) -> dict[str, Any]:
    return {
        "content": count_terms(map(content_terms, chunks)).as_fields(),
        "asking": count_terms(map(asking_terms, chunks)).as_fields(),
        "words": Counter(word for chunk in chunks for word in spelt_words(chunk.text)),
    }


def _chunk(fields: dict[str, Any]) -> Chunk:
    tuples = {name: tuple(fields[name]) for name in ("heading_path", "phrasings")}
    return Chunk(**(fields | tuples))
