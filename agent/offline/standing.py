"""Messages that ask to keep or forget something for all conversations: one call of `remember`, then its own words."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, ToolCall, ToolMessage

from agent.confirmation import DECLINED
from agent.context import SET_ONCE
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
_WHAT_IS_KNOWN = re.compile(
    r"\W*(?:(?:so|and|hi|hey|ok(?:ay)?|please|(?:can|could) you)\b[\s,]*)*(?:tell me |show me |list |remind me )?(?:"
    r"what (?:do|did|have) you (?:already |currently )?(?:know|remember|kept?|stored?|saved?|noted?|have)(?: on file)?"
    r"(?: (?:about|on|of|for) (?:us|me|our (?:company|brand|business|team|shop)|my (?:company|brand|business|shop)|"
    r"this team))|"
    r"what you (?:know|remember|have kept|have stored) (?:about|of|on) (?:us|me|our \w+|my \w+)|"
    r"what (?:have|do) you (?:remembered|remember|kept|noted)|"
    r"(?:what(?:['’]?s| is| are) )?(?:our|my|the) (?:standing )?(?:context|defaults|standing figures|kept figures)|"
    r"which (?:margin|targets?|currency|time zone|brand)(?: and \w+)? (?:do|did|have) you "
    r"(?:have|use|know|kept|remember)(?: for us)?)\W*$",
    re.IGNORECASE,
)
_KNOWN = 'This is kept for all conversations; say "forget our margin" or "from now on our margin is 45%" to change it:'
_NOTHING_KNOWN = (
    'Nothing is kept for all conversations yet. Say it once, such as "remember that our margin is 42%" or '
    '"from now on our target CPA is $35", and I ask before it is kept.'
)
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


def asks_what_is_known(text: str) -> bool:
    """Return whether a message asks what is kept for all conversations: "what do you know about us?"."""
    return _WHAT_IS_KNOWN.match(text) is not None


def known_words(prompt: str) -> str:
    """Return what is kept for all conversations, as the prompt tells it, in words for the user."""
    _, _, told = prompt.partition(SET_ONCE)
    lines = [line for line in told.strip().splitlines() if line.startswith("- ")]
    return f"{_KNOWN}\n\n" + "\n".join(lines) if lines else _NOTHING_KNOWN


def kept_words(results: Sequence[ToolMessage]) -> str:
    """Return the words for what came of it; empty while it was not tried."""
    return "\n\n".join(_worded(message) for message in results if message.name == "remember")


def _worded(message: ToolMessage) -> str:
    return result_of(message.artifact).render() if message.artifact else said_of(message)


def said_of(message: ToolMessage) -> str:
    """Return a message without a result in words for the user: what a no is to a model, is an all right to them."""
    return SAID_NO if str(message.text) == DECLINED else str(message.text)
