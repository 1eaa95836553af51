"""Each document format as the blocks of text in it. What a document says is kept as text, whatever it says."""

import csv
import io
import logging
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from knowledge.blocks import Block
from knowledge.errors import DocumentError

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_MOST_PAGES = 2_000
_LARGEST_UNPACKED = 300 * 2**20
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_QUESTION = frozenset({"question", "q", "prompt", "query"})
_ANSWER = frozenset({"answer", "a", "response", "reply"})
# Controls, and characters that reorder or hide text from the reader but not from a model.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def visible_text(text: str) -> str:
    """Text without control and hidden characters, in one Unicode form, with newlines as line ends."""
    unified = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", unified)


def read_text(content: bytes, origin: str) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, or the old Western encoding.

    Raises:
        DocumentError: the bytes are no text.
    """
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return visible_text(content.decode(encoding))
    except UnicodeDecodeError:
        if b"\x00" in content:
            raise DocumentError(
                "The document is no text", where=origin, remedy="Save it as UTF-8 text, PDF or DOCX."
            ) from None
        return visible_text(content.decode("cp1252", errors="replace"))


def read_pdf(content: bytes, origin: str) -> list[str]:
    """The text of each page; a page without text is an empty one.

    Raises:
        DocumentError: the PDF is damaged, protected by a password, or has too many pages.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        # Many PDFs are encrypted with an empty password only to forbid printing; those can be read.
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
        pages = len(reader.pages) if is_open else 0
        texts = [visible_text(page.extract_text() or "") for page in reader.pages[:_MOST_PAGES]] if is_open else []
    except pypdf.errors.DependencyError as error:
        raise _protected(origin) from error
    except Exception as error:
        # A damaged PDF fails anywhere in the parser, with its errors or with Python's own.
        raise DocumentError(
            "The file is no readable PDF", where=origin, remedy="Open it and save it again as PDF."
        ) from error
    if not is_open:
        raise _protected(origin)
    if pages > _MOST_PAGES:
        raise DocumentError(
            f"The PDF has {pages:,} pages, and {_MOST_PAGES:,} is the most",
            where=origin,
            remedy="Split it, or add the part that matters.",
        )
    return texts


def read_docx(content: bytes, origin: str) -> Iterator[Block]:
    """The headings, paragraphs, lists and tables of a Word document, in order.

    Raises:
        DocumentError: the file is damaged, protected by a password, or unpacks to too much.
    """
    import docx
    from docx.text.paragraph import Paragraph

    if content.startswith(_OLE_MARK):
        raise _protected(origin)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        is_small = unpacked <= _LARGEST_UNPACKED
        items = list(docx.Document(io.BytesIO(content)).iter_inner_content()) if is_small else []
    except Exception as error:
        # python-docx raises its own tree, KeyError, BadZipFile and lxml's errors for damaged files.
        raise DocumentError(
            "The file is no readable Word document", where=origin, remedy="Open it and save it again as DOCX."
        ) from error
    if not is_small:
        raise DocumentError(
            f"The document unpacks to {unpacked / 2**20:,.0f} MB", where=origin, remedy="Save it without pictures."
        )
    for item in items:
        block = _docx_paragraph(item) if isinstance(item, Paragraph) else _docx_table(item)
        if block.text:
            yield block


def read_csv(content: bytes, origin: str) -> Iterator[Block]:
    """Questions as headings and answers as their text.

    Raises:
        DocumentError: the columns question and answer are missing.
    """
    text = read_text(content, origin)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise DocumentError(f"The CSV can't be read: {error}", where=origin, remedy="Save it as CSV again.") from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    question = next((place for place, cell in enumerate(header) if cell in _QUESTION), None)
    answer = next((place for place, cell in enumerate(header) if cell in _ANSWER), None)
    if question is None or answer is None:
        raise DocumentError(
            "The CSV has no columns question and answer",
            where=f"{origin}, row 1",
            remedy="A table of figures is no document; name it to `adroit why` instead.",
        )
    for row in rows[1:]:
        cells = [*row, *[""] * len(header)]
        if cells[question].strip() and cells[answer].strip():
            yield Block("heading", " ".join(cells[question].split()), level=1)
            yield Block("paragraph", cells[answer].strip())


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a Markdown table whose first row is the header."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [
        "| "
        + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in [*row, *[""] * (width - len(row))])
        + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _docx_paragraph(paragraph: "Paragraph") -> Block:
    text = visible_text(paragraph.text).strip()
    style = (paragraph.style.name if paragraph.style is not None else None) or ""
    level = re.fullmatch(r"Heading (\d)", style)
    if level:
        return Block("heading", " ".join(text.split()), level=int(level[1]))
    if style == "Title":
        return Block("heading", " ".join(text.split()), level=1)
    if style.startswith("List") and text:
        return Block("list", f"- {text}")
    return Block("paragraph", text)


def _docx_table(table: "Table") -> Block:
    rows = [[visible_text(cell.text) for cell in row.cells] for row in table.rows]
    return Block("table", markdown_table(rows))


def _protected(origin: str) -> DocumentError:
    return DocumentError(
        "The document is protected by a password", where=origin, remedy="Save a copy without one and add that."
    )
