"""Messages that ask to keep or forget something for all conversations: one call of `remember`, then its own words."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, ToolCall, ToolMessage

from agent.confirmation import DECLINED
from agent.context_words import read_standing
from agent.toolbox import result_of
from tools.errors import InputError

SAID_NO = "All right, nothing was changed."
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")


@dataclass(frozen=True)
class Standing:
    """What a message asks to keep.

    Attributes:
        arguments: for the tool `remember`.
        rest: what else the message asks; empty when nothing.
    """

    arguments: dict[str, Any]
    rest: str = ""

    def call(self) -> AIMessage:
        """Return the call that asks for it."""
        call = ToolCall(name="remember", args=self.arguments, id=f"call_{uuid.uuid4().hex[:12]}")
        return AIMessage("", tool_calls=[call], response_metadata={"model_name": "offline planner"})


def find_standing(text: str) -> Standing | None:
    """Return what a message asks to keep or forget, and what else it asks; None when it asks no such thing."""
    try:
        arguments = read_standing(text)
        if arguments is None:
            return None
        sentences = _SENTENCE.split(text)
        rest = " ".join(s for s in sentences if "?" in s and read_standing(s) is None)
    except InputError:
        return None
    return Standing(arguments, rest)


def kept_words(results: Sequence[ToolMessage]) -> str:
    """Return the words for what came of it; empty while it was not tried."""
    return "\n\n".join(_worded(message) for message in results if message.name == "remember")


def _worded(message: ToolMessage) -> str:
    return result_of(message.artifact).render() if message.artifact else said_of(message)


def said_of(message: ToolMessage) -> str:
    """Return a message without a result in words for the user: what a no is to a model, is an all right to them."""
    return SAID_NO if str(message.text) == DECLINED else str(message.text)
