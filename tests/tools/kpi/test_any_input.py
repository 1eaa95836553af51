"""No input of any kind raises anything but our own error, and no answer holds inf, NaN or a made-up zero."""

import math

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.errors import ToolError
from tools.kpi.compare import CompareRates, compare_rates
from tools.kpi.definitions import METRICS
from tools.kpi.explain import ExplainKpi, explain_kpi
from tools.kpi.funnel import PlanFunnel, plan_funnel
from tools.kpi.questions import read_question
from tools.kpi.what_if import WhatIf, what_if

names = st.sampled_from(sorted(METRICS))
WRITTEN = (
    "0|$0|1e9|5%|101%|-3|€1.234,50|2k|12 days|x2|+20%|-100%|+1pp|doubled|£1bn|1 in 3|4:1|50 cents|0.0001%|9999999999999"
)
WORDS = """
what is are our my the a CPA CTR CVR CPM CPC ROAS AOV LTV CAC CPL margin churn spend budget sales orders clicks leads
impressions revenue of for at from to and or vs per each if rises falls doubles better significant than break even
elasticity scenario target day month 5% 1.2% $40 €1.234,50 20k 5 100 1,000 1/40 3x bps ? , ; : = -> 1 EUR = 1.1 USD both
0 0% -5 18 30 days in 40 out marginal plan new them not
"""
written = st.sampled_from(WRITTEN.split("|")) | st.text(max_size=8) | st.floats() | st.integers(-10, 10**12)
figures = st.dictionaries(names | st.text(max_size=6), written, max_size=5)
words = st.sampled_from(WORDS.split())


def is_sound(result):
    assert all(math.isfinite(fact.value) for fact in result.facts())
    shown = result.render().lower()
    assert "nan" not in shown.replace("finan", "").replace("unan", "")
    assert "inf%" not in shown
    type(result).model_validate_json(result.model_dump_json())


def runs_or_says_why(model, function, arguments):
    try:
        result = function(model.model_validate(arguments))
    except (ToolError, ValidationError):
        return
    is_sound(result)


@given(
    figures, figures, st.dictionaries(st.text(max_size=4), figures, max_size=3), st.lists(names, max_size=2), figures
)
def test_what_if(given_figures, changes, scenarios, targets, goal):
    arguments = {"given": given_figures, "changes": changes, "scenarios": scenarios, "targets": targets}
    runs_or_says_why(WhatIf, what_if, arguments)
    runs_or_says_why(WhatIf, what_if, {"given": given_figures, "goal": dict(list(goal.items())[:1])})


@given(names, figures, figures)
def test_compare_rates(kpi, first, second):
    runs_or_says_why(CompareRates, compare_rates, {"kpi": kpi, "first": first, "second": second})
    both = {n: w for metric in (METRICS[kpi],) for n, w in zip(metric.inputs, [*first.values()], strict=False)}
    runs_or_says_why(CompareRates, compare_rates, {"kpi": kpi, "first": both, "second": both})


@given(figures, st.dictionaries(st.sampled_from(["EUR/USD", "USD/EUR", "EUR", "X/Y"]), st.floats(), max_size=2))
def test_plan_funnel(given_figures, rates):
    runs_or_says_why(PlanFunnel, plan_funnel, {"given": given_figures, "exchange_rates": rates})


@given(st.text(max_size=20))
def test_explain_kpi(name):
    runs_or_says_why(ExplainKpi, explain_kpi, {"kpi": name})


@given(st.lists(words, max_size=24).map(" ".join) | st.text(max_size=60))
def test_free_text(text):
    for call in read_question(text).calls:
        try:
            is_sound(call.run("EUR"))
        except ToolError:
            continue


@given(st.lists(words, min_size=3, max_size=10).map(" ".join), st.lists(words, max_size=8).map(" ".join))
def test_a_follow_up(first, second):
    for call in read_question(first).calls:
        last = call.arguments if call.tool == "compare_rates" else None
        for following in read_question(second, carried_comparison=last).calls:
            try:
                is_sound(following.run())
            except ToolError:
                continue
