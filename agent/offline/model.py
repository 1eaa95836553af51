"""The offline planner behind LangChain's chat-model interface: it reads, plans tool calls, then words the results."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.offline.planning import next_step
from agent.offline.requests import Request, is_follow_up, read_request
from agent.offline.standing import standing_reply
from agent.offline.wording import Failure, word
from agent.toolbox import result_of
from agent.turn_context import current_turn
from tools.kpi.asks import KpiAsk
from tools.result import ToolResult

_ASKED_WITH_FIGURES = frozenset({"compute_kpi", "what_if", "plan_funnel"})


class OfflineModel(BaseChatModel):
    """A chat model that needs no key and no network.

    Attributes:
        today: what relative dates count from; the machine's date when None.
    """

    today: date | None = None

    @property
    def _llm_type(self) -> str:
        return "adroit-offline"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],  # noqa: ARG002 - it knows the catalog
        *,
        tool_choice: str | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return itself: the planner knows the catalog."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    def _reply(self, messages: list[BaseMessage]) -> AIMessage:
        asked = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=None)
        if asked is None:
            return _said("")
        results = [m for m in messages[asked + 1 :] if isinstance(m, ToolMessage)]
        if standing := standing_reply(str(messages[asked].text), results):
            return _said(str(standing.text), standing.tool_calls)
        request = self._read(messages, asked)
        known = [_result(m) for m in results]
        planned = next_step(request, known)
        if planned is None:
            return _said(word(request, known))
        if not planned.calls:
            return _said(planned.words)
        calls = [ToolCall(name=c.tool, args=c.arguments, id=f"call_{uuid.uuid4().hex[:12]}") for c in planned.calls]
        return _said("", calls)

    def _read(self, messages: list[BaseMessage], asked: int) -> Request:
        turn = current_turn()
        today = self.today or (turn.today if turn else date.today())  # noqa: DTZ011 - the user's own calendar day
        earlier = messages[:asked]
        text = str(messages[asked].text)
        return read_request(
            text,
            today=today,
            carried=_last_ask(earlier, is_follow_up=is_follow_up(text)),
            carried_why=_last_arguments(earlier, "explain_change"),
            carried_comparison=_last_arguments(earlier, "compare_rates"),
        )


def _said(text: str, calls: Sequence[ToolCall] = ()) -> AIMessage:
    return AIMessage(text, tool_calls=list(calls), response_metadata={"model_name": "offline planner"})


def _result(message: ToolMessage) -> ToolResult | Failure:
    if message.status == "error" or not message.artifact:
        return Failure(message.name or "", str(message.text))
    return result_of(message.artifact)


def _last_ask(messages: list[BaseMessage], *, is_follow_up: bool) -> KpiAsk | None:
    """Return the KPI question before this message, when the message just before was one.

    A follow-up may need a figure that the question before left out, so it gets those of all KPI questions in a row, the
    latest value of each.
    """
    calls = _calls(messages)
    last = calls[-1] if calls else None
    if last is None or last["name"] not in _ASKED_WITH_FIGURES:
        return None
    row = list(takewhile(lambda call: call["name"] in _ASKED_WITH_FIGURES, reversed(calls)))
    given: dict[str, str] = {}
    for call in reversed(row) if is_follow_up else [last]:
        for name, written in call["args"].get("given", {}).items():
            given.pop(name, None)
            given[name] = written
    asked = next((call["args"]["targets"] for call in row if call["args"].get("targets")), ())
    return KpiAsk(given, tuple(asked if is_follow_up else last["args"].get("targets", ())))


def _last_arguments(messages: list[BaseMessage], tool: str) -> dict[str, Any] | None:
    """Return the arguments of the call before this message, when it was one of that tool."""
    calls = _calls(messages)
    return dict(calls[-1]["args"]) if calls and calls[-1]["name"] == tool else None


def _calls(messages: list[BaseMessage]) -> list[ToolCall]:
    return [call for m in messages if isinstance(m, AIMessage) for call in m.tool_calls]
