"""Writes a customer list: readable by its owner alone, whole or not at all, never over another file."""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tools.errors import DataError


class ListFile:
    """A list in one file, or in several where the platform limits their size.

    Lines go to hidden drafts; `keep` gives them their names. Left without `keep`, nothing stays.

    Args:
        folder: where; made if need be.
        name: of the file, without ending.
        header: the line of column names.
        most_rows: rows a file may have.
        most_bytes: bytes a file may have.
    """

    def __init__(
        self, folder: Path, name: str, header: str, *, most_rows: int | None = None, most_bytes: int | None = None
    ) -> None:
        self._folder, self._name, self._header = folder, name, header
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._drafts: list[Path] = []
        self._file: IO[str] | None = None
        self._rows = self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
        for draft in self._drafts:
            draft.unlink(missing_ok=True)

    def write(self, lines: list[str]) -> None:
        """Add lines, each without a line break at its end.

        Raises:
            DataError: when the folder can't be written.
        """
        try:
            for part in self._parts(lines):
                if self._file is None:
                    self._begin()
                assert self._file is not None  # noqa: S101 - begun in the line above
                self._file.write("\n".join([*part, ""]))
        except OSError as error:
            raise self._unwritable(error) from None

    def keep(self) -> list[Path]:
        """Close the drafts, give them their names, and return these.

        Raises:
            DataError: when the folder can't be written.
        """
        try:
            if self._file is None:
                self._begin()
            self._close()
            kept = []
            for draft, path in zip(self._drafts, self._free_names(), strict=True):
                draft.rename(path)
                kept.append(path)
        except OSError as error:
            raise self._unwritable(error) from None
        self._drafts = []
        return kept

    def _parts(self, lines: list[str]) -> Iterable[list[str]]:
        """Yield the lines, with a new file begun wherever the next line would not fit into this one."""
        if self._most_rows is None and self._most_bytes is None:
            yield lines
            return
        part: list[str] = []
        for line in lines:
            size = len(line.encode()) + 1
            is_full = (self._most_rows is not None and self._rows >= self._most_rows) or (
                self._most_bytes is not None and self._bytes + size > self._most_bytes
            )
            if is_full:
                yield part
                part = []
                self._close()
            self._rows, self._bytes = self._rows + 1, self._bytes + size
            part.append(line)
        yield part

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{self._name}-{os.getpid()}-{len(self._drafts)}.tmp"
        self._file = os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        )
        self._drafts.append(draft)
        self._file.write(self._header + "\n")

    def _close(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        self._file, self._rows, self._bytes = None, 0, len(self._header) + 1

    def _free_names(self) -> list[Path]:
        """Return a name for each draft that no file has yet, the same number for all of them."""
        count, run = len(self._drafts), 1
        while True:
            stem = self._name if run == 1 else f"{self._name}-{run}"
            names = [f"{stem}.csv"] if count == 1 else [f"{stem}-part{n}of{count}.csv" for n in range(1, count + 1)]
            paths = [self._folder / name for name in names]
            if not any(path.exists() for path in paths):
                return paths
            run += 1

    def _unwritable(self, error: OSError) -> DataError:
        return DataError(
            f"The list can't be written: {error.strerror or 'the disk refused it'}",
            where=str(self._folder),
            remedy="Choose another folder with --out.",
        )
