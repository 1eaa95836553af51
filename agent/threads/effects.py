"""What tools that write have done, by call: a turn that is taken up again after a crash does nothing twice."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from agent.threads.database import Database, StorageError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, ToolCall, ToolMessage

INTERRUPTED = (
    "This was begun before and cut off, so whether it was done is not known. It was not done again: look first, "
    "then ask for it once more if need be."
)


class Effects:
    """A record of the calls of tools that write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, thread: str, call: str, tool: str) -> bool:
        """Note that a call begins; False when it was begun before.

        Raises:
            StorageError: when that can't be noted. Then it must not be done: a crash could do it twice.
        """
        begun = self._database.execute(
            "INSERT INTO adroit_effects (thread, call, tool, result) VALUES (?, ?, ?, NULL) "
            "ON CONFLICT (thread, call) DO NOTHING RETURNING 1",
            thread, call, tool,
        )  # fmt: skip
        return bool(begun)

    def end(self, thread: str, call: str, result: "ToolMessage") -> None:
        """Note what a call gave; when that can't be noted, it stays known as begun, and is not done again."""
        kept = json.dumps({"text": str(result.text), "artifact": result.artifact, "status": result.status})
        with suppress(StorageError):
            self._database.execute(
                "UPDATE adroit_effects SET result = ? WHERE thread = ? AND call = ?", kept, thread, call
            )

    def told(self, thread: str, asked: "AIMessage", call: "ToolCall") -> "ToolMessage | None":
        """Return what is known of a call that was begun before the process died; None for one that was not."""
        try:
            rows = self._database.execute(
                "SELECT result FROM adroit_effects WHERE thread = ? AND call = ?", thread, key(asked, call)
            )
        except StorageError:
            return None
        if not rows:
            return None
        from langchain_core.messages import ToolMessage

        kept = json.loads(rows[0][0]) if rows[0][0] else {"text": INTERRUPTED, "artifact": None, "status": "error"}
        return ToolMessage(
            kept["text"],
            name=call["name"],
            tool_call_id=str(call["id"]),
            status=kept["status"],
            artifact=kept["artifact"],
        )


def key(asked: "AIMessage", call: "ToolCall") -> str:
    """Return what tells a call from every other of its thread: some servers give all their calls the same id."""
    return f"{asked.id or ''}:{call['id']}"
