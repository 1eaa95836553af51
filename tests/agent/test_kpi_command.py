"""`adroit kpi` as a marketer types it."""

import json

import pytest
from typer.testing import CliRunner

import agent.channels.terminal  # noqa: F401 - looks at the real output once, before the runner puts its own there
from agent.cli import app
from tools.errors import ToolError


def kpi(*words):
    return CliRunner().invoke(app, ["kpi", *words], catch_exceptions=True)


def shown(*words):
    found = kpi(*words)
    assert found.exit_code == 0, found.output
    return found.output


def refused(*words):
    found = kpi(*words)
    assert isinstance(found.exception, ToolError), found.output
    return str(found.exception)


def test_flags_compute_one_kpi_with_its_interval_and_how_they_were_read():
    text = shown("cpa", "--spend", "5000", "--conversions", "125", "--currency", "EUR")
    assert "**CPA: €40.00** (CPA = spend / conversions = €5,000 / 125 = €40.00)" in text
    assert "95% interval €33.57 to €48.05, Poisson" in text
    assert "Read as: spend €5,000, conversions 125." in text


def test_the_confidence_and_the_kind_of_interval_are_options():
    text = shown("cvr", "--clicks", "1000", "--conversions", "30", "--interval", "Jeffreys", "--confidence", "99%")
    assert "99% interval" in text
    assert "Jeffreys" in text


def test_currencies_are_converted_at_the_rate_given():
    text = shown("roas", "--spend", "$500", "--revenue", "€2000", "--exchange-rate", "EUR/USD=1.1")
    assert "ROAS: 4.40" in text
    assert "mix EUR and USD" in refused("roas", "--spend", "$500", "--revenue", "€2000")


def test_words_are_read_like_a_question():
    assert "each side needs about 43,000 impressions" in kpi("is a 1.2% CTR better than 1%?").output
    assert "impressions: 1,333,333" in shown("spend 20k cpm 15 ctr 1.2% cvr 3%")


def test_json_holds_the_typed_answer():
    answer = json.loads(shown("plan", "--spend", "20k", "--cpm", "15", "--ctr", "1.2%", "--cvr", "3%", "--json"))
    assert [stage["metric"] for stage in answer["stages"]] == ["impressions", "clicks", "conversions"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["explain"], "There is no KPI to explain"),
        (["cpa", "--spend", "abc", "--conversions", "3"], "'abc' is not a number that can be read (spend)"),
        (["cpa", "--spend", "-5", "--conversions", "3"], "spend can't be negative, and -5 is."),
        (["ctr", "--clicks", "500", "--impressions", "300"], "clicks (500) exceed impressions (300)."),
        (["cpc", "--cpm", "10", "--ctr", "1"], "CTR 1 has no unit. Write 1% if you mean percent"),
        (["cpa", "--spend", "5", "--interval", "bootstrap"], "interval: Input should be 'wilson' or 'jeffreys'"),
        (["cpa", "--spend", "5", "--exchange-rate", "EUR"], "'EUR' is not an exchange rate"),
        (["cpa", "--spend", "5", "--spend", "6"], "--spend is given twice"),
        (["clv", "--data", "none.csv", "--columns", "3"], "--columns is no option of clv"),
        (["clv", "--data", "none.csv", "--margin", "40"], "--margin 40 is not a share. Write it with its sign: 40%."),
        (["clv", "--data", "none.csv", "--months", "0"], "--months 0 can't be"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    assert says in refused(*words)


def test_customer_value_is_read_from_a_file_of_orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer_id,date,revenue\na,2026-01-05,40\na,2026-02-10,60\nb,2026-01-20,50\n")
    text = shown("clv", "--data", str(path), "--margin", "40%", "--currency", "USD", "--predict", "no")
    assert (
        "2 customers, 3 orders, $150.00 (2026-01-05..2026-02-10); $75.00 per customer so far, $30.00 of margin" in text
    )
    answer = json.loads(shown("clv", "--data", str(path), "--predict", "no", "--json"))
    assert answer["cohorts"][0]["value_at"] == {}
