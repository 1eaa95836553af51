"""Questions in a marketer's words, and what answers them."""

import pytest

from tools.kpi.asks import KpiAsk
from tools.kpi.questions import read_question


def call(text):
    (found,) = read_question(text).calls
    return found


def result(text):
    return call(text).run()


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("CPM $12, CTR 1%, CVR 3%. What if CVR goes up to 4%?", {"conversion_rate": "4%"}),
        ("CPM $12, CTR 1%, CVR 3%. What if CVR goes up 4%?", {"conversion_rate": "+4%"}),
        ("a 10% reduction in CPM: how would CPA move? CPM $9, CTR 1%, CVR 3%", {"cpm": "-10%"}),
        ("what would a 15% improvement in CVR do to CPA at a CPC of $2 and CVR 3%?", {"conversion_rate": "+15%"}),
        ("CPC $2 and CVR 3%: what if we cut CPC by 10%?", {"cpc": "-10%"}),
        ("what would a 20% increase in CPM do to CPA? CPM is 10, CTR 1%, CVR 2%", {"cpm": "+20%"}),
        ("If CTR goes from 1% to 1.5%, how does CPC change at a CPM of $9?", {"ctr": "1.5%"}),
        ("suppose we double the budget of $5,000 at a CPA of $40, how many sales?", {"spend": "x2"}),
        ("if CTR rises by 20% and CPM falls 10%, what happens to CPA?", {"ctr": "+20%", "cpm": "-10%"}),
    ],
)
def test_a_change_is_relative_unless_its_new_value_is_named(text, changes):
    assert call(text).tool == "what_if"
    assert call(text).arguments["changes"] == changes


def test_the_metric_asked_about_may_have_its_value_given():
    found = result("what happens to our ROAS of 3 if AOV drops 15%?").scenarios[0].effects[0]
    assert (found.metric, found.before, found.after) == ("roas", 3, pytest.approx(2.55))


def test_a_supposed_value_with_nothing_before_it_is_plain_arithmetic():
    answer = result("if CTR were 2%, what would CPC be at a $10 CPM?")
    assert answer.results[0].value == pytest.approx(0.5)


def test_lifetime_value_changes_in_the_form_that_the_figures_allow():
    effect = (
        result("What happens to CLV if churn falls from 5% to 4%? ARPU is $30, margin 80%.").scenarios[0].effects[0]
    )
    assert (effect.before, effect.after) == (pytest.approx(480), pytest.approx(600))


@pytest.mark.parametrize(
    "text",
    [
        "What would it take to get CPA to $30 with a CPM of $12, CTR 1% and conversion 3%?",
        "With a CPM of $12, CTR 1% and conversion 3%, what would it take to get CPA to $30?",
    ],
)
def test_a_goal_names_what_each_driver_alone_would_have_to_be(text):
    answer = result(text)
    assert {o.metric: round(o.after, 4) for o in answer.options} == {"cpm": 9, "ctr": 0.0133, "conversion_rate": 0.04}


def test_two_results_side_by_side_are_compared_by_name():
    found = call("Variant A had 30 sales from 1,000 clicks, variant B 52 from 1,100. Is B better?")
    assert found.tool == "compare_rates"
    assert found.arguments["first"] == {"conversions": "30", "clicks": "1,000"}
    assert found.arguments["second"] == {"conversions": "52", "clicks": "1,100"}
    assert found.arguments["names"] == ("Variant A", "variant B")
    assert found.run().verdict.startswith("Variant B has a higher conversion rate than Variant A")


def test_a_budget_with_prices_and_rates_becomes_a_funnel():
    plan = result("what do we get for 20k at a $15 CPM, 1.2% CTR and 3% conversion with AOV 80?")
    counts = {stage.metric: stage.count for stage in plan.stages}
    assert counts == {
        "impressions": pytest.approx(20_000 / 15 * 1000),
        "clicks": pytest.approx(16_000),
        "conversions": pytest.approx(480),
    }
    assert plan.outcomes["roas"] == pytest.approx(480 * 80 / 20_000)


def test_a_formula_asked_for_is_explained():
    assert call("how is poas calculated?").arguments == {"kpi": "poas"}


@pytest.mark.parametrize("text", ["how do we lower CPA?", "what is a good landing page?", "hello"])
def test_questions_of_strategy_make_no_call(text):
    assert read_question(text).calls == ()


def test_a_currency_reaches_only_the_tools_that_take_one():
    assert call("how is poas calculated?").run("EUR").render()
    assert "€" in call("spend 5000, 125 sales: what is CPA?").run("EUR").render()


CARRIED = KpiAsk({"spend": "5000", "conversions": "125", "aov": "80"}, ("cpa", "roas"))


def test_a_follow_up_that_changes_a_figure_is_a_what_if_on_the_threads_figures():
    (call,) = read_question("and with 3% more spend?", carried=CARRIED).calls
    assert call.tool == "what_if"
    assert call.arguments["given"] == CARRIED.given
    assert set(call.arguments["changes"]) == {"spend"}


def test_a_question_with_figures_of_its_own_leaves_the_threads_figures_alone():
    (call,) = read_question("we pay 12 CPM at 1% CTR, what CPC?", carried=CARRIED).calls
    assert (call.tool, set(call.arguments["given"])) == ("compute_kpi", {"cpm", "ctr"})


def test_a_verb_of_paying_is_no_label_of_the_number_after_it():
    (call,) = read_question("we pay $12 CPM and get 1% CTR, what is the CPC?").calls
    assert set(call.arguments["given"]) == {"cpm", "ctr"}
