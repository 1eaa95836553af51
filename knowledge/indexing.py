"""How the index changes: under a lock, embedding only what is new, and switching at the end in one step."""

import hashlib
import platform
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.chunking import GUIDE, Chunk
from knowledge.embedding import Embedder
from knowledge.errors import RetrievalIndexError
from knowledge.installed_guide import Guide
from knowledge.manifest import Manifest, SourceRecord, read_manifest, write_manifest
from knowledge.shelves import Shelf, Shelves, shelf_name, write_shelf
from knowledge.vectors import Record, VectorStore

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

EMBEDDED_TEXT_VERSION = 3
"""Goes up when embedded_texts or embedded_vectors change, so that vectors of the old form are made again."""
_EMBEDDED_PHRASINGS = 15
"""Those beyond are only searched by their words: their vectors took time and found no more."""
_SHARED = 0.5
"""How much of what a chunk's ways to ask have in common is added to each of its vectors."""
_NO_LENGTH = 1e-12
LOCK_FILE = "index.lock"
_LOCK_WAIT = 120.0
_BATCH = 128

Progress = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and of what."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a refresh did; counts are chunks. `rebuilt` says that every vector was made anew."""

    chunks: int
    embedder: str
    embedded: int = 0
    unchanged: int = 0
    removed: int = 0
    rebuilt: bool = False
    seconds: float = 0.0


def embedder_key(embedder: Embedder) -> str:
    """What the manifest remembers of an embedder: its vectors serve only while this is the same."""
    return f"{embedder.name}/{EMBEDDED_TEXT_VERSION}"


def embedded_texts(chunk: Chunk) -> tuple[str, ...]:
    """What is embedded for a chunk, a vector each: its whole text, its heading, and the first ways to ask for it.

    A question is nearer to a question like it than to the two hundred words that answer it.
    """
    whole = f"{chunk.chapter_title}: {': '.join(chunk.heading_path)}\n{chunk.text}"
    return (whole, chunk.heading, *chunk.phrasings[:_EMBEDDED_PHRASINGS])


def embedded_vectors(embedder: Embedder, chunks: Sequence[Chunk]) -> "NDArray[np.float32]":
    """The vectors of some chunks, a row for each of their embedded_texts in order, each of length 1.

    Each row is drawn towards the mean of the chunk's heading and phrasings. A single way to ask is short and holds
    words of chance; what it shares with the others is the chunk's subject.
    """
    import numpy as np

    texts = [embedded_texts(chunk) for chunk in chunks]
    vectors = embedder.embed([text for own in texts for text in own])
    start = 0
    for own in texts:
        rows = vectors[start : start + len(own)]
        centre = rows[1:].mean(axis=0)
        rows += _SHARED * centre / max(float(np.linalg.norm(centre)), _NO_LENGTH)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), _NO_LENGTH)
        start += len(own)
    return vectors


def record_ids(chunk: Chunk) -> list[str]:
    """The id of each of a chunk's vectors."""
    return [f"{chunk.content_key}~{number}" for number in range(_vectors_of(chunk))]


def _vectors_of(chunk: Chunk) -> int:
    return 2 + min(len(chunk.phrasings), _EMBEDDED_PHRASINGS)


class Indexer:
    """Changes the index of one folder.

    Args:
        folder: where manifest and shelves are.
        store: holds the vectors.
        embedder: makes them.
        shelves: those of the folder; what was read of them need not be read again.
    """

    def __init__(self, folder: Path, store: VectorStore, embedder: Embedder, shelves: Shelves) -> None:
        self._folder = folder
        self._store = store
        self._embedder = embedder
        self._shelves = shelves

    def refresh(self, guide: Guide, progress: Progress | None, *, rebuild: bool) -> IndexReport:
        """Bring the guide, and the vectors of every source, up to date. See GuideIndex.refresh."""
        with self.locked():
            chunks = guide.chunks()
            record = SourceRecord(GUIDE, guide.digest(), shelf_name(), len(chunks))
            return self._switch([(record, chunks)], (), progress, rebuild=rebuild)

    def replace(
        self,
        added: Sequence[tuple[SourceRecord, Sequence[Chunk]]],
        removed: Collection[str],
        progress: Progress | None,
    ) -> IndexReport:
        """Add sources with their chunks, or replace those of the same names, and remove others, in one step."""
        with self.locked():
            return self._switch(added, removed, progress, rebuild=False)

    def _switch(
        self,
        added: Sequence[tuple[SourceRecord, Sequence[Chunk]]],
        removed: Collection[str],
        progress: Progress | None,
        *,
        rebuild: bool,
    ) -> IndexReport:
        started = time.perf_counter()
        old = read_manifest(self._folder)
        serving = self._serving(old)
        reusable = self._reusable(old) and not rebuild
        collection = old.collection if old and reusable else f"{self._prefix()}-{uuid.uuid4().hex[:12]}"
        wanted = {name: _keyed(shelf) for name, shelf in serving.items() if name not in removed}
        wanted |= {record.name: {chunk.content_key: chunk for chunk in chunks} for record, chunks in added}
        live = {key: chunk for part in wanted.values() for key, chunk in part.items()}
        present = {key: chunk for shelf in serving.values() for key, chunk in _keyed(shelf).items()} if reusable else {}
        new = [chunk for key, chunk in live.items() if key not in present]
        gone = [chunk for key, chunk in present.items() if key not in live]

        self._store.create(collection)
        self._embed(collection, new, progress)
        kept = [source for source in old.sources if source.name in wanted] if old else []
        for record, chunks in added:
            write_shelf(self._folder, record.shelf, chunks)
            kept = [source for source in kept if source.name != record.name] + [record]
        manifest = Manifest(
            embedder=embedder_key(self._embedder),
            collection=collection,
            place=self._store.place,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            sources=tuple(kept),
        )
        write_manifest(self._folder, manifest)
        self._sweep(manifest, list(live.values()), gone)
        return IndexReport(
            chunks=len(live),
            embedder=self._embedder.name,
            embedded=len(new),
            unchanged=len(live) - len(new),
            removed=len(gone),
            rebuilt=not reusable,
            seconds=time.perf_counter() - started,
        )

    def _embed(self, collection: str, chunks: Sequence[Chunk], progress: Progress | None) -> None:
        for start in range(0, len(chunks), _BATCH):
            batch = chunks[start : start + _BATCH]
            records = [
                Record(name, chunk, is_whole=number == 0)
                for chunk in batch
                for number, name in enumerate(record_ids(chunk))
            ]
            self._store.put(collection, records, embedded_vectors(self._embedder, batch))
            if progress:
                progress(start + len(batch), len(chunks), "sections embedded")

    @cached_property
    def _lock(self) -> "BaseFileLock":
        from filelock import FileLock

        return FileLock(self._folder / LOCK_FILE, timeout=_LOCK_WAIT)

    def _reusable(self, manifest: Manifest | None) -> bool:
        return (
            manifest is not None
            and manifest.embedder == embedder_key(self._embedder)
            and manifest.place == self._store.place
            and self._store.looks_present()
            and self._store.has(manifest.collection)
        )

    def _serving(self, old: Manifest | None) -> dict[str, Shelf]:
        if old is None:
            return {}
        return {source.name: shelf for source, shelf in zip(old.sources, self._shelves.of(old), strict=True)}

    def _sweep(self, manifest: Manifest, live: Sequence[Chunk], gone: Sequence[Chunk]) -> None:
        """Remove what the manifest no longer names, interrupted builds' leavings too."""
        for name in self._store.collections():
            if name.startswith(self._prefix()) and name != manifest.collection:
                self._store.drop(name)
        if gone:
            self._store.delete(manifest.collection, [name for chunk in gone for name in record_ids(chunk)])
        if self._store.count(manifest.collection) > sum(map(_vectors_of, live)):
            named = {name for chunk in live for name in record_ids(chunk)}
            self._store.delete(manifest.collection, self._store.ids(manifest.collection) - named)
        shelves = {source.shelf for source in manifest.sources}
        for path in self._folder.glob("shelf-*.json"):
            if path.name not in shelves:
                path.unlink(missing_ok=True)

    def _prefix(self) -> str:
        """Collections of this folder, told from those of other workspaces on a shared server."""
        place = f"{platform.node()}:{self._folder.resolve()}"
        return f"adroit-{hashlib.sha256(place.encode()).hexdigest()[:12]}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """While this is held no other process changes the index. What changes it here may hold it again.

        Raises:
            RetrievalIndexError: another process holds it too long, or the folder can't be written.
        """
        from filelock import Timeout

        remedy = "Allow writing there, or choose another workspace."
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = self._lock
            lock.acquire()
        except Timeout as error:
            raise RetrievalIndexError(
                "Another process is still indexing",
                where=str(self._folder),
                remedy="Try again when it is done.",
            ) from error
        except OSError as error:
            raise RetrievalIndexError(
                f"The index's folder can't be written: {error.strerror}",
                where=str(self._folder),
                remedy=remedy,
            ) from error
        try:
            yield
        except OSError as error:
            raise RetrievalIndexError(
                f"The index could not be written: {error.strerror}", where=str(self._folder), remedy=remedy
            ) from error
        finally:
            lock.release()


def _keyed(shelf: Shelf) -> dict[str, Chunk]:
    return dict(zip(shelf.keys, shelf.chunks, strict=True))
