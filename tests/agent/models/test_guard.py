"""A turn ends in time and in an answer, whatever hangs and whatever breaks."""

import threading
import time

import pytest

from agent.answer import Answer
from agent.assistant import Assistant
from agent.errors import ModelError
from agent.events import ToolActivity
from agent.guard import guard
from agent.log import ErrorLog
from agent.settings import Settings
from agent.turn_record import TurnRecord, TurnStopped, current_record
from tests.agent.models.test_failures import GOOD, QUESTION
from tests.agent.openai_server import calls, hangs, says, serving
from tools.data.samples import sample_path


def guarded(turn, tmp_path, seconds=5.0):
    return list(guard(turn, TurnRecord(seconds), ErrorLog(tmp_path)))


def test_a_turn_that_hangs_is_given_up_and_told_so(tmp_path):
    release, given_up = threading.Event(), []

    def hanging():
        yield ToolActivity("explain_change", is_done=False)
        release.wait(10)
        try:
            current_record().check()
        except TurnStopped:
            given_up.append(True)
            raise
        yield Answer(text="too late")

    began = time.monotonic()
    activity, answer = guarded(hanging, tmp_path, seconds=0.2)
    assert time.monotonic() - began < 2
    assert activity.tool == "explain_change"
    assert answer.status == "failed"
    assert answer.text.startswith("I stopped after 0.2 seconds")
    release.set()
    while not given_up:  # what was given up notices, and ends
        time.sleep(0.01)


def test_a_fault_inside_ends_in_a_sentence_with_a_reference_and_a_log_without_data(tmp_path):
    def broken():
        cells = {"customer": "Jane Roe"}
        yield ToolActivity("explain_change", is_done=False)
        raise KeyError(cells["customer"])

    answer = guarded(broken, tmp_path)[-1]
    assert answer.status == "failed"
    assert "Jane Roe" not in answer.text
    log = (tmp_path / "errors.log").read_text()
    assert "builtins.KeyError" in log
    assert "in broken" in log
    assert "Jane Roe" not in log
    reference = log.split()[1]
    assert reference in answer.text


def test_our_own_errors_pass_as_they_are(tmp_path):
    def refused():
        yield ToolActivity("explain_change", is_done=False)
        raise ModelError("no", remedy="Try again.")

    with pytest.raises(ModelError, match="Try again"):
        guarded(refused, tmp_path)


def test_a_channel_that_stops_listening_stops_the_turn(tmp_path):
    stopped = threading.Event()

    def chatty():
        try:
            while True:
                yield ToolActivity("explain_change", is_done=False)
                current_record().wait(0.01)
        except TurnStopped:
            stopped.set()
            raise

    events = guard(chatty, TurnRecord(5), ErrorLog(tmp_path))
    next(events)
    events.close()
    assert stopped.wait(2)


def test_a_log_that_can_not_be_written_costs_nobody_the_answer(tmp_path):
    (tmp_path / "file").write_text("")
    reference = ErrorLog(tmp_path / "file").keep(ValueError("x"), doing="a turn")
    assert len(reference) == 8


def test_a_log_begins_anew_when_it_is_long(tmp_path):
    log = ErrorLog(tmp_path)
    log.path.write_text("x" * 1_000_001)
    log.keep(ValueError("x"), doing="a turn")
    assert log.path.stat().st_size < 5_000
    assert log.path.with_suffix(".log.1").exists()


def test_a_tool_that_fails_unexpectedly_is_a_sentence_for_the_model_and_a_line_in_the_log(assistant_over, workspace):
    def broken(_name, _arguments):
        raise ZeroDivisionError("Jane Roe spent 0")

    told = says("The tool failed inside Adroit, so I can't say.")
    with serving(calls("explain_kpi", kpi="cpa"), told) as (url, received):
        assistant = assistant_over(url)
        assistant.toolbox.run_noted = broken
        answer = assistant.ask("what is CPA?")
    sentence = received[1]["messages"][-1]["content"]
    assert sentence.startswith("explain_kpi failed inside Adroit")
    assert "Jane Roe" not in sentence
    log = (workspace.hidden / "log" / "errors.log").read_text()
    assert "ZeroDivisionError" in log
    assert "Jane Roe" not in log
    assert answer.text == told.message["content"]


def test_a_tool_that_fails_unexpectedly_does_not_crash_the_planner_either(workspace):
    def broken(_name, _arguments):
        raise ZeroDivisionError("Jane Roe spent 0")

    assistant = Assistant.open(workspace, Settings(model="offline"), data=sample_path())
    assistant.toolbox.run_noted = broken
    answer = assistant.ask(QUESTION)
    assert "failed inside Adroit" in answer.text
    assert "Jane Roe" not in answer.text


def test_no_answer_takes_longer_than_the_turn_may_even_if_its_model_hangs(assistant_over):
    with serving(hangs(GOOD[0])) as (url, _):
        assistant = assistant_over(url, turn_seconds=5, timeout_seconds=600)
        began = time.monotonic()
        answer = assistant.ask(QUESTION)
    assert time.monotonic() - began < 7
    assert "$40.00" in answer.text
    assert answer.warnings == ["scripted used up the time for one answer, so the offline planner answered."]


def test_stopping_to_listen_hangs_up_on_the_model_and_leaves_the_thread_usable(assistant_over):
    began = time.monotonic()
    with serving(GOOD[0], hangs(GOOD[1]), *GOOD) as (url, received):
        assistant = assistant_over(url, timeout_seconds=600)
        events = assistant.stream(QUESTION, thread="stopped")
        assert next(events) == ToolActivity("compute_kpi", is_done=False, call_id="c1")
        next(events)
        while len(received) < 2:
            time.sleep(0.01)
        events.close()  # what Ctrl-C does
        assert time.monotonic() - began < 3
        assert assistant.ask(QUESTION, thread="stopped").text == "Your CPA is **$40.00**."


def test_what_a_model_streams_can_be_listened_to_as_it_comes(assistant_over, how_sent):
    if "streaming" not in how_sent:
        pytest.skip("a model that streams is meant")
    with serving(*GOOD) as (url, received):
        assistant = assistant_over(url)
        given = {"messages": [("user", QUESTION)]}
        config = {"configurable": {"thread_id": "heard"}}
        modes = ["updates", "messages"]
        heard = list(assistant._graph.stream(given, config, stream_mode=modes))
    words = [part[0].text for mode, part in heard if mode == "messages" and part[0].type == "AIMessageChunk"]
    assert len(words) > 3
    assert "".join(words).strip() == "Your CPA is **$40.00**."
    assert [r["stream_options"] for r in received] == [{"include_usage": True}] * 2
