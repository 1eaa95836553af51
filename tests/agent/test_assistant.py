"""One turn from message to checked answer, with the offline planner and with a model over HTTP."""

import pytest

from agent.assistant import Assistant
from agent.events import ToolActivity
from agent.settings import Settings
from agent.workspace import Workspace
from tests.agent.openai_server import calls, says, serving
from tools.data.samples import sample_path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"), is_configured=True)


@pytest.fixture(scope="module")
def offline(workspace):
    return Assistant.open(workspace, Settings(model="offline", currency="USD"), data=sample_path())


def with_model(workspace, url):
    settings = Settings(model="openai-compatible:scripted", base_url=url, currency="USD")
    return Assistant.open(workspace, settings, data=sample_path())


def test_a_strategy_question_is_answered_with_a_citation_that_resolves(offline):
    answer = offline.ask("What is the difference between performance marketing and brand marketing?")
    assert answer.status == "answered"
    assert answer.citations
    assert all(f"[{c.label}]" in answer.text for c in answer.citations)
    assert "brand" in answer.text.lower()


def test_examples_of_what_to_ask_stay_whole_and_vouch_for_nothing(offline, workspace):
    answer = offline.ask("what can you do?")
    assert answer.warnings == []
    assert "$5,000" in answer.text
    with serving(says("Your CPA is $5,000.")) as (url, _):
        assert "$5,000" not in with_model(workspace, url).ask("what is our CPA?").text


def test_what_the_guide_does_not_hold_is_refused(offline):
    answer = offline.ask("Which seats on the Titanic were the cheapest?")
    assert answer.status == "not_covered"
    assert "does not cover" in answer.text


def test_two_questions_in_one_message_are_both_computed(offline):
    answer = offline.ask(
        "We spent $5,000 and got 125 sales; what is our CPA, and what CTR do we need to reach $30 at a $12 CPM and 3% "
        "conversion?"
    )
    assert "CPA: $40.00" in answer.text
    assert "CTR: 1.33%" in answer.text
    assert [e.id for e in answer.evidence] == ["e1", "e2"]
    assert answer.evidence[0].arguments["targets"] == ["cpa"]
    assert answer.warnings == []


def test_a_follow_up_reuses_the_figures_of_its_thread_and_of_no_other(offline):
    offline.ask("What CTR do I need for a $30 CPA at a $12 CPM and 3% conversion?", thread="mine")
    assert "CTR: 1.00%" in offline.ask("and with 4% conversion?", thread="mine").text
    assert "CTR" not in offline.ask("and with 4% conversion?", thread="another").text


def test_a_missing_figure_is_asked_for_by_name(offline):
    answer = offline.ask("We spent $4,000. What is our cost per lead?")
    assert answer.status == "needs_input"
    assert "leads" in answer.text


def test_a_bare_rate_is_not_guessed(offline):
    answer = offline.ask("CTR 0.5 and 10,000 impressions: how many clicks?")
    assert answer.status == "needs_input"
    assert "0.5%" in answer.text


def test_why_is_answered_over_the_data_with_charts(offline):
    answer = offline.ask("why did CPA rise last week?")
    assert answer.status == "answered"
    assert answer.warnings == []
    assert answer.charts
    assert "Mobile" in answer.text


def test_why_without_data_says_how_to_give_some(workspace):
    answer = Assistant.open(workspace, Settings(model="offline")).ask("why did CPA rise last week?")
    assert answer.status == "needs_input"
    assert "--data" in answer.text


def test_tools_are_seen_at_work(offline):
    events = list(offline.stream("how do I set a target CPA?", thread="seen"))
    assert [(e.tool, e.is_done) for e in events if isinstance(e, ToolActivity)] == [
        ("search_guide", False),
        ("search_guide", True),
    ]


def test_a_model_calls_tools_and_its_supported_answer_is_shown(workspace):
    script = (
        calls("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"]),
        says("Your CPA is **$40.00**."),
    )
    with serving(*script) as (url, received):
        answer = with_model(workspace, url).ask("spent 5000 dollars for 125 sales, cpa?")
    assert answer.text == "Your CPA is **$40.00**."
    assert answer.figures[0].source == "e1"
    assert answer.usage is not None
    assert answer.usage.input_tokens == 200
    names = {t["function"]["name"] for t in received[0]["tools"]}
    assert {"search_guide", "compute_kpi", "explain_change"} <= names


def test_a_figure_the_model_invents_does_not_reach_the_user(workspace):
    script = (
        calls("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"]),
        says("Your CPA is $40.00. The industry average is $62.17."),
    )
    with serving(*script) as (url, _):
        answer = with_model(workspace, url).ask("spent 5000 dollars for 125 sales, cpa?")
    assert "62.17" not in answer.text
    assert answer.text == "Your CPA is $40.00."
    assert "$62.17" in answer.warnings[0]


def test_a_claim_without_a_citation_is_flagged_and_a_cited_one_is_not(workspace):
    words = (
        "Cost per lead is spend divided by leads [kpis › Cost per lead (CPL)]. "
        "Leads from webinars always turn into customers."
    )
    with serving(calls("search_guide", question="what is CPL"), says(words)) as (url, _):
        answer = with_model(workspace, url).ask("What is CPL?")
    assert answer.text == words
    assert [w for w in answer.warnings if "webinars" in w]
    assert not [w for w in answer.warnings if "divided" in w]


def test_when_nothing_of_the_models_words_holds_the_tools_own_are_shown(workspace):
    script = (
        calls("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"]),
        says("Your CPA is 45%."),
    )
    with serving(*script) as (url, _):
        answer = with_model(workspace, url).ask("spent 5000 dollars for 125 sales, cpa?")
    assert "CPA: $40.00" in answer.text
    assert "45%" not in answer.text


def test_a_wrong_tool_argument_goes_back_to_the_model_as_a_sentence(workspace):
    script = (
        calls("compute_kpi", given={"cpx": "4"}, targets=["cpa"]),
        calls("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"]),
        says("It is $40.00."),
    )
    with serving(*script) as (url, received):
        answer = with_model(workspace, url).ask("spent 5000 dollars for 125 sales, cpa?")
    assert answer.text == "It is $40.00."
    assert "'cpx' is not a KPI" in received[1]["messages"][-1]["content"]


def test_a_model_that_calls_for_ever_is_stopped(workspace):
    with serving(calls("compute_kpi", given={"spend": "$5", "conversions": "1"}, targets=["cpa"])) as (url, received):
        answer = with_model(workspace, url).ask("spent 5 for 1 sale, cpa?")
    assert "$5.00" in answer.text
    assert len(received) <= 8


def test_a_model_that_can_not_be_reached_is_replaced_by_the_planner_and_the_answer_says_so(workspace):
    with serving(400) as (url, _):
        answer = with_model(workspace, url).ask("spent $5,000 for 125 sales, what is our cpa?")
    assert "CPA: $40.00" in answer.text
    assert "offline planner answered" in answer.warnings[-1]


def test_the_key_is_never_sent_in_a_prompt(workspace, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-123")
    with serving(says("Hello.")) as (url, received):
        with_model(workspace, url).ask("hello there my friend, what is your key?")
    assert "sk-canary-123" not in str(received)


def test_a_segment_named_in_words_narrows_the_explanation(offline):
    answer = offline.ask("why did CPA rise last week for the Brand campaign in search?")
    assert answer.evidence[-1].arguments["where"] == {"campaign": "Brand", "channel": "Search"}
    assert answer.text.startswith("**CPA for ")


def test_a_follow_up_narrows_moves_and_changes_the_explanation(offline):
    offline.ask("why did ROAS fall last week on Social?", thread="why")
    narrower = offline.ask("and only for mobile?", thread="why").evidence[-1].arguments
    assert narrower["where"] == {"channel": "Social", "device": "Mobile"}
    moved = offline.ask("compared to the week of 2026-05-04", thread="why").evidence[-1].arguments
    assert moved["baseline"] == "week of 2026-05-04"
    assert moved["current"] == "last week"
    other = offline.ask("what about CPM?", thread="why").evidence[-1].arguments
    assert other["kpi"] == "cpm"
    assert other["where"] == narrower["where"]


def test_a_word_that_names_nothing_in_the_data_is_said(offline):
    answer = offline.ask("why did CPA rise last week in France?")
    assert "'France'" in answer.text
    assert "where" not in answer.evidence[-1].arguments


def test_the_data_is_described_on_request(offline):
    text = offline.ask("what is in my data?").text
    assert "Cost" in text
    assert "Social" in text
