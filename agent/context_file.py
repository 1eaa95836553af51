"""Writes into adroit.toml what is to be remembered: all at once or not at all, comments and other lines untouched."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import SettingsError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from agent.context import Change

_SECTION = "context"
_LOCK_SECONDS = 10


def write_changes(path: Path, changes: "list[Change]") -> None:
    """Change the section `[context]` of a TOML file, which is made when there is none.

    Raises:
        SettingsError: when the file can't be read as TOML, or not be written.
    """
    from filelock import FileLock, Timeout

    target = path.resolve()  # a link stays a link
    try:
        locks = target.parent / ".adroit" / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        with FileLock(locks / f"{target.name}.lock", timeout=_LOCK_SECONDS):
            _replace(target, _changed(target, changes))
    except Timeout:
        raise SettingsError(f"{path.name} is being written by another process", remedy="Try again.") from None
    except OSError as error:
        raise SettingsError(
            f"{path.name} can't be written: {error.strerror or error}", where=str(path), remedy="Nothing was changed."
        ) from None


def _changed(path: Path, changes: "list[Change]") -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name} is not valid TOML: {error}", where=str(path), remedy="Mend it; nothing was changed."
        ) from None
    section = _table(document, _SECTION)
    for change in changes:
        field, _, metric = change.name.partition(".")
        if metric:
            _set(_table(section, field), metric, change.after)
            if not section[field]:
                del section[field]
        else:
            _set(section, field, change.after)
    if not section:
        del document[_SECTION]
    return tomlkit.dumps(document)


def _table(parent: "TOMLDocument | Any", name: str) -> Any:
    import tomlkit

    if name not in parent:
        parent[name] = tomlkit.table()
    return parent[name]


def _set(table: Any, name: str, value: str | None) -> None:
    if value is not None:
        table[name] = value
    elif name in table:
        del table[name]


def _replace(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, with its permissions."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
