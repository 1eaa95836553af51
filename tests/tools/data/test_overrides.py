"""What the user says about the columns wins over what was recognised: in adroit.toml, and in words."""

import tomllib
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.tools.data.builders import daily_rows, opened, text_file, totals
from tools.data import MappingOverrides
from tools.data.describe import DescribeData, describe_data
from tools.data.samples import sample_path
from tools.data.spoken import read_columns
from tools.data.standing import standing_overrides
from tools.errors import DataError, InputError

COLUMNS = ("Booked on", "Campaign", "Net cost", "Gross cost", "Orders", "Phone orders", "Sales", "store", "Fee and tax",
           "tv", "radio", "Frequency")  # fmt: skip
SAYINGS = {
    "conversions are Orders": {"measures": {"conversions": "Orders"}},
    "Orders is conversions": {"measures": {"conversions": "Orders"}},
    "use Net cost as spend": {"measures": {"spend": "Net cost"}},
    "please take the column 'Gross cost' for spend": {"measures": {"spend": "Gross cost"}},
    "spend = net_cost": {"measures": {"spend": "Net cost"}},
    "cost comes from Gross Cost": {"measures": {"spend": "Gross cost"}},
    "conversions are Orders plus Phone orders": {"measures": {"conversions": ("Orders", "Phone orders")}},
    "Orders and Phone orders are conversions": {"measures": {"conversions": ("Orders", "Phone orders")}},
    "revenue is sales": {"measures": {"revenue": "Sales"}},
    "Fee and tax is spend": {"measures": {"spend": "Fee and tax"}},
    "tv and radio are spend by channel": {"channels": {"spend": {"tv": "tv", "radio": "radio"}}},
    "the date is Booked on": {"date": "Booked on"},
    "store is the region": {"dimensions": {"region": "store"}},
    "store is a dimension": {"dimensions": {"store": "store"}},
    "use store as the dimension sales area": {"dimensions": {"sales_area": "store"}},
    "ignore Frequency": {"ignore": ("Frequency",)},
    "leave out Frequency, tv and radio": {"ignore": ("Frequency", "tv", "radio")},
    "the currency is EUR": {"currency": "EUR"},
    "money is in dollars": {"currency": "USD"},
    "dates are day first": {"date_order": "day first"},
    "they are American dates": {"date_order": "month first"},
    "numbers have a decimal comma": {"decimal_mark": ","},
    "the year is 2025": {"year": 2025},
    "the names are in line 7": {"header_row": 7},
}


@pytest.mark.parametrize("said", SAYINGS)
def test_a_statement_in_words(said):
    assert read_columns(said, COLUMNS) == MappingOverrides(**SAYINGS[said])


@pytest.mark.parametrize("between", ["; ", ". ", ", ", " and ", "\n"])
def test_several_statements_at_once(between):
    said = between.join(["conversions are Orders", "ignore Frequency", "dates are day first"])
    assert read_columns(said, COLUMNS) == MappingOverrides(
        measures={"conversions": "Orders"}, ignore=("Frequency",), date_order="day first"
    )


@pytest.mark.parametrize(
    "said", ["conversions are Leads", "Orders", "make it nicer", "Orders is great", "ignore Nothing", ""]
)
def test_what_names_no_column_or_no_meaning_is_not_guessed(said):
    with pytest.raises(InputError):
        read_columns(said, COLUMNS)


def test_the_error_says_what_would_work():
    with pytest.raises(InputError, match=r"'conversions are Leads' does not say.*'Booked on', 'Campaign'"):
        read_columns("conversions are Leads", COLUMNS)


@given(st.text(max_size=60))
def test_whatever_is_said_it_is_understood_or_refused(said):
    with suppress(InputError):
        assert read_columns(said, COLUMNS) != MappingOverrides()


def table(folder):
    """A table that can't be understood without help."""
    rows = "".join(f"2026-05-{n:02d},S{n % 3},{n}.5,{n},{2 * n},{10 * n}\n" for n in range(1, 29))
    return text_file(folder, f"Booked on,store,Net cost,Orders,Phone orders,Sales\n{rows}")


def test_overrides_change_what_a_table_holds(tmp_path):
    with opened(
        table(tmp_path),
        measures={"spend": "Net cost", "conversions": ("Orders", "Phone orders"), "revenue": "Sales"},
        dimensions={"region": "store"},
        currency="eur",
    ) as found:
        assert totals(found) == {"spend": 420.0, "conversions": 3 * 406.0, "revenue": 4060.0}
        assert found.mapping.dimensions == {"region": "store"}
        assert found.mapping.currency == "EUR"
        assert found.mapping.questions == ()


def test_a_column_that_is_left_out_says_so(tmp_path):
    with opened(table(tmp_path), measures={"spend": "Net cost"}, ignore=("store",)) as found:
        assert found.mapping.ignored["store"] == "you asked to leave it out"
        assert found.mapping.dimensions == {}


def test_columns_named_after_channels_are_split_when_the_user_says_of_what(tmp_path):
    rows = daily_rows(date(2026, 5, 4), 21, 100, 50, 1000)
    path = text_file(tmp_path, f"Day,tv_gross,radio_gross,revenue\n{rows}")
    with opened(path, channels={"spend": {"TV": "tv_gross", "Radio": "radio_gross"}}) as found:
        assert dict(found.values("channel")) == {"TV": 21, "Radio": 21}
        assert totals(found) == {"spend": 3150.0, "revenue": 21_000.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "Boked on"},
        {"measures": {"spend": "Net costs"}},
        {"measures": {"conversions": ["Orders", "Fone orders"]}},
        {"dimensions": {"region": "stores"}},
        {"channels": {"spend": {"TV": "tvv"}}},
        {"ignore": ["Salez"]},
    ],
)
def test_an_override_that_names_no_column_shows_the_nearest(tmp_path, wrong):
    with pytest.raises(
        DataError, match=r"has no column '.*It has '(Booked on|Net cost|Orders|Phone orders|store|Sales)"
    ):
        opened(table(tmp_path), **wrong)


@pytest.mark.parametrize("wrong", [{"date_order": "backwards"}, {"year": 12}, {"spend": "Cost"}, {"decimal_mark": ";"}])
def test_an_override_that_is_none_is_refused(wrong):
    with pytest.raises(ValidationError):
        MappingOverrides(**wrong)


def test_overrides_can_be_written_down_as_toml_and_read_again():
    said = MappingOverrides(
        date="Day", measures={"spend": 'Net "cost"', "conversions": ("A", "B")}, channels={"spend": {"TV": "tv"}},
        ignore=("x",), decimal_mark=",", year=2025, delimiter="\t",
    )  # fmt: skip
    assert MappingOverrides(**tomllib.loads(said.toml())["columns"]) == said
    assert MappingOverrides().toml() == ""


def test_later_words_add_to_earlier_ones_and_win_over_them():
    first = MappingOverrides(measures={"spend": "A", "clicks": "B"}, ignore=("x",), currency="EUR")
    later = MappingOverrides(measures={"spend": "C"}, ignore=("y",))
    assert first.merged(later) == MappingOverrides(
        measures={"spend": "C", "clicks": "B"}, ignore=("x", "y"), currency="EUR"
    )


def test_what_stands_for_a_session_holds_for_a_table_opened_without_words(tmp_path):
    path = table(tmp_path)
    with standing_overrides(MappingOverrides(measures={"spend": "Net cost"})), opened(path) as found:
        assert found.mapping.measures["spend"] == "Net cost"
    with (
        standing_overrides(MappingOverrides(measures={"spend": "Sales"})),
        opened(path, measures={"spend": "Net cost"}) as found,
    ):
        assert found.mapping.measures["spend"] == "Net cost"


def test_describing_a_table_takes_words_and_returns_what_was_said(tmp_path):
    with standing_overrides(MappingOverrides(currency="GBP")):
        found = describe_data(DescribeData(data=str(table(tmp_path)), columns="spend is Net cost; revenue is Sales"))
    assert found.said == MappingOverrides(currency="GBP", measures={"spend": "Net cost", "revenue": "Sales"})
    assert "| Net cost | spend (GBP) |" in found.render()


def test_the_sample_needs_no_words():
    assert "Please say" not in describe_data(DescribeData(data=str(sample_path()))).render()


@pytest.mark.parametrize("name", ["day", "of_source", "spend", "Sales Area"])
def test_a_dimension_can_not_take_a_name_that_is_taken_or_no_name(tmp_path, name):
    with pytest.raises(InputError, match="can't be the name of a dimension"):
        opened(table(tmp_path), measures={"spend": "Net cost"}, dimensions={name: "store"})


def test_a_measure_that_is_spelled_wrong_shows_the_right_one(tmp_path):
    with pytest.raises(InputError, match=r"'conversion' is no measure.*conversions"):
        opened(table(tmp_path), measures={"conversion": "Orders"})
