"""A checkpointer that never costs the user the answer: what can't be written is kept in memory, and said to be."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.threads.sqlite_database import strict_serializer
from agent.turn_record import current_record

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple

    from agent.threads.database import Database


class ForgivingSaver(BaseCheckpointSaver[Any]):
    """The database's checkpointer, with memory to fall back on, a thread at a time.

    From the first failure on, a thread lives in memory until its next turn, which brings what memory holds back
    (`carried`). So a database that is locked or full for a while loses nothing as long as the process lives.
    """

    def __init__(self, database: "Database") -> None:
        super().__init__(serde=database.saver.serde)
        self._database = database
        self._kept = database.saver
        self._aside = SqliteSaver(sqlite3.connect(":memory:", check_same_thread=False), serde=strict_serializer())
        self._reasons: dict[str, str] = {}

    def is_aside(self, thread: str) -> bool:
        """Return whether what this thread does now is kept in memory alone."""
        return thread in self._reasons

    def set_aside(self, thread: str, error: Exception, *, with_state: bool = False) -> None:
        """Keep a thread in memory from here on, because of an error.

        `with_state` begins with what the database holds of it, where it can be read; not to be asked for before the
        database has said whose thread it is.
        """
        if thread in self._reasons:
            return
        self._reasons[thread] = str(error)
        if not with_state:
            return
        config: Any = {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
        with contextlib.suppress(*self._database.failures):
            self._rolled_back()
            found = self._kept.get_tuple(config)
            if found is not None:
                versions = found.checkpoint["channel_versions"]
                config = self._aside.put(config, found.checkpoint, found.metadata, versions)
                for task, channel, value in found.pending_writes or []:
                    self._aside.put_writes(config, [(channel, value)], task)

    def carried(self, thread: str) -> list[BaseMessage]:
        """Return the messages that only memory holds, and go back to the database."""
        if self._reasons.pop(thread, None) is None:
            return []
        config: Any = {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
        found = self._aside.get_tuple(config)
        self._aside.delete_thread(thread)
        return list(found.checkpoint["channel_values"].get("messages", [])) if found else []

    def _rolled_back(self) -> None:
        """End what a failed write left open, or it would keep the database locked for everybody."""
        connection = getattr(self._database, "connection", None)
        if isinstance(connection, sqlite3.Connection):
            connection.rollback()

    def get_tuple(self, config: "RunnableConfig") -> "CheckpointTuple | None":
        """Return the last checkpoint of a thread."""
        thread = _thread(config)
        if not self.is_aside(thread):
            try:
                return self._kept.get_tuple(config)
            except self._database.failures as error:
                self.set_aside(thread, error)
        return self._aside.get_tuple(config)

    def list(
        self,
        config: "RunnableConfig | None",
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - the library names it
        before: "RunnableConfig | None" = None,
        limit: int | None = None,
    ) -> "Iterator[CheckpointTuple]":
        """Yield the checkpoints of a thread; never filtered by what a user wrote."""
        source = self._aside if config and self.is_aside(_thread(config)) else self._kept
        yield from source.list(config, filter=filter, before=before, limit=limit)

    def put(
        self,
        config: "RunnableConfig",
        checkpoint: "Checkpoint",
        metadata: "CheckpointMetadata",
        new_versions: "ChannelVersions",
    ) -> "RunnableConfig":
        """Keep a checkpoint.

        Raises:
            TurnStopped: for a turn that was given up and still runs; a new one may have begun meanwhile.
        """
        current_record().check()
        thread = _thread(config)
        if not self.is_aside(thread):
            try:
                return self._kept.put(config, checkpoint, metadata, new_versions)
            except self._database.failures as error:
                self.set_aside(thread, error, with_state=True)
        return self._aside.put(config, checkpoint, metadata, new_versions)

    def put_writes(
        self, config: "RunnableConfig", writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Keep what one task of a step gave.

        Raises:
            TurnStopped: for a turn that was given up and still runs.
        """
        current_record().check()
        thread = _thread(config)
        if not self.is_aside(thread):
            try:
                self._kept.put_writes(config, writes, task_id, task_path)
            except self._database.failures as error:
                self.set_aside(thread, error, with_state=True)
            else:
                return
        self._aside.put_writes(config, writes, task_id, task_path)

    def delete_thread(self, thread_id: str) -> None:
        """Forget a thread."""
        self._reasons.pop(thread_id, None)
        self._aside.delete_thread(thread_id)
        self._kept.delete_thread(thread_id)

    def get_next_version(self, current: Any, channel: None) -> Any:
        """Return the version after `current`; both databases count alike."""
        return self._kept.get_next_version(current, channel)

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> BaseCheckpointSaver[Any]:
        """Return itself: the state of our graph is messages and plain values, so nothing need be allowed on top."""
        del extra_allowlist
        return self


def _thread(config: "RunnableConfig") -> str:
    return str(config["configurable"]["thread_id"])
