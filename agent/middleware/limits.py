"""No turn runs for ever: so many steps, so many tool calls, and no call twice in a row."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ToolCallRequest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.types import Command

from agent.failures import FailureKind
from agent.middleware.stand_in import is_planners
from agent.turn_record import current_record

MODEL_CALLS = 8
TOOL_CALLS = 12
PLANNER_CALLS = 8
"""What the offline planner may still do when it takes over at a limit."""

_SAME_AGAIN = 3
REPEATED = (
    "This is the same call as the one just before, and its result would be the same: it stands above. Word your answer "
    "from it, call another tool, or ask the user for what is missing."
)


def turn_of(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """Return the messages since the user's last."""
    asked = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1)
    return messages[asked + 1 :]


def calls_made(messages: Sequence[BaseMessage]) -> int:
    """Return how many tool calls were made since the user's last message."""
    return sum(isinstance(m, ToolMessage) for m in turn_of(messages))


def endless(request: ModelRequest[Any], name: str) -> str | None:
    """Say that a model comes to no answer: too many steps, or the same calls again and again."""
    replies = [m for m in turn_of(request.messages) if isinstance(m, AIMessage)]
    calls = [_calls(m) for m in replies]
    same = 1
    for before, after in pairwise(calls):
        same = same + 1 if before == after else 1
    if same >= _SAME_AGAIN and calls and calls[-1]:
        return f"{name} called the same tool again and again"
    if len(replies) >= MODEL_CALLS:
        return f"{name} {FailureKind.ENDLESS} in {len(replies)} steps"
    return None


def _calls(message: AIMessage) -> list[tuple[str, str]]:
    return sorted((c["name"], repr(sorted(c["args"].items()))) for c in message.tool_calls)


class NoRepeats(AgentMiddleware[Any, Any, Any]):
    """Does not run a tool call that only repeats the one just before it, and lets none begin in a turn given up."""

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Run the call, or say that it was made already."""
        current_record().check()
        replies = [m for m in turn_of(request.state["messages"]) if isinstance(m, AIMessage)]
        call = (request.tool_call["name"], repr(sorted(request.tool_call["args"].items())))
        if len(replies) > 1 and call in _calls(replies[-2]) and is_planners(replies[-1]) == is_planners(replies[-2]):
            return ToolMessage(
                REPEATED, name=request.tool_call["name"], tool_call_id=request.tool_call["id"], status="success"
            )
        return handler(request)
