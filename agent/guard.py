"""What surrounds a turn: it ends in time and in an answer, which says what it took and what went amiss."""

import contextvars
import functools
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from agent.answer import Answer, Usage
from agent.errors import AdroitError
from agent.events import Event
from agent.log import ErrorLog
from agent.turn_context import TurnContext
from agent.turn_record import TurnRecord, TurnStopped, running
from agent.usage.ledger import total_of
from agent.usage.prices import CURRENCY

if TYPE_CHECKING:
    from agent.assistant import Assistant

Events = Callable[[], Generator[Event, None, None]]
_STEP = 0.2
Turn = TypeVar("Turn", bound=Callable[..., Iterator[Event]])

_FAREWELL = 1.0
"""Seconds that a turn given up may take to end, so that it does not write into its thread beside the next one."""

TOO_SLOW = (
    "I stopped after {seconds:g} seconds without an answer. The conversation goes on. Ask again, ask for less at once, "
    "or set turn_seconds higher."
)
FAULT = (
    "Something inside Adroit failed, so there is no answer to this. It is not your question's fault; it is in the log "
    "under {reference} ({path}). The conversation goes on."
)


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


class _End:
    """Stands after a turn's last event."""


def guarded(turn: Turn) -> Turn:
    """Decorate a method of Assistant that yields a turn's events.

    - It ends within `turn_seconds`, whatever hangs: the turn runs in a thread of its own, and is given up.
    - It ends in an Answer, whatever fails: errors of ours pass, as their sentences are for the user; any other becomes
      an Answer that says so, with a reference to the log.
    - Its Answer carries what the turn cost, and its notes as warnings.
    """

    @functools.wraps(turn)
    def within(self: "Assistant", *args: Any, **kwargs: Any) -> Iterator[Event]:
        record = TurnRecord(self.toolbox.settings.turn_seconds)
        log = ErrorLog(self.toolbox.workspace.hidden / "log")
        context = next((a for a in (*args, *kwargs.values()) if isinstance(a, TurnContext)), None)

        def traced() -> Generator[Event, None, None]:
            with self.tracing.turn(context.thread if context else ""):
                yield from turn(self, *args, **kwargs)

        yield from guard(traced, record, log)

    return cast("Turn", within)


def guard(turn: Events, record: TurnRecord, log: ErrorLog) -> Iterator[Event]:
    """Yield a turn's events as `guarded` promises.

    Raises:
        AgentError, ToolError, KnowledgeError: what the turn itself raises of these.
    """
    arrived: queue.SimpleQueue[Event | _Raised | _End] = queue.SimpleQueue()
    context = contextvars.copy_context()
    worker = threading.Thread(target=context.run, args=(_pump, turn, record, arrived), name="turn", daemon=True)
    worker.start()
    try:
        while True:
            item = _next(arrived, record)
            if item is None:
                yield _finished(Answer(text=TOO_SLOW.format(seconds=record.seconds), status="failed"), record)
                return
            if isinstance(item, _End):
                return
            if isinstance(item, _Raised):
                yield _finished(_said_of(item.error, log), record)
                return
            yield _finished(item, record) if isinstance(item, Answer) else item
    finally:
        record.stop()  # also when the channel stops listening, as with Ctrl-C
        worker.join(_FAREWELL)


def _pump(
    turn: Callable[[], Generator[Event, None, None]], record: TurnRecord, arrived: "queue.SimpleQueue[Any]"
) -> None:
    try:
        with running(record), closing(turn()) as events:
            for event in events:
                arrived.put(event)
                record.check()
    except BaseException as error:  # noqa: BLE001 - it is raised, or worded, where the turn is listened to
        arrived.put(_Raised(error))
    else:
        arrived.put(_End())


def _next(arrived: "queue.SimpleQueue[Any]", record: TurnRecord) -> Any:
    """Return what arrives next; None when the turn's time is up first.

    It waits in steps: a Ctrl-C that comes just before a wait begins is heard only when that wait is over.
    """
    while True:
        left = record.left
        try:
            return arrived.get(timeout=min(_STEP, max(0.0, left)))
        except queue.Empty:
            if left <= 0:
                return None


def _said_of(error: BaseException, log: ErrorLog) -> Answer:
    if isinstance(error, AdroitError) or not isinstance(error, Exception):
        raise error
    if isinstance(error, TurnStopped):
        return Answer(text="This answer was stopped. The conversation goes on.", status="failed")
    reference = log.keep(error, doing="a turn")
    return Answer(text=FAULT.format(reference=reference, path=log.path), status="failed")


def _finished(answer: Answer, record: TurnRecord) -> Answer:
    """Return the answer with the turn's notes and what it took."""
    total = total_of(record.calls)
    usage = answer.usage or Usage(model="none")
    if record.calls:
        usage = usage.model_copy(
            update={
                "input_tokens": total.input_tokens,
                "cached_input_tokens": total.cached_input_tokens,
                "output_tokens": total.output_tokens,
                "cost": total.cost,
                "currency": CURRENCY,
            }
        )
    notes = [note for note in record.notes if note not in answer.warnings]
    return answer.model_copy(update={"warnings": [*answer.warnings, *notes], "usage": usage})
