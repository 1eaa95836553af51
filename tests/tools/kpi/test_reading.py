"""KPI questions in free text: what each number is read as, and what is asked for."""

import pytest

from tools.kpi.questions import read_question


def asked(text):
    (found,) = read_question(text).calls
    assert found.tool == "compute_kpi"
    return found.arguments


@pytest.mark.parametrize(
    ("text", "given", "targets"),
    [
        ("125 sales cost us 5 grand, CPA?", {"conversions": "125", "spend": "5 grand"}, ["cpa"]),
        ("cost per sale for $5k -> 125 sales", {"spend": "$5k", "conversions": "125"}, ["cpa"]),
        ("I paid €12.500,00 for 310 leads, what's the CPL?", {"spend": "€12.500,00", "leads": "310"}, ["cpl"]),
        ("spend 100 revenue 0 roas?", {"spend": "100", "revenue": "0"}, ["roas"]),
        ("ROAS 400% spend 1,000 revenue?", {"roas": "400%", "spend": "1,000"}, ["revenue"]),
        ("300 leads from a 9k budget: what CPL is that?", {"leads": "300", "spend": "9k"}, ["cpl"]),
        (
            "what's my CPL, CPC and CTR for 2,500 USD, 100k impressions, 1.5k clicks and 60 leads?",
            {"spend": "2,500 USD", "impressions": "100k", "clicks": "1.5k", "leads": "60"},
            ["cpl", "cpc", "ctr"],
        ),
        (
            "2500 dollars bought 100k impressions and 1.5k clicks",
            {"spend": "2500 dollars", "impressions": "100k", "clicks": "1.5k"},
            [],
        ),
        (
            "need 1,000 leads, CPC $1.80, landing page converts 12% of visits to leads; budget?",
            {"leads": "1,000", "cpc": "$1.80", "visit_lead_rate": "12%"},
            ["spend"],
        ),
        ("at a CPL of $45 and 15% of leads closing, what does a sale cost?",
         {"cpl": "$45", "lead_to_sale_rate": "15%"}, ["cpa"]),
        ("CPL $30; if 12% close what is the CPA?", {"cpl": "$30", "lead_to_sale_rate": "12%"}, ["cpa"]),
        ("customers at start 1000, lost 40: churn?", {"customers_at_start": "1000", "customers_lost": "40"},
         ["churn_rate"]),
        ("48k revenue on 12k cost with 300 orders, 200 of them new: CAC?",
         {"revenue": "48k", "spend": "12k", "conversions": "300", "new_customers": "200"}, ["cac"]),
        ("video: $900, 60k starts, 45k completed. VCR and CPCV?",
         {"spend": "$900", "video_starts": "60k", "completed_views": "45k"}, ["vcr", "cpcv"]),
        ("target ROAS with 40% margin and 15% profit", {"margin": "40%", "profit_share": "15%"}, ["target_roas"]),
        ("ARPU $30/month, margin 70%, churn 4% a month: LTV?",
         {"arpu": "$30", "margin": "70%", "churn_rate": "4%"}, ["clv"]),
        ("$300/day for 30 days at CPC $1: clicks?", {"daily_budget": "$300", "days_total": "30 days", "cpc": "$1"},
         ["clicks"]),
        ("monthly budget 9k, CPA 45: how many sales a month?", {"monthly_budget": "9k", "cpa": "45"}, ["conversions"]),
        ("how much can we spend per day with a budget of 9000 for 30 days?",
         {"budget": "9000", "days_total": "30 days"}, ["daily_budget"]),
        ("we pay $0.02 per impression, what's the CPM?", {"cost_per_impression": "$0.02"}, ["cpm"]),
        ("Budget 5 000 €, TKP 8,50 €, CTR 0,9 %, clicks?", {"spend": "5 000 €", "cpm": "8,50 €", "ctr": "0,9 %"},
         ["clicks"]),
        ("CTR is 12 per mille and CPM is $6, cpc?", {"ctr": "12 per mille", "cpm": "$6"}, ["cpc"]),
        ("clicks 2,000, CTR 80 bps, impressions?", {"clicks": "2,000", "ctr": "80 bps"}, ["impressions"]),
    ],
)  # fmt: skip
def test_numbers_go_to_the_metrics_that_a_marketer_means(text, given, targets):
    found = asked(text)
    assert found["given"] == given
    assert found["targets"] == targets


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("120 clicks of 10,000: CTR?", {"clicks": "120", "impressions": "10,000"}),
        ("clicks 120/10,000, CTR?", {"clicks": "120", "impressions": "10,000"}),
        ("20 of 1,000 visitors bought", {"conversions": "20", "visits": "1,000"}),
        ("200/10000 conversions", {"conversions": "200", "clicks": "10000"}),
        ("1.2% of 50,000 impressions clicked", {"ctr": "1.2%", "impressions": "50,000"}),
        (
            "we spent 6,300 of 10,000 after 18 of 30 days, are we on pace?",
            {"spend": "6,300", "budget": "10,000", "days_elapsed": "18", "days_total": "30 days"},
        ),
        (
            "pacing: budget 30k, 12k spent, day 10 of 30",
            {"budget": "30k", "spend": "12k", "days_elapsed": "10", "days_total": "30"},
        ),
    ],
)
def test_a_part_and_its_whole_are_two_counts(text, given):
    assert asked(text)["given"] == given


def test_each_question_of_a_message_has_its_own_figures_and_the_messages_currency():
    first, second = read_question(
        "$300 per day for 30 days, CPC 50 cents, CVR 2%: how many orders and at what CPA?"
    ).calls
    assert first.run().results[0].value == pytest.approx(360)
    assert second.run().results[0].shown == "$25.00"


def test_what_each_costs_is_the_price_of_what_was_asked_before():
    _, second = read_question("CVR 2%, 5,000 clicks, how many conversions? at $1.20 CPC what does each cost?").calls
    assert second.run().results[0].sentence == "CPA $60.00"


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("How much revenue do I need to break even on $10k with 25% margin?", "revenue", 40_000),
        ("what CPA do we need to break even at AOV $80 and margin 40%?", "break_even_cpa", 32),
        ("What ROAS do I need at 35% margin?", "break_even_roas", 1 / 0.35),
        ("is a CPA of $40 profitable with AOV $90 and margin 40%?", "poas", 0.9),
        ("spend 10k->15k raised revenue 50k->60k, marginal ROAS?", "marginal_roas", 2),
        ("when spend went from $10,000 to $15,000 revenue rose from $50,000 to $60,000; what is the marginal ROAS?",
         "marginal_roas", 2),
        ("5% churn, $25 ARPU, 80% margin and CAC $180: LTV:CAC?", "ltv_cac", 400 / 180),
    ],
)  # fmt: skip
def test_questions_of_profit_are_answered_in_the_form_that_the_figures_allow(text, target, value):
    (call,) = read_question(text).calls
    found = call.run().results[0]
    assert (found.metric, found.value) == (target, pytest.approx(value))


def test_a_second_number_for_a_metric_is_left_unread_rather_than_lost():
    assert read_question("spend 5,000, 125 sales, spend 6,000").reading.unread == ("6,000",)


@pytest.mark.parametrize("text", ["1 EUR = 1.1 USD", "EUR/USD 1.1", "1.1 USD per EUR", "€1 = $1.10"])
def test_money_in_two_currencies_is_converted_at_the_rate_in_the_message(text):
    answer = read_question(f"spend $500, revenue €2,000, ROAS? {text}").calls[0].run()
    assert answer.results[0].value == pytest.approx(4.4)
    assert "revenue $2,200 (from €2,000 at 1.1)" in answer.render()


@pytest.mark.parametrize(
    ("text", "kpi", "names"),
    [
        ("is 1.2% CTR better than 1%?", "ctr", ("the first", "the second")),
        ("CTR was 1.2% last week vs 1% this week: significant?", "ctr", ("last week", "this week")),
        ("A converts at 3%, B at 4%: which is better?", "conversion_rate", ("A", "B")),
        ("control 200/10000, variant 260/10000 conversions: better?", "conversion_rate", ("control", "variant")),
        ("30 of 1000 vs 45 of 1000 clicks converted, significant?", "conversion_rate", ("the first", "the second")),
        ("clicks 1,000 vs 1,100, conversions 30 vs 52: significant?", "conversion_rate", ("the first", "the second")),
        ("Google: $5,000, 100 sales. Meta: $6,000, 150 sales. Which has the better CPA?", "cpa", ("Google", "Meta")),
    ],
)
def test_two_results_are_compared_however_they_stand_side_by_side(text, kpi, names):
    (call,) = read_question(text).calls
    assert call.tool == "compare_rates"
    assert (call.arguments["kpi"], call.arguments["names"]) == (kpi, names)
    assert call.run().sides[0].figure.value != call.run().sides[1].figure.value


@pytest.mark.parametrize("text", ["is our CPA of $40 better than the $50 target?", "is a 2% CTR above average?"])
def test_a_figure_against_a_standard_is_no_comparison_of_results(text):
    assert all(call.tool != "compare_rates" for call in read_question(text).calls)


def test_the_confidence_and_the_kind_of_interval_are_read():
    (call,) = read_question("CVR for 30 of 1000 clicks with a Jeffreys interval at 99% confidence").calls
    assert call.arguments["given"] == {"conversions": "30", "clicks": "1000"}
    assert (call.arguments["interval"], call.arguments["confidence"]) == ("jeffreys", pytest.approx(0.99))


def test_counts_for_both_sides_complete_the_comparison_before():
    last = read_question("is 1.2% CTR better than 1%?").calls[0].arguments
    (call,) = read_question("both had 50,000 impressions", carried_comparison=last).calls
    assert call.run().p_value == pytest.approx(0.00243, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "scenarios"),
    [
        ("what is CPA at CPC $2 if CVR is 2% or 3%?", [100, 66.67]),
        ("CPA with CPM 8, 10 and 12, CTR 1%, CVR 2%", [40, 50, 60]),
        ("budget 10k, 20k, 30k at CPA $40: how many conversions?", [250, 500, 750]),
        ("CPM 5 to 8 USD, CTR 1%: CPC range?", [0.5, 0.8]),
        ("CPM $12 CTR 1% CVR 3%: what happens to CPA if CVR rises to 4% or CTR rises to 1.5%?", [30, 26.67]),
    ],
)
def test_several_values_become_scenarios_side_by_side(text, scenarios):
    (call,) = read_question(text).calls
    answer = call.run()
    assert [s.effects[0].after for s in answer.scenarios] == pytest.approx(scenarios, abs=0.01)


@pytest.mark.parametrize(
    ("text", "elasticities"),
    [
        ("elasticity of CPA to CTR?", {"ctr": -1}),
        ("how sensitive is CPA to CTR and CPM? CPM 12, CTR 1%, CVR 3%", {"ctr": -1, "cpm": 1}),
        ("which lever moves ROAS most? CPC $1, CVR 2%, AOV $80", {"conversion_rate": 1, "aov": 1, "cpc": -1}),
    ],
)
def test_sensitivity_is_answered_with_elasticities(text, elasticities):
    (call,) = read_question(text).calls
    (found,) = call.run().elasticities.values()
    assert found == pytest.approx(elasticities, abs=0.01)


@pytest.mark.parametrize(
    "text", ["why do people drop off our landing page?", "we lost a third of our traffic", "how do we close deals?"]
)
def test_everyday_words_name_no_metric_without_a_number(text):
    assert read_question(text).calls == ()


def test_doubling_the_spend_doubles_the_results_and_leaves_their_price():
    text = "what happens to conversions and CPA if we double the budget from 5k at a CPA of $40?"
    (call,) = read_question(text).calls
    effects = {e.metric: (e.before, e.after) for e in call.run().scenarios[0].effects}
    assert effects == {"conversions": (pytest.approx(125), pytest.approx(250)), "cpa": (40, 40)}


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("campaign A CPA $40 with 100 conversions, B $60 with 50: what is the blended CPA?", "cpa", 7000 / 150),
        ("CPL 25 euros on 80 leads for Search, 40 euros on 120 leads for Social: average CPL overall?", "cpl", 34),
        ("ROAS 4 on $10k for Google, ROAS 2 on $30k for Meta, what's the blended ROAS?", "roas", 2.5),
        ("CTR 2% on 10,000 impressions and 1% on 30,000 impressions: overall CTR?", "ctr", 0.0125),
        ("CPM $10 on 100,000 impressions and $20 on 300,000: combined CPM?", "cpm", 17.5),
    ],
)
def test_ratios_of_several_parts_are_added_up_and_not_averaged(text, target, value):
    found = read_question(text)
    result = found.calls[0].run().results[0]
    assert (result.metric, result.value) == (target, pytest.approx(value))
    assert "not the mean of the parts" in found.note


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "our CPA is $40 vs the $50 target",
            "CPA $40.00 is $10.00 (20.0%) below the target of $50.00: the target is met.",
        ),
        ("ROAS 3.2, the goal is 4", "ROAS 3.20 is 0.80 (20.0%) below the target of 4.00: the target is missed."),
        ("CPL is $45, target $40", "CPL $45.00 is $5.00 (12.5%) above the target of $40.00: the target is missed."),
        (
            "we spent 5k for 100 leads, our target CPL is 40: are we on target?",
            "CPL 50.00 is 10.00 (25.0%) above the target of 40.00: the target is missed.",
        ),
        ("our CTR is 1.5% and the target is 1.5%", "CTR 1.50% is on the target."),
    ],
)
def test_a_kpi_beside_its_target_says_how_far_off_it_is(text, sentence):
    (call,) = read_question(text).calls
    answer = call.run()
    assert [gap.sentence for gap in answer.gaps] == [sentence]
    assert sentence in answer.render()
    assert answer.is_complete


def test_a_target_that_figures_are_planned_with_is_no_gap():
    found = asked("how many sales can I get for $10k at a target CPA of $50")
    assert found["given"] == {"spend": "$10k", "cpa": "$50"}
    assert found["targets"] == ["conversions"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("burned 3,200 euros and 64 people ordered: cost per order?", {"spend": "3,200 euros", "conversions": "64"}),
        ("what's our ACOS on 2k spend and 16k sales", {"spend": "2k", "revenue": "16k"}),
        ("profit after ads: 30k revenue, margin 40%, 8k ad spend", {"revenue": "30k", "margin": "40%", "spend": "8k"}),
        ("How many clicks would $1,500 buy me at $0.60 each?", {"spend": "$1,500", "cpc": "$0.60"}),
        (
            "CLV for $90 orders, 3 per year, 2 years, 50% margin",
            {"aov": "$90", "orders_per_year": "3", "lifetime_years": "2 years", "margin": "50%"},
        ),
        ("CPA for 3k and 60 orders", {"spend": "3k", "conversions": "60"}),
    ],
)
def test_a_word_with_two_meanings_is_read_by_what_the_question_needs(text, given):
    assert asked(text)["given"] == given


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("840 clicks for 714 bucks makes how much a click", ["cpc"]),
        ("4,200 clicks, 126 of them converted - what rate is that", ["conversion_rate"]),
        ("paid 2.2k for 55k completed views - cost each?", ["cpcv"]),
        ("reach from 600k impressions at frequency 3", ["reach"]),
        ("impressions needed for 3,000 clicks with a 1.5% ctr", ["impressions"]),
        ("a lead costs us 22 and the lead to sale rate is 10%, so a sale costs what?", ["cpa"]),
        ("How long till a $180 CAC pays back at $25 a month and 75% margin", ["payback_months"]),
    ],
)
def test_what_is_asked_for_in_few_words_is_understood(text, targets):
    assert asked(text)["targets"] == targets


def test_amounts_written_with_points_for_thousands_are_read_so():
    (call,) = read_question("whats our acos: 2.700 spend and 18.000 turnover").calls
    assert call.run().results[0].value == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("week 1: 4,100 clicks 310 leads, week 2: 4,300 clicks 355 leads. just noise?", "lead_rate"),
        ("engagements 900 on 30k impressions against 1,050 on 31k impressions, significant?", "engagement_rate"),
        ("did the cpa fall? before: 8,200 spend 164 orders. after: 7,900 spend 188 orders", "cpa"),
        ("compare A (120 conversions, 4,000 clicks) with B (150 conversions, 4,100 clicks)", "conversion_rate"),
    ],
)
def test_sides_are_told_apart_by_their_names_and_their_order(text, kpi):
    (call,) = read_question(text).calls
    assert (call.tool, call.arguments["kpi"]) == ("compare_rates", kpi)


@pytest.mark.parametrize(
    "text",
    [
        "we want 80 deals. CPL 45, close rate 8%. map out the funnel",
        "goal is 100k revenue, AOV 125, CVR 2%, CPC 0.90 - lay out the funnel backwards",
        "What would a $30,000 campaign deliver at $9 CPM, 1.1% CTR, 2.2% CVR?",
    ],
)
def test_a_funnel_may_be_planned_from_its_end(text):
    (call,) = read_question(text).calls
    assert call.tool == "plan_funnel"
    assert call.run().stages
