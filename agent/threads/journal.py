"""The turns of threads: what was asked and what was shown, written down before it is shown."""

import contextlib
import uuid
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from agent.answer import Answer
from agent.errors import ThreadError
from agent.events import CheckedText, ConfirmationNeeded, Event
from agent.threads.database import Database, StorageError
from agent.threads.records import UNTITLED, Turn, TurnState, checked_id, now, owner_of, title_of

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from agent.threads.saver import ForgivingSaver

UNSAVED = "This answer is not saved: {reason}"
_INSERT = (
    "INSERT INTO adroit_turns (thread, message_id, question, at, shown, answer, state, words, number) "
    "SELECT ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(MAX(number), 0) + 1 FROM adroit_turns WHERE thread = ?"
)
_UPDATE = "UPDATE adroit_turns SET shown = ?, answer = ?, state = ?, words = ? WHERE thread = ? AND number = ?"
_NO_LONGER_WAITING = "UPDATE adroit_turns SET state = ? WHERE thread = ? AND state = ?"
"""Who goes on to something else has not said yes."""
_COLUMNS = "thread, message_id, question, number, shown, answer, state, at"


class Journal:
    """Writes turns down, and remembers those that it could not."""

    def __init__(self, database: Database, saver: "Callable[[], ForgivingSaver]") -> None:
        self._database = database
        self._saver = saver
        self._unwritten: dict[str, list[Turn]] = {}

    def begin(self, thread: str, user: str | None, question: str) -> "OpenTurn":
        """Begin a turn, and the thread with it when it is new.

        Raises:
            ThreadError: when the thread is another user's.
        """
        turn = Turn(checked_id(thread), f"m-{uuid.uuid4().hex[:12]}", question, at=now())
        waiting = [*self._unwritten.get(thread, []), turn]
        try:
            self._database.prepare()
            self.check_owner(thread, user, title_of(waiting[0].question))
            self._database.execute(_NO_LONGER_WAITING, TurnState.OPEN.value, thread, TurnState.WAITING.value)
            for each in waiting:
                self.write(each)
        except StorageError as error:
            self._saver().set_aside(thread, error)
            self._unwritten[thread] = waiting
            return OpenTurn(self, self._saver(), turn, [], problem=error)
        self._unwritten.pop(thread, None)
        return OpenTurn(self, self._saver(), turn, self._saver().carried(thread))

    def resume(self, thread: str, user: str | None) -> "OpenTurn":
        """Go on with the turn that waits for an answer of the user's.

        Raises:
            ThreadError: when the thread is unknown or another user's, or no turn of it waits.
        """
        found = None
        try:
            self.check_owner(thread, user, None)
            found = self.last(thread)
        except StorageError:
            found = next(iter(self._unwritten.get(thread, [])[-1:]), None)
        if found is None or found.state is not TurnState.WAITING:
            raise ThreadError("Nothing waits for an answer in this conversation", remedy="Ask again.")
        found.state = TurnState.OPEN
        return OpenTurn(self, self._saver(), found, [])

    def check_owner(self, thread: str, user: str | None, title: str | None) -> None:
        """Make a thread this user's when it is nobody's and has a title; see that it is.

        Raises:
            ThreadError: when it is another's, in the words for one that is unknown: whose it is, is not told either.
        """
        owner = owner_of(user)
        if title is not None:
            self._database.execute(
                "INSERT INTO adroit_threads (id, owner, title, created, updated) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET title = excluded.title "
                "WHERE adroit_threads.title = ? AND adroit_threads.owner = excluded.owner",
                thread, owner, title, now(), now(), UNTITLED,
            )  # fmt: skip
        if not self._database.execute("SELECT 1 FROM adroit_threads WHERE id = ? AND owner = ?", thread, owner):
            raise unknown_thread(thread)

    def write(self, turn: Turn) -> None:
        """Write a turn as it stands.

        Raises:
            StorageError: when that can't be done now.
        """
        words = f"{turn.question}\n{turn.shown}".casefold()
        touched = ("UPDATE adroit_threads SET updated = ? WHERE id = ?", (now(), turn.thread))
        said = (turn.shown, turn.answer, turn.state.value, words)
        if turn.number:
            self._database.transact((_UPDATE, (*said, turn.thread, turn.number)), touched)
            return
        *_, found = self._database.transact(
            touched,
            (_INSERT, (turn.thread, turn.message_id, turn.question, turn.at, *said, turn.thread)),
            ("SELECT number FROM adroit_turns WHERE thread = ? AND message_id = ?", (turn.thread, turn.message_id)),
        )
        turn.number = int(found[0][0])

    def remember(self, turn: Turn) -> None:
        """Remember a turn that can't be written now."""
        waiting = self._unwritten.setdefault(turn.thread, [])
        if turn not in waiting:
            waiting.append(turn)

    def turns(self, thread: str) -> list[Turn]:
        """Return the turns of a thread, in order; whoever asks has seen to it that it is theirs."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM adroit_turns WHERE thread = ? ORDER BY number", thread)
        unwritten = {turn.message_id: turn for turn in self._unwritten.get(thread, [])}
        written = [_turn(row) for row in rows]
        return [unwritten.pop(turn.message_id, turn) for turn in written] + list(unwritten.values())

    def last(self, thread: str) -> Turn | None:
        """Return the last turn of a thread."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM adroit_turns WHERE thread = ? ORDER BY number DESC LIMIT 1", thread
        )
        return _turn(rows[0]) if rows else None

    def tidy(self, thread: str) -> None:
        """Drop what only the way to the last answer needed."""
        with contextlib.suppress(StorageError):
            self._database.prune(thread)

    def forget(self, thread: str) -> None:
        """Forget what was not written of a thread."""
        self._unwritten.pop(thread, None)


class OpenTurn:
    """A turn at work: each event goes through `kept` on its way to the channel.

    Attributes:
        carried: messages of the turns before that could not be saved when they were made; they go in with the question.
    """

    def __init__(
        self,
        journal: Journal,
        saver: "ForgivingSaver",
        turn: Turn,
        carried: "list[BaseMessage]",
        problem: StorageError | None = None,
    ) -> None:
        self._journal = journal
        self._saver = saver
        self._turn = turn
        self._problem = problem
        self.carried = carried

    @property
    def message_id(self) -> str:
        """The id of the question among the thread's messages."""
        return self._turn.message_id

    @property
    def question(self) -> str:
        """What the user asked."""
        return self._turn.question

    def passed_on(self, events: Iterable[Event]) -> Generator[Event, None, Event | None]:
        """Yield a turn's events once they are written down, but for the one that ends it, which is returned."""
        last = None
        for event in events:
            kept = self.kept(event)
            if isinstance(kept, (Answer, ConfirmationNeeded)):
                last = kept
            else:
                yield kept
        return last

    def kept(self, event: Event) -> Event:
        """Write down what the event shows, and return it: an answer that could not be saved says so."""
        if isinstance(event, CheckedText):
            self._turn.shown = event.text
            self._write()
        elif isinstance(event, ConfirmationNeeded):
            self._turn.state = TurnState.WAITING
            self._write()
        elif isinstance(event, Answer):
            return self._answered(event)
        return event

    def _answered(self, answer: Answer) -> Answer:
        self._turn.shown = answer.text
        self._turn.state = TurnState.ANSWERED
        self._turn.answer = answer.model_dump_json()
        self._write()
        is_aside = self._saver.is_aside(self._turn.thread)
        if self._problem is None and not is_aside:
            self._journal.tidy(self._turn.thread)
            return answer
        reason = self._problem.problem if self._problem else "the conversation's database could not be written."
        warnings = [*answer.warnings, UNSAVED.format(reason=reason)]
        return answer.model_copy(update={"saved": False, "warnings": warnings})

    def _write(self) -> None:
        if self._problem is not None:  # it was waited for once; the answer does not wait again
            return
        try:
            self._journal.write(self._turn)
        except StorageError as error:
            self._problem = error
            self._journal.remember(self._turn)


def _turn(row: tuple[Any, ...]) -> Turn:
    thread, message_id, question, number, shown, answer, state, at = row
    return Turn(thread, message_id, question, number, shown, answer, TurnState(state), at)


def unknown_thread(thread: str) -> ThreadError:
    """Return the error for a thread that is not there, or not this user's."""
    return ThreadError(f"There is no conversation '{thread[:60]}'", remedy="See: adroit threads list")
