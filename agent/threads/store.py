"""`Threads`: the door to conversations, each open to its own user alone."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from agent.errors import ThreadError
from agent.threads.adoption import adopt
from agent.threads.database import OWN, Database, StorageError
from agent.threads.effects import Effects
from agent.threads.journal import Journal, OpenTurn, unknown_thread
from agent.threads.records import LOCAL, UNTITLED, ThreadSummary, Turn, TurnState, checked_id, new_id, owner_of
from agent.threads.sqlite_database import SqliteDatabase
from agent.threads.thread_data import ThreadData
from agent.workspace import Workspace

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from langchain_core.messages import BaseMessage
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from agent.settings import Settings
    from agent.threads.saver import ForgivingSaver
    from tools.data.mapping import MappingOverrides

_SUMMARY = (
    "SELECT id, title, owner, (SELECT COUNT(*) FROM adroit_turns WHERE thread = id), updated FROM adroit_threads "
    "WHERE owner = ?"
)
_NEWEST = "ORDER BY updated DESC, id"
_LONGEST_TITLE = 120
_MOST_WORDS = 12


class Threads:
    """The conversations of a workspace.

    Every method takes the user whose thread it is, None for the person at this machine, and knows no thread of
    anybody else's: not to list, resume, export, search or delete.

    Attributes:
        effects: what tools that write have done.
    """

    def __init__(self, database: Database, data_folder: Path | None = None) -> None:
        self._database = database
        self._journal = Journal(database, lambda: self._saver)
        self._data = ThreadData(database, data_folder)
        self.effects = Effects(database)
        with contextlib.suppress(StorageError):  # locked or full now: each turn tries again, and says if it is unsaved
            database.prepare()
            if isinstance(database, SqliteDatabase):  # a server's other tables may be another program's
                adopt(database, self._journal, lambda: self._saver)

    @classmethod
    def open(cls, workspace: Workspace, settings: "Settings") -> Self:
        """Return the conversations of a workspace: in its own SQLite file, or where `threads_url` points.

        Raises:
            WorkspaceError: when the workspace can't be written.
            ThreadError: when the database is damaged, or of a newer Adroit; it is left as it is.
        """
        data = workspace.hidden / "data"
        if settings.threads_url:
            from agent.threads.postgres_database import PostgresDatabase

            return cls(PostgresDatabase(settings.threads_url), data)
        return cls(SqliteDatabase(workspace.writable(workspace.hidden) / workspace.threads.name), data)

    @classmethod
    def in_memory(cls) -> Self:
        """Return conversations that end with the process, uploads too."""
        return cls(SqliteDatabase(None))

    @property
    def database(self) -> Database:
        """Where the conversations are kept, for what belongs beside them: a channel's inbox."""
        return self._database

    @cached_property
    def _saver(self) -> "ForgivingSaver":  # made at first use: a list of conversations needs none
        from agent.threads.saver import ForgivingSaver

        return ForgivingSaver(self._database)

    @property
    def checkpointer(self) -> "BaseCheckpointSaver[Any]":
        """LangGraph's checkpointer, which never fails a turn."""
        return self._saver

    def list(self, user: str | None = None) -> list[ThreadSummary]:
        """Return the user's threads, the latest first."""
        return [_summary(row) for row in self._database.execute(f"{_SUMMARY} {_NEWEST}", owner_of(user))]

    def get(self, thread: str, user: str | None = None) -> ThreadSummary:
        """Return one thread of the user's.

        Raises:
            ThreadError: when there is none of that id.
        """
        rows = self._database.execute(f"{_SUMMARY} AND id = ?", owner_of(user), thread)
        if not rows:
            raise unknown_thread(thread)
        return _summary(rows[0])

    def check(self, thread: str, user: str | None = None) -> None:
        """See that a thread is the user's, or lives in memory because the database is out of reach.

        Raises:
            ThreadError: when there is no such thread.
        """
        if not self._is_theirs(thread, user):
            raise unknown_thread(thread)

    def find(self, name: str, user: str | None = None) -> ThreadSummary | None:
        """Return the user's thread of that id or title (the latest, when several bear it); None when there is none."""
        found = self.list(user)
        named = " ".join(name.split()).casefold()
        return next((t for t in found if t.id == name), None) or next(
            (t for t in found if t.title.casefold() == named), None
        )

    def begin(self, name: str | None = None, user: str | None = None) -> str:
        """Return the id of the user's thread of that name, made when there is none; of a new one without a name."""
        found = self.find(name, user) if name else None
        if found is not None:
            return found.id
        thread = new_id()
        if name:
            self._journal.check_owner(thread, user, _title(name))
        return thread

    def rename(self, thread: str, title: str, user: str | None = None) -> None:
        """Give a thread another title.

        Raises:
            ThreadError: when there is no such thread, or the title is empty.
        """
        self.get(thread, user)
        self._database.execute("UPDATE adroit_threads SET title = ? WHERE id = ?", _title(title), thread)

    def fork(self, thread: str, at: int | None = None, user: str | None = None) -> str:
        """Return the id of a new thread that begins like this one, up to and including turn `at`; all of it without.

        Raises:
            ThreadError: when there is no such thread or turn.
        """
        from agent.threads.forking import fork_messages

        found = self.get(thread, user)
        turns = self._journal.turns(thread)
        if at is not None and not 1 <= at <= len(turns):
            raise ThreadError(f"The conversation has no question {at}", remedy=f"It has 1 to {len(turns)}.")
        end = len(turns) if at is None else at
        fork = new_id()
        self._journal.check_owner(fork, user, _title(f"{found.title} (fork)"))
        for turn in turns[:end]:
            state = TurnState.ANSWERED if turn.answer else TurnState.OPEN
            self._journal.write(Turn(fork, turn.message_id, turn.question, 0, turn.shown, turn.answer, state, turn.at))
        fork_messages(self._saver, thread, fork, {turn.message_id for turn in turns[end:]})
        self._data.copy(thread, fork)
        return fork

    def export(self, thread: str, form: Literal["md", "json"] = "md", user: str | None = None) -> str:
        """Return a thread as Markdown or JSON.

        Raises:
            ThreadError: when there is no such thread.
        """
        from agent.threads.exports import as_json, as_markdown

        found = self.get(thread, user)
        return (as_json if form == "json" else as_markdown)(found, self._journal.turns(thread))

    def delete(self, thread: str, user: str | None = None) -> None:
        """Delete a thread with all that was said in it and the files uploaded to it.

        Raises:
            ThreadError: when there is no such thread.
        """
        self.get(thread, user)
        with self._database.holding(thread):
            self._saver.delete_thread(thread)
            self._journal.forget(thread)
            self._data.delete(thread)
            self._database.transact(
                *((f"DELETE FROM {table} WHERE thread = ?", (thread,)) for table in OWN),
                ("DELETE FROM adroit_threads WHERE id = ?", (thread,)),
            )
        self._database.vacuum()

    def search(self, words: str, user: str | None = None) -> Sequence[ThreadSummary]:
        """Return the user's threads in which all words occur, in the title or in one question with its answer."""
        patterns = [f"%{_literal(word)}%" for word in words.casefold().split()[:_MOST_WORDS]]
        if not patterns:
            return []
        said = " AND ".join("words LIKE ? ESCAPE '\\'" for _ in patterns)
        rows = self._database.execute(
            f"SELECT DISTINCT thread FROM adroit_turns JOIN adroit_threads ON id = thread WHERE owner = ? AND {said}",
            owner_of(user), *patterns,
        )  # fmt: skip
        ids = {str(row[0]) for row in rows}
        asked = words.casefold().split()
        return [t for t in self.list(user) if t.id in ids or all(word in t.title.casefold() for word in asked)]

    def messages(self, thread: str, user: str | None = None) -> "Sequence[BaseMessage]":
        """Return the messages of a thread, every tool call with its result.

        Raises:
            ThreadError: when there is no such thread.
        """
        from agent.middleware.orphans import answered
        from agent.threads.forking import messages_of

        self.get(thread, user)
        return answered(messages_of(self._saver, thread))

    def turns(self, thread: str, user: str | None = None) -> Sequence[Turn]:
        """Return what was asked and shown in a thread.

        Raises:
            ThreadError: when there is no such thread.
        """
        self.get(thread, user)
        return self._journal.turns(thread)

    def unanswered(self, thread: str, user: str | None = None) -> str | None:
        """Return the last question of a thread when its answer was cut off, so that it can be asked again."""
        turns = self.turns(thread, user)
        return turns[-1].question if turns and turns[-1].state is TurnState.OPEN else None

    def attach_data(self, thread: str, path: Path, user: str | None = None) -> None:
        """Let a table be what the questions of a thread are about; the thread is made when it is new.

        Raises:
            ThreadError: when the thread is another user's.
        """
        self._claim(thread, user)
        self._data.attach(thread, path)

    def keep_data(self, thread: str, name: str, content: bytes, user: str | None = None) -> Path:
        """Keep an upload or a paste under the thread's own folder and attach it.

        Raises:
            ThreadError: when the thread is another user's, or the file can't be kept.
        """
        self._claim(thread, user)
        return self._data.keep(thread, name, content)

    def keep_file(self, thread: str, name: str, file: Path, user: str | None = None) -> Path:
        """Keep an upload that lies on the disk already, moved under the thread's own folder, and attach it.

        Raises:
            ThreadError: when the thread is another user's, or the file can't be kept.
        """
        self._claim(thread, user)
        return self._data.keep_file(thread, name, file)

    def data_of(self, thread: str, user: str | None = None) -> Path | None:
        """Return the table that a thread's questions are about; None when it has none of its own, or is not theirs."""
        return self._data.of(thread) if self._is_theirs(thread, user) else None

    def data_folder(self, thread: str) -> Path:
        """Return the folder of a thread's uploads."""
        return self._data.folder_of(thread)

    def columns_of(self, thread: str, user: str | None = None) -> "MappingOverrides | None":
        """Return what was said of the columns of a thread's table; None when nothing was."""
        return self._data.columns_of(thread) if self._is_theirs(thread, user) else None

    def say_columns(self, thread: str, columns: "MappingOverrides", path: Path, user: str | None = None) -> None:
        """Keep what was said of the columns of a thread's table."""
        if self._is_theirs(thread, user):
            self._data.say_columns(thread, columns, path)

    def holding(self, thread: str) -> "AbstractContextManager[None]":
        """Hold a thread for one turn.

        Raises:
            ThreadError: when another process answers in it for longer than a turn may take.
        """
        return self._database.holding(checked_id(thread))

    def turn(self, thread: str, user: str | None, question: str) -> OpenTurn:
        """Begin a turn; what its events show is written down by `kept`.

        Raises:
            ThreadError: when the thread is another user's.
        """
        return self._journal.begin(thread, user, question)

    def resumed(self, thread: str, user: str | None) -> OpenTurn:
        """Go on with the turn that waits for the user's yes or no.

        Raises:
            ThreadError: when none does.
        """
        return self._journal.resume(thread, user)

    def close(self) -> None:
        """Let go of the database, and of uploads that end with the process."""
        self._database.close()
        self._data.close()

    def _claim(self, thread: str, user: str | None) -> None:
        try:
            self._journal.check_owner(checked_id(thread), user, UNTITLED)
        except StorageError:  # what is attached holds for this process; the turn will say that it is not saved
            return

    def _is_theirs(self, thread: str, user: str | None) -> bool:
        try:
            self.get(thread, user)
        except StorageError:
            return self._saver.is_aside(thread)
        except ThreadError:
            return False
        return True


def _summary(row: tuple[Any, ...]) -> ThreadSummary:
    thread, title, owner, turns, updated = row
    return ThreadSummary(thread, title, None if owner == LOCAL else owner, turns, datetime.fromisoformat(updated))


def _title(written: str) -> str:
    title = " ".join(written.split())[:_LONGEST_TITLE]
    if not title:
        raise ThreadError("A conversation's title can't be empty", remedy="Give it a few words.")
    return title


def _literal(word: str) -> str:
    """Return a word for LIKE, its wildcards taken literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
