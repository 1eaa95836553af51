"""The person in the loop: a tool that writes waits for a yes, whoever called it and whatever the model was told.

`agent.middleware.confirm_writes` is the gate between the model and the tool; `require_confirmation` stands in the tool
itself, so a graph put together without the gate can't write either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from agent.errors import AgentError
from tools.catalog import Tool
from tools.result import ToolInput

DECLINED = "The user said no, so nothing was changed. Don't ask again unless the user does."
"""What the model is told after a no."""
_CONFIRMED: ContextVar[str | None] = ContextVar("confirmed_tool", default=None)


@dataclass(frozen=True, slots=True)
class Question:
    """What a user is asked before a tool writes.

    Attributes:
        question: one sentence.
        preview: what would be written, in Markdown.
    """

    question: str
    preview: str = ""


def default_question(tool: Tool, request: ToolInput) -> Question:
    """Return the question for a tool that has none of its own: its name and all it was given."""
    given = request.model_dump(mode="json", exclude_none=True)
    return Question(f"Run {tool.name}?", "\n".join(f"- {name}: {value}" for name, value in given.items()))


def require_confirmation(tool: Tool) -> None:
    """See that a tool that writes was said yes to.

    Raises:
        AgentError: when it was not.
    """
    if tool.effect == "writes" and _CONFIRMED.get() != tool.name:
        raise AgentError(f"{tool.name} changes something, and nobody confirmed it", remedy="Nothing was changed.")


@contextmanager
def confirmed(tool: str) -> Iterator[None]:
    """Let a tool write inside the block; for a command that the user gave as such, and for the gate."""
    token = _CONFIRMED.set(tool)
    try:
        yield
    finally:
        _CONFIRMED.reset(token)
