"""The user's documents on their way into the index: found, read, named, and told apart from those it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from knowledge.chunking import GUIDE
from knowledge.documents import Document, find_files, free_name, read_document, read_file
from knowledge.errors import DocumentError
from knowledge.fetching import fetch, is_url, name_of
from knowledge.indexing import Progress
from knowledge.manifest import SourceRecord
from knowledge.shelves import shelf_name


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be added, and why."""

    origin: str
    error: DocumentError


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the documents that were to be added."""

    added: tuple[SourceRecord, ...] = ()
    unchanged: tuple[SourceRecord, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Documents read and ready to be indexed, and those that need not or can't be."""

    read: tuple[Document, ...]
    unchanged: tuple[SourceRecord, ...]
    refused: tuple[Refusal, ...]


def gather(
    origins: Iterable[str],
    known: Sequence[SourceRecord],
    progress: Progress | None = None,
    *,
    allow_private: bool = False,
) -> Gathered:
    """Read every document that the origins name; one that fails does not stop the others.

    Args:
        origins: paths of files and folders, and URLs.
        known: the documents that the index has; one of the same origin keeps its name, and is left alone when
            its content is the same.
        progress: called after each document.
        allow_private: let URLs of the own network through.
    """
    read: list[Document] = []
    unchanged: list[SourceRecord] = []
    refused: list[Refusal] = []
    single: list[str] = []
    for origin in origins:
        try:
            single += [origin] if is_url(origin) else [str(path) for path in find_files(Path(origin).expanduser())]
        except DocumentError as error:
            refused.append(Refusal(origin, error))
    by_origin = {record.origin: record for record in known}
    for place, origin in enumerate(dict.fromkeys(single), start=1):
        before = by_origin.get(origin if is_url(origin) else str(Path(origin).resolve()))
        taken = {record.name for record in known if record is not before} | {item.name for item in read}
        try:
            document = _read(origin, taken | _reserved_names(), allow_private=allow_private)
        except DocumentError as error:
            refused.append(Refusal(origin, error))
        else:
            if before is not None and (before.digest, before.name) == (document.digest, document.name):
                unchanged.append(before)
            else:
                read.append(document)
        if progress:
            progress(place, len(single), "documents read")
    return Gathered(tuple(read), tuple(unchanged), tuple(refused))


def record_of(document: Document) -> SourceRecord:
    """The manifest's record of a document that was just read."""
    return SourceRecord(
        name=document.name,
        digest=document.digest,
        shelf=shelf_name(),
        chunks=len(document.chunks),
        origin=document.origin,
        kind=document.kind,
        size=document.size,
        pages=document.pages,
        added_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def find_document(name: str, documents: Sequence[SourceRecord]) -> SourceRecord:
    """The document of this name, path or URL.

    Raises:
        DocumentError: none is called so; the message names the nearest.
    """
    path = None if is_url(name) else str(Path(name).expanduser().resolve())
    for record in documents:
        if record.name == name or record.origin in {name, path}:
            return record
    names = [record.name for record in documents]
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    remedy = f"Did you mean {', '.join(near)}?" if near else "See `adroit index list`."
    raise DocumentError(f"The index has no document '{name}'", remedy=remedy)


def _read(origin: str, taken: set[str], *, allow_private: bool) -> Document:
    if not is_url(origin):
        return read_file(Path(origin), taken)
    page = fetch(origin, allow_private=allow_private)
    return read_document(page.content, page.kind, name=free_name(name_of(origin), taken), origin=origin)


def _reserved_names() -> set[str]:
    """Names that citations of the guide begin with: no document may pass for a chapter."""
    from knowledge.chapters import chapters

    return {GUIDE, *(chapter.slug for chapter in chapters())}
