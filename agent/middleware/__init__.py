"""What stands between the loop and the model: limits, errors as messages, fallbacks. One file a concern.

`middleware_of` puts them in order; the first is outermost around a call.
"""

from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
)

from agent.errors import AdroitError
from agent.middleware.prompt_guard import PromptGuard
from agent.models import ModelChoice

MODEL_CALLS = 8
TOOL_CALLS = 12


def middleware_of(choice: ModelChoice) -> list[AgentMiddleware[Any, Any, Any]]:
    """Return the middleware for a model, outermost first."""
    from agent.offline.model import OfflineModel

    fallback = [] if choice.kind == "offline" else [ModelFallbackMiddleware(OfflineModel())]
    return [
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=TOOL_CALLS, exit_behavior="end"),
        ToolErrorMiddleware(lambda error, _request: str(error) if isinstance(error, AdroitError) else None),
        *fallback,
        PromptGuard(),
    ]
