"""Messages that ask to keep or forget something for all conversations: one call of `remember`, then its own words."""

import uuid
from collections.abc import Sequence

from langchain_core.messages import AIMessage, ToolCall, ToolMessage

from agent.confirmation import DECLINED
from agent.context_words import read_standing
from agent.toolbox import result_of
from tools.errors import InputError

SAID_NO = "All right, nothing was changed."
_BY_PLANNER = {"model_name": "offline planner"}


def standing_reply(text: str, results: Sequence[ToolMessage]) -> AIMessage | None:
    """Return the call that keeps what a message says, or the words for what came of it; None for other messages."""
    try:
        arguments = read_standing(text)
    except InputError:
        return None
    if arguments is None:
        return None
    if not results:
        call = ToolCall(name="remember", args=arguments, id=f"call_{uuid.uuid4().hex[:12]}")
        return AIMessage("", tool_calls=[call], response_metadata=_BY_PLANNER)
    return AIMessage("\n\n".join(_worded(message) for message in results), response_metadata=_BY_PLANNER)


def _worded(message: ToolMessage) -> str:
    if str(message.text) == DECLINED:
        return SAID_NO
    return result_of(message.artifact).render() if message.artifact else str(message.text)
