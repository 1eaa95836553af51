"""Repairs a thread whose last turn was cut off: a tool call without its result is answered with what is known of it.

Providers refuse a conversation in which a tool call has no result, so without this a thread that was killed between
the two could never be used again.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState
from langchain_core.messages import AIMessage, BaseMessage, RemoveMessage, ToolCall, ToolMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.runtime import Runtime

from agent.turn_context import TurnContext

if TYPE_CHECKING:
    from agent.threads.effects import Effects

CUT_OFF = "This call was interrupted before it gave a result; nothing is known of it. Call again if it is still needed."


def cut_off(_asked: AIMessage, call: ToolCall) -> ToolMessage:
    """Return the result of a call that nothing is known of."""
    return ToolMessage(CUT_OFF, tool_call_id=str(call["id"]), name=call["name"], status="error")


def answered(
    messages: Sequence[BaseMessage], missing: Callable[[AIMessage, ToolCall], ToolMessage] = cut_off
) -> list[BaseMessage]:
    """Return the messages with a result right after every tool call, and no result without its call.

    A result that stands further down, where an interrupted turn was taken up again, is moved up to its call; one that
    there is none of is what `missing` says of the message and its call.
    """
    repaired: list[BaseMessage] = []
    for position, message in enumerate(messages):
        if isinstance(message, ToolMessage):
            continue
        repaired.append(message)
        if isinstance(message, AIMessage):
            follow = _follow(messages, position)
            repaired += [follow.get(str(call["id"])) or missing(message, call) for call in message.tool_calls]
    return repaired


def _follow(messages: Sequence[BaseMessage], position: int) -> dict[str, ToolMessage]:
    """Return the results that belong to one message of calls: some servers give the same ids again and again."""
    found: dict[str, ToolMessage] = {}
    for message in messages[position + 1 :]:
        if isinstance(message, AIMessage) and message.tool_calls:
            break
        if isinstance(message, ToolMessage):
            found.setdefault(message.tool_call_id, message)
    return found


class OrphanRepair(AgentMiddleware[Any, Any, Any]):
    """Answers tool calls that an interrupted turn left open, before the next turn begins.

    What a tool that writes had done before the process died is told as it is known.

    Example:
        >>> create_agent(model, tools, middleware=[OrphanRepair(threads.effects)])  # doctest: +SKIP
    """

    def __init__(self, effects: "Effects") -> None:
        super().__init__()
        self._effects = effects

    def before_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """Put the thread's messages in order."""
        thread = runtime.context.thread if isinstance(runtime.context, TurnContext) else ""

        def known(asked: AIMessage, call: ToolCall) -> ToolMessage:
            return self._effects.told(thread, asked, call) or cut_off(asked, call)

        repaired = answered(state["messages"], known)
        if repaired == list(state["messages"]):
            return None
        return {"messages": [RemoveMessage(id=REMOVE_ALL_MESSAGES), *repaired]}
