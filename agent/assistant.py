"""The assistant: the one door for every channel. A model plans, tools run, the answer is checked."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from agent.answer import Answer
from agent.errors import ModelError
from agent.events import Event, ToolActivity
from agent.middleware import MODEL_CALLS, TOOL_CALLS, middleware_of
from agent.models import ModelChoice, build_model, choose_model
from agent.prompt import SYSTEM
from agent.security.door import admitted, policy_of, secured
from agent.settings import Settings, load_settings
from agent.toolbox import Toolbox
from agent.turns import answer_of
from agent.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.checkpoint.base import BaseCheckpointSaver


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
        self._graph = create_agent(
            model,
            toolbox.langchain_tools(),
            system_prompt=SYSTEM,
            middleware=middleware_of(choice),
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

    def stream(self, message: str, *, thread: str = "one-off") -> Iterator[Event]:
        """Yield the tools as they work, then the checked answer; unchecked words are never shown, nor unsafe ones."""
        message, notes = admitted(message)
        policy = policy_of([*self._said(thread), message], SYSTEM)
        for event in secured(self._turn(message, thread), policy):
            if isinstance(event, Answer) and notes:
                yield event.model_copy(update={"warnings": [*notes, *event.warnings]})
            else:
                yield event

    def _said(self, thread: str) -> list[str]:
        """Return what the user said in a thread so far."""
        state = self._graph.get_state({"configurable": {"thread_id": thread}})
        return [str(m.text) for m in state.values.get("messages", []) if isinstance(m, HumanMessage)]

    def _turn(self, message: str, thread: str) -> Iterator[Event]:
        """Run one turn of the loop."""
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
                        yield ToolActivity(call["name"], is_done=False, call_id=str(call["id"]))
                elif isinstance(new, ToolMessage) and new.tool_call_id in began:
                    name, at = began[new.tool_call_id]
                    took = time.perf_counter() - at
                    yield ToolActivity(name, is_done=True, seconds=took, call_id=new.tool_call_id)
        history = self._graph.get_state(config).values.get("messages", [])
        yield answer_of(turn, history, self.choice, time.perf_counter() - start)


def _messages(step: Any) -> list[BaseMessage]:
    return [m for update in step.values() if isinstance(update, dict) for m in update.get("messages", [])]
