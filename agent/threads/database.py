"""The database of threads, as the rest of this package sees it: a few statements, a lock a thread, a checkpointer."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from agent.errors import ThreadError

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

VERSION = 1
"""Of the tables below; a database made by a newer Adroit is left alone."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS adroit_schema (version INTEGER NOT NULL)",
    """CREATE TABLE IF NOT EXISTS adroit_threads (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS adroit_threads_of ON adroit_threads (owner, updated)",
    """CREATE TABLE IF NOT EXISTS adroit_turns (
        thread TEXT NOT NULL, number INTEGER NOT NULL, message_id TEXT NOT NULL, question TEXT NOT NULL,
        shown TEXT NOT NULL, answer TEXT, state TEXT NOT NULL, at TEXT NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (thread, number))""",
    """CREATE TABLE IF NOT EXISTS adroit_data (
        thread TEXT NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, columns TEXT NOT NULL,
        PRIMARY KEY (thread, number))""",
    """CREATE TABLE IF NOT EXISTS adroit_effects (
        thread TEXT NOT NULL, call TEXT NOT NULL, tool TEXT NOT NULL, result TEXT,
        PRIMARY KEY (thread, call))""",
    """CREATE TABLE IF NOT EXISTS adroit_judgements (
        thread TEXT NOT NULL, message_id TEXT NOT NULL, person TEXT NOT NULL, verdict TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (thread, message_id, person))""",
)
OWN = ("adroit_turns", "adroit_data", "adroit_effects", "adroit_judgements")
"""The tables with a column `thread`."""


class StorageError(ThreadError):
    """The database can't be read or written now: it is locked, full, out of reach or damaged."""


class Database(ABC):
    """A database that holds threads.

    Attributes:
        failures: what its driver raises; `execute` turns them into StorageError, the checkpointer does not.
    """

    failures: tuple[type[Exception], ...]
    where: str

    @property
    @abstractmethod
    def saver(self) -> "BaseCheckpointSaver[Any]":
        """LangGraph's checkpointer on the same database."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the tables that are missing.

        Raises:
            StorageError: when that can't be done now.
            ThreadError: when it can't be done at all: the file is no database, or of a newer Adroit.
        """

    @abstractmethod
    def transact(self, *steps: tuple[str, tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
        """Run statements in one transaction and return the rows of each; "?" stands for a value.

        Raises:
            StorageError: when it can't be done now; then nothing was.
        """

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        Raises:
            StorageError: when it can't be done now.
        """
        return self.transact((statement, values))[0]

    @abstractmethod
    def holding(self, thread: str) -> AbstractContextManager[None]:
        """Hold a thread for one turn, so that two processes don't answer in it at the same time.

        Raises:
            ThreadError: when another holds it for longer than a turn may take.
        """

    @abstractmethod
    def prune(self, thread: str) -> None:
        """Drop all checkpoints of a thread but the last: each holds all messages, so they grow with the square."""

    @abstractmethod
    def vacuum(self) -> None:
        """Leave nothing of what was deleted in the files."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it."""

    def check_version(self) -> None:
        """Note our version in a new database.

        Raises:
            ThreadError: when the database is of a newer one.
        """
        found = self.execute("SELECT MAX(version) FROM adroit_schema")[0][0]
        if found is None:
            self.execute("INSERT INTO adroit_schema (version) VALUES (?)", VERSION)
        elif found > VERSION:
            raise ThreadError(
                "The conversations were kept by a newer version of Adroit",
                where=self.where,
                remedy="Update Adroit to read them; they are left as they are.",
            )


def held_elsewhere(thread: str) -> ThreadError:
    """Return the error for a thread that another process answers in."""
    return ThreadError(
        f"The conversation {thread} is being answered somewhere else", remedy="Wait for that answer, then ask again."
    )
