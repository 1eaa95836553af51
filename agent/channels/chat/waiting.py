"""A line that turns while something is waited for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from agent.channels.keyboard import keys_wait
from agent.channels.terminal import is_plain
from agent.channels.turn import LiveView

_FRAME_SECONDS = 0.1


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show that something is waited for; nothing in a pipe or on a dumb terminal."""
    if is_plain():
        yield
        return
    view, over = LiveView(lambda: what), threading.Event()

    def turn() -> None:
        while not over.wait(_FRAME_SECONDS):
            view.tick()

    turning = threading.Thread(target=turn, name="waiting", daemon=True)
    turning.start()
    try:
        with keys_wait():
            yield
    finally:
        over.set()
        turning.join()
        view.close()
