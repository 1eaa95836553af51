"""What a file is, told by its first bytes: an extension is only a claim."""

from pathlib import Path
from typing import Literal

from tools.data.text_encoding import zeros_in_one_half
from tools.errors import DataError

FileKind = Literal["text", "excel", "parquet", "duckdb", "sqlite", "gzip"]

READABLE = "CSV or TSV (also .gz), Excel (.xlsx, .xls, .ods), Parquet, DuckDB or SQLite"
_PAGE = 4096
_UNREADABLE = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a word-processor document"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
)
_MAGIC: tuple[tuple[FileKind, bytes, int], ...] = (
    ("parquet", b"PAR1", 0),
    ("sqlite", b"SQLite format 3\x00", 0),
    ("duckdb", b"DUCK", 8),
    ("gzip", b"\x1f\x8b", 0),
    ("excel", b"\xd0\xcf\x11\xe0", 0),
)
_MARKUP = ("<!doctype html", "<html", "<?xml", "<head", "<body", "<svg")


def check_is_file(path: Path) -> None:
    """Refuse what is not a file with something in it.

    Raises:
        DataError: when the path is missing, a folder, not allowed to be read, or empty.
    """
    try:
        if path.is_dir():
            raise DataError(f"'{path}' is a folder", remedy="Give the file inside it.")
        if not path.exists():
            raise DataError(f"There is no file '{path}'", remedy=_nearby(path))
        if not path.is_file():
            raise DataError(f"'{path}' is not an ordinary file", remedy="Save the table to a file first.")
        if path.stat().st_size == 0:
            raise DataError(f"'{path.name}' is empty (0 bytes)", remedy="Export the report again.")
        with path.open("rb") as file:
            file.read(1)
    except (PermissionError, OSError) as error:
        raise DataError(
            f"'{path}' can't be opened: {error.strerror or 'the system refused'}", remedy="Check its permissions."
        ) from None


def file_kind(path: Path) -> FileKind:
    """Return what the file is by its content.

    Raises:
        DataError: when it is something no table can be read from; says what it is.
    """
    with path.open("rb") as file:
        head = file.read(_PAGE)
    for kind, magic, place in _MAGIC:
        if head.startswith(magic, place):
            return kind
    if head.startswith(b"PK"):
        return _zip_kind(path)
    for magic, what in _UNREADABLE:
        if head.startswith(magic):
            raise DataError(f"'{path.name}' is {what}, not a table", remedy=f"Export the report as {READABLE}.")
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t").lower()
    if text.startswith(_MARKUP):
        raise DataError(
            f"'{path.name}' is a web page, not a table",
            remedy="The download may have saved a log-in page; export the report again.",
        )
    if text.startswith(("{", "[{")):
        raise DataError(f"'{path.name}' is JSON, not a table", remedy=f"Export the report as {READABLE}.")
    if _looks_binary(head):
        raise DataError(
            f"'{path.name}' holds binary data that is no table Adroit knows", remedy=f"It reads {READABLE}."
        )
    return "text"


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return False
    even, odd = head[0::2], head[1::2]
    if head.count(0) and not (zeros_in_one_half(even, odd) or zeros_in_one_half(odd, even)):
        return True
    control = sum(1 for b in head if b < 32 and b not in (0, 9, 10, 11, 12, 13, 26, 27))  # noqa: PLR2004 - ASCII
    return control > len(head) * 0.02


def _zip_kind(path: Path) -> FileKind:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        raise DataError(f"'{path.name}' is a damaged archive or workbook", remedy="Export it again.") from None
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return "excel"
    if any(n.startswith("word/") for n in names):
        raise DataError(f"'{path.name}' is a Word document, not a table", remedy=f"Export as {READABLE}.")
    listed = ", ".join(n for n in names[:3] if n.isprintable())
    raise DataError(f"'{path.name}' is a zip archive ({listed})", remedy="Unpack it and give the table inside.")


def _nearby(path: Path) -> str:
    from difflib import get_close_matches

    try:
        names = [p.name for p in path.parent.iterdir() if p.is_file()]
    except OSError:
        return "Check the folder's name."
    near = get_close_matches(path.name, names, n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else "Check the name and the folder."
