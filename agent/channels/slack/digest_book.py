"""The digests that are scheduled, in the database of the conversations: every process of the workspace sees them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent.channels.slack.asks import Place
from agent.channels.slack.recurrence import Schedule
from agent.threads.database import Database

_TABLE = """CREATE TABLE IF NOT EXISTS adroit_slack_digests (
    id TEXT PRIMARY KEY, team TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT NOT NULL, person TEXT NOT NULL,
    is_direct INTEGER NOT NULL, recurrence TEXT NOT NULL, words TEXT NOT NULL, zone TEXT NOT NULL,
    question TEXT NOT NULL, created DOUBLE PRECISION NOT NULL)"""
_COLUMNS = "id, team, channel, thread_ts, person, is_direct, recurrence, words, zone, question, created"


@dataclass(frozen=True, slots=True)
class Digest:
    """A question that is asked again and again.

    Attributes:
        place: the channel it comes in, who wanted it, and the thread in which it was wanted: its data set is used.
        created: when; nothing from before it is made up for.
    """

    id: str
    place: Place
    schedule: Schedule
    question: str
    created: datetime

    @property
    def words(self) -> str:
        """`every Monday at 9:00 (Europe/Berlin): what changed`."""
        return f"{self.schedule.words} ({self.schedule.zone}): {self.question}"


class DigestBook:
    """Keeps digests.

    Args:
        database: the one of the conversations.
        clock: seconds since 1970.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        database.execute(_TABLE)

    @property
    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.fromtimestamp(self._clock(), UTC)

    def add(self, id_: str, place: Place, schedule: Schedule, question: str) -> bool:
        """Keep a digest; False when it is kept already."""
        return bool(
            self._database.execute(
                f"INSERT INTO adroit_slack_digests ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO NOTHING RETURNING 1",
                id_, place.team, place.channel, place.thread_ts, place.user, int(place.is_direct), schedule.rule,
                schedule.words, schedule.zone, question, self._clock(),
            )
        )  # fmt: skip

    def get(self, id_: str) -> Digest | None:
        """Return a digest; None when there is none of that id."""
        return next(iter(self._found("id = ?", id_)), None)

    def all(self) -> list[Digest]:
        """Return every digest."""
        return self._found("1 = 1")

    def seen_by(self, place: Place) -> list[Digest]:
        """Return the digests of a person, and those of the channel they are in."""
        return self._found("team = ? AND (person = ? OR channel = ?)", place.team, place.user, place.channel)

    def of_person(self, place: Place) -> int:
        """Return how many digests a person has."""
        return len(self._found("team = ? AND person = ?", place.team, place.user))

    def delete(self, id_: str) -> None:
        """Delete a digest."""
        self._database.execute("DELETE FROM adroit_slack_digests WHERE id = ?", id_)

    def _found(self, where: str, *values: Any) -> list[Digest]:
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM adroit_slack_digests WHERE {where} ORDER BY created", *values
        )
        return [_digest(row) for row in rows]


def _digest(row: tuple[Any, ...]) -> Digest:
    id_, team, channel, thread_ts, person, is_direct, rule, words, zone, question, created = row
    place = Place(team, channel, thread_ts, person, is_direct=bool(is_direct))
    return Digest(id_, place, Schedule(rule, words, zone), question, datetime.fromtimestamp(float(created), UTC))
