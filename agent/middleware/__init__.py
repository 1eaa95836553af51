"""What stands between the loop and the model: limits, errors as messages, fallbacks. One file a concern.

`middleware_of` puts them in order; the first is outermost around a call:

    tool errors > no repeats > spans > the tool
    stand-in (budget, limits, time) > tools chosen > repair > retry > plainer request > shorter thread > reply checked >
        spans > meter > the model

So each model of the stand-in is retried on its own, each attempt is checked, and each attempt that gave a reply is
traced and paid for, whether or not the reply was any good.
"""

from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware, ToolCallLimitMiddleware

from agent.middleware.limits import MODEL_CALLS, PLANNER_CALLS, TOOL_CALLS, NoRepeats, endless
from agent.middleware.metering import MeterCalls
from agent.middleware.spans import TraceCalls
from agent.middleware.tool_errors import ToolErrors
from agent.models import ModelChoice

if TYPE_CHECKING:
    from langchain.agents.middleware.types import ModelRequest
    from langchain_core.language_models import BaseChatModel

    from agent.log import ErrorLog
    from agent.middleware.stand_in import Refusal
    from agent.settings import Settings
    from agent.toolbox import Toolbox
    from agent.tracing import Tracing
    from agent.usage.ledger import UsageLedger

__all__ = ["MODEL_CALLS", "TOOL_CALLS", "middleware_of"]


def middleware_of(
    choice: ModelChoice,
    model: "BaseChatModel",
    toolbox: "Toolbox",
    *,
    usage: "UsageLedger",
    tracing: "Tracing",
    log: "ErrorLog",
) -> list[AgentMiddleware[Any, Any, Any]]:
    """Return the middleware for a model, outermost first.

    Raises:
        SettingsError: when the fallback model can't be used.
    """
    from agent.usage.prices import load_prices

    settings = toolbox.settings
    return [
        # The two limits of LangChain's are a net: StandIn hands over to the planner before either is reached.
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS + PLANNER_CALLS, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=TOOL_CALLS + PLANNER_CALLS, exit_behavior="error"),
        ToolErrors(log, list(toolbox.tools)),
        NoRepeats(),
        *([] if choice.kind == "offline" else _for_models(choice, model, toolbox, usage)),
        TraceCalls(tracing),
        MeterCalls(usage, load_prices(settings.prices)),
    ]


def _for_models(
    choice: ModelChoice, model: "BaseChatModel", toolbox: "Toolbox", usage: "UsageLedger"
) -> list[AgentMiddleware[Any, Any, Any]]:
    """Return what only a real model needs; the offline planner can't fail in these ways."""
    from agent.middleware.context_length import ShortenThread
    from agent.middleware.plainer import PlainerRequest
    from agent.middleware.repair import RepairFigures
    from agent.middleware.replies import CheckReply
    from agent.middleware.retry import RetryModel
    from agent.middleware.stand_in import StandIn
    from agent.middleware.tool_choice import ChooseTools
    from agent.models import build_model, choose_fallback
    from agent.offline.model import OfflineModel
    from knowledge.embedding import open_embedder

    settings = toolbox.settings
    models = [(choice.name, model)]
    if (second := choose_fallback(settings)) is not None and second.kind != "offline":
        models.append((second.name, build_model(second, settings)))
    return [
        StandIn(models, OfflineModel(), [_budget(settings, usage), endless]),
        ChooseTools(open_embedder),
        RepairFigures(lambda: toolbox.context.current.sentences()),  # noqa: PLW0108 - the context is replaced as it changes
        RetryModel(settings.model_retries, settings.retry_seconds),
        PlainerRequest(),
        ShortenThread(settings.context_tokens),
        CheckReply(TOOL_CALLS),
    ]


def _budget(settings: "Settings", usage: "UsageLedger") -> "Refusal":
    from agent.usage.budget import Budget

    if settings.daily_budget is None:
        return lambda _request, _name: None
    budget = Budget(settings.daily_budget, usage)

    def spent(_request: "ModelRequest[Any]", _name: str) -> str | None:
        return budget.words if budget.is_spent() else None

    return spent
