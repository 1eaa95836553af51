"""The manifest: which sources the index serves, as one small file that is replaced whole."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from knowledge.errors import RetrievalIndexError

FORMAT = 1
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source that the index serves: the guide, or a document of the user's.

    `name` begins its citations; `origin` is the path or URL it came from (None for the guide); `shelf` is the
    file beside the manifest that holds its chunks; `digest` changes with its content; `size` is in bytes.
    """

    name: str
    digest: str
    shelf: str
    chunks: int
    origin: str | None = None
    kind: str = "guide"
    size: int = 0
    pages: int | None = None
    added_at: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the index serves now. Replacing the manifest switches the index from one state to the next.

    `embedder` is knowledge.indexing.embedder_key's; `place` is where the vectors are, a folder or a server's
    URL; `built_at` is an ISO time in UTC.
    """

    embedder: str
    collection: str
    place: str
    built_at: str
    sources: tuple[SourceRecord, ...] = ()

    @property
    def built(self) -> datetime:
        """When the index last changed."""
        return datetime.fromisoformat(self.built_at)

    def source(self, name: str) -> SourceRecord | None:
        """The source of this name, if the index serves it."""
        return next((source for source in self.sources if source.name == name), None)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What can be said of an index without loading it; `reason` says why it is stale."""

    folder: Path
    chunks: int
    documents: int
    embedder: str
    built_at: datetime | None
    is_stale: bool
    reason: str | None = field(default=None)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an index folder, or None when nothing was indexed there.

    Raises:
        RetrievalIndexError: the manifest can't be read, or another version of the program wrote it.
    """
    path = folder / MANIFEST_FILE
    remedy = "Remove the folder and run `adroit index`; your own documents must be added again."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise RetrievalIndexError("The index's manifest can't be read", where=str(path), remedy=remedy) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RetrievalIndexError("Another version of Adroit wrote this index", where=str(path), remedy=remedy)
    try:
        sources = tuple(SourceRecord(**source) for source in content["sources"])
        return Manifest(content["embedder"], content["collection"], content["place"], content["built_at"], sources)
    except (KeyError, TypeError) as error:
        raise RetrievalIndexError("The index's manifest is damaged", where=str(path), remedy=remedy) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step: readers see the old one or the new one, nothing between."""
    content = {"format": FORMAT, **asdict(manifest)}
    write_atomically(folder / MANIFEST_FILE, json.dumps(content, ensure_ascii=False, indent=1))


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader never sees half of it.

    Raises:
        OSError: the folder can't be written; the file is as it was.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
