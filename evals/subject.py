"""What is evaluated: an assistant with its settings, in a workspace of its own that every run finds the same."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from agent.answer import Answer
from agent.assistant import Assistant
from agent.events import ConfirmationNeeded, Event
from agent.settings import Settings, load_settings
from agent.threads import Threads
from agent.workspace import Workspace
from evals.case import Case
from evals.outcome import Call, Outcome
from tools.data.samples import sample_path

TODAY = date(2026, 5, 25)
"""The day after the sample table's last one, from which relative dates count."""
_MOST_QUESTIONS = 3


class Subject:
    """Answers cases, each in a thread of its own.

    Args:
        assistant: the one under evaluation.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @property
    def model(self) -> str:
        """The model's name, for the report."""
        return self.assistant.choice.name

    def answer(self, case: Case, *, epoch: int = 1) -> Outcome:
        """Run a case through its turns and return what came of the last."""
        thread = f"{case.suite}.{case.id}.{epoch}"
        if case.data == "sample":
            self.assistant.threads.attach_data(thread, sample_path())
        answer, seconds = Answer(text="", status="failed"), 0.0
        for message in case.turns:
            began = time.perf_counter()
            answer = self._said(self.assistant.stream(message, thread=thread), thread)
            seconds = time.perf_counter() - began
        calls = [Call(tool=name, arguments=given) for name, given in _calls(self.assistant, thread)]
        self.assistant.threads.delete(thread)
        return Outcome(answer=answer, calls=calls, said=list(case.turns), seconds=seconds)

    def _said(self, events: Iterator[Event], thread: str) -> Answer:
        """Return the answer of a turn; a tool that asks before it writes is told yes: the workspace is thrown away."""
        for _ in range(_MOST_QUESTIONS):
            last: Event | None = None
            for event in events:
                last = event
            if isinstance(last, Answer):
                return last
            if not isinstance(last, ConfirmationNeeded):
                break
            events = self.assistant.resume(thread, last.id, approved=True)
        return Answer(text="", status="failed")


@contextmanager
def subject(settings: Settings | None = None) -> Iterator[Subject]:
    """Open a subject; without settings it is the offline planner.

    Today is a fixed day for it, so that "last week" means the same in every run.
    """
    with (
        TemporaryDirectory(prefix="adroit-evals-") as folder,
        patch("agent.context.MarketerContext.today", lambda _: TODAY),
    ):
        workspace = Workspace(Path(folder), is_configured=True)
        chosen = settings or load_settings(workspace, model="offline")
        yield Subject(Assistant.open(workspace, chosen, threads=Threads.in_memory()))


def _calls(assistant: Assistant, thread: str) -> list[tuple[str, dict[str, object]]]:
    """Return the tool calls after the user's last message."""
    messages = list(assistant.threads.messages(thread))
    last = max((n for n, m in enumerate(messages) if m.type == "human"), default=0)
    return [(c["name"], dict(c["args"])) for m in messages[last:] for c in getattr(m, "tool_calls", [])]
