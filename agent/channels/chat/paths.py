"""Files as people give them: typed, quoted, or dropped on the terminal."""

import shlex
from pathlib import Path

_LONGEST = 4_000


def path_of(words: str) -> Path:
    """Return the path meant: quotes and backslashes taken away where no file has them in its name."""
    bare = words.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    path = Path(bare).expanduser()
    if "\\" in bare and not _exists(path):
        try:
            [unescaped] = shlex.split(bare)
        except ValueError:
            return path
        return Path(unescaped).expanduser()
    return path


def dropped_file(message: str) -> Path | None:
    """Return the file when a message is nothing but the path of one, as a terminal writes a file dropped on it."""
    if "\n" in message or len(message) > _LONGEST or not message.lstrip("'\"").startswith(("/", "~", "./")):
        return None
    path = path_of(message)
    return path if _exists(path) else None


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or with a zero byte
        return False
