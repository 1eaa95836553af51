"""A model's reply is looked at before it counts: empty, refused, stopped, cut off, or with calls that can't be read."""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, ToolCall, ToolMessage

from agent.failures import FailureKind, ReplyError
from agent.middleware.limits import calls_made
from agent.middleware.stand_in import is_planner
from agent.turn_record import current_record

CUT_OFF = "The model's answer was cut off at its length limit; what is shown ends with its last whole sentence."
_SENTENCE_END = re.compile(r"[.!?:](?=\s|$)|\n")


class CheckReply(AgentMiddleware[Any, Any, Any]):
    """Raises ReplyError for a reply that is no answer, and mends what can be mended.

    Args:
        tool_calls: how many tool calls a turn may make; a reply that asks for more at once keeps the first of them.
    """

    def __init__(self, tool_calls: int) -> None:
        super().__init__()
        self._tool_calls = tool_calls

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the reply when it is one."""
        response = handler(request)
        if is_planner(request.model):
            return response
        left = max(0, self._tool_calls - calls_made(request.messages))
        response.result = [
            _checked(m, request.messages, left) if isinstance(m, AIMessage) else m for m in response.result
        ]
        return response


def _checked(message: AIMessage, earlier: Sequence[BaseMessage], calls_left: int) -> AIMessage:
    finish = message.response_metadata.get("finish_reason")
    if message.additional_kwargs.get("refusal") or any(b["type"] == "refusal" for b in message.content_blocks):
        raise ReplyError(FailureKind.REFUSED)
    if finish == "content_filter":
        raise ReplyError(FailureKind.FILTERED)
    if message.invalid_tool_calls:
        raise ReplyError(FailureKind.BROKEN_CALL)
    text = str(message.text).strip()
    if not text and not message.tool_calls:
        raise ReplyError(FailureKind.EMPTY)
    if message.tool_calls and not calls_left:
        raise ReplyError(FailureKind.ENDLESS)
    if message.tool_calls:
        return message.model_copy(update={"tool_calls": _distinct(message.tool_calls[:calls_left], earlier)})
    if finish == "length":
        ends = [found.end() for found in _SENTENCE_END.finditer(text)]
        if not ends:
            raise ReplyError(FailureKind.EMPTY)
        current_record().note(CUT_OFF)
        return message.model_copy(update={"content": text[: ends[-1]].strip()})
    return message


def _distinct(calls: Sequence[ToolCall], earlier: Sequence[BaseMessage]) -> list[ToolCall]:
    """Return the calls, each with an id of its own: some servers leave ids out, or number from 0 in every reply."""
    taken = {m.tool_call_id for m in earlier if isinstance(m, ToolMessage)}
    distinct: list[ToolCall] = []
    for call in calls:
        name = call["id"]
        if not name or name in taken:
            name = f"call_{uuid.uuid4().hex[:12]}"
        taken.add(name)
        distinct.append(ToolCall(name=call["name"], args=call["args"], id=name, type="tool_call"))
    return distinct
