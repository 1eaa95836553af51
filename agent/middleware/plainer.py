"""OpenAI-compatible servers that lack a part of the protocol are asked again in a plainer way."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel

from agent.failures import FailureKind, failure_of
from agent.middleware.stand_in import is_planner

_USAGE_WORDS = ("stream_options", "include_usage")
_PLAIN = {"disable_streaming": True, "streaming": False, "stream_usage": False}


class PlainerRequest(AgentMiddleware[Any, Any, Any]):
    """Asks once more without token counts in the stream, or without streaming, and remembers what a server rejects.

    - A server that rejects `stream_options` gives no token counts; the ledger then says that they are not known.
    - A server whose stream holds nothing (it ignores `stream`, leaves out the index of tool calls, or streams a refusal
      that the client drops) is asked for the whole answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._learned: dict[str, dict[str, Any]] = {}

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the reply to the request, or to a plainer one."""
        if is_planner(request.model):
            return handler(request)
        name = _name(request.model)
        known = self._learned.get(name, {})
        if known:
            request = request.override(model=request.model.model_copy(update=known))
        try:
            return handler(request)
        except Exception as error:
            plainer = _plainer(error)
            if plainer is None or plainer.items() <= known.items():
                raise
            response = handler(request.override(model=request.model.model_copy(update=plainer)))
            if failure_of(error).kind is not FailureKind.EMPTY:  # an empty answer may have been a whim
                self._learned[name] = known | plainer
            return response


def _plainer(error: Exception) -> dict[str, Any] | None:
    kind = failure_of(error).kind
    said = str(error).lower()
    if kind is FailureKind.REJECTED and any(word in said for word in _USAGE_WORDS):
        return {"stream_usage": False}
    if kind is FailureKind.REJECTED and "stream" in said:
        return _PLAIN
    return _PLAIN if kind in {FailureKind.EMPTY, FailureKind.NOT_A_MODEL} else None


def _name(model: BaseChatModel) -> str:
    return f"{getattr(model, 'openai_api_base', '')} {getattr(model, 'model_name', '')}"
