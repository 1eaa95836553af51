"""What a message asks for, whatever its words."""

from datetime import date

import pytest

from agent.offline.planning import next_step, read_message
from agent.offline.thread import PlannedCall, Thread, Turn

TODAY = date(2026, 5, 25)


def read(text, thread=None):
    return read_message(text, thread or Thread(), today=TODAY)


def intents(text):
    return [part.intent for part in read(text)]


def calls(text, thread=None):
    return [(c.tool, dict(c.arguments)) for c in next_step(read(text, thread), {}).calls]


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
        ("what was our CPA last week?", "cpa"),
        ("show me revenue for the last two weeks of April", "revenue"),
    ],
)
def test_a_metric_that_moved_or_stands_in_a_period_is_looked_up_in_the_data(text, kpi):
    [(tool, arguments)] = calls(text)
    assert (tool, arguments["kpi"]) == ("explain_change", kpi)


@pytest.mark.parametrize(
    "text",
    [
        "why does CTR matter?",
        "Why is ROAS a misleading KPI?",
        "what is the difference between CPA and CAC?",
        "How do we lower our CPA?",
        "which channels count as performance channels?",
        "what should we check before launching?",
        "what does a high frequency do to results?",
        "how do we get our CPA down to $30?",
    ],
)
def test_a_question_of_meaning_or_advice_goes_to_the_guide(text):
    assert {tool for tool, _ in calls(text)} == {"search_guide"}


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
    assert [arguments["targets"] for _, arguments in calls(text)] == targets
    assert intents(text) == ["arithmetic"]


def test_the_periods_of_a_comparison_keep_their_roles():
    [call] = calls("why did CPA rise last week compared to the week of 2026-05-04?")
    expected = {"kpi": "cpa", "current": "last week", "baseline": "week of 2026-05-04"}
    assert call == ("explain_change", expected)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hello!", "talk"),
        ("thanks", "talk"),
        ("who are you?", "capabilities"),
        ("what can you do?", "capabilities"),
        ("help", "capabilities"),
        ("can you read Excel?", "capabilities"),
        ("do you have access to our Google Ads account?", "capabilities"),
        ("pause the Brand campaign", "refusal"),
        ("please send this report to my boss", "refusal"),
        ("what's the average CPC in the insurance industry?", "refusal"),
        ("write me a slogan for our new lamp", "refusal"),
        ("why did it go up?", "asks"),
        ("plan a funnel for me", "asks"),
        ("is the difference significant?", "asks"),
    ],
)
def test_talk_and_what_is_missing_need_no_tool(text, reply):
    step = next_step(read(text), {})
    assert (step.calls, step.reply) == ((), reply)
    assert step.words


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("what happens to our CPA if CTR drops 10%? CPM $12, CTR 1%, CVR 3%", "what_if"),
        ("what happened to our CPA last week?", "explain_change"),
        ("why did our CPA rise 20% while CTR fell 10%?", "explain_change"),
        ("30 sales from 1,000 clicks against 52 from 1,100: is that a real difference?", "compare_rates"),
        ("how is ROAS calculated?", "explain_kpi"),
        ("what is in my data?", "describe_data"),
        ("what is the lifetime value of our customers?", "estimate_customer_value"),
        ("Was ist der Unterschied und warum ist das wichtig für die Marke?", "search_guide"),
    ],
)
def test_each_kind_of_request_has_its_tool(text, tool):
    assert [called for called, _ in calls(text)] == [tool]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("the column Umsatz is revenue", "the column Umsatz is revenue"),
        ("in my file, Umsatz means revenue", "Umsatz means revenue"),
        ("please ignore the Frequency column", "ignore the Frequency column"),
        ("by the way, Net_Cost stands for spend", "Net_Cost is spend"),
        ("map Orders to conversions", "use Orders as conversions"),
    ],
)
def test_what_is_said_of_columns_goes_to_the_table(text, columns):
    assert calls(text) == [("describe_data", {"columns": columns})]


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("We spent $5,000 and got 125 sales; what's our CPA, and how do we lower it?", ["compute_kpi", "search_guide"]),
        ("Why did CPA rise last week? And how often should I refresh creatives?", ["explain_change", "search_guide"]),
        (
            "1. ROAS for 3k spend and 12k revenue 2. when should I scale? 3. why did CTR drop last week?",
            ["compute_kpi", "search_guide", "explain_change"],
        ),
        ("How is CPA calculated and what was ours last week?", ["explain_kpi", "explain_change"]),
        ("Hi! 5k spend, 200 sales, CPA? Thanks!", ["compute_kpi"]),
    ],
)
def test_several_requests_in_one_message_are_each_answered(text, tools):
    assert [tool for tool, _ in calls(text)] == tools


def test_the_guide_is_searched_with_all_that_was_said_so_that_it_is_about_something():
    searched = calls("Our CPA is too high for us. How do we lower it?")[-1][1]["question"]
    assert searched == "Our CPA is too high for us. How do we lower it?"


COMPUTED = Turn(
    "We spent $5,000 and got 125 sales; what is our CPA?",
    (PlannedCall("compute_kpi", {"given": {"spend": "$5,000", "conversions": "125"}, "targets": ["cpa"]}),),
)
NEEDED = Turn(
    "CPM $10, CTR 1%, CVR 3%: what is the CPA?",
    (PlannedCall("compute_kpi", {"given": {"cpm": "$10", "ctr": "1%", "conversion_rate": "3%"}, "targets": ["cpa"]}),),
)


@pytest.mark.parametrize(
    ("text", "given", "targets"),
    [
        ("no, I meant leads", {"spend": "$5,000", "leads": "125"}, ["cpl"]),
        ("leads, not sales", {"spend": "$5,000", "leads": "125"}, ["cpl"]),
        ("make it $6,000", {"spend": "$6,000", "conversions": "125"}, ["cpa"]),
        ("sorry, it was 130 sales, not 125", {"spend": "$5,000", "conversions": "130"}, ["cpa"]),
        ("and with 150 sales?", {"spend": "$5,000", "conversions": "150"}, ["cpa"]),
        ("actually the spend was 5,500", {"spend": "5,500", "conversions": "125"}, ["cpa"]),
    ],
)
def test_a_correction_changes_what_it_names_and_keeps_the_rest(text, given, targets):
    [(tool, arguments)] = calls(text, Thread((COMPUTED,)))
    assert tool == "compute_kpi"
    assert (arguments["given"], list(arguments["targets"])) == (given, targets)


def test_a_number_that_could_be_several_figures_is_asked_about_and_the_reply_is_read_with_it():
    step = next_step(read("use 2% instead", Thread((NEEDED,))), {})
    assert (step.reply, step.words) == ("asks", "Is 2% the CTR or the conversion rate?")
    asked = Thread((NEEDED, Turn("use 2% instead", (), "asks")))
    [(_, arguments)] = calls("the CTR", asked)
    assert arguments["given"]["ctr"] == "2%"


def test_the_answer_to_a_question_asked_back_completes_it():
    asked = Thread((Turn("why did it go up last week?", (), "asks"),))
    assert calls("CPA", asked) == [("explain_change", {"kpi": "cpa", "current": "last week"})]


def test_a_new_question_after_one_asked_back_stands_alone():
    asked = Thread((Turn("why did it go up?", (), "asks"),))
    assert [tool for tool, _ in calls("how often should I refresh creatives?", asked)] == ["search_guide"]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("what is the lifetime value of our customers over the next 6 months?", {"months_ahead": 6}),
        ("estimate CLV from our orders with a 35% margin", {"margin": 0.35}),
        ("show cohorts of our customers, without the forecast", {"predict": False}),
    ],
)
def test_the_worth_of_customers_is_estimated_with_what_the_message_sets(text, arguments):
    assert calls(text) == [("estimate_customer_value", arguments)]


def test_one_message_is_read_the_same_every_time():
    assert calls("what was our CPA last week?") == calls("what was our CPA last week?")


FUNNEL = Turn("plan a funnel", (PlannedCall("plan_funnel", {"given": {"spend": "10k", "cpm": "9", "ctr": "1%"}}),))
COMPARED = Turn(
    "A: 1,000 clicks 30 sales, B: 1,000 clicks 42 sales",
    (
        PlannedCall(
            "compare_rates",
            {
                "kpi": "conversion_rate",
                "first": {"clicks": "1,000", "conversions": "30"},
                "second": {"clicks": "1,000", "conversions": "42"},
            },
        ),
    ),
)
SUPPOSED = Turn(
    "CPM +10%: what happens to CPA?",
    (PlannedCall("what_if", {"given": {}, "changes": {"cpm": "+10%"}, "targets": ["cpa"]}),),
)


def test_a_figure_of_a_funnel_is_changed_and_the_funnel_planned_anew():
    [(tool, arguments)] = calls("make the budget 15k", Thread((FUNNEL,)))
    assert tool == "plan_funnel"
    assert arguments["given"] == {"spend": "15k", "cpm": "9", "ctr": "1%"}


def test_a_count_of_a_comparison_is_corrected_where_it_stands():
    [(tool, arguments)] = calls("B was 38 sales, not 42", Thread((COMPARED,)))
    assert tool == "compare_rates"
    assert arguments["second"]["conversions"] == "38"
    assert arguments["first"]["conversions"] == "30"


def test_a_further_change_joins_the_supposition():
    [(tool, arguments)] = calls("and if CTR also goes up 10%?", Thread((SUPPOSED,)))
    assert tool == "what_if"
    assert arguments["changes"] == {"cpm": "+10%", "ctr": "+10%"}
