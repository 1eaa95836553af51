"""The data of threads: which tables belong to which, where uploads are kept, and what was said of the columns."""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import ThreadError
from agent.threads.database import Database, StorageError
from agent.threads.records import folder_name

if TYPE_CHECKING:
    from tools.data.mapping import MappingOverrides

_UNFIT = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80
LARGEST = 200 * 1024 * 1024
"""The most bytes of one upload."""


class ThreadData:
    """The tables of threads. Paths and the words on columns stand in the database, uploads in a folder a thread.

    While the database can't be written, what is attached holds for this process, as an unsaved answer does.
    """

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._database = database
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._unwritten: dict[str, tuple[Path, str]] = {}

    def folder_of(self, thread: str) -> Path:
        """Return the folder of a thread's uploads, existing or not."""
        if self._folder is None:
            self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="adroit-")
            return Path(self._temporary.name) / folder_name(thread)
        return self._folder / folder_name(thread)

    def attach(self, thread: str, path: Path) -> None:
        """Let a table be what the thread's questions are about from now on."""
        found = path.expanduser().absolute()
        if found == self.of(thread):
            return
        self._write(thread, found, "")

    def keep(self, thread: str, name: str, content: bytes) -> Path:
        """Keep an upload or a paste as a file of the thread's own, attach it, and return the file.

        Raises:
            ThreadError: when it is too large, or the disk does not take it.
        """
        if len(content) > LARGEST:
            raise ThreadError(
                f"{name[:60]} is larger than {LARGEST // 1024**2} MB", remedy="Name the file instead: --data FILE."
            )
        return self._kept(thread, name, lambda partial: partial.write_bytes(content))

    def keep_file(self, thread: str, name: str, file: Path) -> Path:
        """Keep an upload that lies on the disk already: it is moved to the thread's own folder, attached and returned.

        Raises:
            ThreadError: when the disk does not take it.
        """
        return self._kept(thread, name, lambda partial: shutil.move(file, partial))

    def _kept(self, thread: str, name: str, write: Callable[[Path], object]) -> Path:
        folder = self.folder_of(thread)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                folder.chmod(0o700)
            path = _free(folder, name)
            partial = path.with_name(f".{path.name}.part")
            write(partial)
            partial.replace(path)
        except OSError as error:
            raise ThreadError(f"{name[:60]} can't be kept: {error.strerror}", where=str(folder)) from None
        self.attach(thread, path)
        return path

    def of(self, thread: str) -> Path | None:
        """Return the table that the thread's questions are about; None when it has none of its own."""
        return self._last(thread)[0]

    def columns_of(self, thread: str) -> "MappingOverrides | None":
        """Return what was said of the columns of the thread's table; None when nothing was."""
        from tools.data.mapping import MappingOverrides

        said = self._last(thread)[1]
        return MappingOverrides.model_validate_json(said) if said else None

    def say_columns(self, thread: str, columns: "MappingOverrides", path: Path) -> None:
        """Keep what was said of the columns of a table."""
        self._write(thread, path.absolute(), columns.model_dump_json())

    def copy(self, thread: str, fork: str) -> None:
        """Give a fork the data of its thread: its own copies of uploads, so that neither takes the other's away."""
        source, target = self.folder_of(thread), self.folder_of(fork)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        path, said = self._last(thread)
        if path is not None:
            own = target / path.relative_to(source) if path.is_relative_to(source) else path
            self._write(fork, own, said)

    def delete(self, thread: str) -> None:
        """Delete the uploads of a thread; a file that the user named where it lies is left alone."""
        self._unwritten.pop(thread, None)
        shutil.rmtree(self.folder_of(thread), ignore_errors=True)

    def close(self) -> None:
        """Delete the uploads that end with the process."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _last(self, thread: str) -> tuple[Path | None, str]:
        if thread in self._unwritten:
            return self._unwritten[thread]
        try:
            rows = self._database.execute(
                "SELECT path, columns FROM adroit_data WHERE thread = ? ORDER BY number DESC LIMIT 1", thread
            )
        except StorageError:
            return None, ""
        return (Path(rows[0][0]), str(rows[0][1])) if rows else (None, "")

    def _write(self, thread: str, path: Path, said: str) -> None:
        try:
            self._database.execute(
                "INSERT INTO adroit_data (thread, path, columns, number) "
                "SELECT ?, ?, ?, COALESCE(MAX(number), 0) + 1 FROM adroit_data WHERE thread = ?",
                thread, str(path), said, thread,
            )  # fmt: skip
        except StorageError:
            self._unwritten[thread] = (path, said)
        else:
            self._unwritten.pop(thread, None)


def plain_name(name: str) -> str:
    """Return a file's name that is safe on any disk: of a path only the last part counts, without leading dots."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNFIT.sub("-", last)[-_LONGEST_NAME:].strip("-.") or "table.csv"


def _free(folder: Path, name: str) -> Path:
    """Return a path in the folder that is not taken."""
    plain = Path(plain_name(name))
    path, number = folder / plain, 2
    while path.exists():
        path, number = folder / f"{plain.stem}-{number}{plain.suffix}", number + 1
    return path
