"""Numbers told in words become digits, and other words stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.spoken_numbers import with_digits


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("seventeen hundred pounds", "1700 pounds"),
        ("three thousand visits", "3000 visits"),
        ("a quarter, half a million views", "a quarter, 500000 views"),
        ("two hundred and forty thousand impressions", "240000 impressions"),
        ("forty two thousand euros", "42000 euros"),
        ("three and a half million", "3500000"),
        ("six grand for two dozen leads", "6000 for 24 leads"),
        ("1.4 mil impressions", "1.4 million impressions"),
        ("one in nine visitors buys", "1 in 9 visitors buys"),
        ("twenty-two percent margin", "22 percent margin"),
        ("nine dollars a click", "9 dollars a click"),
    ],
)
def test_a_number_in_words_is_written_in_digits(told, written):
    assert with_digits(told) == written


@pytest.mark.parametrize(
    "text",
    [
        "split the budget over two channels",
        "cost per thousand impressions",
        "one of our campaigns",
        "20 grand",
        "thousands of people saw it",
        "the first three weeks",
    ],
)
def test_words_that_give_no_figure_stay(text):
    assert with_digits(text) == text


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_any_text_is_read_without_an_error(text):
    assert isinstance(with_digits(text), str)
