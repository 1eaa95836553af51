"""Numbers as marketers write them, read and written back."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tools.errors import InputError
from tools.quantities import Unit, find_quantities, format_number, parse_quantity


@pytest.mark.parametrize(
    ("written", "value", "unit", "currency"),
    [
        ("$5,000", 5000, Unit.MONEY, "USD"),
        ("€1.234,50", 1234.5, Unit.MONEY, "EUR"),
        ("20k", 20_000, None, None),
        ("£1.2m", 1_200_000, Unit.MONEY, "GBP"),
        ("1.2%", 0.012, Unit.RATE, None),
        ("0,5 %", 0.005, Unit.RATE, None),
        ("4:1", 4, Unit.RATIO, None),
        ("3.5x", 3.5, Unit.RATIO, None),
        ("1 in 40", 0.025, Unit.RATE, None),
        ("25 bps", 0.0025, Unit.RATE, None),
        ("1'250'000", 1_250_000, None, None),
        ("6 months", 6, Unit.MONTHS, None),
    ],
)
def test_a_number_is_read_with_its_unit_and_currency(written, value, unit, currency):
    found = parse_quantity(written)
    assert (found.value, found.unit, found.currency) == (pytest.approx(value), unit, currency)


def test_half_a_percent_is_not_a_half():
    assert parse_quantity("0.5%").value == pytest.approx(0.005)
    assert parse_quantity("0.5").value == pytest.approx(0.5)


@given(st.integers(0, 10**12))
def test_a_count_written_for_people_reads_back_as_itself(count):
    assert parse_quantity(format_number(count, Unit.COUNT), is_count=True).value == count


@given(st.integers(0, 10**9), st.sampled_from(["USD", "EUR", "GBP", "CHF", "SEK"]))
@example(1_250, "EUR")
def test_money_written_for_people_reads_back_with_its_currency(cents, currency):
    amount = cents / 100
    back = parse_quantity(format_number(amount, Unit.MONEY, currency))
    assert back.currency == currency
    assert back.value == pytest.approx(amount, abs=0.5 if amount >= 10_000 else 0.005)


@given(st.floats(1e-6, 1))
def test_a_rate_written_for_people_reads_back_to_the_digits_shown(rate):
    assert parse_quantity(format_number(rate, Unit.RATE)).value == pytest.approx(rate, rel=0.06, abs=0.00005)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_an_error_of_ours(text):
    try:
        found = parse_quantity(text)
    except InputError:
        return
    assert math.isfinite(found.value)


@given(st.text(alphabet="0123456789.,%$€k x:-", max_size=40))
def test_the_numbers_of_a_text_stand_where_they_are_said_to(text):
    for start, end, quantity in find_quantities(text):
        assert text[start:end].strip() == quantity.text
