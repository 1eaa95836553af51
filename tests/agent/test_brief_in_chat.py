"""A brief by talking: the draft is shown before it is kept, a change as a diff, and a no keeps nothing."""

import pytest

from agent.answer import Answer
from agent.assistant import Assistant
from agent.events import ConfirmationNeeded
from agent.settings import Settings
from agent.workspace import Workspace
from tools.brief.store import BriefStore

PARAGRAPH = (
    "Draft a brief for Lumen. We sell desk lamps in Germany. Budget is €20,000, from 4 May to 12 July 2027. Search and "
    "Meta, 60/40. CPA €28."
)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


@pytest.fixture
def assistant(workspace):
    return Assistant.open(workspace, Settings(model="offline"))


def say(assistant, text):
    return list(assistant.stream(text, thread="t-1"))[-1]


def agree(assistant, question, *, approved=True):
    return list(assistant.resume("t-1", question.id, approved=approved))[-1]


def test_a_draft_is_shown_kept_changed_and_undone(assistant, workspace):
    question = say(assistant, PARAGRAPH)
    assert isinstance(question, ConfirmationNeeded)
    assert "| Budget | €20,000 | given |" in question.preview
    store = BriefStore(workspace.briefs)
    assert store.names() == []

    answer = agree(assistant, question)
    assert isinstance(answer, Answer)
    assert "€20,000" in answer.text
    [name] = store.names()

    question = say(assistant, "Move 50% from search to Meta")
    assert "channel_mix.channels[Meta].budget: €8,000 → €14,000" in question.preview
    agree(assistant, question)
    assert [c.budget for c in store.load(name).channel_mix.channels] == [6000, 14000]

    agree(assistant, say(assistant, "undo that"))
    assert [c.budget for c in store.load(name).channel_mix.channels] == [12000, 8000]
    assert len(store.history(name)) == 3


def test_a_target_said_after_a_brief_is_the_briefs(assistant):
    agree(assistant, say(assistant, PARAGRAPH))
    question = say(assistant, "target CPA 35")
    assert question.tool == "revise_brief"
    assert "€28.00 → €35.00" in question.preview


def test_a_no_keeps_nothing(assistant, workspace):
    agree(assistant, say(assistant, PARAGRAPH), approved=False)
    assert BriefStore(workspace.briefs).names() == []


def test_no_figure_of_a_brief_is_taken_out_of_the_answer(assistant):
    answer = agree(assistant, say(assistant, PARAGRAPH))
    assert not any("taken out" in w or "left out" in w for w in answer.warnings)


def test_a_brief_is_asked_for_question_by_question_and_exported(assistant, workspace):
    agree(assistant, say(assistant, "Write a campaign brief for our desk lamps"))
    for answer in ("20k euros, from 4 May to 12 July 2027", "we want sales, CPA should be 28", "students"):
        question = say(assistant, answer)
        assert (question.tool, question.arguments["text"]) == ("draft_brief", answer)
        told = agree(assistant, question)
        assert told.text.count("\n3. ") == 1
    [name] = BriefStore(workspace.briefs).names()
    brief = BriefStore(workspace.briefs).load(name)
    assert (brief.budget.amount, brief.targets.primary[0].value) == (20_000, 28)
    assert brief.positioning.audience == "students"

    question = say(assistant, "export it as a Word file and as markdown")
    assert question.question == f"Export the brief '{name}'?"
    exported = agree(assistant, question)
    assert [f.name for f in exported.files] == [f"{name}-v4.docx", f"{name}-v4.md"]
    assert all(f.is_file() for f in exported.files)


def test_a_no_to_an_export_writes_no_file(assistant, workspace):
    agree(assistant, say(assistant, PARAGRAPH))
    agree(assistant, say(assistant, "export it as markdown"), approved=False)
    assert not list(workspace.briefs.rglob("*.md"))
