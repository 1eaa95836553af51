"""Numbers as exports write them: what is written is what is read, in Python and in the database alike."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.data.numbers import is_blank, is_number, marks_seen, number_sql, read_number

AMOUNTS = st.integers(-(10**11), 10**11).map(lambda cents: cents / 100)


def american(value):
    return f"{value:,.2f}"


def german(value):
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def swiss(value):
    return f"{value:,.2f}".replace(",", "'")


def french(value):
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


def indian(value):
    whole, decimals = f"{abs(value):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
    return ("-" if value < 0 else "") + ",".join([*groups, tail]) + "." + decimals


WRITTEN = [(american, "."), (german, ","), (swiss, "."), (french, ","), (indian, "."), (str, ".")]


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


def read_in_database(database, cell, mark):
    return database.execute(f"SELECT {number_sql('cell', mark)} FROM (SELECT ? AS cell)", [cell]).fetchone()[0]


@given(AMOUNTS, st.sampled_from(WRITTEN))
def test_an_amount_is_read_as_it_was_written(value, how):
    write, mark = how
    assert read_number(write(value), mark) == pytest.approx(value, abs=1e-9)


@given(AMOUNTS, st.sampled_from(WRITTEN))
def test_the_database_reads_the_same(database, value, how):
    write, mark = how
    assert read_in_database(database, write(value), mark) == pytest.approx(value, abs=1e-9)


@given(AMOUNTS, st.sampled_from(["${}", "{} €", "US${}", "{} USD", "£ {}", "CHF {}"]))
def test_a_currency_beside_the_amount_does_no_harm(database, value, around):
    cell = around.format(american(abs(value)))
    assert read_number(cell, ".") == pytest.approx(abs(value), abs=1e-9)
    assert read_in_database(database, cell, ".") == pytest.approx(abs(value), abs=1e-9)


@given(st.text("0123456789.,-+() %$€'’eEUSD−–\t\u00a0\u202f\u3000x", max_size=12), st.sampled_from([".", ","]))
def test_whatever_a_cell_holds_both_readers_agree(database, text, mark):
    cell = text.replace("\x00", "").strip()
    mine, theirs = read_number(cell, mark), read_in_database(database, cell, mark)
    assert (mine is None) == (theirs is None), cell
    if mine is not None:
        assert theirs == pytest.approx(mine)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("(1,234.50)", -1234.5),
        ("1,234.50-", -1234.5),
        ("−12", -12),
        ("-$5.00", -5),
        ("1.5%", 1.5),
        ("1e3", 1000),
        ("1.5E+3", 1500),
    ],
)
def test_ways_to_write_a_negative_a_percentage_and_an_exponent(database, cell, value):
    assert read_number(cell, ".") == value
    assert read_in_database(database, cell, ".") == value


@pytest.mark.parametrize("cell", ["", " ", "--", " --", "-", "—", "n/a", "N/A", "#N/A", "null", "NaN", "#DIV/0!"])
def test_a_blank_is_no_figure_and_never_zero(database, cell):
    assert is_blank(cell)
    assert read_number(cell, ".") is None
    assert read_in_database(database, cell.strip(), ".") is None


@pytest.mark.parametrize(
    "cell", ["inf", "-Infinity", "nan", "1.2.3", "12-34", "=B2*2", "1,23,4.5", "٣", "abc", "1 apple"]
)
def test_what_is_no_number_is_not_read_as_one(database, cell):
    assert not is_number(cell, ".")
    assert read_in_database(database, cell, ".") is None


def test_a_comma_with_three_digits_after_it_does_not_tell_the_decimal_mark():
    assert marks_seen(["1,234", "5,678"]) == {".": 0, ",": 0}


def test_two_decimals_or_two_kinds_of_mark_tell_it():
    assert marks_seen(["12,34", "0,5", "1.234,5"]) == {".": 0, ",": 3}
    assert marks_seen(["12.34", "1,234.5", "1,234,567"]) == {".": 3, ",": 0}
