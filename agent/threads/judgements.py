"""What people think of answers, kept beside the conversations: the evaluation suite learns from it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from agent.threads.database import Database
from agent.threads.records import now

_KEEP = (
    "INSERT INTO adroit_judgements (thread, message_id, person, verdict, at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (thread, message_id, person) DO UPDATE SET verdict = excluded.verdict, at = excluded.at"
)


class Verdict(StrEnum):
    """Whether an answer helped."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's verdict on one answer.

    Attributes:
        message_id: of the question among the thread's messages, as in `Turn.message_id`.
        person: a digest of who it was, the same for the same person: nobody's name is kept.
        at: when, in UTC, ISO 8601.
    """

    thread: str
    message_id: str
    person: str
    verdict: Verdict
    at: str


class Judgements:
    """The verdicts on the answers of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judge(self, thread: str, message_id: str, person: str, verdict: Verdict) -> None:
        """Keep a verdict; another by the same person on the same answer takes its place.

        Raises:
            StorageError: when it can't be kept now.
        """
        self._database.execute(_KEEP, thread, message_id, digest_of(person), verdict.value, now())

    def all(self, verdict: Verdict | None = None) -> list[Judgement]:
        """Return the verdicts, the earliest first; only those of one kind when it is named.

        Raises:
            StorageError: when they can't be read now.
        """
        rows = self._database.execute(
            "SELECT thread, message_id, person, verdict, at FROM adroit_judgements ORDER BY at, thread, message_id"
        )
        found = [Judgement(thread, message, person, Verdict(said), at) for thread, message, person, said, at in rows]
        return [each for each in found if verdict in {None, each.verdict}]


def digest_of(person: str) -> str:
    """Return what stands for a person where their name has no business."""
    return hashlib.sha256(person.encode()).hexdigest()[:16]
