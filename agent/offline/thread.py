"""What was said before in the thread, as the planner needs it: the calls of each turn, and what was asked back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from tools.kpi.asks import KpiAsk

FIGURE_TOOLS = frozenset({"compute_kpi", "what_if", "plan_funnel"})
"""The tools that are asked with figures of the user's."""
BRIEF_TOOLS = frozenset({"draft_brief", "revise_brief", "check_brief", "export_brief"})
"""The tools of campaign briefs."""


@dataclass(frozen=True)
class PlannedCall:
    """One tool call."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """One message of the user and what came of it.

    Attributes:
        said: the user's words.
        calls: the tool calls made, in order.
        reply: what sort of answer it got: answer, talk, capabilities, refusal, or asks where something was missing.
        explained: the days that its last explanation was about, as dates; empty when it explained none.
        brief: the campaign brief that it drafted, changed, checked or exported; empty when it did none of these.
        asks_for: the fields of the brief that it asked for.
    """

    said: str
    calls: tuple[PlannedCall, ...] = ()
    reply: str = "answer"
    explained: str = ""
    brief: str = ""
    asks_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """The turns before this message, the oldest first."""

    turns: tuple[Turn, ...] = field(default=())

    @property
    def last_call(self) -> PlannedCall | None:
        """The last call of the last turn that made any."""
        return next((turn.calls[-1] for turn in reversed(self.turns) if turn.calls), None)

    @property
    def brief(self) -> str:
        """The campaign brief last spoken of; empty where there was none."""
        return next((turn.brief for turn in reversed(self.turns) if turn.brief), "")

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The fields of a brief that the last result asked for."""
        return next((turn.asks_for for turn in reversed(self.turns) if turn.calls), ())

    @property
    def open_question(self) -> str:
        """The words of the last message, where the planner asked back before calling a tool; else empty."""
        last = self.turns[-1] if self.turns else None
        return last.said if last is not None and last.reply == "asks" and not last.calls else ""

    def last_arguments(self, tool: str) -> dict[str, Any] | None:
        """Return the arguments of the call before this message, when it was one of that tool."""
        call = self.last_call
        return dict(call.arguments) if call is not None and call.tool == tool else None

    def last_ask(self, *, is_follow_up: bool) -> KpiAsk | None:
        """Return the KPI question before this message, when the call just before was one.

        A follow-up may need a figure that the question before left out, so it gets those of all KPI questions in a row,
        the latest value of each.
        """
        calls = [call for turn in self.turns for call in turn.calls]
        last = calls[-1] if calls else None
        if last is None or last.tool not in FIGURE_TOOLS:
            return None
        row = list(takewhile(lambda call: call.tool in FIGURE_TOOLS, reversed(calls)))
        given: dict[str, str] = {}
        for call in reversed(row) if is_follow_up else [last]:
            for name, written in call.arguments.get("given", {}).items():
                given.pop(name, None)
                given[name] = written
        asked = next((call.arguments["targets"] for call in row if call.arguments.get("targets")), ())
        return KpiAsk(given, tuple(asked if is_follow_up else last.arguments.get("targets", ())))


def read_thread(messages: Sequence[BaseMessage]) -> Thread:
    """Return the turns of a conversation."""
    turns: list[Turn] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            turns.append(Turn(str(message.text)))
        elif isinstance(message, AIMessage) and turns:
            calls = tuple(PlannedCall(call["name"], call["args"]) for call in message.tool_calls)
            reply = message.response_metadata.get("reply", turns[-1].reply)
            turns[-1] = replace(turns[-1], calls=(*turns[-1].calls, *calls), reply=reply)
        elif isinstance(message, ToolMessage) and turns and message.name == "explain_change" and message.artifact:
            turns[-1] = replace(turns[-1], explained=str(message.artifact["result"].get("current", "")))
        elif isinstance(message, ToolMessage) and turns and message.name in BRIEF_TOOLS and message.artifact:
            result = message.artifact["result"]
            asked = tuple(str(q["field"]) for q in result.get("questions", ())) if message.name == "draft_brief" else ()
            turns[-1] = replace(turns[-1], brief=str(result["name"]), asks_for=asked)
    return Thread(tuple(turns))
