"""OpenTelemetry spans around each model call and each tool call."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.types import Command

from agent.middleware.stand_in import is_planner
from agent.tracing import Tracing


class TraceCalls(AgentMiddleware[Any, Any, Any]):
    """Makes the spans that `agent.tracing` describes."""

    def __init__(self, tracing: Tracing) -> None:
        super().__init__()
        self._tracing = tracing

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Trace one attempt at a model."""
        planner = is_planner(request.model)
        model = "offline planner" if planner else str(getattr(request.model, "model_name", "model"))
        with self._tracing.model_call(model) as span:
            self._tracing.add_content(span, "gen_ai.input.messages", [m.text for m in request.messages])
            response = handler(request)
            reply = next((m for m in response.result if isinstance(m, AIMessage)), None)
            if span is not None and reply is not None:
                used = reply.usage_metadata
                if used:
                    span.set_attribute("gen_ai.usage.input_tokens", used["input_tokens"])
                    span.set_attribute("gen_ai.usage.output_tokens", used["output_tokens"])
                self._tracing.add_content(span, "gen_ai.output.messages", reply.text)
            return response

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Trace one run of a tool."""
        known = request.tool.name if request.tool is not None else "unknown"  # a made-up name may hold anything
        with self._tracing.tool_call(known) as span:
            self._tracing.add_content(span, "gen_ai.tool.call.arguments", request.tool_call["args"])
            result = handler(request)
            if span is not None and isinstance(result, ToolMessage):
                span.set_attribute("adroit.tool.status", result.status)
                self._tracing.add_content(span, "gen_ai.tool.call.result", result.text)
            return result
