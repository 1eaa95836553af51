"""A tool that writes runs after a yes and never without: whoever calls it, however often, and after a crash too."""

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, ToolMessage

from agent.answer import Answer
from agent.confirmation import confirmed, require_confirmation
from agent.errors import AgentError, ThreadError
from agent.events import ConfirmationNeeded
from agent.toolbox import RESULTS, Toolbox
from agent.workspace import Workspace
from evals.benchmarks.crash_turns import WriteLine, Written
from tests.agent.threads.scripted import ScriptedModel, assistant_of, calling
from tools.catalog import TOOLS, Tool


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


@pytest.fixture
def written(monkeypatch):
    monkeypatch.setitem(RESULTS, "write_line", Written)
    return []


@pytest.fixture
def writing(workspace, written, monkeypatch):
    """An assistant with a tool that writes, and a model that follows the script."""

    def write(request):
        written.append(request.line)
        return Written(line=request.line)

    spec = Tool("write_line", WriteLine, Written, write, "writes")
    init = Toolbox.__init__

    def with_writer(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.tools["write_line"] = spec

    monkeypatch.setattr(Toolbox, "__init__", with_writer)
    return lambda *script: assistant_of(workspace, *script)


def last(events):
    return list(events)[-1]


def test_the_turn_waits_and_nothing_is_written(writing, written):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1"))
    assert isinstance(question, ConfirmationNeeded)
    assert question.tool == "write_line"
    assert question.arguments == {"line": "a"}
    assert question.preview == "- line: a"
    assert written == []


def test_a_yes_writes_once_and_the_turn_goes_on(writing, written):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1"))
    *activity, answer = assistant.resume("t-1", question.id, approved=True)
    assert [(e.tool, e.is_done, e.call_id) for e in activity] == [("write_line", True, "c1")]
    assert isinstance(answer, Answer)
    assert answer.text == "Done."
    assert answer.evidence[0].tool == "write_line"
    assert written == ["a"]
    with pytest.raises(ThreadError, match="Nothing waits"):
        list(assistant.resume("t-1", question.id, approved=True))
    assert written == ["a"]


def test_a_no_writes_nothing_and_the_model_is_told(writing, written):
    assistant, model = writing(calling("write_line", line="a"), "As you like.")
    question = last(assistant.stream("write a", thread="t-1"))
    assert last(assistant.resume("t-1", question.id, approved=False)).text == "As you like."
    assert written == []
    told = model.received[-1][-1]
    assert isinstance(told, ToolMessage)
    assert "said no" in told.text


@pytest.mark.parametrize("approved", ["yes", 1, "true", {"type": "approve"}, None])
def test_nothing_but_true_is_a_yes(writing, written, approved):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1"))
    list(assistant.resume("t-1", question.id, approved))
    assert written == []


def test_each_of_several_writes_is_asked_for_by_itself(writing, written):
    both = AIMessage(
        "",
        tool_calls=[
            {"name": "write_line", "args": {"line": "a"}, "id": "c1"},
            {"name": "write_line", "args": {"line": "b"}, "id": "c2"},
        ],
    )
    assistant, _ = writing(both, "Done.")
    first = last(assistant.stream("write a and b", thread="t-1"))
    second = last(assistant.resume("t-1", first.id, approved=True))
    assert isinstance(second, ConfirmationNeeded)
    assert len(written) == 1
    answer = last(assistant.resume("t-1", second.id, approved=False))
    assert isinstance(answer, Answer)
    assert len(written) == 1


def test_a_question_waits_through_a_restart(writing, written):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1"))
    assistant.threads.close()
    later, _ = writing("Done.")
    assert later.waiting("t-1") == question
    assert last(later.resume("t-1", question.id, approved=True)).text == "Done."
    assert written == ["a"]


def test_another_question_or_another_user_can_not_say_yes(writing, written):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1", user="anna"))
    for thread, asked, user in (("t-1", "forged", "anna"), ("t-1", question.id, "ben"), ("t-2", question.id, "anna")):
        with pytest.raises(ThreadError):
            list(assistant.resume(thread, asked, approved=True, user=user))
    with pytest.raises(ThreadError):
        assistant.waiting("t-1", user="ben")
    assert written == []


def test_who_goes_on_to_something_else_has_not_said_yes(writing, written):
    assistant, model = writing(calling("write_line", line="a"), "Hello.")
    question = last(assistant.stream("write a", thread="t-1"))
    assert last(assistant.stream("never mind, hello", thread="t-1")).text == "Hello."
    assert [m.type for m in model.received[-1][1:]] == ["human", "ai", "tool", "human"]
    with pytest.raises(ThreadError, match="Nothing waits"):
        list(assistant.resume("t-1", question.id, approved=True))
    assert written == []


def test_wrong_arguments_go_back_to_the_model_and_nobody_is_asked(writing, written):
    assistant, model = writing(calling("write_line", lines="a"), "I could not.")
    assert isinstance(last(assistant.stream("write a", thread="t-1")), Answer)
    assert "don't fit write_line" in model.received[-1][-1].text
    assert written == []


def test_a_call_that_was_done_before_a_crash_is_told_and_not_done_again(writing, written):
    assistant, _ = writing(calling("write_line", line="a"), "Done.")
    question = last(assistant.stream("write a", thread="t-1"))
    asked = assistant._graph.get_state({"configurable": {"thread_id": "t-1"}}).values["messages"][-1]
    effects = assistant.threads.effects
    call = f"{asked.id}:c1"
    assert effects.begin("t-1", call, "write_line")
    assert not effects.begin("t-1", call, "write_line")
    # Killed here, before the result was written down: what became of it is not known, so it is not done again.
    list(assistant.resume("t-1", question.id, approved=True))
    assert written == []
    assert "not done again" in assistant.threads.messages("t-1")[2].text


def test_without_the_gate_the_tool_itself_refuses(workspace, written):
    def write(request):
        written.append(request.line)
        return Written(line=request.line)

    spec = Tool("write_line", WriteLine, Written, write, "writes")
    toolbox = Toolbox(workspace, assistant_of(workspace, "x")[0].toolbox.settings)
    toolbox.tools["write_line"] = spec
    model = ScriptedModel(script=[calling("write_line", line="a"), "Done."], received=[])
    graph = create_agent(model, toolbox.langchain_tools())
    with pytest.raises(AgentError, match="nobody confirmed it"):
        graph.invoke({"messages": [{"role": "user", "content": "write a"}]})
    assert written == []
    with confirmed("another_tool"), pytest.raises(AgentError):
        require_confirmation(spec)


def test_a_tool_of_the_catalog_that_writes_is_known_here():
    writing = {tool.name for tool in TOOLS if tool.effect == "writes"}
    assert writing == {"draft_brief", "revise_brief", "export_brief", "export_audience"}
