"""Real answers as a phone shows them: the answer first, tables that fit, details below, buttons at the end."""

import pytest

from agent.answer import Answer
from agent.assistant import Assistant
from agent.channels.slack.blocks import confirmation, footer, messages_of, reference
from agent.events import ConfirmationNeeded
from agent.settings import Settings
from agent.workspace import Workspace
from tools.data.samples import sample_path


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    workspace = Workspace(tmp_path_factory.mktemp("slack"), is_configured=True)
    assistant = Assistant.open(workspace, Settings(model="offline"), data=sample_path())

    def ask(question):
        *_, last = assistant.stream(question, thread=f"t-{abs(hash(question))}")
        return last

    return ask


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
    ("question", "first"),
    [
        ("why did CPA change last week?", "*CPA rose from $26.03 to $31.20*"),
        ("spent $5,000 for 125 sales, what is our CPA?", "• *CPA: $40.00*"),
        ("Plan a funnel for $20,000 at a $9 CPM, 1.2% CTR and 3% conversion rate", "• *impressions*: count 2,222,222"),
    ],
)
def test_the_first_line_is_the_answer(asked, question, first, snapshot):
    answer = asked(question)
    assert isinstance(answer, Answer)
    *before, last = messages_of(answer.text)
    last.blocks.extend(footer(answer, reference(thread_ts="1.0", user="U1", turn="m-1")))
    assert (before or [last])[0].blocks[0]["text"]["text"].startswith(first)
    assert "\n\n".join(shown(message) for message in [*before, last]) == snapshot


def test_a_brief_is_shown_before_it_is_written(asked, snapshot):
    question = asked("draft a brief for a spring sale of running shoes, budget $20,000, target CPA $35, in Germany")
    assert isinstance(question, ConfirmationNeeded)
    message = confirmation(question, reference(question="q1", thread_ts="1.0", user="U1"))
    assert [block["type"] for block in message.blocks[:2]] == ["section", "actions"]
    assert len(message.blocks) <= 10
    assert shown(message) == snapshot
