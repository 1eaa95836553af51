"""How an answer came about."""

from evals.scoring.conduct import asks_for_it, right_status, trajectory
from evals.scoring.scores import is_right, scores_of

CPA = {"tool": "compute_kpi", "arguments": {"given": {"spend": 500, "conversions": 20}}}


def test_the_right_tool_with_the_right_arguments_and_no_other(case, outcome):
    wanted = case(calls=[CPA])
    good = ("compute_kpi", {"given": {"spend": "$500", "conversions": "20"}})
    assert trajectory(wanted, outcome("x", calls=[good])) == 1.0
    assert (
        trajectory(wanted, outcome("x", calls=[("compute_kpi", {"given": {"spend": "$50", "conversions": "20"}})]))
        == 0.0
    )
    assert trajectory(wanted, outcome("x", calls=[good, ("search_guide", {"question": "x"})])) == 0.0
    assert trajectory(wanted, outcome("x")) == 0.0


def test_no_tool_may_run_where_none_is_needed(case, outcome):
    assert trajectory(case(calls=[]), outcome("Hello.")) == 1.0
    assert trajectory(case(calls=[]), outcome("Hello.", calls=[("describe_data", {})])) == 0.0
    assert trajectory(case(), outcome("Hello.")) is None


def test_looking_at_the_data_before_an_explanation_is_no_fault(case, outcome):
    wanted = case(calls=[{"tool": "explain_change", "arguments": {"kpi": "cpa"}}])
    calls = [("describe_data", {}), ("explain_change", {"kpi": "CPA"})]
    assert trajectory(wanted, outcome("x", calls=calls)) == 1.0


def test_refusing_and_asking_back_are_right_where_they_are_wanted(case, outcome):
    assert right_status(case(status="not_covered"), outcome("The guide does not say.", status="not_covered")) == 1.0
    assert right_status(case(status="not_covered"), outcome("It is 7%.")) == 0.0
    assert asks_for_it(case(asks_for=["spend", "cost"]), outcome("What did you SPEND?")) == 1.0


def test_a_case_is_right_when_everything_that_applies_is(case, outcome):
    wanted = case(figures=["$25.00"], status="answered", says_not=["free"])
    assert is_right(scores_of(wanted, outcome("CPA is $25.00.", facts=[25.0])))
    assert not is_right(scores_of(wanted, outcome("CPA is $25.00 and leads are free.", facts=[25.0])))
