"""The offline planner behind LangChain's chat-model interface: it reads, plans tool calls, then words the results."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.offline.planning import Plan, call_key, next_step, read_message
from agent.offline.skill import Failure
from agent.offline.skills.briefs import speaks_of_a_brief
from agent.offline.standing import asks_what_is_known, find_standing, kept_words, known_words, said_of
from agent.offline.thread import PlannedCall, read_thread
from agent.toolbox import result_of
from agent.turn_context import current_turn
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
            return _said(Plan())
        text = str(messages[asked].text)
        if asks_what_is_known(text):
            prompt = next((str(m.text) for m in messages if isinstance(m, SystemMessage)), "")
            return _said(Plan(words=known_words(prompt), reply="capabilities"))
        turn_so_far = messages[asked + 1 :]
        thread = read_thread(messages[:asked])
        standing = None if speaks_of_a_brief(text, thread) else find_standing(text, thread)
        kept = kept_words([m for m in turn_so_far if isinstance(m, ToolMessage)]) if standing else ""
        if standing and not kept:
            return standing.call()
        if standing and not standing.rest:
            return _said(Plan(words=kept))
        turn = current_turn()
        today = self.today or (turn.today if turn else date.today())  # noqa: DTZ011 - the user's own calendar day
        parts = read_message(standing.rest if standing else text, thread, today=today)
        plan = next_step(parts, _known(turn_so_far))
        return _said(replace(plan, words=f"{kept}\n\n{plan.words}") if kept and not plan.calls else plan)


def _said(plan: Plan) -> AIMessage:
    calls = [ToolCall(name=c.tool, args=dict(c.arguments), id=f"call_{uuid.uuid4().hex[:12]}") for c in plan.calls]
    about = {"model_name": "offline planner"} | ({} if calls else {"reply": plan.reply})
    return AIMessage(plan.words, tool_calls=calls, response_metadata=about)


def _known(turn: Sequence[BaseMessage]) -> dict[str, ToolResult | Failure]:
    """Return the results of this turn by the key of their call, whichever model made it."""
    calls = {call["id"]: call for m in turn if isinstance(m, AIMessage) for call in m.tool_calls}
    found: dict[str, ToolResult | Failure] = {}
    for message in turn:
        call = calls.get(message.tool_call_id) if isinstance(message, ToolMessage) else None
        if call is not None and isinstance(message, ToolMessage):
            found[call_key(PlannedCall(call["name"], call["args"]))] = _result(message)
    return found


def _result(message: ToolMessage) -> ToolResult | Failure:
    if message.status == "error" or not message.artifact:
        return Failure(message.name or "", said_of(message))
    return result_of(message.artifact)
