"""What a command of the conversation is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agent.channels.chat.session import ChatSession

Completes = Literal["nothing", "file", "change", "figures"]


class Leave(Exception):  # noqa: N818 - the user wished it
    """The conversation ends."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: with its stroke.
        usage: the arguments, as /help shows them.
        summary: what it does, in a few words.
        run: takes the session and the arguments as typed; returns the message to send to the assistant, if any.
        completes: what Tab offers after it.
    """

    name: str
    usage: str
    summary: str
    run: Callable[[ChatSession, str], str | None]
    completes: Completes = "nothing"
