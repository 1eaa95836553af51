"""Nothing secret reaches a prompt: what tools, documents and cells bring along is cleaned before a model sees it."""

from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage

from agent.security.controls import without_controls
from agent.security.secrets import without_secrets


class PromptGuard(AgentMiddleware[Any, Any, Any]):
    """Cleans the text of every message on its way to the model; the thread keeps what was said."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Call the model with cleaned messages."""
        return handler(request.override(messages=[_guarded(message) for message in request.messages]))


def _guarded(message: AnyMessage) -> AnyMessage:
    if not isinstance(message.content, str):
        return message
    plain = without_secrets(without_controls(message.content))
    return message if plain == message.content else message.model_copy(update={"content": plain})
