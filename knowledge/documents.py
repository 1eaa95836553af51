"""The user's own documents: a file or a web page, read into chunks that can be cited like the guide's."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.blocks import Block, read_blocks
from knowledge.chunking import Chunk, chunk_blocks
from knowledge.document_formats import read_csv, read_docx, read_pdf, read_text
from knowledge.errors import DocumentError
from knowledge.html_format import read_html

LARGEST_TEXT = 10 * 2**20
LARGEST_BINARY = 50 * 2**20
"""Bytes. Past these a file is hardly a document to answer from, and parsing it would take minutes."""

_KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".csv": "csv",
}
_BINARY = frozenset({"pdf", "docx"})
_UNFIT_FOR_NAMES = re.compile(r"[\[\]#›\s]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read. `size` is in bytes; `pages` is None where the format has none."""

    name: str
    origin: str
    kind: str
    size: int
    pages: int | None
    digest: str
    chunks: tuple[Chunk, ...]


def kind_of(file_name: str) -> str | None:
    """The kind that a file's name promises (`pdf`, `markdown`...), or None for one that is not read."""
    return _KINDS.get(Path(file_name).suffix.lower())


def find_files(path: Path) -> list[Path]:
    """The file itself, or every readable document under a folder, in order; hidden ones are passed over.

    Raises:
        DocumentError: nothing is there, it can't be read, or the folder holds no document.
    """
    try:
        if not path.is_dir():
            if not path.exists():
                raise DocumentError("There is no such file", where=str(path), remedy="Check the path.")
            return [path]
        found = sorted(file for file in path.rglob("*") if _is_document(file, path))
    except OSError as error:
        raise _unreadable(path, error) from error
    if not found:
        raise DocumentError("The folder holds no document", where=str(path), remedy=_supported())
    return found


def read_file(path: Path, taken_names: Iterable[str] = ()) -> Document:
    """A document from a file.

    Args:
        path: the file.
        taken_names: names that other documents have; this one's is made to differ.

    Raises:
        DocumentError: the file can't be read, is too large, protected, empty, or of a kind that is not read.
    """
    kind = kind_of(path.name)
    if kind is None:
        suffix = path.suffix or "a file without an ending"
        raise DocumentError(f"{suffix} is not a kind of document that is read", where=str(path), remedy=_supported())
    try:
        check_size(path.stat().st_size, kind, str(path))
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    return read_document(content, kind, name=free_name(path.name, taken_names), origin=str(path.resolve()))


def read_document(content: bytes, kind: str, *, name: str, origin: str) -> Document:
    """A document from its bytes.

    Args:
        content: the file as it is.
        kind: markdown, text, html, pdf, docx or csv.
        name: what citations begin with.
        origin: the path or URL it came from.

    Raises:
        DocumentError: the content is not what its kind promises, is protected, or holds no text.
    """
    check_size(len(content), kind, origin)
    if not content.strip():
        raise DocumentError("The document is empty", where=origin, remedy="Add one with text in it.")
    pages: int | None = None
    if kind == "pdf":
        texts = read_pdf(content, origin)
        pages = len(texts)
        chunks = tuple(chunk for number, text in enumerate(texts, 1) for chunk in _page(text, name, number))
    else:
        chunks = chunk_blocks(_READERS[kind](content, origin), name=name, title=name, source=name)
    if not chunks:
        raise DocumentError(
            "The document holds no text",
            where=origin,
            remedy="A scanned PDF needs text recognition (OCR) first." if kind == "pdf" else "Check its content.",
        )
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Document(name, origin, kind, len(content), pages, digest, chunks)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """A name for citations that is not taken: `plan.md`, or `plan-2.md` when another document has that."""
    name = _UNFIT_FOR_NAMES.sub("-", wanted).strip("-") or "document"
    stem, dot, suffix = name.rpartition(".")
    stem, ending = (stem, dot + suffix) if stem else (suffix, "")
    used = set(taken)
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{stem}-{number}{ending}"
    return candidate


def check_size(size: int, kind: str, where: str) -> None:
    """Refuse what is too large to be read.

    Raises:
        DocumentError: the size is above the limit of its kind.
    """
    limit = LARGEST_BINARY if kind in _BINARY else LARGEST_TEXT
    if size > limit:
        raise DocumentError(
            f"The document is too large: {size / 2**20:,.0f} MB, and {limit // 2**20} MB is the most",
            where=where,
            remedy="Split it, or add the part that matters.",
        )


def _is_document(file: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return kind_of(file.name) is not None and not is_hidden and file.is_file()


def _unreadable(path: Path, error: OSError) -> DocumentError:
    return DocumentError(
        f"The file can't be read: {error.strerror}", where=str(path), remedy="Check that it may be read."
    )


def _page(text: str, name: str, number: int) -> tuple[Chunk, ...]:
    blocks = (Block("paragraph", paragraph) for paragraph in _paragraphs(text))
    return chunk_blocks(blocks, name=name, title=name, source=name, page=number)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _markdown_blocks(content: bytes, origin: str) -> Iterator[Block]:
    return read_blocks(read_text(content, origin), origin, with_examples=False)


def _text_blocks(content: bytes, origin: str) -> Iterator[Block]:
    """Plain text has no headings to cite, so it is told in numbered parts of about a section's length."""
    part, room = 0, 0
    for paragraph in _paragraphs(read_text(content, origin)):
        length = len(paragraph.split())
        if part == 0 or room < length:
            part += 1
            room = _PART_WORDS
            yield Block("heading", f"part {part}", level=1)
        room -= length
        yield Block("paragraph", paragraph)


def _supported() -> str:
    return f"Files that end in {', '.join(sorted(_KINDS))} are read."


_PART_WORDS = 250
_READERS: dict[str, Callable[[bytes, str], Iterable[Block]]] = {
    "markdown": _markdown_blocks,
    "text": _text_blocks,
    "html": read_html,
    "docx": read_docx,
    "csv": read_csv,
}
