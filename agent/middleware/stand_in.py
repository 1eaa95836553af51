"""Who answers when the model can't: the fallback model, then always the offline planner; and the answer says why."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.errors import GraphBubbleUp

from agent.failures import FailureKind, failure_of
from agent.guide_tool import GuidePassages
from agent.toolbox import result_of
from agent.turn_record import TurnStopped, current_record

PLANNER = "the offline planner"
Named = tuple[str, BaseChatModel]
Refusal = Callable[[ModelRequest[Any], str], str | None]
"""Says why no model may be asked now, given its name, as the beginning of a sentence; None when one may."""


class StandIn(AgentMiddleware[Any, Any, Any]):
    """Asks the models in turn, and the offline planner last; a model that failed is not tried again in its turn.

    LangChain's ModelFallbackMiddleware does not say that it fell back nor why, and begins with the first model again at
    every step.

    Args:
        models: name and model, the preferred first.
        planner: the model that can't fail to be reached.
        unless: what can forbid asking a model, such as a spent budget.
    """

    def __init__(self, models: Sequence[Named], planner: BaseChatModel, unless: Sequence[Refusal] = ()) -> None:
        super().__init__()
        self._models = tuple(models)
        self._planner = planner
        self._unless = tuple(unless)

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the first reply that is one."""
        record = current_record()
        reasons: list[str] = []
        for name, model in self._models:
            record.check()
            if name in record.gave_up:
                continue
            if forbidden := next((why for says in self._unless if (why := says(request, name))), None):
                reasons = [forbidden]
                break
            if record.left_for_models <= 0:
                reasons.append(f"{name} {FailureKind.OUT_OF_TIME}")
                break
            try:
                response = handler(request.override(model=model))
            except (GraphBubbleUp, TurnStopped):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a model does, somebody answers
                record.check()
                out_of_time = record.left_for_models <= 0
                kind = FailureKind.OUT_OF_TIME if out_of_time else failure_of(error).kind
                record.gave_up.add(name)
                reasons.append(f"{name} {kind}")
            else:
                _say(reasons, name)
                return response
        _say(reasons, PLANNER)
        record.gave_up.update(name for name, _ in self._models)
        response = handler(request.override(model=self._planner, messages=for_planner(request.messages)))
        response.result = [worded(m, request.messages) if isinstance(m, AIMessage) else m for m in response.result]
        return response


def _say(reasons: Sequence[str], who: str) -> None:
    if reasons:
        current_record().note(f"{', and '.join(reasons)}, so {who} answered.")


def for_planner(messages: Sequence[BaseMessage]) -> list[AnyMessage]:
    """Return the conversation as the planner should find it when it takes over within a turn.

    What the model got from tools stands, each result once. Its failed and repeated calls are left out: they would be
    taken for the planner's own.
    """
    asked = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1)
    answered = {m.tool_call_id: m for m in messages[asked + 1 :] if isinstance(m, ToolMessage)}
    kept: list[Any] = list(messages[: asked + 1])
    for message in messages[asked + 1 :]:
        if not isinstance(message, AIMessage):
            continue
        calls = [c for c in message.tool_calls if c["id"] in answered]
        if not is_planners(message):
            calls = [c for c in calls if answered[str(c["id"])].artifact]
        if calls:
            kept.append(message.model_copy(update={"tool_calls": calls, "invalid_tool_calls": []}))
            kept += [answered[str(c["id"])] for c in calls]
    return kept


def worded(reply: AIMessage, messages: Sequence[BaseMessage]) -> AIMessage:
    """Return the planner's reply, or the tools' own words where it has nothing to say and the model had results.

    The planner reads the request anew, so that an answer is whole. A request that it can't read, in a language it does
    not know, may all the same have been understood by the model before that failed.
    """
    if reply.tool_calls:
        return reply
    turn = messages[max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1) + 1 :]
    planners = {c["id"] for m in turn if isinstance(m, AIMessage) and is_planners(m) for c in m.tool_calls}
    results = [
        (m.tool_call_id in planners, result_of(m.artifact)) for m in turn if isinstance(m, ToolMessage) and m.artifact
    ]
    said_by_tools = [r.render() for is_own, r in results if not is_own and not isinstance(r, GuidePassages)]
    has_answer = reply.response_metadata.get("reply") == "answer" and (
        not planners or any(not isinstance(r, GuidePassages) or r.covered for is_own, r in results if is_own)
    )
    if has_answer or not said_by_tools:
        return reply
    return reply.model_copy(update={"content": "\n\n".join(dict.fromkeys(said_by_tools))})


def is_planners(message: AIMessage) -> bool:
    """Tell whether the offline planner wrote a message."""
    return message.response_metadata.get("model_name") == "offline planner"


def is_planner(model: BaseChatModel) -> bool:
    """Tell whether a model is the offline planner, which needs no retries, no shortening and no choice of tools."""
    return model._llm_type == "adroit-offline"  # noqa: SLF001 - LangChain's own name for the kind of model
