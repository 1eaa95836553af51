"""The vector store: Chroma, embedded in a folder or behind a URL, holding every chunk with its vectors."""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from knowledge.errors import RetrievalIndexError

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where
    from numpy.typing import NDArray

    from knowledge.chunking import Chunk

_DATABASE = "chroma.sqlite3"
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Record:
    """What a vector stands for: a whole chunk (`is_whole`), or one of the ways to ask for it."""

    id: str
    chunk: "Chunk"
    is_whole: bool


class VectorStore:
    """Named collections of vectors, cosine distance; the same calls for a folder and for a server.

    Every method may raise RetrievalIndexError when the folder can't be used or the server does not answer.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url
        self._opened: dict[str, Collection] = {}
        self.place = url or str(folder)

    def looks_present(self) -> bool:
        """Whether a store was made in this folder; a server is believed to be there. Imports nothing."""
        return self._url is not None or (self._folder / _DATABASE).is_file()

    def has(self, collection: str) -> bool:
        """Whether the collection exists."""
        return collection in self.collections()

    def collections(self) -> list[str]:
        """The names of all collections."""
        with self._guarded():
            return [item.name for item in self._client.list_collections()]

    def count(self, collection: str) -> int:
        """How many records the collection holds."""
        with self._guarded():
            return self._collection(collection).count()

    def create(self, collection: str) -> None:
        """Make an empty collection, unless it exists."""
        with self._guarded():
            self._client.get_or_create_collection(
                collection, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    def put(self, collection: str, records: "Sequence[Record]", vectors: "NDArray[np.float32]") -> None:
        """Add records with the vector of each, or replace those of the same id."""
        with self._guarded():
            target = self._collection(collection)
            # Chroma indexes each document's text for search of its own; one text a chunk is enough, and much quicker.
            for is_whole in (True, False):
                places = [place for place, record in enumerate(records) if record.is_whole == is_whole]
                for start in range(0, len(places), _BATCH):
                    part = places[start : start + _BATCH]
                    target.upsert(
                        ids=[records[place].id for place in part],
                        embeddings=vectors[part],
                        documents=[records[place].chunk.text for place in part] if is_whole else None,
                        metadatas=[_metadata(records[place]) for place in part],
                    )

    def nearest(
        self, collection: str, vector: "NDArray[np.float32]", limit: int, sources: Iterable[str] | None = None
    ) -> list[tuple[str, float]]:
        """Record ids with cosine similarity (-1 to 1), nearest first, of these sources only when given."""
        names = sorted(sources or ())
        where = None if sources is None else cast("Where", {"source": {"$in": names}})
        with self._guarded():
            found = self._collection(collection).query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(record, 1.0 - distance) for record, distance in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self, collection: str) -> set[str]:
        """The ids of all records."""
        with self._guarded():
            return set(self._collection(collection).get(include=[])["ids"])

    def delete(self, collection: str, ids: Iterable[str]) -> None:
        """Delete records; ids that are not there are passed over."""
        doomed = list(ids)
        with self._guarded():
            target = self._collection(collection)
            for start in range(0, len(doomed), _BATCH):
                target.delete(ids=doomed[start : start + _BATCH])

    def drop(self, collection: str) -> None:
        """Delete a collection with all its records."""
        self._opened.pop(collection, None)
        with self._guarded():
            self._client.delete_collection(collection)

    def _collection(self, name: str) -> "Collection":
        if name not in self._opened:
            self._opened[name] = self._client.get_collection(name, embedding_function=None)
        return self._opened[name]

    @cached_property
    def _client(self) -> "ClientAPI":
        chromadb = _chromadb()
        settings = chromadb.config.Settings(anonymized_telemetry=False)
        if self._url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            client: ClientAPI = chromadb.PersistentClient(path=str(self._folder), settings=settings)
            return client
        parts = urlsplit(self._url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise RetrievalIndexError(
                f"'{self._url}' is no address of a Chroma server",
                where="setting chroma_url",
                remedy="Write it like http://localhost:8000.",
            )
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else 8000)
        server: ClientAPI = chromadb.HttpClient(parts.hostname, port, ssl=is_secure, settings=settings)
        return server

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except RetrievalIndexError:
            raise
        except Exception as error:
            # Chroma raises its own tree, ValueError, OSError, httpx errors and a Rust panic's text alike.
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> RetrievalIndexError:
        if self._url is not None:
            return RetrievalIndexError(
                f"The Chroma server did not do its part ({type(error).__name__})",
                where=self.place,
                remedy="Start it (`chroma run`), or leave chroma_url empty to keep the index here.",
            )
        if isinstance(error, OSError) or not os.access(self._folder, os.W_OK):
            return RetrievalIndexError(
                "The index's folder can't be written",
                where=self.place,
                remedy="Allow writing there, or choose another workspace.",
            )
        return RetrievalIndexError(
            f"The vector store could not be used ({type(error).__name__})",
            where=self.place,
            remedy="Run `adroit index --rebuild`.",
        )


def _metadata(record: Record) -> dict[str, str | int]:
    """What is kept beside a vector; Chroma takes no None and no list."""
    chunk = record.chunk
    fields: dict[str, str | int] = {"chunk": chunk.id, "source": chunk.source}
    if not record.is_whole:
        return fields
    fields |= {"chapter": chunk.chapter, "heading_path": " › ".join(chunk.heading_path), "anchor": chunk.anchor}
    return fields if chunk.page is None else fields | {"page": chunk.page}


def _chromadb() -> Any:
    import chromadb
    import chromadb.config

    # Chroma logs its own retries and telemetry; what matters reaches the user as one of our errors.
    logging.getLogger("chromadb").setLevel(logging.ERROR)
    return chromadb
