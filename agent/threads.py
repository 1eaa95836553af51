"""Conversations that survive: LangGraph's checkpointer on SQLite in the workspace."""

import sqlite3
from typing import TYPE_CHECKING

from agent.errors import WorkspaceError
from agent.workspace import Workspace

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

_BUSY_SECONDS = 5


def open_threads(workspace: Workspace) -> "BaseCheckpointSaver[str]":
    """Return the store of conversations, made at first use.

    Write-ahead logging lets a second process read while one writes; a locked file is waited for, not failed on.

    Raises:
        WorkspaceError: when the database can't be opened.
    """
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
    from langgraph.checkpoint.sqlite import SqliteSaver

    path = workspace.writable(workspace.hidden) / workspace.threads.name
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    except sqlite3.Error as error:
        raise WorkspaceError(
            f"The conversations can't be opened: {error}", where=str(path), remedy="Move the file away to start afresh."
        ) from None
    return SqliteSaver(connection, serde=JsonPlusSerializer())
