"""What a KPI is, what is kept for a team, briefs, and questions that lack their subject."""

from datetime import date

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from agent.context import MarketerContext
from agent.offline.model import OfflineModel
from agent.offline.planning import next_step, read_message
from agent.offline.standing import find_standing
from agent.offline.thread import PlannedCall, Thread, Turn

TODAY = date(2026, 5, 25)


def calls(text, thread=None):
    return [
        (c.tool, dict(c.arguments)) for c in next_step(read_message(text, thread or Thread(), today=TODAY), {}).calls
    ]


def reply(text):
    return next_step(read_message(text, Thread(), today=TODAY), {}).reply


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("what's CPCV again?", "cpcv"),
        ("could you tell me what return on ad spend means", "roas"),
        ("explain the KPI MER to me in simple words", "mer"),
        ("churn rate, what is that", "churn_rate"),
        ("definition of AOV please", "aov"),
        ("what is reach", "reach"),
        ("was bedeutet CPM?", "cpm"),
    ],
)
def test_what_one_kpi_is_comes_from_its_definition(text, kpi):
    assert calls(text) == [("explain_kpi", {"kpi": kpi})]


@pytest.mark.parametrize(
    "text",
    [
        "when is CPC the wrong thing to look at?",
        "how do I get my CPM down",
        "should we steer by CPA or ROAS",
        "what is a conversion?",
        "why does AOV matter for bidding",
    ],
)
def test_how_to_use_a_kpi_comes_from_the_guide(text):
    assert {tool for tool, _ in calls(text)} == {"search_guide"}


def test_another_kpi_may_follow_an_explanation():
    thread = Thread((Turn("what is POAS?", (PlannedCall("explain_kpi", {"kpi": "poas"}),)),))
    assert calls("and MER?", thread) == [("explain_kpi", {"kpi": "mer"})]


@pytest.mark.parametrize(
    "text",
    [
        "break-even ROAS at a margin of 31%",
        "margin 31 percent, where's my break even roas",
        "estimate CLV from orders.csv with a 31% margin",
        "customer value by cohort, margin 31%",
    ],
)
def test_a_margin_of_one_question_is_not_kept(text):
    assert find_standing(text) is None


def test_a_margin_that_was_asked_for_is_not_kept():
    asked = Thread((Turn("break-even ROAS for my shop?", (PlannedCall("compute_kpi", {"given": {}}),), reply="asks"),))
    assert find_standing("margin is 38%", asked) is None
    assert find_standing("our margin is 38%").arguments == {"margin": "38%"}


@pytest.mark.parametrize("text", ["is that any good?", "which one is better", "compare them", "should we stop it?"])
def test_a_question_without_a_subject_is_asked_back(text):
    assert (calls(text), reply(text)) == ([], "asks")


@pytest.mark.parametrize("text", ["what is 12 times 31", "who wrote Faust", "which film should I watch"])
def test_what_is_not_its_business_is_refused(text):
    assert (calls(text), reply(text)) == ([], "refusal")


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("new brief: ergonomic chairs, 12k in autumn, leads", "draft_brief"),
        ("help me brief an agency for a TV campaign", "draft_brief"),
        ("anything missing in the brief?", "check_brief"),
        ("show me the brief", "check_brief"),
        ("in the brief, set the target CPA to 55", "revise_brief"),
        ("plan a campaign funnel for 9k at a $2 CPC and 3% conversion", "plan_funnel"),
        ("how long should a brief be?", "search_guide"),
    ],
)
def test_briefs_are_told_from_funnels_and_from_questions_about_briefs(text, tool):
    assert [name for name, _ in calls(text)] == [tool]


def test_what_is_kept_for_a_team_is_shown():
    known = MarketerContext(brand="Northlight", margin="42%")
    told = [SystemMessage(known.as_prompt()), HumanMessage("what do you know about us?")]
    words = OfflineModel(today=TODAY).invoke(told).text
    assert "- brand: Northlight" in words
    assert "- contribution margin: 42%" in words


def test_nothing_kept_says_how_to_keep_something():
    words = OfflineModel(today=TODAY).invoke([HumanMessage("what do you remember about us?")]).text
    assert words.startswith("Nothing is kept")


def test_kpis_joined_by_and_are_each_explained():
    found = calls("why did CPA and ROAS change last week?")
    assert [arguments["kpi"] for _, arguments in found] == ["cpa", "roas"]


def test_a_side_of_a_comparison_is_corrected_by_its_name():
    sides = {"first": {"clicks": "700", "conversions": "14"}, "second": {"clicks": "720", "conversions": "25"}}
    last = PlannedCall("compare_rates", {"kpi": "conversion_rate", "names": ("A", "B"), **sides})
    [(_, arguments)] = calls("sorry, A had 19 sales", Thread((Turn("is B better?", (last,)),)))
    assert arguments["first"] == {"clicks": "700", "conversions": "19"}
    assert arguments["second"] == sides["second"]


def test_a_plan_can_be_doubled():
    last = PlannedCall("plan_funnel", {"given": {"spend": "$8k", "cpc": "$2", "conversion_rate": "3%"}})
    [(tool, arguments)] = calls("double the budget", Thread((Turn("plan a funnel", (last,)),)))
    assert (tool, arguments["given"]["spend"]) == ("plan_funnel", "USD 16000")
