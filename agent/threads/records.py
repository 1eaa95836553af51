"""What is known of a thread: its summary, its turns, and the names it may have."""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from agent.errors import ThreadError

if TYPE_CHECKING:
    from agent.answer import Answer

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,119}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_TITLE = 60
UNTITLED = "New conversation"
"""The title of a thread that got data before its first question, which then gives it its title."""
LOCAL = ""
"""How the person at this machine (user None) stands in the tables."""


class TurnState(StrEnum):
    """How far a turn came."""

    OPEN = "open"
    """Begun and not ended: it runs, or was cut off."""
    WAITING = "waiting"
    """A question of its own waits for the user's yes or no."""
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A thread as a list shows it.

    Attributes:
        user: whose it is; None for the person at this machine.
        turns: how many questions it holds.
        updated: when the last one was asked or answered, in UTC.
    """

    id: str
    title: str
    user: str | None
    turns: int
    updated: datetime


@dataclass(slots=True)
class Turn:
    """One question of a thread and what was shown for it.

    Attributes:
        number: from 1; 0 while the database could not be asked for it.
        message_id: of the question among the thread's messages.
        shown: the answer in Markdown as far as the user saw it.
        answer: the whole answer as JSON; None for a turn that was cut off.
        at: when it began, in UTC, ISO 8601.
    """

    thread: str
    message_id: str
    question: str
    number: int = 0
    shown: str = ""
    answer: str | None = None
    state: TurnState = TurnState.OPEN
    at: str = ""

    def read_answer(self) -> "Answer | None":
        """Return the answer with its citations, evidence and figures; None for a turn that was cut off."""
        from agent.answer import Answer

        return Answer.model_validate_json(self.answer) if self.answer else None


def new_id() -> str:
    """Return an id for a new thread."""
    return f"t-{uuid.uuid4().hex[:12]}"


def checked_id(thread: str) -> str:
    """Return the id, when it is one.

    Raises:
        ThreadError: for anything that is not letters, digits and . _ : @ -, at most 120.
    """
    if not _ID.fullmatch(thread):
        raise ThreadError(
            f"'{thread[:40]}' can't be the id of a conversation", remedy="Use letters, digits and . _ : @ - only."
        )
    return thread


def owner_of(user: str | None) -> str:
    """Return how a user stands in the tables.

    Raises:
        ThreadError: for an empty name, which would stand for the person at this machine.
    """
    if user is not None and not user.strip():
        raise ThreadError("A user without a name can't own a conversation", remedy="Name the user, or leave it out.")
    return LOCAL if user is None else user


def folder_name(thread: str) -> str:
    """Return a folder's name for a thread: its id where every file system tells it from others, else a digest.

    "Budget" and "budget" are two threads, and one folder on some systems.
    """
    if _FOLDER.fullmatch(thread):
        return thread
    return f"x-{hashlib.sha256(thread.encode()).hexdigest()[:24]}"


def title_of(message: str) -> str:
    """Return a title made from a first message: its first line, cut at a word."""
    line = next((" ".join(part.split()) for part in message.splitlines() if part.strip()), UNTITLED)
    if len(line) <= _TITLE:
        return line
    cut = line[:_TITLE].rsplit(" ", 1)[0] if " " in line[:_TITLE] else line[:_TITLE]
    return cut.rstrip(",;:.-") + "…"


def now() -> str:
    """Return this moment in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
