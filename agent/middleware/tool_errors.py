"""A tool that fails tells the model what it can do about it; what fails unexpectedly is logged, without its data."""

import difflib
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import ToolErrorMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.types import Command

from agent.errors import AdroitError
from agent.log import ErrorLog
from agent.turn_record import TurnStopped


class ToolErrors(ToolErrorMiddleware):
    """LangChain's ToolErrorMiddleware with our sentences, for every exception and for tools that don't exist.

    Args:
        log: where unexpected errors go.
        names: the tools there are.
    """

    def __init__(self, log: ErrorLog, names: Sequence[str]) -> None:
        super().__init__(self._sentence)
        self._log = log
        self._names = tuple(names)

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Run the call; a failure becomes a message with status "error"."""
        if request.tool is None:
            return self._unknown(request)
        return super().wrap_tool_call(request, handler)

    def _sentence(self, error: Exception, request: ToolCallRequest) -> str | None:
        if isinstance(error, TurnStopped):
            return None
        if isinstance(error, AdroitError):
            return str(error)
        name = request.tool_call["name"]
        reference = self._log.keep(error, doing=f"the tool {name}")
        return (
            f"{name} failed inside Adroit and gave no result. This is a fault of Adroit's, not of the question; it is "
            f"in the log under {reference}. Other tools still work."
        )

    def _unknown(self, request: ToolCallRequest) -> ToolMessage:
        asked = request.tool_call["name"]
        near = difflib.get_close_matches(asked, self._names, n=3, cutoff=0.4)
        advice = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(self._names[:30])}."
        return ToolMessage(
            f"'{asked[:60]}' is not a tool. {advice}",
            name=asked[:60],
            tool_call_id=request.tool_call["id"],
            status="error",
        )
