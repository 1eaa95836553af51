"""Stops a turn before a tool that writes, asks the user, and goes on with the answer."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from langchain.agents.middleware import AgentMiddleware, ToolCallRequest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command, Interrupt, interrupt

from agent.confirmation import DECLINED, Question, confirmed, default_question
from agent.events import ConfirmationNeeded
from agent.threads.effects import INTERRUPTED, Effects, key
from agent.turn_context import current_turn
from tools.catalog import Tool
from tools.result import ToolInput

if TYPE_CHECKING:
    from langgraph.types import StateSnapshot


class ConfirmWrites(AgentMiddleware[Any, Any, Any]):
    """Asks before each tool that writes, and does nothing twice.

    LangChain's HumanInTheLoopMiddleware would ask about arguments before they are validated, words no question of the
    tool's own and keeps no record of what was done before a crash.

    Example:
        >>> create_agent(model, tools, middleware=[ConfirmWrites(toolbox.tools, threads.effects)])  # doctest: +SKIP
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        effects: Effects,
        ask: Callable[[Tool, ToolInput], Question] = default_question,
    ) -> None:
        super().__init__()
        self._tools = tools
        self._effects = effects
        self._ask = ask

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Ask before a tool that writes; run the others."""
        spec = self._tools.get(request.tool_call["name"])
        if spec is None or spec.effect == "reads":
            return handler(request)
        turn = current_turn()
        thread, asked_by = turn.thread if turn else "", _asked_by(request)
        known = self._effects.told(thread, asked_by, request.tool_call)
        if known is not None:
            return known
        call = key(asked_by, request.tool_call)
        asked = self._ask(spec, spec.read(request.tool_call["args"]))  # refuses bad arguments before anybody is asked
        approved = interrupt(
            {
                "tool": spec.name,
                "question": asked.question,
                "preview": asked.preview,
                "arguments": request.tool_call["args"],
            }
        )
        if approved is not True:
            return _message(request, DECLINED)
        if not self._effects.begin(thread, call, spec.name):
            return _message(request, INTERRUPTED, status="error")
        with confirmed(spec.name):
            result = handler(request)
        if isinstance(result, ToolMessage):
            self._effects.end(thread, call, result)
        return result


def question_of(interrupts: tuple[Interrupt, ...]) -> ConfirmationNeeded:
    """Return the first of the questions that a turn waits for; the others follow when it is answered."""
    first = interrupts[0]
    asked = first.value
    return ConfirmationNeeded(
        id=first.id,
        tool=asked["tool"],
        question=asked["question"],
        preview=asked["preview"],
        arguments=asked["arguments"],
    )


def waiting_in(state: "StateSnapshot") -> tuple[Interrupt, ...]:
    """Return the questions that a thread waits for."""
    return tuple(found for task in state.tasks for found in task.interrupts)


def _asked_by(request: ToolCallRequest) -> AIMessage:
    """Return the message of the model's that this call stands in."""
    return next(
        m
        for m in reversed(request.state["messages"])
        if isinstance(m, AIMessage) and any(call["id"] == request.tool_call["id"] for call in m.tool_calls)
    )


def _message(request: ToolCallRequest, text: str, *, status: Literal["success", "error"] = "success") -> ToolMessage:
    return ToolMessage(text, name=request.tool_call["name"], tool_call_id=request.tool_call["id"], status=status)
