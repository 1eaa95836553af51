"""Long threads are shortened by whole turns: every call keeps its result, and the last question always stays."""

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.messages.utils import count_tokens_approximately

from agent.middleware.context_length import CLEARED, shortened
from tests.agent.models.test_failures import GOOD, QUESTION
from tests.agent.openai_server import serving


def turn(number, words=50, calls=1):
    """One turn of a thread: a question, tool calls with their results, an answer."""
    asked = [ToolCall(name="compute_kpi", args={"n": c}, id=f"t{number}c{c}") for c in range(calls)]
    results = [ToolMessage("figure " * words, tool_call_id=str(c["id"])) for c in asked]
    question = HumanMessage(f"question {number} " + "word " * words)
    return [question, *([AIMessage("", tool_calls=asked), *results] if calls else []), AIMessage("answer " * words)]


def pairs_are_whole(messages):
    asked = [c["id"] for m in messages if isinstance(m, AIMessage) for c in m.tool_calls]
    given_back = [m.tool_call_id for m in messages if isinstance(m, ToolMessage)]
    return asked == given_back


def last_question(messages):
    return [m for m in messages if isinstance(m, HumanMessage)][-1]


def test_a_thread_that_fits_is_sent_as_it_is():
    thread = turn(1) + turn(2)
    assert shortened(thread, 10_000) == thread


@given(
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 4)), min_size=1, max_size=12),
    st.integers(1, 3000),
    st.integers(0, 4),
)
def test_whatever_is_left_out_no_call_loses_its_result_and_the_last_question_stays(turns, tokens, kept):
    thread = [m for n, (words, calls) in enumerate(turns) for m in turn(n, words, calls)]
    short = shortened(thread, tokens, results_kept=kept)
    assert pairs_are_whole(short)
    assert isinstance(short[0], HumanMessage)
    assert short[-1] == thread[-1]
    assert [m for m in short if isinstance(m, HumanMessage)][-1] == [m for m in thread if isinstance(m, HumanMessage)][
        -1
    ]


def test_old_results_lose_their_text_before_turns_are_left_out():
    thread = [m for n in range(6) for m in turn(n, words=100)]
    short = shortened(thread, count_tokens_approximately(thread) - 50)
    assert len(short) == len(thread)
    assert [m.content == CLEARED for m in short if isinstance(m, ToolMessage)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_the_thread_itself_keeps_everything(assistant_over):
    with serving(*GOOD * 30) as (url, received):
        assistant = assistant_over(url, context_tokens=1000)
        for _ in range(25):
            answer = assistant.ask(QUESTION, thread="long")
    assert answer.text == "Your CPA is **$40.00**."
    sent = [len(r["messages"]) for r in received]
    assert max(sent) < 60
    assert len(assistant.threads.messages("long")) > max(sent)
