"""Numbers as marketers write them, read and written back."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tools.errors import InputError
from tools.quantities import CURRENCIES, Unit, find_quantities, format_exactly, format_number, parse_quantity


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


@given(
    st.floats(1e-6, 1e9),
    st.sampled_from([Unit.MONEY, Unit.RATE, Unit.COUNT, Unit.RATIO, Unit.DAYS, Unit.MONTHS, Unit.YEARS]),
    st.sampled_from(sorted(CURRENCIES)),
)
def test_what_is_written_reads_back_as_what_is_written(value, unit, currency):
    money = currency if unit is Unit.MONEY else None
    shown = format_number(value, unit, money)
    back = parse_quantity(shown, is_count=unit is not Unit.MONEY)
    assert back.currency == money
    assert back.unit in {unit, None}
    assert format_number(back.value, unit, money) == shown


@given(st.floats(1e-4, 1e6), st.sampled_from(["%", " %", "bps", "‰", " percent", " per mille"]))
def test_a_rate_is_the_same_fraction_in_whatever_unit_it_is_written(size, unit):
    scale = {"%": 1e-2, "percent": 1e-2, "bps": 1e-4, "‰": 1e-3, "per mille": 1e-3}[unit.strip()]
    assert parse_quantity(f"{size:.6f}{unit}").value == pytest.approx(float(f"{size:.6f}") * scale, rel=1e-12)


@given(st.integers(1, 999), st.integers(0, 999), st.integers(0, 99))
def test_english_and_continental_marks_write_the_same_amount(thousands, rest, cents):
    amount = thousands * 1000 + rest + cents / 100
    writings = (
        f"${thousands},{rest:03}.{cents:02}",
        f"{thousands}.{rest:03},{cents:02} $",
        f"$ {thousands} {rest:03},{cents:02}",
    )
    assert [parse_quantity(w).value for w in writings] == pytest.approx([amount] * 3, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5 grand", 5000),
        ("1.5m", 1_500_000),
        ("3,2 Mio", 3_200_000),
        ("2bn", 2e9),
        ("1k", 1000),
        ("250 thousand", 250_000),
    ],
)
def test_multiples_are_spelled_in_many_ways(written, value):
    assert parse_quantity(written).value == pytest.approx(value)


def test_a_last_zero_of_a_small_number_is_left_out():
    assert format_number(0.02, Unit.MONEY, "USD") == "$0.02"
    assert format_number(0.015, Unit.MONEY, "USD") == "$0.015"
    assert format_number(0.0005, Unit.RATE) == "0.05%"


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


@pytest.mark.parametrize(
    ("value", "unit", "currency", "shown"),
    [
        (20_000.5, Unit.MONEY, "EUR", "€20,000.50"),
        (20_000.0, Unit.MONEY, "EUR", "€20,000"),
        (0.012345, Unit.RATE, None, "1.2345%"),
        (0.012, Unit.RATE, None, "1.20%"),
        (0.1 + 0.2, Unit.RATIO, None, "0.30"),
        (1_234.0, Unit.COUNT, None, "1,234"),
    ],
)
def test_a_figure_is_echoed_with_every_digit_it_was_given_with(value, unit, currency, shown):
    assert format_exactly(value, unit, currency) == shown
