"""One conversation to be killed: a scripted model, a tool that reads, a tool that writes, and a screen.

The screen is a file: an event is shown when its line stands in it. So what was shown before a kill can be compared with
what the thread still knows after it, and the tool's own file says how often it wrote.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from agent.answer import Answer
from agent.assistant import Assistant
from agent.errors import AgentError
from agent.events import CheckedText, ConfirmationNeeded
from agent.models import ModelChoice
from agent.settings import Settings
from agent.threads import Threads
from agent.threads.forking import messages_of
from agent.toolbox import RESULTS, Toolbox
from agent.workspace import Workspace
from tools.catalog import Tool
from tools.facts import Fact
from tools.result import ToolInput, ToolResult

THREAD = "t-crash"


class WriteLine(ToolInput):
    """Write a line to the ledger of the benchmark."""

    line: str


class Written(ToolResult):
    """A line was written."""

    line: str

    def render(self) -> str:
        """Return that it was."""
        return f"Written: {self.line}."

    def facts(self) -> list[Fact]:
        """Return nothing."""
        return []


class Scripted(BaseChatModel):
    """Computes a CPA, writes a line, then answers; refuses a conversation that a provider would refuse."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **_: Any) -> Any:  # noqa: ARG002, D102
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages)
        if reply.tool_calls:
            calls = [tool_call_chunk(**_chunk(call, place)) for place, call in enumerate(reply.tool_calls)]
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=calls))
        for word in str(reply.text).split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))

    @staticmethod
    def _reply(messages: list[BaseMessage]) -> AIMessage:
        refuse_orphans(messages)
        asked = max(n for n, m in enumerate(messages) if isinstance(m, HumanMessage))
        done = [m.name for m in messages[asked:] if isinstance(m, ToolMessage)]
        if "compute_kpi" not in done:
            figures = {"given": {"spend": "$5,000", "conversions": "125"}, "targets": ["cpa"]}
            again = {"given": {"spend": "$900", "clicks": "300"}, "targets": ["cpc"]}
            return AIMessage("", tool_calls=[_call("compute_kpi", "c1", figures), _call("compute_kpi", "c2", again)])
        if "write_line" not in done:
            return AIMessage("", tool_calls=[_call("write_line", "c1", {"line": str(messages[asked].text)})])
        return AIMessage("The CPA is $40.00.\n\nThe CPC is $3.00.\n\nIt is written down.")


def _call(tool: str, call: str, arguments: dict[str, Any]) -> Any:
    return {"name": tool, "args": arguments, "id": call, "type": "tool_call"}


def refuse_orphans(messages: list[BaseMessage]) -> None:
    """See that the results of each message's tool calls follow right after it, as providers demand.

    Raises:
        AssertionError: when a call has no result, or a result no call.
    """
    due: list[str] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            if message.tool_call_id not in due:
                raise AssertionError(f"a result without its call: {message.tool_call_id}")
            due.remove(message.tool_call_id)
            continue
        if due:
            raise AssertionError(f"calls without results: {due}")
        if isinstance(message, AIMessage):
            due = [str(call["id"]) for call in message.tool_calls]
    if due:
        raise AssertionError(f"calls without results: {due}")


def _chunk(call: Any, place: int) -> dict[str, Any]:
    return {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": place}


@dataclass(frozen=True)
class Conversation:
    """A workspace with one thread in it, its screen and its tool's ledger."""

    folder: Path

    @classmethod
    def begin(cls, folder: Path) -> Self:
        """Return a conversation in a new workspace."""
        folder.mkdir(parents=True)
        return cls(folder)

    @property
    def screen(self) -> Path:
        """What was shown, a line of JSON an event."""
        return self.folder / "screen.jsonl"

    @property
    def ledger(self) -> Path:
        """What the tool wrote."""
        return self.folder / "ledger.txt"

    def assistant(self) -> Assistant:
        """Open the workspace, as a new process would."""
        workspace, settings = Workspace(self.folder, is_configured=True), Settings(model="offline", currency="USD")
        threads = Threads.open(workspace, settings)
        toolbox = Toolbox(workspace, settings, None, threads)
        RESULTS["write_line"] = Written
        toolbox.tools = {"compute_kpi": toolbox.tools["compute_kpi"]}
        toolbox.tools["write_line"] = Tool("write_line", WriteLine, Written, self._write, "writes")
        return Assistant(toolbox, ModelChoice("offline", "scripted", "a benchmark's"), Scripted(), threads)

    def _write(self, request: WriteLine) -> Written:
        _append(self.ledger, request.line)
        return Written(line=request.line)

    def talk(self, assistant: Assistant, question: str) -> Answer | None:
        """Ask a question, say yes to what it asks, and put every event on the screen."""
        events = assistant.stream(question, thread=THREAD)
        while True:
            waiting = None
            for event in events:
                if isinstance(event, Answer):
                    self._show("answer", event.text, question)
                    return event
                if isinstance(event, CheckedText):
                    self._show("text", event.text, question)
                elif isinstance(event, ConfirmationNeeded):
                    self._show("question", event.id, question)
                    waiting = event
                else:
                    self._show("activity", f"{event.tool} {event.call_id} {event.is_done}", question)
            if waiting is None:
                return None
            events = assistant.resume(THREAD, waiting.id, approved=True)

    def _show(self, kind: str, text: str, question: str) -> None:
        _append(self.screen, json.dumps({"kind": kind, "text": text, "of": question}))

    def shown(self) -> list[dict[str, str]]:
        """Return what is on the screen; a last line that was cut off in the middle was not seen whole."""
        lines = self.screen.read_text("utf-8").splitlines(keepends=True) if self.screen.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def check(self) -> list[str]:
        """Open the workspace after a kill, go on talking, and return what was lost, repeated or broken."""
        found: list[str] = []
        database = self.folder / ".adroit" / "threads.sqlite"
        if database.exists():
            with sqlite3.connect(database) as session:
                if session.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    found.append("the database is damaged")
            session.close()
        assistant = self.assistant()
        found += self._lost(assistant)
        found += self._repeated(assistant)
        try:
            answer = self.talk(assistant, "the question after the kill")
        except (AgentError, AssertionError) as error:
            return [*found, f"the thread is not usable: {error}"]
        if answer is None or not answer.saved or "$40.00" not in answer.text:
            found.append("the thread gives no saved answer")
        found += self._repeated(None)
        messages = assistant.threads.messages(THREAD)
        refuse_orphans(messages_of(assistant.threads.checkpointer, THREAD))
        if sum(isinstance(m, HumanMessage) for m in messages) > len(assistant.threads.turns(THREAD)):
            found.append("a question is there twice")
        assistant.threads.close()
        return found

    def _lost(self, assistant: Assistant) -> list[str]:
        """Compare the screen with what the thread knows."""
        shown = self.shown()
        if not shown:
            return []
        turns = {turn.question: turn for turn in assistant.threads.turns(THREAD)}
        lost = []
        for event in shown:
            turn = turns.get(event["of"])
            is_last = event is shown[-1]
            if turn is None:
                lost.append(f"a question is lost: {event['of']}")
            elif event["kind"] == "answer" and (turn.answer is None or turn.shown != event["text"]):
                lost.append(f"an answer is lost: {event['text']}")
            elif event["kind"] == "text" and is_last and not turn.shown.startswith(event["text"]):
                lost.append("the text of an answer is lost")
            elif (
                event["kind"] == "question"
                and is_last
                and assistant.waiting(THREAD) is None
                and not self._went_on(turn)
            ):
                lost.append("a question of the turn's own is lost")
        return lost

    def _went_on(self, turn: Any) -> bool:
        """Tell whether the tool had written: then the question was answered before the kill."""
        return self.ledger.exists() and turn.question in self.ledger.read_text("utf-8")

    def _repeated(self, assistant: Assistant | None) -> list[str]:
        """See that nothing was written twice, not even when a question that was answered is answered again."""
        if assistant is not None and self.shown():
            waiting = assistant.waiting(THREAD)
            try:
                for _ in range(2 if waiting else 0):
                    list(assistant.resume(THREAD, waiting.id, approved=True))  # type: ignore[union-attr]
            except AgentError:  # the second time nothing waits any more
                pass
        lines = self.ledger.read_text("utf-8").splitlines() if self.ledger.exists() else []
        return [f"written twice: {line}" for line in sorted(set(lines)) if lines.count(line) > 1]


def _append(file: Path, line: str) -> None:
    """Append one line in one write, which a kill does or does not let happen."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)
