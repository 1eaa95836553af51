"""Which files a tool may read: tables in the workspace, and what the user named. Never the workspace's own secrets."""

from collections.abc import Collection
from pathlib import Path

_TABLES = frozenset(
    {".csv", ".tsv", ".txt", ".tab", ".gz", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".parquet", ".pq"}
    | {".duckdb", ".ddb", ".db", ".sqlite", ".sqlite3"}
)


def readable_table(asked: str, *, folder: Path, named: Collection[Path] = ()) -> Path | None:
    """Return the file that `asked` means when a tool may read it, else None.

    A path is followed to its end first, so neither `..` nor a link leads out. In the workspace only tables are read,
    and nothing in a hidden folder or file: `.adroit` holds other people's conversations, `.env` the keys.

    Args:
        asked: a path as a model or a user wrote it, relative to the workspace; `#sheet` may follow.
        folder: the workspace.
        named: files that the user gave in this conversation.
    """
    plain = asked.partition("#")[0].strip()
    if not plain or "\x00" in plain or len(plain) > 1000:  # noqa: PLR2004 - longer than any real path
        return None
    try:
        found = (folder / plain).expanduser().resolve()
        if not found.is_file():
            return None
    except (OSError, RuntimeError, ValueError):
        return None
    if found in {file.resolve() for file in named}:
        return found
    root = folder.resolve()
    if not found.is_relative_to(root):
        return None
    inside = found.relative_to(root)
    is_hidden = any(part.startswith(".") for part in inside.parts)
    return None if is_hidden or found.suffix.lower() not in _TABLES else found
