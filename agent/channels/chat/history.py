"""What was asked before, kept for the arrow keys and Ctrl-R, readable by its owner alone."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prompt_toolkit.history import FileHistory

from agent.channels.pasted import find_table

_LONGEST = 2_000
_MOST_BYTES = 1_000_000


class PrivateHistory(FileHistory):
    """A history in a file with permissions 0600; pasted tables stay out of it, and a full disk costs nothing but it.

    Args:
        path: the file, made at the first message.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(str(path))

    def load_history_strings(self) -> Iterable[str]:
        """Return what was asked, the newest first."""
        try:
            self._shorten()
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Keep one message, unless it is long or holds a table: data belongs in files."""
        if len(string) > _LONGEST or find_table(string) is not None:
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
            self._path.chmod(0o600)
            super().store_string(string)

    def _shorten(self) -> None:
        """Drop the older half of a file that has grown too long."""
        if self._path.is_file() and self._path.stat().st_size > _MOST_BYTES:
            kept = self._path.read_bytes()[-_MOST_BYTES // 2 :]
            draft = self._path.with_name(f".{self._path.name}.tmp")
            draft.write_bytes(kept[kept.find(b"\n# ") :])
            draft.chmod(0o600)
            draft.replace(self._path)
