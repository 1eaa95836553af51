"""An answer as Slack messages: short text first, in sections that Slack takes, buttons at the end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.answer import Answer
from agent.channels.slack.mrkdwn import escaped, mrkdwn, pieces
from agent.events import ConfirmationNeeded

Block = dict[str, Any]
LONGEST_SECTION = 2_900  # Slack takes 3,000 characters
LONGEST_MESSAGE = 6_000
"""A phone scrolls several screens for it; what is longer goes on in a second message of the thread."""
_MOST_PREVIEW = 8
_CUT = "What would be written goes on; the document holds all of it."
_SUMMARY = 280  # of the notification on a lock screen
SOURCES, EVIDENCE, GOOD, BAD, YES, NO = (
    "adroit_sources", "adroit_evidence", "adroit_good", "adroit_bad", "adroit_yes", "adroit_no",
)  # fmt: skip
"""Action ids of the buttons."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        text: what a notification and a screen reader say.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)


def section(text: str) -> Block:
    """Return a block of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, "expand": True}


def context(text: str) -> Block:
    """Return a line of small print in mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def button(label: str, action: str, value: str, style: str | None = None) -> Block:
    """Return a button."""
    made: Block = {
        "type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action, "value": value
    }  # fmt: skip
    return made | ({"style": style} if style else {})


def messages_of(markdown: str) -> list[Message]:
    """Return a Markdown text as one or more messages, cut between its paragraphs where it can be."""
    cut = [part for piece in pieces(markdown) for part in _parts(piece)]
    found: list[Message] = []
    held: list[str] = []
    for part in cut:
        if held and sum(map(len, held)) + len(part) > LONGEST_MESSAGE:
            found.append(_message(held))
            held = []
        held.append(part)
    return [*found, _message(held)] if held else found


def footer(answer: Answer, reference: str) -> list[Block]:
    """Return what stands under an answer: its warnings, and buttons for sources, evidence and a judgement.

    Args:
        answer: what was said.
        reference: what the buttons carry, so that the answer is found again; no more than 2,000 characters.
    """
    notes = [context(escaped(warning)[:LONGEST_SECTION]) for warning in answer.warnings[:5]]
    shown = [button("Sources", SOURCES, reference)] if answer.citations else []
    shown += [button("Evidence", EVIDENCE, reference)] if answer.figures else []
    judged = [button("👍", GOOD, reference), button("👎", BAD, reference)]
    return [*notes, {"type": "actions", "elements": [*shown, *judged]}]


def confirmation(question: ConfirmationNeeded, reference: str) -> Message:
    """Return the question of a tool that writes, with a yes and a no right under it, then what would be written."""
    buttons = [button("Yes, do it", YES, reference, "primary"), button("No", NO, reference)]
    preview = _grouped([part for piece in pieces(question.preview) for part in _parts(piece)])
    shown = [section(text) for text in preview[:_MOST_PREVIEW]]
    cut = [context(_CUT)] if len(preview) > len(shown) else []
    asked = [section(mrkdwn(question.question)), {"type": "actions", "elements": buttons}]
    return Message(summary(question.question), [*asked, *shown, *cut])


def summary(markdown: str) -> str:
    """Return the first words of an answer, for a notification."""
    plain = " ".join(mrkdwn(markdown).split())
    return plain if len(plain) <= _SUMMARY else plain[:_SUMMARY].rsplit(" ", 1)[0] + " …"


def reference(**values: str) -> str:
    """Return what a button carries."""
    return json.dumps(values, separators=(",", ":"))


def read_reference(value: str) -> dict[str, str]:
    """Return what a button carried; it comes back from Slack, so it may be anything."""
    try:
        found = json.loads(value)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _message(parts: Sequence[str]) -> Message:
    text = " ".join("\n".join(parts).split())
    return Message(text[:_SUMMARY], [section(part) for part in _grouped(parts)])


def _grouped(parts: Sequence[str]) -> list[str]:
    """Return parts joined to as few sections as hold them."""
    grouped: list[str] = []
    for part in parts:
        if grouped and len(grouped[-1]) + len(part) + 2 <= LONGEST_SECTION:
            grouped[-1] += f"\n\n{part}"
        else:
            grouped.append(part)
    return grouped


def _parts(piece: str) -> list[str]:
    """Cut a piece that is longer than a section, between lines, then between words; a code block stays one."""
    if len(piece) <= LONGEST_SECTION:
        return [piece]
    is_code = piece.startswith("```") and piece.endswith("```")
    body = piece[3:-3].strip("\n") if is_code else piece
    found, held = [], ""
    for line in _lines(body):
        if held and len(held) + len(line) + 1 > LONGEST_SECTION - 8:
            found.append(held)
            held = ""
        held = f"{held}\n{line}" if held else line
    found.append(held)
    return [f"```\n{part}\n```" for part in found] if is_code else found


def _lines(text: str) -> list[str]:
    longest = LONGEST_SECTION - 8
    found = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > longest:
            end = rest.rfind(" ", 0, longest)
            end = end if end > 0 else longest
            found.append(rest[:end])
            rest = rest[end:].lstrip(" ")
        found.append(rest)
    return found
