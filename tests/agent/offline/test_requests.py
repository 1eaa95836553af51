"""What a message asks for, whatever its words."""

from datetime import date

import pytest

from agent.offline.planning import explained_metric, plan
from agent.offline.requests import Intent, read_request

TODAY = date(2026, 5, 25)


def read(text, carried=None):
    return read_request(text, today=TODAY, carried=carried)


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("why did CPA rise last week?", "cpa"),
        ("What drove the drop in ROAS in April?", "roas"),
        ("our conversion rate tanked yesterday, how come?", "conversion_rate"),
        ("explain the change in cost per lead between 2026-05-11 and 2026-05-17", "cpl"),
        ("What happened to our clicks last month?", "clicks"),
        ("Why are we paying more per click than before? CPC went up", "cpc"),
        ("what's behind the higher CPM this month", "cpm"),
    ],
)
def test_a_moved_metric_is_explained(text, kpi):
    request = read(text)
    assert request.intent is Intent.EXPLAIN
    assert explained_metric(request.mentions).name == kpi


@pytest.mark.parametrize(
    "text",
    [
        "why does CTR matter?",
        "Why is ROAS a misleading KPI?",
        "explain ROAS",
        "what is the difference between CPA and CAC?",
        "How do we lower our CPA?",
        "which channels count as performance channels?",
        "what should we check before launching?",
        "what does a high frequency do to results?",
    ],
)
def test_a_question_of_meaning_or_advice_goes_to_the_guide(text):
    request = read(text)
    assert request.intent is Intent.GUIDE
    assert {c.tool for c in plan(request).calls} == {"search_guide"}


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("we spent $5,000 and got 125 sales; what is our CPA?", [["cpa"]]),
        ("spend 20k cpm 15 ctr 1.2% cvr 3%", [[]]),
        ("What CTR do I need for a $30 CPA at $12 CPM and 3% conversion?", [["ctr"]]),
        ("revenue €12k on €3k ad spend, roas?", [["roas"]]),
        ("what is our CPA?", [["cpa"]]),
    ],
)
def test_figures_are_computed_with(text, targets):
    request = read(text)
    assert request.intent is Intent.COMPUTE
    assert [c.arguments["targets"] for c in plan(request).calls] == targets


def test_the_periods_of_a_comparison_keep_their_roles():
    request = read("why did CPA rise last week compared to the week of 2026-05-04?")
    [call] = plan(request).calls
    assert call.arguments == {"kpi": "cpa", "current": "last week", "baseline": "week of 2026-05-04"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Hello!", Intent.GREETING),
        ("thanks", Intent.THANKS),
        ("what can you do?", Intent.CAPABILITIES),
        ("help", Intent.CAPABILITIES),
        ("Was ist der Unterschied und warum ist das wichtig für die Marke?", Intent.OTHER_LANGUAGE),
    ],
)
def test_talk_around_the_work_is_recognised(text, intent):
    assert read(text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what happens to our CPA if CTR drops 10%? CPM $12, CTR 1%, CVR 3%", Intent.COMPUTE),
        ("what happened to our CPA last week?", Intent.EXPLAIN),
        ("why did our CPA rise 20% while CTR fell 10%?", Intent.EXPLAIN),
        ("30 sales from 1,000 clicks against 52 from 1,100: is that a real difference?", Intent.COMPUTE),
        ("how is ROAS calculated?", Intent.GUIDE),
        ("how do we get our CPA down to $30?", Intent.GUIDE),
    ],
)
def test_a_supposition_is_computed_and_a_change_that_happened_is_explained(text, intent):
    assert read_request(text, today=TODAY).intent is intent
