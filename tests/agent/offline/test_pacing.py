"""Pacing in plain words: the plan is read, every figure has a source, and general questions go elsewhere."""

import pytest

from agent.assistant import Assistant
from agent.settings import Settings
from agent.workspace import Workspace
from tools.data.samples import sample_path


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    workspace = Workspace(tmp_path_factory.mktemp("workspace"), is_configured=True)
    return Assistant.open(workspace, Settings(model="offline", currency="USD"), data=sample_path())


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("are we on track to spend $260k this month?", {"budget": "$260k", "flight": "this month"}),
        ("is CTV on track for 60k in May?", {"budget": "60k", "where": {"channel": "CTV"}}),
        ("are we pacing to our CPA target of $27 this month?", {"kpi": "cpa", "target": "$27"}),
        ("will we reach 9,000 conversions by the end of May?", {"kpi": "conversions", "target": "9,000"}),
        ("how much can we spend a day until the end of May to hit 260k?", {"budget": "260k"}),
        ("project our revenue to the end of May", {"kpi": "revenue"}),
    ],
)
def test_the_plan_is_read_and_every_figure_of_the_answer_has_a_source(assistant, message, expected):
    answer = assistant.ask(message, thread=f"pacing-{sum(map(ord, message))}")
    found = answer.evidence[-1]
    assert found.tool == "check_pacing"
    assert {name: found.arguments.get(name) for name in expected} == expected
    assert answer.warnings == []
    assert "2026-05-01..2026-05-31" in answer.text


@pytest.mark.parametrize(
    ("message", "tool"),
    [
        ("what is pacing?", "explain_kpi"),
        ("spent 6,300 of 10,000 after 18 of 30 days, are we on pace?", "compute_kpi"),
        ("why did CPA rise last week?", "explain_change"),
    ],
)
def test_questions_of_another_kind_go_to_their_own_tools(assistant, message, tool):
    assert assistant.ask(message, thread=f"other-{sum(map(ord, message))}").evidence[-1].tool == tool


def test_a_follow_up_narrows_the_check(assistant):
    assistant.ask("are we on track to spend $260k this month?", thread="narrow")
    answer = assistant.ask("and only for Social, with 120k?", thread="narrow")
    assert answer.evidence[-1].arguments["where"] == {"channel": "Social"}
    assert answer.evidence[-1].arguments["budget"] == "120k"
