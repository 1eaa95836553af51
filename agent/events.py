"""What a turn yields to its channel, in order: tools at work, text already checked, a question, the answer."""

from dataclasses import dataclass, field
from typing import Any

from agent.answer import Answer


@dataclass(frozen=True, slots=True)
class ToolActivity:
    """A tool at work, for channels that show it.

    Attributes:
        seconds: how long it took; 0 while it runs.
        call_id: the same at the beginning and at the end of one call.
    """

    tool: str
    is_done: bool
    seconds: float = 0.0
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """The answer so far, in Markdown; each figure and citation in it is already traced to its source.

    It is the whole text, not an addition: a later one, or the `Answer`, replaces what was shown.
    """

    text: str


@dataclass(frozen=True, slots=True)
class ConfirmationNeeded:
    """A tool that writes waits for a yes; the turn goes on with `Assistant.resume`.

    Attributes:
        id: of the question, for the one who answers it.
        question: what is asked, in one sentence.
        preview: what would be written, in Markdown.
    """

    id: str
    tool: str
    question: str
    preview: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


Event = ToolActivity | CheckedText | ConfirmationNeeded | Answer
"""`Answer` comes last, unless the turn waits for a confirmation."""
