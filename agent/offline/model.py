"""The offline planner behind LangChain's chat-model interface: it reads, plans tool calls, then words the results."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.offline.planning import next_step
from agent.offline.requests import Request, read_request
from agent.offline.wording import Failure, word
from agent.toolbox import result_of
from tools.kpi.asks import KpiAsk
from tools.result import ToolResult


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
        request = self._read(messages, asked)
        results = [m for m in messages[asked + 1 :] if isinstance(m, ToolMessage)]
        known = [_result(m) for m in results]
        planned = next_step(request, known)
        if planned is None:
            return _said(word(request, known))
        if not planned.calls:
            return _said(planned.words)
        calls = [ToolCall(name=c.tool, args=c.arguments, id=f"call_{uuid.uuid4().hex[:12]}") for c in planned.calls]
        return _said("", calls)

    def _read(self, messages: list[BaseMessage], asked: int) -> Request:
        today = self.today or date.today()  # noqa: DTZ011 - the user's own calendar day
        earlier = messages[:asked]
        return read_request(
            str(messages[asked].text), today=today, carried=_last_ask(earlier), carried_why=_last_why(earlier)
        )


def _said(text: str, calls: Sequence[ToolCall] = ()) -> AIMessage:
    return AIMessage(text, tool_calls=list(calls), response_metadata={"model_name": "offline planner"})


def _result(message: ToolMessage) -> ToolResult | Failure:
    if message.status == "error" or not message.artifact:
        return Failure(message.name or "", str(message.text))
    return result_of(message.artifact)


def _last_ask(messages: list[BaseMessage]) -> KpiAsk | None:
    """Return the KPI question before this message, when the message just before was one: follow-ups build on it."""
    call = _last_call(messages)
    if call is None or call["name"] not in {"compute_kpi", "what_if", "plan_funnel"}:
        return None
    return KpiAsk(call["args"].get("given", {}), tuple(call["args"].get("targets", ())))


def _last_why(messages: list[BaseMessage]) -> dict[str, Any] | None:
    """Return the arguments of the explanation before this message, when the message just before was one."""
    call = _last_call(messages)
    return dict(call["args"]) if call is not None and call["name"] == "explain_change" else None


def _last_call(messages: list[BaseMessage]) -> ToolCall | None:
    called = (m for m in reversed(messages) if isinstance(m, AIMessage) and m.tool_calls)
    return next((m.tool_calls[-1] for m in called), None)
