"""A line that turns while something is waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

from agent.channels.keyboard import keys_wait
from agent.channels.terminal import is_plain
from agent.channels.views import LiveView


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show that something is waited for; nothing in a pipe or on a dumb terminal."""
    if is_plain():
        yield
        return
    with keys_wait(), LiveView(lambda: what):
        yield
