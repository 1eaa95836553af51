"""What tools that write have done, by call: a turn that is taken up again after a crash does nothing twice."""

import json
from typing import Any

from agent.threads.database import Database

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

    def end(self, thread: str, call: str, result: dict[str, Any]) -> None:
        """Note what a call gave."""
        self._database.execute(
            "UPDATE adroit_effects SET result = ? WHERE thread = ? AND call = ?", json.dumps(result), thread, call
        )

    def result(self, thread: str, call: str) -> dict[str, Any] | None:
        """Return what a call gave; None when it was not begun, or was cut off."""
        rows = self._database.execute("SELECT result FROM adroit_effects WHERE thread = ? AND call = ?", thread, call)
        return json.loads(rows[0][0]) if rows and rows[0][0] else None

    def was_begun(self, thread: str, call: str) -> bool:
        """Return whether a call was begun."""
        return bool(self._database.execute("SELECT 1 FROM adroit_effects WHERE thread = ? AND call = ?", thread, call))
