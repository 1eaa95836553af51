"""Requests as people write them, and what the reader of figures makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.kpi.misspellings import spelt_right
from tools.kpi.other_languages import in_english_words
from tools.kpi.plain_words import in_plain_words
from tools.kpi.questions import read_question


def calls(text):
    return [(call.tool, call.arguments) for call in read_question(text).calls]


def computed(text):
    return [(list(a["targets"]), dict(a["given"])) for _, a in calls(text)]


@pytest.mark.parametrize(
    ("text", "targets", "given"),
    [
        ("what did every signup come to? 900 pounds, 30 signups", ["cpl"], {"spend": "900 pounds", "leads": "30"}),
        ("how much do we pay per click at 420 euros for 700 clicks", ["cpc"], {"spend": "420 euros", "clicks": "700"}),
        ("if one lead costs 24 and 1 in 6 leads buys: CPA?", ["cpa"], {"cpl": "24", "lead_to_sale_rate": "1 in 6"}),
        ("number of clicks for 900 at 0.45 a click", ["clicks"], {"spend": "900", "cpc": "0.45"}),
        ("the most we can spend per order with a $70 basket and a 40% margin", ["break_even_cpa"], None),
        ("we put 640 euros in and got not one lead. what's the CPL", ["cpl"], {"spend": "640 euros", "leads": "0"}),
        ("no clicks on 9,000 impressions: ctr?", ["ctr"], {"clicks": "0", "impressions": "9,000"}),
        ("CPL = 4,200/140", ["cpl"], {"spend": "4,200", "leads": "140"}),
        ("cost per click of $840 for 1,400 clicks", ["cpc"], {"spend": "$840", "clicks": "1,400"}),
    ],
)
def test_a_price_of_one_unit_is_its_kpi(text, targets, given):
    [(asked, figures)] = computed(text)
    assert asked == targets
    assert given is None or figures == given


def test_a_price_beside_a_count_that_is_larger_stays_a_price():
    [(asked, figures)] = computed("a CPL of $35 and 240 leads")
    assert (asked, figures) == ([], {"cpl": "$35", "leads": "240"})


@pytest.mark.parametrize(
    ("text", "targets", "given"),
    [
        (
            "Ausgaben 2.800 €, 70 Bestellungen: wie hoch ist der CPA?",
            ["cpa"],
            {"spend": "2.800 €", "conversions": "70"},
        ),
        ("Wie hoch ist die Klickrate bei 480 Klicks und 32.000 Einblendungen?", ["ctr"], None),
        ("quel est le taux de conversion pour 45 commandes et 1 500 clics ?", ["conversion_rate"], None),
        ("cuál es el CPL con 900 € de gasto y 30 leads", ["cpl"], {"spend": "900 €", "leads": "30"}),
    ],
)
def test_metrics_of_other_languages_are_read(text, targets, given):
    [(asked, figures)] = computed(text)
    assert asked == targets
    assert given is None or figures == given


@pytest.mark.parametrize(
    "text", ["the column Kosten means spend", "et al", "la la land", "our con rate", "what is an angebot"]
)
def test_a_single_word_of_another_language_changes_nothing(text):
    assert in_english_words(text) == text


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("impresions", "impressions"),
        ("reveneu", "revenue"),
        ("cliks", "clicks"),
        ("a conversation rate", "a conversion rate"),
    ],
)
def test_a_slip_in_a_metrics_name_is_mended(written, right):
    assert spelt_right(written) == right


@pytest.mark.parametrize(
    "word", ["brought", "Martin", "auctions", "closest", "older", "covert", "saves", "reaches", "deal"]
)
def test_a_word_of_its_own_is_no_slip(word):
    assert spelt_right(word) == word


def test_each_channel_has_its_own_computation():
    found = computed("email 1,200 for 40 sales, search 3,000 for 75 sales, what is the CPA for each")
    assert found == [
        (["cpa"], {"spend": "1,200", "conversions": "40"}),
        (["cpa"], {"spend": "3,000", "conversions": "75"}),
    ]


def test_a_later_question_takes_earlier_figures_where_it_needs_them():
    first, second = computed("CTR for 80k impressions and 1,200 clicks? And CPC if that cost 960?")
    assert first == (["ctr"], {"impressions": "80k", "clicks": "1,200"})
    assert second[0] == ["cpc"]
    assert second[1]["spend"] == "960"
    assert second[1]["clicks"] == "1,200"


def test_a_computation_and_a_supposition_are_two_calls():
    first, second = calls("CPC 1.50 and CVR 2%: CPA? And what if CVR rises to 3%?")
    assert (first[0], first[1]["targets"]) == ("compute_kpi", ["cpa"])
    assert (second[0], second[1]["changes"], second[1]["targets"]) == ("what_if", {"conversion_rate": "3%"}, ["cpa"])


@pytest.mark.parametrize(
    ("text", "scenarios"),
    [
        ("what helps ROAS more: AOV +12% or CPC -8%? which is better", [{"aov": "+12%"}, {"cpc": "-8%"}]),
        ("would 15% cheaper clicks or a 15% higher CTR do more for CPA", [{"cpc": "-15%"}, {"ctr": "+15%"}]),
    ],
)
def test_alternatives_are_compared_and_not_added_up(text, scenarios):
    [(tool, arguments)] = calls(text)
    assert tool == "what_if"
    assert list(arguments["scenarios"].values()) == scenarios


def test_clicks_that_get_dearer_are_a_higher_price_and_no_fewer_clicks():
    [(tool, arguments)] = calls("what happens to CPA if clicks get 15% pricier?")
    assert (tool, arguments["changes"]) == ("what_if", {"cpc": "+15%"})


def test_parts_of_wholes_are_compared():
    [(tool, arguments)] = calls("is 52 of 1,300 better than 38 of 1,250 clicks converting?")
    assert (tool, arguments["kpi"]) == ("compare_rates", "conversion_rate")
    assert arguments["first"] == {"clicks": "1,300", "conversions": "52"}


def test_a_campaigns_number_is_no_figure_of_a_blend():
    [(tool, arguments)] = calls("campaign 1 spent 4k at CPA 40, campaign 2 spent 3k at CPA 60, blended CPA?")
    assert tool == "compute_kpi"
    assert arguments["given"] == {"spend": "7000", "conversions": "150"}


@given(st.text(max_size=80))
def test_any_text_is_put_in_plain_words_without_an_error(text):
    assert isinstance(in_plain_words(text), str)
