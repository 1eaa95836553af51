"""Messages that ask to keep or forget something for all conversations: one call of `remember`, then its own words."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, ToolCall, ToolMessage

from agent.confirmation import DECLINED
from agent.context_words import asks_to_keep, read_standing
from agent.offline.thread import FIGURE_TOOLS, Thread
from agent.toolbox import result_of
from tools.errors import InputError
from tools.kpi.mentions import find_mentions

_OF_FIGURES = frozenset({*FIGURE_TOOLS, "estimate_customer_value"})
_TARGET = re.compile(r"\b(?:targets?|goals?)\b", re.IGNORECASE)
_FOR_SOMETHING = re.compile(
    r"\b(?:briefs?|funnel|campaigns?|customers?|orders?|cohorts?|estimate|predict|where['’]?s|break[ -]?even)\b",
    re.IGNORECASE,
)
"""What a figure in the same breath belongs to."""
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


def find_standing(text: str, thread: Thread | None = None) -> Standing | None:
    """Return what a message asks to keep or forget, and what else it asks; None when it asks no such thing.

    A figure that a question rests on ("break-even ROAS for a 28% margin"), or that answers what the planner asked back,
    is that question's alone, unless the words ask to keep it.
    """
    try:
        arguments = read_standing(text)
        if arguments is None or not (asks_to_keep(text) or _only_tells(text, arguments, thread or Thread())):
            return None
        sentences = _SENTENCE.split(text)
        rest = " ".join(s for s in sentences if "?" in s and read_standing(s) is None)
    except InputError:
        return None
    return Standing(arguments, rest)


def _only_tells(text: str, arguments: dict[str, Any], thread: Thread) -> bool:
    """Return whether a message tells what is to be kept and names nothing that it could be a figure for."""
    if "forget" in arguments:
        return True
    last = thread.turns[-1] if thread.turns else None
    if last is not None and (last.reply == "asks" or (last.calls[-1:] and last.calls[-1].tool in _OF_FIGURES)):
        return False
    told = {"margin", *arguments.get("targets", {})}
    named = {c.name for m in find_mentions(_TARGET.sub(" ", text)) if not m.is_time for c in m.candidates[:1]}
    return not (named - told) and _FOR_SOMETHING.search(text) is None


def kept_words(results: Sequence[ToolMessage]) -> str:
    """Return the words for what came of it; empty while it was not tried."""
    return "\n\n".join(_worded(message) for message in results if message.name == "remember")


def _worded(message: ToolMessage) -> str:
    return result_of(message.artifact).render() if message.artifact else said_of(message)


def said_of(message: ToolMessage) -> str:
    """Return a message without a result in words for the user: what a no is to a model, is an all right to them."""
    return SAID_NO if str(message.text) == DECLINED else str(message.text)
