"""A turn at work in a thread of its own, so that the keyboard is heard and the screen moves meanwhile."""

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.events import Event


class Ended(Exception):  # noqa: N818 - like StopIteration, it is no error
    """The turn has no more events."""


class RunningTurn:
    """The events of a turn, taken one at a time, with the patience of the caller.

    Args:
        begin: starts the turn and returns its events; called in the turn's own thread.
    """

    def __init__(self, begin: "Callable[[], Iterator[Event]]") -> None:
        self._begin = begin
        self._events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
        self._stopped = threading.Event()
        # A daemon: leaving the program must not wait for a model that hangs.
        self._thread = threading.Thread(target=self._work, name="turn", daemon=True)
        self._thread.start()

    def next(self, seconds: float) -> "Event | None":
        """Return the next event; None when none came within that many seconds.

        Raises:
            Ended: when the turn is over.
            Exception: what went wrong in the turn.
        """
        try:
            found = self._events.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    def stop(self) -> None:
        """Let the turn end at its next event; what it still does is not shown."""
        self._stopped.set()

    def is_over(self, seconds: float = 0.0) -> bool:
        """Return whether the turn's thread has ended, after waiting for it that long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            if self._stopped.is_set():
                return
            events = self._begin()
            for event in events:
                if self._stopped.is_set():
                    _close(events)
                    break
                self._events.put(event)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the turn is shown
            self._events.put(error)
        else:
            self._events.put(Ended())


def _close(events: "Iterator[Event]") -> None:
    close = getattr(events, "close", None)
    if close is not None:
        close()
