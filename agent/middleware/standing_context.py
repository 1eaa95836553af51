"""Tells the model what the marketer has set once: brand, currency, time zone, margin, targets, their conversion."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import SystemMessage

from agent.context import ContextStore


class StandingContext(AgentMiddleware[Any, Any, Any]):
    """Adds the context's lines to the system prompt of each call, as they stand at that moment.

    Example:
        >>> create_agent(model, tools, middleware=[StandingContext(toolbox.context)])  # doctest: +SKIP
    """

    def __init__(self, context: ContextStore) -> None:
        super().__init__()
        self._context = context

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Call the model with the lines added."""
        lines = self._context.current.as_prompt()
        if not lines:
            return handler(request)
        told = f"{request.system_message.text}\n\n{lines}" if request.system_message else lines
        return handler(request.override(system_message=SystemMessage(told)))
