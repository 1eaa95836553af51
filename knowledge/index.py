"""The retrieval index of a workspace: kept in a folder, refreshed when its sources change, and searched."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from knowledge.chunking import GUIDE, Chunk
from knowledge.embedding import DEFAULT_EMBEDDER, Embedder, open_embedder
from knowledge.errors import RetrievalIndexError
from knowledge.indexing import Indexer, IndexReport, Progress, embedder_key
from knowledge.installed_guide import INSTALLED_GUIDE, Guide
from knowledge.lexical import LexicalIndex, Spelling
from knowledge.library import AddReport, find_document, gather, record_of
from knowledge.manifest import MANIFEST_FILE, IndexState, Manifest, SourceRecord, read_manifest
from knowledge.search import HybridSearch, Passage
from knowledge.shelves import Shelves
from knowledge.vectors import VectorStore

__all__ = ["AddReport", "GuideIndex", "IndexReport", "Progress", "open_index"]


def open_index(folder: Path, *, chroma_url: str | None = None, embedder: str = DEFAULT_EMBEDDER) -> "GuideIndex":
    """The index of a folder, not loaded yet; the folder need not exist.

    Args:
        folder: where manifest, texts and the embedded vector store live.
        chroma_url: a Chroma server that holds the vectors instead of the folder.
        embedder: as knowledge.embedding.open_embedder takes it.

    Raises:
        RetrievalIndexError: no embedder is called so.
    """
    return GuideIndex(folder, chroma_url=chroma_url or None, embedder=embedder)


@dataclass(frozen=True, slots=True)
class _Serving:
    """One state of the index, loaded."""

    stamp: tuple[int, int]
    manifest: Manifest
    chunks: dict[str, Chunk]
    search: HybridSearch


class GuideIndex:
    """The guide and the user's documents, found by meaning and by word. Safe to use from several threads.

    Args:
        folder: as open_index.
        chroma_url: as open_index.
        embedder: a setting as open_index takes it, or an embedder.
        guide: where the guide comes from.
    """

    def __init__(
        self,
        folder: Path,
        *,
        chroma_url: str | None = None,
        embedder: str | Embedder = DEFAULT_EMBEDDER,
        guide: Guide = INSTALLED_GUIDE,
    ) -> None:
        self.folder = folder
        self._embedder = open_embedder(embedder) if isinstance(embedder, str) else embedder
        self._guide = guide
        self._store = VectorStore(folder / "chroma", chroma_url)
        self._shelves = Shelves(folder)
        self._lock = RLock()
        self._serving: _Serving | None = None

    def refresh(self, progress: Progress | None = None, *, rebuild: bool = False) -> IndexReport:
        """Make the index current; quick when it is.

        Only changed chunks are embedded. Until the last step the old state goes on serving, so an interrupted
        refresh loses nothing. Another process that is indexing is waited for.

        Args:
            progress: called as chunks are embedded.
            rebuild: embed everything again.

        Raises:
            RetrievalIndexError: the folder can't be written, the other process takes too long, the embedder
                or the Chroma server does not answer.
            GuideError: a chapter of the guide is malformed.
        """
        if not rebuild and not (state := self.state()).is_stale:
            return IndexReport(chunks=state.chunks, unchanged=state.chunks, embedder=state.embedder)
        return self._indexer().refresh(self._guide, progress, rebuild=rebuild)

    def state(self) -> IndexState:
        """What is indexed and whether it is current, read from the manifest alone.

        Raises:
            RetrievalIndexError: the manifest is damaged.
        """
        manifest = read_manifest(self.folder)
        wanted = embedder_key(self._embedder)
        if manifest is None:
            return IndexState(self.folder, 0, 0, self._embedder.name, None, is_stale=True, reason="not built yet")
        return IndexState(
            folder=self.folder,
            chunks=sum(source.chunks for source in manifest.sources),
            documents=sum(source.name != GUIDE for source in manifest.sources),
            embedder=manifest.embedder.partition("/")[0],
            built_at=manifest.built,
            is_stale=(reason := self._stale_reason(manifest, wanted)) is not None,
            reason=reason,
        )

    def search(self, query: str, limit: int = 5, *, sources: Collection[str] | None = None) -> list[Passage]:
        """The passages that answer a query best, best first.

        Args:
            query: a question or key words, in any case.
            limit: how many at most.
            sources: search only in these, 'guide' or documents' names.

        Raises:
            RetrievalIndexError: nothing was indexed yet, or the index is damaged.
        """
        return self._load().search.search(query, limit, sources=sources)

    def add(
        self, origins: Iterable[str], progress: Progress | None = None, *, allow_private: bool = False
    ) -> AddReport:
        """Add documents of the user's: files, folders of files, or http addresses; each again replaces itself.

        What can't be read is told in the report, and the rest is added. See knowledge.library.

        Args:
            origins: paths and URLs.
            progress: called as documents are read and as chunks are embedded.
            allow_private: let URLs of the own network through.

        Raises:
            RetrievalIndexError: as refresh.
        """
        indexer = self._indexer()
        # The names that are free must still be free when the documents are written.
        with indexer.locked():
            gathered = gather(origins, self.documents(), progress, allow_private=allow_private)
            records = [(record_of(document), document.chunks) for document in gathered.read]
            if records:
                indexer.replace(records, (), progress)
        return AddReport(tuple(record for record, _ in records), gathered.unchanged, gathered.refused)

    def documents(self) -> tuple[SourceRecord, ...]:
        """The user's documents in the index, in the order of their names.

        Raises:
            RetrievalIndexError: the manifest is damaged.
        """
        manifest = read_manifest(self.folder)
        found = [source for source in manifest.sources if source.name != GUIDE] if manifest else []
        return tuple(sorted(found, key=lambda source: source.name))

    def remove(self, name: str) -> SourceRecord:
        """Take a document, named by its name or origin, out of the index; the file itself is left alone.

        Raises:
            DocumentError: no document is called so; the message names the nearest.
            RetrievalIndexError: as refresh.
        """
        record = find_document(name, self.documents())
        self._indexer().replace((), {record.name}, None)
        return record

    def warm(self) -> None:
        """Load everything that the first search would load, for a caller with time to spare."""
        self.search("performance marketing", 1)

    def chunk(self, chunk_id: str) -> Chunk | None:
        """The chunk of this id, or None when the index holds none."""
        return self._load().chunks.get(chunk_id)

    def resolve(self, citation: str) -> Chunk | None:
        """The chunk that a citation names (`kpis › Cost per acquisition (CPA)`), or None."""
        wanted = " ".join(citation.strip().strip("[]").split()).casefold()
        chunks = self._load().chunks.values()
        return next((chunk for chunk in chunks if chunk.citation.casefold() == wanted), None)

    def _indexer(self) -> Indexer:
        return Indexer(self.folder, self._store, self._embedder, self._shelves)

    def _stale_reason(self, manifest: Manifest, wanted: str) -> str | None:
        if manifest.embedder != wanted:
            return "another embedder is chosen"
        if manifest.place != self._store.place or not self._store.looks_present():
            return "the vectors are kept elsewhere"
        guide = manifest.source(GUIDE)
        if guide is None or guide.digest != self._guide.digest():
            return "the guide changed"
        return None

    def _load(self) -> _Serving:
        with self._lock:
            stamp = self._stamp()
            while self._serving is None or self._serving.stamp != stamp:
                try:
                    self._serving = self._read(stamp)
                except RetrievalIndexError:
                    # Another process may have changed the index, and swept the old state, between two reads.
                    if stamp == (stamp := self._stamp()):
                        raise
            return self._serving

    def _stamp(self) -> tuple[int, int]:
        try:
            status = (self.folder / MANIFEST_FILE).stat()
        except OSError as error:
            raise RetrievalIndexError(
                "Nothing is indexed yet", where=str(self.folder), remedy="Run `adroit index`."
            ) from error
        return status.st_mtime_ns, status.st_ino

    def _read(self, stamp: tuple[int, int]) -> _Serving:
        manifest = read_manifest(self.folder)
        if manifest is None or manifest.embedder != embedder_key(self._embedder):
            raise RetrievalIndexError(
                "The index was built with another embedder" if manifest else "Nothing is indexed yet",
                where=str(self.folder),
                remedy="Run `adroit index`.",
            )
        shelves = self._shelves.of(manifest)
        chunks = [chunk for shelf in shelves for chunk in shelf.chunks]
        names = {key: chunk.id for shelf in shelves for key, chunk in zip(shelf.keys, shelf.chunks, strict=True)}
        words: Counter[str] = Counter()
        for shelf in shelves:
            words.update(shelf.words)

        def dense(text: str, limit: int, sources: Collection[str] | None) -> list[tuple[str, float]]:
            vector = self._embedder.embed([text])[0]
            found = self._store.nearest(manifest.collection, vector, limit, sources)
            best: dict[str, float] = {}
            for record, cosine in found:
                name = names.get(record.rpartition("~")[0])
                if name is not None:
                    best.setdefault(name, cosine)
            return list(best.items())

        search = HybridSearch(
            chunks,
            LexicalIndex([shelf.content for shelf in shelves], self._shelves.content),
            LexicalIndex([shelf.asking for shelf in shelves], self._shelves.asking),
            Spelling(words),
            dense,
        )
        return _Serving(stamp, manifest, {chunk.id: chunk for chunk in chunks}, search)
