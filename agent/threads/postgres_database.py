"""Threads in a PostgreSQL database, for processes on several machines. Needs the extra `postgres`."""

import contextlib
import logging
import time
import zlib
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent.errors import ThreadError
from agent.threads.database import TABLES, Database, StorageError, held_elsewhere
from agent.threads.sqlite_database import BUSY_SECONDS, TURN_SECONDS, strict_serializer

if TYPE_CHECKING:
    from langgraph.checkpoint.postgres import PostgresSaver
    from psycopg import Connection
    from psycopg_pool import ConnectionPool

_SPACE = 0x0AD201
"""The first half of our advisory locks' keys, so that they don't meet another program's."""


class PostgresDatabase(Database):
    """Threads in PostgreSQL.

    Args:
        url: postgresql://user@host/name; a password in it is never shown.
    """

    def __init__(self, url: str) -> None:
        try:
            import psycopg
            import psycopg_pool
            from langgraph.checkpoint.postgres import PostgresSaver
        except ImportError:
            raise ThreadError(
                "threads_url names PostgreSQL, and its driver is not installed",
                remedy="Install it with: pip install 'adroit-marketing[postgres]'",
            ) from None
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # our own sentence says what its warnings do
        self.where = _without_password(url)
        self.failures = (psycopg.Error, psycopg_pool.PoolTimeout, OSError)
        self._unreachable = (psycopg_pool.PoolTimeout, psycopg.OperationalError, OSError)
        self._out_of_reach_until = 0.0
        self._is_prepared = False
        settings = f"-c lock_timeout={int(BUSY_SECONDS * 1000)} -c statement_timeout=30000"
        options: dict[str, Any] = {
            "autocommit": True,
            "prepare_threshold": 0,
            "connect_timeout": 5,
            "options": settings,
        }
        self._connect = partial(psycopg.connect, url, **options)
        self._pool: ConnectionPool[Any] = psycopg_pool.ConnectionPool(
            url,
            min_size=1,
            max_size=16,
            timeout=BUSY_SECONDS,
            open=True,
            kwargs=options,
        )
        self._saver = PostgresSaver(self._pool, serde=strict_serializer())

    @property
    def saver(self) -> "PostgresSaver":
        """LangGraph's checkpointer on the same database."""
        return self._saver

    def prepare(self) -> None:
        """Make the tables that are missing; one process at a time, since two would make the same ones."""
        if self._is_prepared:
            return
        with self._session() as session:
            # Asked for again and again rather than waited for: PostgreSQL builds the checkpointer's indexes only when
            # no statement of others is under way.
            until = time.monotonic() + 10 * BUSY_SECONDS
            while not _rows(session, "SELECT pg_try_advisory_lock(?, 0)", (_SPACE,))[0][0]:
                if time.monotonic() > until:
                    raise StorageError("Another process makes the tables of the conversations", where=self.where)
                time.sleep(0.05)
            try:
                self.saver.setup()
                for table in TABLES:
                    session.execute(table.encode())
            finally:
                session.execute("SELECT pg_advisory_unlock(%s, 0)", (_SPACE,))
        self.check_version()
        self._is_prepared = True

    def transact(self, *steps: tuple[str, tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
        """Run statements in one transaction and return the rows of each."""
        with self._session() as session, session.transaction():
            return [_rows(session, statement, values) for statement, values in steps]

    @contextlib.contextmanager
    def _session(self) -> "Iterator[Connection[Any]]":
        """Lend a connection; one that was out of reach a moment ago is not waited for again and again in one turn."""
        if time.monotonic() < self._out_of_reach_until:
            raise StorageError("The conversations can't be saved now: the database is out of reach", where=self.where)
        try:
            with self._pool.connection() as session:
                yield session
        except self.failures as error:
            if isinstance(error, self._unreachable):
                self._out_of_reach_until = time.monotonic() + BUSY_SECONDS
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> StorageError:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return StorageError(f"The conversations can't be saved now: {reason}", where=self.where)

    @contextlib.contextmanager
    def holding(self, thread: str) -> Iterator[None]:
        """Hold a thread by an advisory lock, which the server lets go of when the connection dies.

        The connection is the turn's own: with those of the pool, many turns at once would leave none to save them with.
        """
        key = (_SPACE, zlib.crc32(thread.encode()) - 2**31)
        with contextlib.ExitStack() as stack:
            try:
                with self._session() as session:  # only to learn whether the server is there
                    session.execute("SELECT 1")
                session = stack.enter_context(self._connect())
                until = time.monotonic() + TURN_SECONDS
                while not _rows(session, "SELECT pg_try_advisory_lock(?, ?)", key)[0][0]:
                    if time.monotonic() > until:
                        raise held_elsewhere(thread)
                    time.sleep(0.05)
            except StorageError:  # out of reach: the turn goes on unsaved
                pass
            except self.failures:
                pass
            yield

    def prune(self, thread: str) -> None:
        """Drop all checkpoints of a thread but the last."""
        try:
            self.saver.prune([thread], strategy="keep_latest")
        except self.failures as error:
            raise self._failed(error) from None

    def vacuum(self) -> None:
        """Leave it to the server's own housekeeping."""

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def _rows(session: "Connection[Any]", statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    cursor = session.execute(statement.replace("?", "%s").encode(), values)
    return cursor.fetchall() if cursor.description else []


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
