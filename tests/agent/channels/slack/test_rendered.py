"""Real answers as a phone shows them: the answer first, tables that fit, details below, buttons at the end.

The folder `answers` holds some as they were given, so that these tests are about Slack and not about their wording.
"""

from pathlib import Path

import pytest

from agent.answer import Answer
from agent.channels.slack.blocks import confirmation, footer, messages_of, reference
from agent.events import ConfirmationNeeded

ANSWERS = Path(__file__).with_name("answers")


def answer(name):
    return (ANSWERS / f"{name}.md").read_text("utf-8").strip()


def shown(message):
    """A message as it reads, each block apart."""
    lines = [f"(notification) {message.text}"]
    for block in message.blocks:
        lines.append(f"--- {block['type']}")
        if "text" in block:
            lines.append(block["text"]["text"])
        for element in block.get("elements", []):
            text = element["text"]
            lines.append(text if isinstance(text, str) else f"[{text['text']}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("name", "first"),
    [("why_cpa_changed", "*CPA rose from $26.03 to $31.20*"), ("funnel", "• *impressions*: count 2,222,222")],
)
def test_the_first_line_is_the_answer(name, first, snapshot):
    *before, last = messages_of(answer(name))
    last.blocks.extend(
        footer(Answer(text=answer(name), warnings=["Counted from the table's last day."]), reference(turn="m-1"))
    )
    whole = [*before, last]
    assert whole[0].blocks[0]["text"]["text"].startswith(first)
    assert [block["type"] for block in last.blocks[-2:]] == ["context", "actions"]
    assert "\n\n".join(shown(message) for message in whole) == snapshot


def test_a_brief_is_shown_before_it_is_written(snapshot):
    question = ConfirmationNeeded("q1", "draft_brief", "Keep this as the brief 'spring-sale'?", answer("brief"))
    message = confirmation(question, reference(question="q1", thread_ts="1.0", user="U1"))
    assert [block["type"] for block in message.blocks[:2]] == ["section", "actions"]
    assert len(message.blocks) <= 10
    assert shown(message) == snapshot
