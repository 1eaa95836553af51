"""What an answer says, compared by meaning and not by characters."""

import pytest

from evals.scoring.content import brevity, fact_coverage, figure_exactness, says_nothing_wrong
from evals.scoring.wordings import plain, tells


def test_facts_are_found_in_any_of_their_wordings(case, outcome):
    wanted = case(facts=[["learning phase"], ["at least 50 conversions", "fifty conversions"], ["per ad set"]])
    said = outcome("**Wait** for the *learning phase*: fifty conversions a week.")
    assert fact_coverage(wanted, said) == pytest.approx(2 / 3)
    assert fact_coverage(case(), said) is None


def test_a_star_stands_for_a_few_words():
    text = plain("Divide the spend by all of the conversions.")
    assert tells(text, "spend * by * conversions")
    assert not tells(text, "conversions * by * spend")
    assert not tells(plain("CPAs"), "CPA s")


@pytest.mark.parametrize(
    ("wanted", "text", "is_given"),
    [
        ("$40.00", "Your CPA is $40.00.", 1.0),
        ("$40.00", "Your CPA is $40.", 1.0),
        ("$40.00", "Your CPA is $40.01.", 0.0),
        ("$40", "Your CPA is $40.31.", 1.0),
        ("$40.00", "Your CPA is €40.00.", 0.0),
        ("3.2%", "a rate of 0.032", 0.0),
        ("3.2%", "a rate of 3.21%", 1.0),
        ("1,500", "1,500 clicks", 1.0),
        ("1.5k", "1,549 clicks", 1.0),
        ("1.5k", "1,551 clicks", 0.0),
        ("4.4", "ROAS is 4.4x", 1.0),
    ],
)
def test_figures_are_compared_in_their_unit_and_at_the_precision_asked_for(case, outcome, wanted, text, is_given):
    assert figure_exactness(case(figures=[wanted]), outcome(text)) == is_given


def test_a_wrong_wording_spoils_it(case, outcome):
    assert says_nothing_wrong(case(says_not=["guaranteed"]), outcome("Results are GUARANTEED.")) == 0.0
    assert says_nothing_wrong(case(says_not=["guaranteed"]), outcome("Nothing is certain.")) == 1.0


def test_length_is_counted_in_words(case, outcome):
    assert brevity(case(most_words=3), outcome("one two three")) == 1.0
    assert brevity(case(most_words=2), outcome("one two three")) == 0.0
