"""A thread whose last turn was cut off can be used again: every tool call gets a result, right after it."""

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.middleware.orphans import CUT_OFF, answered
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of


def called(*ids):
    return AIMessage("", tool_calls=[{"name": "compute_kpi", "args": {}, "id": i} for i in ids])


def gave(call):
    return ToolMessage(f"result of {call}", tool_call_id=call)


def test_a_call_without_a_result_is_answered_with_what_happened_before_the_next_message():
    repaired = answered([HumanMessage("one"), called("a", "b"), gave("a"), HumanMessage("two")])
    assert [m.type for m in repaired] == ["human", "ai", "tool", "tool", "human"]
    assert repaired[2].text == "result of a"
    assert repaired[3].text == CUT_OFF
    assert repaired[3].status == "error"


def test_a_result_further_down_is_moved_to_its_call():
    repaired = answered([called("a"), HumanMessage("two"), gave("a")])
    assert [m.type for m in repaired] == ["ai", "tool", "human"]
    assert repaired[1].text == "result of a"


def test_a_server_that_gives_every_call_the_same_id_gets_each_result_at_its_own_call():
    first, second = gave("c1"), ToolMessage("the second", tool_call_id="c1")
    repaired = answered([called("c1"), first, called("c1"), second])
    assert [m.text for m in repaired if isinstance(m, ToolMessage)] == ["result of c1", "the second"]


def test_a_result_without_a_call_is_dropped():
    assert answered([gave("a"), HumanMessage("two")]) == [HumanMessage("two")]


def test_a_thread_in_order_is_left_as_it_is():
    messages = [HumanMessage("one"), called("a"), gave("a"), AIMessage("done")]
    assert answered(messages) == messages


def test_the_model_of_the_next_turn_sees_no_orphan_and_neither_does_the_thread(tmp_path):
    workspace = Workspace(tmp_path, is_configured=True)
    assistant, model = assistant_of(workspace, "Hello.")
    assistant.ask("one", thread="t-1")
    config = {"configurable": {"thread_id": "t-1"}}
    assistant._graph.update_state(config, {"messages": [HumanMessage("two"), called("a")]}, as_node="model")
    assistant.ask("three", thread="t-1")
    assert [m.type for m in model.received[-1][1:]] == ["human", "ai", "human", "ai", "tool", "human"]
    stored = assistant._graph.get_state(config).values["messages"]
    assert [m.type for m in stored] == ["human", "ai", "human", "ai", "tool", "human", "ai"]
