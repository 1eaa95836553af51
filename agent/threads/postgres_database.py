"""Threads in a PostgreSQL database, for processes on several machines. Needs the extra `postgres`."""

import contextlib
import logging
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent.errors import ThreadError
from agent.threads.database import TABLES, Database, StorageError, held_elsewhere
from agent.threads.sqlite_database import BUSY_SECONDS, TURN_SECONDS, strict_serializer

if TYPE_CHECKING:
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
        settings = f"-c lock_timeout={int(BUSY_SECONDS * 1000)} -c statement_timeout=30000"
        self._pool: ConnectionPool[Any] = psycopg_pool.ConnectionPool(
            url,
            min_size=1,
            max_size=16,
            timeout=BUSY_SECONDS,
            open=True,
            kwargs={"autocommit": True, "prepare_threshold": 0, "connect_timeout": 5, "options": settings},
        )
        self.saver = PostgresSaver(self._pool, serde=strict_serializer())

    def prepare(self) -> None:
        """Make the tables that are missing; one process at a time, since two would make the same ones."""
        try:
            with self._pool.connection() as session, session.transaction():
                session.execute("SELECT pg_advisory_xact_lock(%s, 0)", (_SPACE,))
                self.saver.setup()  # type: ignore[attr-defined]  # on another connection of the pool
                for table in TABLES:
                    session.execute(table)
        except self.failures as error:
            raise self._failed(error) from None
        self.check_version()

    def transact(self, *steps: tuple[str, tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
        """Run statements in one transaction and return the rows of each."""
        try:
            with self._pool.connection() as session, session.transaction():
                return [_rows(session, statement, values) for statement, values in steps]
        except self.failures as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> StorageError:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return StorageError(f"The conversations can't be saved now: {reason}", where=self.where)

    @contextlib.contextmanager
    def holding(self, thread: str) -> Iterator[None]:
        """Hold a thread by an advisory lock, which the server lets go of when the connection dies."""
        with contextlib.ExitStack() as stack:
            try:
                session = stack.enter_context(self._pool.connection())
                session.execute(f"SET lock_timeout = {int(TURN_SECONDS * 1000)}")
                session.execute(f"SET statement_timeout = {int(TURN_SECONDS * 1000)}")
                key = (_SPACE, zlib.crc32(thread.encode()) - 2**31)
                session.execute("SELECT pg_advisory_lock(%s, %s)", key)
                stack.callback(_let_go, session, key)
            except self.failures as error:
                if getattr(error, "sqlstate", None) in {"55P03", "57014"}:  # waited for too long
                    raise held_elsewhere(thread) from None
                # Out of reach: the turn goes on unsaved.
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


def _let_go(session: "Connection[Any]", key: tuple[int, int]) -> None:
    with contextlib.suppress(Exception):  # a dead connection has let go already
        session.execute("SELECT pg_advisory_unlock(%s, %s)", key)
        session.execute("RESET lock_timeout")
        session.execute("RESET statement_timeout")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
