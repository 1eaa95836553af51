"""Which characters a text file's bytes are, and the file again as UTF-8 where the database needs it."""

import codecs
from pathlib import Path

from tools.errors import DataError

_CHUNK = 1 << 20


def detect_encoding(path: Path) -> str:
    """Return the Python name of the file's encoding: by its byte order mark, else UTF-8 if it is, else Windows-1252.

    The whole file is read once (about 1 GB a second), so one odd byte on the last line is not met later.

    Raises:
        DataError: when there is a zero byte in it, as in a file of which only a part was written.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if head.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig" if _is_utf8(path) else "cp1252"
    if zeros_in_one_half(head[1::2], head[0::2]):
        return "utf-16-le"
    if zeros_in_one_half(head[0::2], head[1::2]):
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


def zeros_in_one_half(half: bytes, other: bytes) -> bool:
    """Return whether every second byte is nearly always zero and the others nearly never: Western text in UTF-16."""
    return half.count(0) > 0.6 * len(half) > 0 and other.count(0) < 0.05 * len(other)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if b"\x00" in chunk:
                    raise _binary(path, file.tell() - len(chunk) + chunk.index(b"\x00"))
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _binary(path: Path, place: int) -> DataError:
    return DataError(
        f"'{path.name}' holds binary data (a zero byte)",
        where=f"byte {place + 1:,}",
        remedy="The file may be damaged or not written to its end; export the report again.",
    )


def write_as_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write the file again as UTF-8 without a byte order mark.

    Raises:
        DataError: when the encoding named by the user is unknown, or the disk is full.
    """
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise DataError(
            f"'{encoding}' is not an encoding", remedy="Name one such as utf-8, utf-16, cp1252 or shift_jis."
        ) from None
    try:
        with (
            path.open(encoding=encoding, errors="replace", newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            while chunk := source.read(_CHUNK):
                copy.write(chunk.removeprefix("\ufeff"))
    except OSError as error:
        raise DataError(f"'{path.name}' could not be converted: {error.strerror}", remedy="Check the disk.") from None
