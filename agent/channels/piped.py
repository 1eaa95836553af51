"""What comes through a pipe: the table a question is about, the question itself, or words to go with it."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.channels.pasted import find_table
from agent.channels.terminal import is_tty
from tools.errors import DataError, InputError

_LONGEST_WORDS = 20_000
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class PipedQuestion:
    """A question and the table that came with it.

    Attributes:
        words: the question.
        data: the piped table as a file, which is gone after the answer; None when none was piped.
    """

    words: str
    data: Path | None = None


@contextmanager
def piped_question(question: str | None, *, has_data: bool) -> Iterator[PipedQuestion]:
    """Yield the question asked by argument and pipe; a piped table lies in a private file meanwhile.

    Args:
        question: the argument.
        has_data: True when the table was named by a flag, so that what is piped can only be words.

    Raises:
        InputError: when there is no question, or the piped words are too many to be one.
    """
    piped = _read()
    if not piped.strip():
        yield PipedQuestion(_asked(question or ""))
        return
    with _file(piped) as path:
        text = _as_words(path)
        if text is None or (question and not has_data and _is_table(text)):
            yield PipedQuestion(_asked(question or ""), path)
            return
    table = find_table(text) if not question and not has_data else None
    if table is not None:
        with _file(table.to_csv().encode()) as path:
            yield PipedQuestion(_asked(table.words), path)
        return
    yield PipedQuestion(_asked(f"{question}\n\n{text}" if question else text))


def _read() -> bytes:
    """Return what was piped in; nothing from a terminal, a closed input or a device, which may never end."""
    if is_tty(sys.stdin):
        return b""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, ValueError, OSError):
        return b""
    is_readable = stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)
    return sys.stdin.buffer.read() if is_readable else b""


def _as_words(path: Path) -> str | None:
    """Return the text of a file in UTF-8; None for a workbook, Parquet, a picture: its reader has the say on those."""
    from tools.data.file_kinds import file_kind

    try:
        return path.read_text(encoding="utf-8-sig") if file_kind(path) == "text" else None
    except (DataError, UnicodeDecodeError):
        return None


def _is_table(text: str) -> bool:
    """Tell a table from words: what the reader of tables should judge is left to it."""
    sample = text[:_SAMPLE].rpartition("\n")[0] if len(text) > _SAMPLE else text
    found = find_table(sample)
    return (found is not None and not found.words) or _is_delimited(sample)


def _is_delimited(text: str) -> bool:
    """Return whether nearly all lines are split alike: an export with some lines above and below its table."""
    lines = [line for line in text.splitlines() if line.strip()][:200]
    for mark in "\t;,|":
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        if usual and len(lines) > 1 and counts.count(usual) >= 0.7 * len(lines):
            return True
    return False


def _asked(words: str) -> str:
    if not words.strip():
        raise InputError("There is no question", remedy='Ask one: adroit ask "why did CPA rise last week?"')
    if len(words) > _LONGEST_WORDS:
        raise InputError(
            f"The question is {len(words):,} characters long, and {_LONGEST_WORDS:,} are the most",
            remedy="Ask about a table with --data FILE, and index a document with: adroit library add FILE",
        )
    return words.strip()


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    """Keep the content in a file that only its owner reads, and take it away afterwards."""
    with tempfile.TemporaryDirectory(prefix="adroit-") as folder:
        path = Path(folder) / "piped table"
        path.write_bytes(content)
        yield path
