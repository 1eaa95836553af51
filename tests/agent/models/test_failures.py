"""Whatever the model's server does, the user gets the right answer or a clear sentence, within a stated time.

The table in docs/models.md names these tests. Each runs with a streamed and with a whole answer.
"""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.agent.openai_server import (
    calls,
    calls_at_once,
    empty,
    fails,
    hangs,
    ignoring_stream,
    mislabelled,
    refuses,
    rejecting,
    resets,
    says,
    serving,
    too_long,
    trickles,
    web_page,
)

QUESTION = "spent $5,000 for 125 sales, what is our CPA?"
CPA = {"given": {"spend": "$5,000", "conversions": "125"}, "targets": ["cpa"]}
GOOD = (calls("compute_kpi", **CPA), says("Your CPA is **$40.00**."))
UNWELL = "is unwell: its server failed"
PAST = format_datetime(datetime.now(UTC) - timedelta(minutes=1), usegmt=True)
CANARY = "sk-canary-in-the-servers-words"


def spent(dollars):
    return {"given": {"spend": f"${dollars}", "conversions": "1"}, "targets": ["cpa"]}


def answered_by_the_model(answer):
    return answer.text == "Your CPA is **$40.00**." and answer.status == "answered" and not answer.warnings


def answered_by_the_planner(answer, because):
    (warning,) = answer.warnings
    assert warning == f"scripted {because}, so the offline planner answered."
    return "$40.00" in answer.text and answer.status == "answered" and CANARY not in answer.model_dump_json()


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_fails_once_is_asked_again(assistant_over, status):
    with serving(status, *GOOD) as (url, received):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))
    assert len(received) == 3


@pytest.mark.parametrize(
    ("status", "because"),
    [(429, "is over its rate limit"), (500, UNWELL), (503, UNWELL)],
)
def test_a_server_that_keeps_failing_is_replaced_by_the_planner(assistant_over, status, because):
    with serving(fails(status, message=CANARY)) as (url, received):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), because)
    assert len(received) == 3  # the first attempt and two retries; the turn's second step does not try again


@pytest.mark.parametrize("retry_after", ["0.05", PAST], ids=["seconds", "date"])
def test_retry_after_is_honoured_in_seconds_and_as_a_date(assistant_over, retry_after):
    with serving(fails(429, retry_after=retry_after), *GOOD) as (url, _):
        assert answered_by_the_model(assistant_over(url, retry_seconds=60).ask(QUESTION))


def test_a_server_that_asks_for_a_long_wait_is_replaced_at_once(assistant_over):
    with serving(fails(429, retry_after=3600)) as (url, received):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), "is over its rate limit")
    assert len(received) == 1


def test_a_used_up_quota_is_not_waited_for(assistant_over):
    with serving(fails(429, message=CANARY, code="insufficient_quota")) as (url, received):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), "has used up its account's quota")
    assert len(received) == 1


@pytest.mark.parametrize(
    ("status", "because"),
    [
        (400, "rejected the request"),
        (401, "refused the key"),
        (403, "may not be used with this key"),
        (404, "is not known at its address"),
    ],
)
def test_what_a_retry_can_not_mend_is_not_retried(assistant_over, status, because):
    with serving(fails(status, message=CANARY)) as (url, received):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), because)
    assert len(received) == 1


def test_a_server_that_is_not_there_is_replaced_by_the_planner(assistant_over):
    with serving(*GOOD) as (url, _):
        pass
    assert answered_by_the_planner(assistant_over(url).ask(QUESTION), "could not be reached")


def test_a_connection_reset_in_the_middle_is_tried_again(assistant_over):
    with serving(GOOD[0], resets(GOOD[1]), GOOD[1]) as (url, received):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))
    assert len(received) == 3


def test_a_connection_that_always_breaks_is_replaced_and_what_was_computed_stays(assistant_over):
    with serving(GOOD[0], resets(GOOD[1])) as (url, _):
        answer = assistant_over(url).ask(QUESTION)
    assert answered_by_the_planner(answer, "broke off in the middle of its answer")
    assert {e.tool for e in answer.evidence} == {"compute_kpi"}


def test_a_reply_that_hangs_is_given_up_after_the_servers_longest_silence(assistant_over):
    with serving(hangs(GOOD[0])) as (url, _):
        answer = assistant_over(url, timeout_seconds=0.2, model_retries=0).ask(QUESTION)
    assert answered_by_the_planner(answer, "did not answer in time")


def test_a_reply_that_only_shows_signs_of_life_ends_with_the_turns_time_for_models(assistant_over):
    with serving(trickles(GOOD[0])) as (url, _):
        assistant = assistant_over(url, turn_seconds=5)
        began = time.monotonic()
        answer = assistant.ask(QUESTION)
    assert answered_by_the_planner(answer, "used up the time for one answer")
    assert time.monotonic() - began < 7


def test_arguments_cut_off_in_the_middle_are_never_run_and_the_model_is_told(assistant_over):
    whole = '{"given": {"spend": "$5,000", "conversions": "125"}, "targets": ["cpa"]}'
    broken = calls_at_once(("compute_kpi", whole[:26]))  # mended as partial JSON it would be a spend of "$5,0"
    with serving(broken, *GOOD) as (url, received):
        answer = assistant_over(url).ask(QUESTION)
    assert answered_by_the_model(answer)
    assert [e.arguments["given"]["spend"] for e in answer.evidence] == ["$5,000"]
    assert "cut off" in received[1]["messages"][-1]["content"]


def test_arguments_that_are_always_cut_off_are_replaced_by_the_planner(assistant_over):
    with serving(calls_at_once(("compute_kpi", '{"given": {"spe'))) as (url, _):
        answer = assistant_over(url).ask(QUESTION)
    assert answered_by_the_planner(answer, "kept sending tool calls that can't be read")


def test_arguments_that_are_no_object_are_not_run_either(assistant_over):
    with serving(calls_at_once(("compute_kpi", '["spend", 5000]')), *GOOD) as (url, _):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))


def test_a_tool_that_does_not_exist_is_answered_with_the_nearest_names(assistant_over):
    with serving(calls("compute_kpis", **CPA), *GOOD) as (url, received):
        answer = assistant_over(url).ask(QUESTION)
    assert answer.text == "Your CPA is **$40.00**."
    assert "'compute_kpis' is not a tool. Nearest: compute_kpi" in received[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "given",
    [
        {"given": "5000", "targets": "cpa"},
        {"given": {"spend": ["a", {"b": None}]}, "targets": [7]},
        {},
        {"spent": 5000},
    ],
)
def test_arguments_of_the_wrong_type_go_back_to_the_model_as_a_sentence(assistant_over, given):
    with serving(calls("compute_kpi", **given), *GOOD) as (url, received):
        answer = assistant_over(url).ask(QUESTION)
    assert answer.text == "Your CPA is **$40.00**."
    told = received[1]["messages"][-1]
    assert told["role"] == "tool"
    assert "Traceback" not in told["content"]


def test_the_same_call_for_ever_is_run_once_and_the_planner_words_its_result(assistant_over):
    with serving(GOOD[0]) as (url, received):
        answer = assistant_over(url).ask(QUESTION)
    assert answered_by_the_planner(answer, "called the same tool again and again")
    assert len(received) == 3
    assert "same call" in received[2]["messages"][-1]["content"]


def test_a_model_that_calls_something_new_for_ever_is_stopped(assistant_over):
    script = [
        calls("compute_kpi", given={"spend": f"${n}", "conversions": "125"}, targets=["cpa"]) for n in range(1, 30)
    ]
    with serving(*script) as (url, received):
        answer = assistant_over(url).ask(QUESTION)
    assert answer.warnings == ["scripted came to no answer in 8 steps, so the offline planner answered."]
    assert len(received) == 8


def test_parallel_calls_are_all_run_whatever_ids_the_server_gives_them(assistant_over):
    other = {"given": {"spend": "$900", "clicks": "300"}, "targets": ["cpc"]}
    both = calls_at_once(("compute_kpi", CPA), ("compute_kpi", other), ids=["0", "0"])
    with serving(both, says("CPA $40.00, CPC $3.00.")) as (url, received):
        answer = assistant_over(url).ask("spent $5,000 for 125 sales, cpa? and $900 for 300 clicks, cpc?")
    assert answer.text == "CPA $40.00, CPC $3.00."
    assert len(answer.evidence) == 2
    told = [m for m in received[1]["messages"] if m["role"] == "tool"]
    assert len({m["tool_call_id"] for m in told}) == 2


def test_a_reply_with_more_calls_than_a_turn_may_make_keeps_the_first_of_them(assistant_over):
    many = [
        ("compute_kpi", {"given": {"spend": f"${n}", "conversions": "1"}, "targets": ["cpa"]}) for n in range(1, 41)
    ]
    with serving(calls_at_once(*many), says("Done: $1.00.")) as (url, received):
        answer = assistant_over(url).ask("what are all these CPAs?")
    assert answer.text == "Done: $1.00."
    assert len(answer.evidence) == 12
    assert "tools" not in received[1]


@pytest.mark.parametrize(
    ("turn", "because"),
    [
        (empty(), "gave an empty answer"),
        (says("   "), "gave an empty answer"),
        (says("I am thinking", finish="length"), "gave an empty answer"),
        (refuses(), "declined to answer"),
        (says("Your", finish="content_filter"), "had its answer stopped by its provider's content filter"),
        (web_page(), "sent something that is no model's answer, so base_url may be wrong"),
    ],
    ids=["empty", "blank", "nothing whole before the limit", "refusal", "content filter", "web page"],
)
def test_a_reply_that_is_none_is_replaced_by_the_planner(assistant_over, turn, because):
    with serving(turn) as (url, _):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), because)


def test_an_answer_cut_off_at_the_length_limit_ends_with_its_last_whole_sentence(assistant_over):
    cut = says("Your CPA is $40.00. That is because you spent $5,0", finish="length")
    with serving(GOOD[0], cut) as (url, _):
        answer = assistant_over(url).ask(QUESTION)
    assert answer.text == "Your CPA is $40.00."
    assert "cut off" in answer.warnings[0]


def test_a_good_answer_under_a_wrong_content_type_is_read(assistant_over):
    with serving(*(mislabelled(turn) for turn in GOOD)) as (url, _):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))


@pytest.mark.parametrize("parameter", ["stream_options", "stream"])
def test_a_server_that_lacks_a_part_of_the_protocol_is_asked_in_a_plainer_way_and_that_is_remembered(
    assistant_over, parameter
):
    with serving(*(rejecting(turn, parameter) for turn in GOOD)) as (url, received):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))
    assert len([r for r in received if r.get(parameter)]) <= 1


def test_a_server_that_ignores_streaming_is_read(assistant_over):
    with serving(*(ignoring_stream(turn) for turn in GOOD)) as (url, _):
        assert answered_by_the_model(assistant_over(url).ask(QUESTION))


@pytest.mark.parametrize(
    "error",
    [too_long(), too_long("the request exceeds the available context size (n_ctx 4096)", None)],
    ids=["openai", "llama.cpp"],
)
def test_a_conversation_too_long_for_the_model_is_shortened_and_asked_again(assistant_over, error):
    opening = [turn for _ in range(3) for turn in (GOOD[0], GOOD[1])]
    with serving(*opening, error, says("Your CPA is **$40.00**.")) as (url, received):
        assistant = assistant_over(url)
        for _ in range(3):
            assistant.ask(QUESTION, thread="long")
        answer = assistant.ask("and what was that CPA again?", thread="long")
    assert answer.text == "Your CPA is **$40.00**."
    assert len(received[-1]["messages"]) < len(received[-2]["messages"])
    kept = received[-1]["messages"]
    assert kept[0]["role"] == "system"
    assert kept[1]["role"] == "user"
    asked = {c["id"] for m in kept for c in m.get("tool_calls") or ()}
    assert asked == {m["tool_call_id"] for m in kept if m["role"] == "tool"}


def test_a_conversation_that_can_not_be_shortened_is_answered_by_the_planner(assistant_over):
    with serving(too_long()) as (url, received):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), "can't take a conversation this long")
    assert len(received) == 1


def test_a_model_without_tools_is_replaced_by_the_planner(assistant_over):
    with serving(fails(400, message="scripted does not support tools")) as (url, _):
        assert answered_by_the_planner(assistant_over(url).ask(QUESTION), "can't call tools")


def test_the_thread_goes_on_after_a_failure(assistant_over):
    with serving(GOOD[0], fails(400), *GOOD) as (url, _):
        assistant = assistant_over(url)
        assert "$40.00" in assistant.ask(QUESTION, thread="kept").text
        assert answered_by_the_model(assistant.ask(QUESTION, thread="kept"))
