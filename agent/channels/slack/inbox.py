"""What came in from Slack: each delivery is taken once, by one process, and not forgotten before it is answered.

Slack repeats a delivery that was not acknowledged within three seconds, and never one that was. So a delivery is
written down before it is acknowledged: a repeated one is known by its key, and one whose process died is taken up by
the next process. Keys are kept for three days; Slack repeats for an hour at most.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.threads.database import Database, StorageError

_TABLES = (
    """CREATE TABLE IF NOT EXISTS adroit_slack_inbox (
        key TEXT PRIMARY KEY, body TEXT NOT NULL, person TEXT NOT NULL, taken_by TEXT NOT NULL,
        taken_until DOUBLE PRECISION NOT NULL, came DOUBLE PRECISION NOT NULL, message TEXT NOT NULL,
        turn TEXT NOT NULL, cost TEXT NOT NULL, is_done INTEGER NOT NULL, tries INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS adroit_slack_inbox_of ON adroit_slack_inbox (person, came)",
    "CREATE INDEX IF NOT EXISTS adroit_slack_inbox_open ON adroit_slack_inbox (is_done, taken_until)",
)
LEASE_SECONDS = 30.0
"""How long a process that no longer says that it lives keeps what it took."""
KEPT_SECONDS = 3 * 24 * 3600
_TABLE_TRIES = 4
MOST_TRIES = 3
"""A delivery that ended the process so often is left alone."""
_SOON = 5.0
"""An answer that Slack did not take is sent again at once in its first seconds, then after half its age."""


@dataclass(frozen=True, slots=True)
class Left:
    """A delivery whose process ended before it was answered.

    Attributes:
        message: the message that its answer had been begun in, as "channel ts"; empty when there was none.
    """

    key: str
    body: Mapping[str, Any]
    message: str


class Inbox:
    """The deliveries that the processes of a workspace share.

    Args:
        database: the one of the conversations, so that several processes share it as they share those.
        clock: seconds since 1970.
        lease: how long a process that no longer says that it lives keeps what it took, in seconds.
    """

    def __init__(
        self, database: Database, clock: Callable[[], float] = time.time, lease: float = LEASE_SECONDS
    ) -> None:
        self._database = database
        self._clock = clock
        self.lease = lease
        self.name = uuid.uuid4().hex
        self._unwritten: dict[str, Decimal | None] = {}
        for attempt in range(_TABLE_TRIES):
            try:
                database.transact(*((table, ()) for table in _TABLES))
            except StorageError:  # two processes that start at once make the same tables, and PostgreSQL refuses one
                if attempt == _TABLE_TRIES - 1:
                    raise
                time.sleep(0.1 * (attempt + 1))
            else:
                break

    def take(self, key: str, body: Mapping[str, Any], person: str = "") -> bool:
        """Write a delivery down as this process's; False when it came before.

        Raises:
            StorageError: when that can't be done now; then it should not be acknowledged, so that Slack repeats it.
        """
        now = self._clock()
        rows = self._database.execute(
            "INSERT INTO adroit_slack_inbox VALUES (?, ?, ?, ?, ?, ?, '', '', '0', 0, 1) ON CONFLICT (key) DO NOTHING "
            "RETURNING 1",
            key, json.dumps(body), person, self.name, now + self.lease, now,
        )  # fmt: skip
        return bool(rows)

    def began(self, key: str, channel: str, ts: str) -> None:
        """Note the message in which a delivery's answer begins, so that another process can end it."""
        self._database.execute("UPDATE adroit_slack_inbox SET message = ? WHERE key = ?", f"{channel} {ts}", key)

    def amend(self, key: str, body: Mapping[str, Any]) -> None:
        """Add to a delivery what another process would need to go on with it."""
        self._database.execute(
            "UPDATE adroit_slack_inbox SET body = ? WHERE key = ? AND is_done = 0", json.dumps(body), key
        )

    def answered(self, key: str, turn: str) -> None:
        """Note the turn that holds a delivery's answer: from now on it need only be shown, not found again."""
        self._database.execute("UPDATE adroit_slack_inbox SET turn = ? WHERE key = ?", turn, key)

    def answer_of(self, key: str) -> str:
        """Return the turn that holds a delivery's answer already; empty when there is none."""
        rows = self._database.execute("SELECT turn FROM adroit_slack_inbox WHERE key = ?", key)
        return str(rows[0][0]) if rows else ""

    def done(self, key: str, cost: Decimal | None = None) -> None:
        """Note that a delivery is answered, and drop what it said: only its key is needed from now on.

        Where that can't be written now it is written with the next sign of life: nobody is answered twice for it.
        """
        try:
            self._database.execute(
                "UPDATE adroit_slack_inbox SET is_done = 1, body = '', cost = ? WHERE key = ?", str(cost or 0), key
            )
        except StorageError:
            self._unwritten[key] = cost
        else:
            self._unwritten.pop(key, None)

    def live(self) -> None:
        """Say that this process lives: what it took stays its own. To be called well within the lease."""
        for key, cost in list(self._unwritten.items()):
            self.done(key, cost)
        self._database.execute(
            "UPDATE adroit_slack_inbox SET taken_until = ? WHERE taken_by = ? AND is_done = 0",
            self._clock() + self.lease, self.name,
        )  # fmt: skip

    def give_back(self, key: str) -> None:
        """Let a delivery that could not be answered now be taken up again, here or elsewhere, the later the older."""
        now = self._clock()
        self._database.execute(
            "UPDATE adroit_slack_inbox SET taken_by = '', tries = tries - 1, "
            "taken_until = CASE WHEN came > ? THEN 0 ELSE ? + (? - came) / 2 END WHERE key = ?",
            now - _SOON, now, now, key,
        )  # fmt: skip

    def hand_back(self) -> None:
        """Let others take up at once what this process has not answered."""
        self._database.execute(
            "UPDATE adroit_slack_inbox SET taken_until = 0 WHERE taken_by = ? AND is_done = 0", self.name
        )

    def left(self) -> list[Left]:
        """Take up the deliveries of processes that ended, and return them."""
        now = self._clock()
        rows = self._database.execute(
            "UPDATE adroit_slack_inbox SET taken_by = ?, taken_until = ?, tries = tries + 1 "
            "WHERE is_done = 0 AND taken_until < ? AND tries < ? RETURNING key, body, message",
            self.name, now + self.lease, now, MOST_TRIES,
        )  # fmt: skip
        return [Left(key, json.loads(body), message) for key, body, message in rows]

    def asked(self, person: str, seconds: float) -> int:
        """Return how many deliveries of a person came in the last so many seconds."""
        return int(self._of(person, seconds, "COUNT(*)")[0][0])

    def spent(self, person: str, seconds: float) -> Decimal:
        """Return what a person's questions of the last so many seconds cost, in USD."""
        return sum((Decimal(str(row[0])) for row in self._of(person, seconds, "cost")), Decimal(0))

    def _of(self, person: str, seconds: float, what: str) -> list[tuple[Any, ...]]:
        return self._database.execute(
            f"SELECT {what} FROM adroit_slack_inbox WHERE person = ? AND came > ?", person, self._clock() - seconds
        )

    def is_in_reach(self) -> bool:
        """Whether deliveries can be kept now."""
        try:
            self._database.execute("SELECT 1")
        except StorageError:
            return False
        return True

    def forget(self) -> None:
        """Drop what is older than any repetition."""
        self._database.execute("DELETE FROM adroit_slack_inbox WHERE came < ?", self._clock() - KEPT_SECONDS)
