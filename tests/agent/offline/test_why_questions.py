"""Why-questions in plain words, and the follow-ups that narrow, widen, split or compare."""

from datetime import date

import pytest

from agent.assistant import Assistant
from agent.offline.planning import next_step, read_message
from agent.offline.segments import segment_words
from agent.offline.thread import Thread
from agent.settings import Settings
from agent.workspace import Workspace
from tools.data.samples import sample_path


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    workspace = Workspace(tmp_path_factory.mktemp("workspace"), is_configured=True)
    return Assistant.open(workspace, Settings(model="offline", currency="USD"), data=sample_path())


def asked(assistant, thread, *messages):
    """Return the arguments of the last explanation of a conversation."""
    answers = [assistant.ask(message, thread=thread) for message in messages]
    return answers[-1].evidence[-1].arguments


WHY = "why did ROAS fall last week on Social?"


@pytest.mark.parametrize(
    ("follow_ups", "expected"),
    [
        ((), {"kpi": "roas", "current": "last week", "where": {"channel": "Social"}}),
        (("and only for mobile?",), {"where": {"channel": "Social", "device": "Mobile"}}),
        (("just phones",), {"where": {"channel": "Social", "device": "Mobile"}}),
        (("compared to the previous period?",), {"baseline": "previous period", "current": "last week"}),
        (("compare with 2026-04-06..2026-04-12",), {"baseline": "2026-04-06..2026-04-12", "current": "last week"}),
        (("vs the same days last week",), {"baseline": "same days last week", "current": "last week"}),
        (("what about CPA?",), {"kpi": "cpa", "where": {"channel": "Social"}}),
        (("by campaign and device",), {"by": ["campaign", "device"], "where": {"channel": "Social"}}),
        (("only for mobile", "and for all devices?"), {"where": {"channel": "Social"}}),
        (("only for mobile", "what about desktop?"), {"where": {"channel": "Social", "device": "Desktop"}}),
    ],
)
def test_a_follow_up_builds_on_the_question_before(assistant, follow_ups, expected):
    arguments = asked(assistant, f"follow-up-{hash(follow_ups)}", WHY, *follow_ups)
    assert {name: arguments.get(name) for name in expected} == expected


def test_overall_forgets_the_segment(assistant):
    assert "where" not in asked(assistant, "overall", WHY, "and overall?")


def test_last_year_is_compared_and_a_table_that_does_not_reach_back_says_so(assistant):
    assistant.ask(WHY, thread="year")
    answer = assistant.ask("compare to the same week last year", thread="year")
    assert answer.status == "needs_input"
    assert "2025-05-19..2025-05-25" in answer.text
    assert "baseline" in answer.text


def test_the_week_before_in_a_question_is_what_it_is_compared_with(assistant):
    arguments = asked(assistant, "before", "What drove revenue down in the week of May 18 versus the week before?")
    assert arguments["current"] == "week of May 18"
    assert arguments["baseline"] == "previous period"


def test_a_name_that_the_data_lacks_is_said_first(assistant):
    answer = assistant.ask("why did ROAS fall last week on Meta?", thread="meta")
    assert answer.text.startswith("Nothing in the data is called 'Meta'")
    assert "ROAS fell" in answer.text


def test_the_answer_keeps_every_figure(assistant):
    for question in (WHY, "why did CPA rise last week?", "why did conversions drop last week for mobile?"):
        answer = assistant.ask(question, thread=f"question-{hash(question)}")
        assert answer.status == "answered"
        assert answer.warnings == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("why is revenue below forecast?", {"kpi": "revenue", "expected": "forecast"}),
        ("why are we under plan on CPA?", {"kpi": "cpa", "expected": "plan"}),
        ("why did we spend more than budgeted in April 2026?", {"kpi": "spend", "expected": "budget"}),
    ],
)
def test_a_question_may_compare_with_what_was_expected(message, expected):
    parts = read_message(message, Thread(), today=date(2026, 6, 1))
    [call] = next_step(parts, {}).calls
    assert call.tool == "explain_change"
    assert {name: call.arguments.get(name) for name in expected} == expected
    assert segment_words(parts[0].signs) == ""


def test_an_answer_against_the_plan_names_its_columns(tmp_path):
    rows = [
        f"2026-05-{day:02d},{name},{90 + (day * 7) % 11 - (40 if day > 21 and name == 'Meta' else 0)},95"
        for day in range(1, 29)
        for name in ("Meta", "Search", "CTV")
    ]
    path = tmp_path / "plan.csv"
    path.write_text("Day,Channel,Revenue,Planned revenue\n" + "\n".join(rows) + "\n")
    workspace = Workspace(tmp_path, is_configured=True)
    assistant = Assistant.open(workspace, Settings(model="offline", currency="USD"), data=path)
    answer = assistant.ask("why was revenue below plan from 2026-05-22 to 2026-05-28?", thread="plan")
    assert "below the expected" in answer.text
    assert "'Planned revenue'" in answer.text
    follow_up = assistant.ask("only for Meta", thread="plan")
    assert follow_up.evidence[-1].arguments["expected"] == "plan"
    assert follow_up.evidence[-1].arguments["where"] == {"channel": "Meta"}


@pytest.mark.parametrize(
    "question",
    [
        "why did CPA rise from 11-17 May to 18-24 May 2026?",
        "why did CPA change between 11-17 May 2026 and 18-24 May 2026?",
        "why did CPA rise from the week of 11 May to the week of 18 May?",
        "why did CPA rise in 18-24 May 2026 compared with 11-17 May 2026?",
        "why is CPA higher in 18-24 May 2026 than in 11-17 May 2026?",
    ],
)
def test_of_two_periods_the_earlier_is_what_was_before(assistant, question):
    answer = assistant.ask(question, thread=f"two-periods-{hash(question)}")
    assert "2026-05-18..2026-05-24 against 2026-05-11..2026-05-17" in answer.text
