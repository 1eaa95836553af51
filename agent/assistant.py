"""The assistant: the one door for every channel. A model plans, tools run, the answer is checked."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langgraph.types import Command, Interrupt

from agent.answer import Answer
from agent.errors import ModelError, ThreadError
from agent.events import ConfirmationNeeded, Event, ToolActivity
from agent.evidence.material import Material, material_of
from agent.guard import guarded
from agent.log import ErrorLog
from agent.middleware import MODEL_CALLS, TOOL_CALLS, middleware_of
from agent.middleware.confirm_writes import ConfirmWrites, question_of, waiting_in
from agent.middleware.orphans import OrphanRepair
from agent.middleware.prompt_guard import PromptGuard
from agent.middleware.standing_context import StandingContext
from agent.models import ModelChoice, build_model, choose_model
from agent.prompt import SYSTEM
from agent.security.door import admitted, policy_of, secured, secured_question
from agent.security.outgoing import Policy
from agent.settings import Settings, load_settings
from agent.streaming import CheckedStream
from agent.threads import Threads
from agent.toolbox import Toolbox
from agent.tracing import open_tracing
from agent.turn_context import TurnContext
from agent.turns import answer_of
from agent.usage.ledger import UsageLedger
from agent.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


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
        threads: Threads,
    ) -> None:
        self.threads = threads
        self.toolbox = toolbox
        self.choice = choice
        self.usage = UsageLedger.open(toolbox.workspace, time_zone=lambda: toolbox.context.current.time_zone)
        self.tracing = open_tracing(with_content=toolbox.settings.trace_content)
        log = ErrorLog(toolbox.workspace.hidden / "log")
        self._graph = create_agent(
            model,
            toolbox.langchain_tools(),
            system_prompt=SYSTEM,
            middleware=[
                OrphanRepair(self.threads.effects),
                StandingContext(self.toolbox.context),
                *middleware_of(choice, model, toolbox, usage=self.usage, tracing=self.tracing, log=log),
                ConfirmWrites(toolbox.tools, self.threads.effects, toolbox.question),
                PromptGuard(),
            ],
            context_schema=TurnContext,
            checkpointer=self.threads.checkpointer,
        )

    @classmethod
    def open(
        cls,
        workspace: Workspace | None = None,
        settings: Settings | None = None,
        *,
        data: Path | None = None,
        threads: Threads | None = None,
    ) -> Self:
        """Return an assistant for a workspace, with the model its settings ask for.

        Raises:
            AgentError: when the settings or the workspace can't be used.
        """
        workspace = workspace or find_workspace()
        settings = settings or load_settings(workspace)
        choice = choose_model(settings)
        threads = threads or Threads.in_memory()
        return cls(Toolbox(workspace, settings, data, threads), choice, build_model(choice, settings), threads)

    def ask(self, message: str, *, thread: str = "one-off", user: str | None = None) -> Answer:
        """Return the answer to a message.

        Raises:
            AgentError, ToolError, KnowledgeError: what stands in the way, in words for the user.
        """
        answer = None
        for event in self.stream(message, thread=thread, user=user):
            if isinstance(event, Answer):
                answer = event
        if answer is None:
            raise ModelError("The model gave no answer", remedy="Try again, or use model = 'offline'.")
        return answer

    def stream(self, message: str, *, thread: str = "one-off", user: str | None = None) -> Iterator[Event]:
        """Yield the tools as they work, then the checked answer; unchecked words are never shown, nor unsafe ones."""
        message, notes = admitted(message)
        context = self._context(thread, user, message)
        with self.threads.holding(thread):
            turn = self.threads.turn(thread, user, message)
            self.toolbox.begin(context)
            given = {"messages": [*turn.carried, HumanMessage(message, id=turn.message_id)]}
            run = secured(self._run(given, context), self._policy(thread, message), notes)
            last = yield from turn.passed_on(run)
        # Only now, so that whoever asks the next question at once does not wait for this turn.
        if last is not None:
            yield last

    def resume(self, thread: str, question: str, approved: bool, *, user: str | None = None) -> Iterator[Event]:  # noqa: FBT001 - the answer
        """Go on with a turn that asked a question (`ConfirmationNeeded`), by the user's yes or no.

        Raises:
            ThreadError: when that question does not wait for an answer of this user's.
        """
        with self.threads.holding(thread):
            turn = self.threads.resumed(thread, user)
            context = self._context(thread, user, turn.question)
            if question not in {found.id for found in self._waiting(thread)}:
                raise ThreadError("That question no longer waits for an answer", remedy="Ask again.")
            run = secured(self._run(Command(resume={question: approved}), context), self._policy(thread))
            last = yield from turn.passed_on(run)
        if last is not None:
            yield last

    def waiting(self, thread: str, *, user: str | None = None) -> ConfirmationNeeded | None:
        """Return the question that a thread waits for the user to answer, after a restart too; None when none does.

        Raises:
            ThreadError: when the thread is another user's.
        """
        self.threads.check(thread, user)
        found = self._waiting(thread)
        return secured_question(question_of(found), self._policy(thread)) if found else None

    def _policy(self, thread: str, *new: str) -> Policy:
        """Return what may leave a thread, by what its user said in it."""
        state = self._graph.get_state({"configurable": {"thread_id": thread}})
        said = [str(m.text) for m in state.values.get("messages", []) if isinstance(m, HumanMessage)]
        return policy_of([*said, *new], SYSTEM, self.toolbox.settings.link_hosts)

    def _waiting(self, thread: str) -> tuple[Interrupt, ...]:
        return waiting_in(self._graph.get_state({"configurable": {"thread_id": thread}}))

    def _context(self, thread: str, user: str | None, message: str) -> TurnContext:
        return TurnContext(thread, user, self.toolbox.today(), message)

    @guarded
    def _run(self, given: Any, context: TurnContext) -> Iterator[Event]:
        """Run the graph on an input (a message, or the answer to a question of its own) and yield its events."""
        start = time.perf_counter()
        config: Any = {"configurable": {"thread_id": context.thread}, "recursion_limit": 8 * (MODEL_CALLS + TOOL_CALLS)}
        turn: list[BaseMessage] = self._begun(config) if isinstance(given, Command) else []
        began: dict[str, tuple[str, float]] = {
            str(call["id"]): (call["name"], start) for m in turn if isinstance(m, AIMessage) for call in m.tool_calls
        }
        growing = CheckedStream(lambda: self._material(turn, config).checker(context.today))
        steps: Iterator[Any] = self._graph.stream(
            given, config, context=context, stream_mode=["updates", "messages"], durability="sync"
        )
        for mode, step in steps:
            if mode == "messages":
                if (shown := growing.read_step(step)) is not None:
                    yield shown
                continue
            for new in _messages(step):
                turn.append(new)
                if isinstance(new, AIMessage):
                    for call in new.tool_calls:
                        began[str(call["id"])] = (call["name"], time.perf_counter())
                        yield ToolActivity(call["name"], is_done=False, call_id=str(call["id"]))
                elif isinstance(new, ToolMessage) and new.tool_call_id in began:
                    name, at = began[new.tool_call_id]
                    took = time.perf_counter() - at
                    growing.tools_ran()
                    yield ToolActivity(name, is_done=True, seconds=took, call_id=new.tool_call_id)
        if waiting := self._waiting(context.thread):
            yield question_of(waiting)
            return
        yield answer_of(turn, self._material(turn, config), self.choice, time.perf_counter() - start, context.today)

    def _material(self, turn: list[BaseMessage], config: Any) -> Material:
        """Return what the answer of a turn that still runs may rest on."""
        history = self._graph.get_state(config).values.get("messages", [])
        return material_of(turn, history, self.toolbox.context.current.sentences())

    def _begun(self, config: Any) -> list[BaseMessage]:
        """Return what a turn that goes on had said before: everything after the user's last message."""
        messages: list[BaseMessage] = self._graph.get_state(config).values.get("messages", [])
        asked = max((n for n, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1)
        return messages[asked + 1 :]


def _messages(step: Any) -> list[BaseMessage]:
    return [m for update in step.values() if isinstance(update, dict) for m in update.get("messages", [])]
