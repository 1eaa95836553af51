"""The assistant: the one door for every channel. A model plans, tools run, the answer is checked."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
)
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from agent.answer import Answer, Citation, Evidence, Usage
from agent.claims import uncited_claims
from agent.errors import AdroitError, ModelError
from agent.grounding import REMOVED, ground
from agent.guide_tool import GuidePassages
from agent.models import ModelChoice, build_model, choose_model
from agent.offline.model import OfflineModel
from agent.prompt import SYSTEM
from agent.settings import Settings, load_settings
from agent.toolbox import Toolbox, result_of
from agent.workspace import Workspace, find_workspace
from tools.kpi.compute import KpiAnswer
from tools.result import ToolResult

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.checkpoint.base import BaseCheckpointSaver

UNCITED = "No passage is cited for this, so take it as the model's own words: “{claim}”"
MODEL_CALLS = 8
TOOL_CALLS = 12


@dataclass(frozen=True, slots=True)
class ToolActivity:
    """A tool at work, for channels that show it."""

    tool: str
    is_done: bool
    seconds: float = 0.0


class Assistant:
    """Answers messages over one workspace.

    Example:
        >>> from agent import Assistant
        >>> Assistant.open().ask("What does CPL mean?").text  # doctest: +SKIP
    """

    def __init__(
        self,
        toolbox: Toolbox,
        choice: ModelChoice,
        model: "BaseChatModel",
        checkpointer: "BaseCheckpointSaver[Any] | None" = None,
    ) -> None:
        self.toolbox = toolbox
        self.choice = choice
        fallback = [] if choice.kind == "offline" else [ModelFallbackMiddleware(OfflineModel())]
        middleware: list[AgentMiddleware[Any, Any, Any]] = [
            ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="end"),
            ToolCallLimitMiddleware(run_limit=TOOL_CALLS, exit_behavior="end"),
            ToolErrorMiddleware(lambda error, _request: str(error) if isinstance(error, AdroitError) else None),
            *fallback,
        ]
        self._graph = create_agent(
            model,
            toolbox.langchain_tools(),
            system_prompt=SYSTEM,
            middleware=middleware,
            checkpointer=checkpointer or InMemorySaver(),
        )

    @classmethod
    def open(
        cls,
        workspace: Workspace | None = None,
        settings: Settings | None = None,
        *,
        data: Path | None = None,
        checkpointer: "BaseCheckpointSaver[Any] | None" = None,
    ) -> Self:
        """Return an assistant for a workspace, with the model its settings ask for.

        Raises:
            AgentError: when the settings or the workspace can't be used.
        """
        workspace = workspace or find_workspace()
        settings = settings or load_settings(workspace)
        choice = choose_model(settings)
        return cls(Toolbox(workspace, settings, data), choice, build_model(choice, settings), checkpointer)

    def ask(self, message: str, *, thread: str = "one-off") -> Answer:
        """Return the answer to a message.

        Raises:
            AgentError, ToolError, KnowledgeError: what stands in the way, in words for the user.
        """
        answer = None
        for event in self.stream(message, thread=thread):
            if isinstance(event, Answer):
                answer = event
        if answer is None:
            raise ModelError("The model gave no answer", remedy="Try again, or use model = 'offline'.")
        return answer

    def stream(self, message: str, *, thread: str = "one-off") -> Iterator[ToolActivity | Answer]:
        """Yield the tools as they work, then the checked answer; unchecked words are never shown."""
        start = time.perf_counter()
        config: Any = {"configurable": {"thread_id": thread}, "recursion_limit": 4 * (MODEL_CALLS + TOOL_CALLS)}
        turn: list[BaseMessage] = []
        began: dict[str, tuple[str, float]] = {}
        steps = self._graph.stream(
            {"messages": [HumanMessage(message)]}, config, stream_mode="updates", durability="sync"
        )
        for step in steps:
            for new in _messages(step):
                turn.append(new)
                if isinstance(new, AIMessage):
                    for call in new.tool_calls:
                        began[str(call["id"])] = (call["name"], time.perf_counter())
                        yield ToolActivity(call["name"], is_done=False)
                elif isinstance(new, ToolMessage) and new.tool_call_id in began:
                    name, at = began[new.tool_call_id]
                    yield ToolActivity(name, is_done=True, seconds=time.perf_counter() - at)
        history = self._graph.get_state(config).values.get("messages", [])
        yield self._answer(turn, history, time.perf_counter() - start)

    def _answer(self, turn: list[BaseMessage], history: list[BaseMessage], seconds: float) -> Answer:
        """Assemble and check the answer of one turn."""
        earlier = [m for m in history if m not in turn]
        asked = {str(c["id"]): c["args"] for m in history if isinstance(m, AIMessage) for c in m.tool_calls}
        # Tools run side by side and end in any order; evidence is numbered in the order it was asked for.
        order = list(asked)
        results = sorted(_results(turn), key=lambda found: order.index(found[0].tool_call_id))
        evidence = [_evidence(f"e{n}", m, r, asked) for n, (m, r) in enumerate(results, start=1)]
        known = _results(earlier)
        passages = [c for _, r in (*results, *known) if isinstance(r, GuidePassages) for c in _citations(r)]
        final = next((m for m in reversed(turn) if isinstance(m, AIMessage) and not m.tool_calls), None)
        said = [str(m.text) for m in history if isinstance(m, HumanMessage)]
        # Messages of failed tools ask for figures ("write 3%") that belong to nobody's evidence but their own.
        said += [str(m.text) for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
        all_evidence = evidence + [_evidence(f"earlier {n}", m, r, asked) for n, (m, r) in enumerate(known, start=1)]
        checked = ground(str(final.text) if final else "", evidence=all_evidence, passages=passages, user_words=said)
        warnings = [REMOVED.format(figures=", ".join(checked.removed))] if checked.removed else []
        is_quoted = any(_is_offline(m) for m in turn)  # the planner says nothing of its own about marketing
        if not is_quoted and any(isinstance(r, GuidePassages) and r.covered for _, r in results):
            vouched = [e.text for e in all_evidence if e.text]
            warnings += [UNCITED.format(claim=claim) for claim in uncited_claims(checked.text, passages, vouched)]
        text = checked.text
        if not text or (checked.removed and not any(c.isalpha() for c in text)):
            text = "\n\n".join(e.text for e in evidence) or "I have no answer that I can show evidence for."
        if self.choice.kind != "offline" and is_quoted:
            warnings.append(f"{self.choice.name} could not be reached, so the offline planner answered.")
        return Answer(
            text=text,
            status=_status(turn, [r for _, r in results]),
            citations=checked.citations,
            evidence=evidence,
            figures=checked.figures,
            charts=[c for _, r in results for c in r.charts()],
            warnings=warnings,
            usage=_usage(self.choice.name, turn, seconds),
        )


def _messages(step: Any) -> list[BaseMessage]:
    return [m for update in step.values() if isinstance(update, dict) for m in update.get("messages", [])]


def _results(messages: list[BaseMessage]) -> list[tuple[ToolMessage, ToolResult]]:
    return [(m, result_of(m.artifact)) for m in messages if isinstance(m, ToolMessage) and m.artifact]


def _evidence(name: str, message: ToolMessage, result: ToolResult, asked: dict[str, dict[str, Any]]) -> Evidence:
    text = "" if isinstance(result, GuidePassages) else result.render()
    return Evidence(
        id=name, tool=message.name or "", arguments=asked.get(message.tool_call_id, {}), facts=result.facts(), text=text
    )


def _citations(found: GuidePassages) -> list[Citation]:
    return [Citation(label=p.citation, chunk_id=p.chunk_id, passage=p.text) for p in found.passages]


def _status(turn: list[BaseMessage], results: list[ToolResult]) -> Any:
    failed = [m for m in turn if isinstance(m, ToolMessage) and m.status == "error"]
    if failed and not results:
        return "needs_input"
    if results and all(isinstance(r, GuidePassages) and not r.covered for r in results):
        return "not_covered"
    if results and all(isinstance(r, KpiAnswer) and not r.is_complete for r in results):
        return "needs_input"
    return "answered"


def _is_offline(message: BaseMessage) -> bool:
    return isinstance(message, AIMessage) and message.response_metadata.get("model_name") == "offline planner"


def _usage(model: str, turn: list[BaseMessage], seconds: float) -> Usage:
    used = [m.usage_metadata for m in turn if isinstance(m, AIMessage) and m.usage_metadata]
    return Usage(
        model=model,
        input_tokens=sum(u["input_tokens"] for u in used),
        output_tokens=sum(u["output_tokens"] for u in used),
        seconds=round(seconds, 3),
    )
