"""What the user has said about the columns once and for all questions of a session.

A tool's request names a table, not how to read it; the workspace knows that (adroit.toml, what was said in the chat).
So the one who runs a tool lays it down here, and `open_table` reads it when a call brings no words of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tools.data.mapping import MappingOverrides

_STANDING: ContextVar[MappingOverrides | None] = ContextVar("standing_overrides", default=None)


@contextmanager
def standing_overrides(overrides: MappingOverrides) -> Iterator[None]:
    """Let every table opened inside the block be read by these words; another thread or task is not touched."""
    token = _STANDING.set(overrides)
    try:
        yield
    finally:
        _STANDING.reset(token)


def current_overrides() -> MappingOverrides:
    """Return what was laid down, nothing when nothing was."""
    return _STANDING.get() or MappingOverrides()
