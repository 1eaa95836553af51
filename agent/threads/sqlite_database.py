"""Threads in a SQLite file of the workspace, or in memory."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import ThreadError
from agent.threads.database import TABLES, Database, StorageError, held_elsewhere
from agent.threads.records import folder_name

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite import SqliteSaver

BUSY_SECONDS = 3.0
"""How long a locked database is waited for; after that the answer is shown unsaved."""
TURN_SECONDS = 120.0
"""How long a turn waits for another one in the same thread."""
_DAMAGED = ("not a database", "malformed", "encrypted")


class SqliteDatabase(Database):
    """Threads in a file; None keeps them in memory and forgets them at the end.

    Write-ahead logging lets others read while one writes. `synchronous=NORMAL` keeps every commit through the death of
    the process; a power failure can take the last ones, never the file. `secure_delete` overwrites what is deleted.
    """

    failures = (sqlite3.Error,)

    def __init__(self, path: Path | None, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.where = str(path or "memory")
        self._lock = threading.Lock()
        self._held: dict[str, threading.Lock] = {}
        try:
            self.connection = sqlite3.connect(path or ":memory:", timeout=busy_seconds, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    @cached_property
    def saver(self) -> "SqliteSaver":  # made at first use: its library takes seconds to load
        """LangGraph's checkpointer on the same connection; it makes its own tables."""
        from langgraph.checkpoint.sqlite import SqliteSaver

        saver = SqliteSaver(self.connection, serde=strict_serializer())
        saver.lock = self._lock
        return saver

    def prepare(self) -> None:
        """Make the tables that are missing."""
        with self._lock:
            try:
                for setting in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
                    self.connection.execute(f"PRAGMA {setting}").fetchall()
            except sqlite3.Error as error:
                raise self._failed(error) from None
        if self.path is not None:
            with contextlib.suppress(OSError):  # conversations are their owner's to read; not every system has modes
                self.path.chmod(0o600)
        self.transact(*((table, ()) for table in TABLES))
        self.check_version()

    def transact(self, *steps: tuple[str, tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
        """Run statements in one transaction and return the rows of each."""
        with self._lock:
            try:
                found = [self.connection.execute(statement, values).fetchall() for statement, values in steps]
                self.connection.commit()
            except sqlite3.Error as error:
                with contextlib.suppress(sqlite3.Error):
                    self.connection.rollback()
                raise self._failed(error) from None
            return found

    def _failed(self, error: sqlite3.Error) -> ThreadError:
        if any(word in str(error) for word in _DAMAGED):
            name = self.path.name if self.path else "the file"
            return ThreadError(
                f"The conversations can't be read: {error}",
                where=self.where,
                remedy=f"Nothing was changed. Move {name} and what lies beside it under the same name to a safe place "
                "to start afresh; 'sqlite3 FILE .recover' can often read what is left.",
            )
        return StorageError(f"The conversations can't be saved now: {error}", where=self.where)

    @contextlib.contextmanager
    def holding(self, thread: str) -> Iterator[None]:
        """Hold a thread by a lock file, which the system lets go of when the process dies."""
        if self.path is None:
            with self._held.setdefault(thread, threading.Lock()):
                yield
            return
        from filelock import FileLock, Timeout

        folder = self.path.parent / "locks"
        lock = FileLock(folder / f"{folder_name(thread)}.lock", timeout=TURN_SECONDS, thread_local=False)
        try:
            folder.mkdir(exist_ok=True)
            lock.acquire()
        except Timeout:
            raise held_elsewhere(thread) from None
        except (OSError, NotImplementedError):  # a full or foreign disk: the answer matters more than the order
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def prune(self, thread: str) -> None:
        """Drop all checkpoints of a thread but the last."""
        last = "(SELECT MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '')"
        self.transact(
            (f"DELETE FROM writes WHERE thread_id = ? AND checkpoint_id < {last}", (thread, thread)),
            (f"DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id < {last}", (thread, thread)),
        )

    def vacuum(self) -> None:
        """Write the log back into the file and empty it; pages freed before are overwritten already."""
        with self._lock, contextlib.suppress(sqlite3.Error):  # another process reads: it will do it at its end
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection, once nobody uses it: closed under a statement of another thread, SQLite crashes."""
        with self._lock:
            self.connection.close()


def strict_serializer() -> Any:
    """Return a serializer that makes messages and plain values from a database, never any other Python object.

    It is what LANGGRAPH_STRICT_MSGPACK switches on, here whether it is set or not: who can write to the database must
    not be able to run code.
    """
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

    return JsonPlusSerializer(allowed_msgpack_modules=None)
