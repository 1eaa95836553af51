"""Private folders for what has to be converted: outside the user's own, readable by the user only, gone afterwards.

A process that is killed can't remove its folder. So each folder holds a file that its process keeps locked, which the
system unlocks when the process dies in whatever way; the next process that needs a folder removes those that nobody
holds. Where the system has no such locks (Windows), what a killed process left stays until the system clears it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

_NAME = "adroit-table-"
_UNLOCKED = "adroit-new-"
_MARK = "in-use"
_held: dict[Path, int] = {}


def new_folder() -> Path:
    """Return a new private folder, to be given to `remove_folder` at the end."""
    _remove_left_over(tempfile.gettempdir())
    draft = Path(tempfile.mkdtemp(prefix=_UNLOCKED))
    mark = _locked(draft / _MARK, create=True)
    # Only a folder that is held already gets the name by which left-over ones are looked for.
    folder = draft.rename(draft.with_name(_NAME + draft.name.removeprefix(_UNLOCKED)))
    if mark is not None:
        _held[folder] = mark
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; safe to call twice."""
    shutil.rmtree(folder, ignore_errors=True)
    mark = _held.pop(folder, None)
    if mark is not None:
        os.close(mark)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a new private folder and remove it at the end, whatever happens."""
    folder = new_folder()
    try:
        yield folder
    finally:
        remove_folder(folder)


@cache
def _remove_left_over(place: str) -> None:
    """Remove the user's own folders whose process is dead, once a process."""
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if not entry.name.startswith(_NAME) or not entry.is_dir(follow_symlinks=False):
                continue
            if hasattr(os, "getuid") and entry.stat(follow_symlinks=False).st_uid != os.getuid():
                continue
            mark = _locked(Path(entry.path) / _MARK, create=False)
            if mark is not None:
                shutil.rmtree(entry.path, ignore_errors=True)
                os.close(mark)


def _locked(path: Path, *, create: bool) -> int | None:
    """Return an open file that is locked now; None when it is not there, held by a process, or can't be locked here."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if create else 0), 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
