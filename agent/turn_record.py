"""What one turn may take and what it took: its deadline, the calls it paid for, who stood in for the model and why."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.usage.ledger import UsageRow

MODELS_SHARE = 0.8
"""The part of a turn's time that models may use; the rest is the offline planner's, so that it can still answer."""

_FOR_EVER = float("inf")


class TurnStopped(Exception):  # noqa: N818 - reads as the fact it states
    """The turn was given up while it ran; whatever still works on it ends here, and nobody waits for it."""


@dataclass
class TurnRecord:
    """One turn, from the message to the answer.

    Attributes:
        id: marks the turn in the ledger and in the log.
        seconds: how long the turn may take.
        now: the clock, in seconds.
        notes: sentences for the user about what did not go as asked; they become the answer's warnings.
        calls: what each model call took.
        gave_up: models that failed in this turn, by name; they are not tried again in it.
        at_stop: called when the turn is given up, to end what it waits for.
    """

    seconds: float = _FOR_EVER
    now: Callable[[], float] = time.monotonic
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    notes: list[str] = field(default_factory=list)
    calls: "list[UsageRow]" = field(default_factory=list)
    gave_up: set[str] = field(default_factory=set)
    at_stop: set[Callable[[], None]] = field(default_factory=set)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _began: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock."""
        self._began = self.now()

    @property
    def left(self) -> float:
        """Seconds until the turn must have ended."""
        return self._began + self.seconds - self.now()

    @property
    def left_for_models(self) -> float:
        """Seconds until the offline planner takes over."""
        return self._began + MODELS_SHARE * self.seconds - self.now()

    def note(self, sentence: str) -> None:
        """Add a sentence for the user, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def stop(self) -> None:
        """Give the turn up: its next model call, tool call or chunk raises TurnStopped."""
        self._stopped.set()
        for end in tuple(self.at_stop):
            end()

    def check(self) -> None:
        """Raise TurnStopped when the turn was given up."""
        if self._stopped.is_set():
            raise TurnStopped

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than the turn lives.

        Raises:
            TurnStopped: when the turn is given up meanwhile.
        """
        self._stopped.wait(seconds)
        self.check()


_CURRENT: ContextVar[TurnRecord | None] = ContextVar("turn", default=None)


def current_record() -> TurnRecord:
    """Return the turn that runs here; outside of any, one without limits that nobody reads."""
    return _CURRENT.get() or TurnRecord()


@contextmanager
def running(turn: TurnRecord) -> Iterator[TurnRecord]:
    """Make `turn` the current one."""
    token = _CURRENT.set(turn)
    try:
        yield turn
    finally:
        _CURRENT.reset(token)
