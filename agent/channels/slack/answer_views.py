"""What an answer rests on, for whoever presses "Sources" or "Evidence": as a modal, or as messages."""

from collections.abc import Sequence
from typing import Any

from agent.answer import Answer
from agent.channels.slack.blocks import Block, Message, context, messages_of, section

_MOST_BLOCKS = 90  # Slack takes 100 in a modal
_MOST_TEXT = 100_000  # of a modal, which Slack refuses above a quarter of a megabyte
_MOST_FIGURES = 60
_CUT = "The rest is too long to be shown here. It is kept: `adroit threads export` writes all of it."


def sources_of(answer: Answer) -> str:
    """Return the passages that an answer cites, in Markdown."""
    return "\n\n".join(f"**{_bare(c.label)}**\n\n{_quoted(c.passage)}" for c in answer.citations)


def evidence_of(answer: Answer) -> str:
    """Return where each figure of an answer comes from, then the tools' own results, in Markdown."""
    figures = [f"- {_bare(figure.sentence)}" for figure in answer.figures[:_MOST_FIGURES]]
    if more := len(answer.figures) - len(figures):
        figures.append(f"- and {more} more")
    parts = ["**Each figure and its source**\n\n" + "\n".join(figures)] if figures else []
    parts += [f"**{e.id}: {_bare(e.tool.replace('_', ' '))}**\n\n{e.text}" for e in answer.evidence]
    return "\n\n".join(parts)


def modal(title: str, markdown: str) -> dict[str, Any]:
    """Return a view that shows a Markdown text.

    Args:
        title: no more than 24 characters.
        markdown: anything; what is longer than a modal may be is left out, and said to be.
    """
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": _within(messages_of(markdown)) or [section("Nothing is kept for this answer.")],
    }


def _within(messages: Sequence[Message]) -> list[Block]:
    found: list[Block] = []
    room = _MOST_TEXT
    for block in (block for message in messages for block in message.blocks):
        room -= len(block["text"]["text"])
        if room < 0 or len(found) == _MOST_BLOCKS:
            return [*found, context(_CUT)]
        found.append(block)
    return found


def _bare(text: str) -> str:
    r"""Return a name for Markdown with nothing in it that marks: `utm_source` stays as it is."""
    return "".join(f"\\{c}" if c in "\\`*[]<>#|~" else c for c in " ".join(text.split()))


def _quoted(passage: str) -> str:
    return "\n".join(f"> {line}" for line in passage.strip().splitlines())
