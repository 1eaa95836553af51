"""A model's answer with figures that nothing supports goes back to it once, with each of them and the reason."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.errors import GraphBubbleUp

from agent.evidence.check import Gap
from agent.evidence.material import material_of
from agent.grounding import ground_with
from agent.middleware.stand_in import is_planner
from agent.turn_record import TurnStopped, current_record

if TYPE_CHECKING:
    from agent.evidence.check import Checker

REPAIRED = "adroit_repaired"
"""Marks a reply that was asked for a second time, in its response metadata."""
_MOST_TOLD = 12
_REQUEST = """Your draft holds figures or citations that nothing supports:

{gaps}

Write the whole answer again. Keep what is supported. For each of these: take the figure as the tool results have it,
call the tool that gives it, cite the passage that holds it, or leave the sentence out. Do not mention this note."""


class RepairFigures(AgentMiddleware[Any, Any, Any]):
    """Asks a model once more, in the same step, when its answer has figures or citations without support.

    Neither the draft nor the request enters the thread: what a draft invented must not pass for anybody's words later.
    Whatever the second reply still lacks is taken out when the turn ends.

    Args:
        standing: what the user has said once for all questions.
    """

    def __init__(self, standing: Callable[[], Sequence[str]] = tuple) -> None:
        super().__init__()
        self._standing = standing

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the first reply where it holds, the second where it is better."""
        response = handler(request)
        draft = _answer_in(response)
        if draft is None or is_planner(request.model) or _is_repaired(request):
            return response
        checker = self._checker(request)
        gaps = ground_with(checker, str(draft.text)).gaps
        record = current_record()
        if not gaps or record.left_for_models <= 0:
            return response
        asked = [*request.messages, AIMessage(str(draft.text)), HumanMessage(repair_request(gaps))]
        try:
            second = handler(request.override(messages=asked))
        except (GraphBubbleUp, TurnStopped):
            raise
        except Exception:  # noqa: BLE001 - the first reply stands, without what it lacks
            record.check()
            return response
        return _marked(second) if _is_better(second, checker, len(gaps)) else response

    def _checker(self, request: ModelRequest[Any]) -> "Checker":
        history: list[AnyMessage] = list(request.state["messages"])
        asked = max((i for i, m in enumerate(history) if isinstance(m, HumanMessage)), default=-1)
        material = material_of(history[asked + 1 :], history, self._standing())
        return material.checker(getattr(request.runtime.context, "today", None))


def repair_request(gaps: Sequence[Gap]) -> str:
    """Return what a model is told about its draft."""
    told = dict.fromkeys(f"- “{g.text}” in “{g.sentence.strip()}”: {g.reason}." for g in gaps)
    return _REQUEST.format(gaps="\n".join(list(told)[:_MOST_TOLD]))


def _answer_in(response: ModelResponse[Any]) -> AIMessage | None:
    """Return the reply when it is an answer, and no call for tools."""
    reply = next((m for m in reversed(response.result) if isinstance(m, AIMessage)), None)
    return reply if reply is not None and not reply.tool_calls and str(reply.text).strip() else None


def _is_repaired(request: ModelRequest[Any]) -> bool:
    """Return whether a reply of this turn was asked for twice already: once a turn is enough."""
    for message in reversed(request.state["messages"]):
        if isinstance(message, HumanMessage):
            return False
        if isinstance(message, AIMessage) and message.response_metadata.get(REPAIRED):
            return True
    return False


def _is_better(response: ModelResponse[Any], checker: "Checker", gaps: int) -> bool:
    reply = _answer_in(response)
    if reply is None:
        return any(isinstance(m, AIMessage) and m.tool_calls for m in response.result)
    return len(ground_with(checker, str(reply.text)).gaps) < gaps


def _marked(response: ModelResponse[Any]) -> ModelResponse[Any]:
    for message in response.result:
        if isinstance(message, AIMessage):
            message.response_metadata[REPAIRED] = True
    return response
