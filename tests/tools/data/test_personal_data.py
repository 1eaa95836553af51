"""Columns about persons stay out: of the mapping, of values, of notes and of errors, so no model ever sees them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.data.builders import opened, parquet, text_file
from tools.data.describe import DescribeData, describe_data
from tools.data.personal import masked
from tools.errors import InputError, ToolError

PERSONAL = {
    "Email": lambda n: f"jane.doe{n}@example.com",
    "contact": lambda n: f"jane.doe{n}@example.com",
    "Phone": lambda n: f"+49 151 2345{n:04d}",
    "called from": lambda n: f"(555) 123-{n:04d}",
    "ip": lambda n: f"192.168.{n}.7",
    "visitor": lambda n: f"10.1.{n}.{n}",
    "Full name": lambda n: f"Jane Doe {n}",
    "user_id": lambda n: f"u{n % 4}",
    "hashed": lambda n: f"{n:064x}",
    "click": lambda n: f"{n:08x}-0000-4000-8000-{n:012x}",
    "gclid": lambda n: f"Cj0{n % 3}",
}


def table_with(column, cell):
    rows = "".join(f'2026-05-{1 + n % 28:02d},Brand,"{cell(n)}",10.5\n' for n in range(56))
    return f"Day,Campaign,{column},Cost\n{rows}"


@pytest.mark.parametrize("column", PERSONAL)
def test_a_column_about_persons_is_left_out_and_nothing_of_it_is_shown(tmp_path, column):
    cell = PERSONAL[column]
    path = text_file(tmp_path, table_with(column, cell))
    found = describe_data(DescribeData(data=str(path)))
    assert found.mapping.ignored[column].startswith("personal data")
    seen_by_a_model = found.render() + json.dumps(found.model_dump(mode="json"))
    assert not [n for n in range(56) if cell(n) in seen_by_a_model]


@pytest.mark.parametrize("column", ["Audience", "City", "Budget name", "Age", "Device ID type", "Version", "Ad ID"])
def test_columns_about_groups_are_no_personal_data(tmp_path, column):
    with opened(text_file(tmp_path, table_with(column, lambda n: f"Group {n % 4}"))) as table:
        assert len(table.mapping.dimensions) == 2


def test_it_can_not_be_made_a_dimension_either(tmp_path):
    path = text_file(tmp_path, table_with("Email", PERSONAL["Email"]))
    with pytest.raises(InputError, match=r"'Email' can't be the dimension audience: it holds personal data"):
        opened(path, dimensions={"audience": "Email"})


def test_addresses_that_strayed_into_another_column_become_one_value(tmp_path):
    cell = lambda n: "jane@example.com" if n == 7 else f"Group {n % 40}"  # noqa: E731 - a cell in one line
    for path in (
        text_file(tmp_path, table_with("Audience", cell)),
        parquet(tmp_path, f"SELECT * FROM read_csv('{text_file(tmp_path, table_with('Audience', cell), 'copy.csv')}')"),
    ):
        with opened(path) as table:
            assert ("(email address)", 1) in table.values("audience")
            leaves = table.leaves(table.span(), table.span(), dimensions=["audience"], measures=["spend"])
            assert "jane@example.com" not in leaves.keys[0]


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.com,Jane\njoe@example.com,Joe\nann@example.com,Ann\n",
        "Day,Campaign,Cost\n2026-05-01,A,jane@example.com\n2026-05-02,A,joe@example.com\n",
        "Day,Campaign,Cost\njane@example.com,A,5\njoe@example.com,A,6\n2026-05-02,A,7\n2026-05-03,A,7\n2026-05-04,A,7\n",
        "Day,Campaign,Cost\n" + "2026-05-02,A,7\n" * 8 + "2026-05-01,jane@example.com,1,2,3\n" * 5,
    ],
)
def test_no_error_and_no_note_repeats_an_address(tmp_path, text):
    path = text_file(tmp_path, text)
    try:
        shown = describe_data(DescribeData(data=str(path))).render()
    except ToolError as error:
        shown = str(error)
    assert "@example.com" not in shown


@given(st.emails())
def test_an_address_is_masked_wherever_it_stands(address):
    if all(c.isalnum() or c in "@.-_+" for c in address):
        assert address not in masked(f"line 7: '2026-05-01,{address},5'")


def test_what_is_no_address_stays_as_it_is():
    text = "version 1.2.3, 2026-05-01, 1,234.50 EUR, campaign 20260501, 50% @ night"
    assert masked(text) == text
