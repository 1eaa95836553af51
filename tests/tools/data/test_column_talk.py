"""Messages that say what a column means, told from questions and from figures."""

import pytest

from tools.data.column_talk import column_statements, may_speak_of_columns, says_columns
from tools.data.spoken import read_columns


@pytest.mark.parametrize(
    "text",
    [
        "The column Umsatz is revenue",
        "treat Result as conversions",
        "use Net Cost as spend and Deals as conversions",
        "use A and B as spend, C as revenue",
        "ignore column Frequency",
        "dates are day first",
        "decimal comma please",
        "the currency is EUR",
        "the header is in row 3",
    ],
)
def test_a_statement_about_columns_is_told_by_its_form(text):
    assert column_statements(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "should I count leads as conversions?",
        "what is the difference between a column and a field?",
        "use lookalikes as audiences for prospecting",
        "we spent $5,000 and got 125 sales",
        "spend is 5000 and clicks are 300",
        "take 5000 as spend",
        "why did CPA rise last week?",
    ],
)
def test_questions_and_figures_are_no_statements_about_columns(text):
    assert column_statements(text)[0] == ""
    assert not may_speak_of_columns(text)


def test_a_statement_may_stand_before_a_question():
    said, rest = column_statements("The column Umsatz is revenue. Why did it fall last week?")
    assert said == "The column Umsatz is revenue"
    assert rest == "Why did it fall last week?"


@pytest.mark.parametrize(("text", "is_said"), [("Umsatz is revenue", True), ("conversions are falling", False)])
def test_a_bare_sentence_is_told_by_the_tables_own_names(text, is_said):
    assert may_speak_of_columns(text)
    assert says_columns(text, ["Day", "Umsatz"]) is is_said


def test_the_verb_may_be_said_once_for_a_row_of_columns():
    said = read_columns("use Net Cost as spend and Deals as conversions", ["Net Cost", "Deals"])
    assert said.measures == {"spend": "Net Cost", "conversions": "Deals"}


def test_a_column_can_be_named_as_the_forecast_of_a_measure():
    said = read_columns("the column called Outlook is the forecast of revenue", ["Outlook"])
    assert said.measures == {"expected_revenue": "Outlook"}
