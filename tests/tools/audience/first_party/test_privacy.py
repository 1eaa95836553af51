"""What stands in a customer's cells gets nowhere: not into a result, a message, an error or a log."""

import json
import logging

import pytest

from tests.tools.audience.first_party.builders import CUSTOMERS, ORDERS, days_ago, written
from tools.audience.first_party.tools import ExportAudience, SegmentCustomers, export_audience, segment_customers
from tools.errors import ToolError

CANARIES = ("canary.jane", "CanaryJane", "CanaryDoe", "5559871234", "555 987", "9871234", "c4n4ry")
ROW = ("c4n4ry-77", "canary.jane@example.com", "+1 (212) 555 9871234", "CanaryJane", "CanaryDoe", "US", "10001", "yes")


def shown(error_or_result):
    if isinstance(error_or_result, ToolError):
        return str(error_or_result)
    charts = "".join(c.to_terminal(80) + c.alt for c in error_or_result.charts())
    return (
        error_or_result.render()
        + json.dumps(error_or_result.model_dump(mode="json"))
        + charts
        + str(error_or_result.facts())
    )


def run(function, request):
    try:
        return function(request)
    except ToolError as error:
        return error


def assert_no_canary(text):
    assert not [c for c in CANARIES if c.lower() in text.lower()]


@pytest.mark.parametrize("platform", ["google", "meta", "linkedin", "tiktok"])
def test_a_result_holds_counts_only(tmp_path, platform, caplog):
    caplog.set_level(logging.DEBUG)
    table = written(tmp_path / "customers.csv", CUSTOMERS, [ROW, *[("x", "y", "z", "a", "b", "c", "d", "no")] * 5])
    found = export_audience(ExportAudience(platform=platform, data=table, audiences=str(tmp_path / "out")))
    assert found.written >= 1
    assert_no_canary(shown(found) + caplog.text)
    if platform != "linkedin":
        assert_no_canary("".join(p.read_text() for p in (tmp_path / "out").iterdir()))


def test_segments_name_nobody_even_where_a_customer_is_an_address(tmp_path):
    rows = [("canary.jane@example.com", days_ago(n), 50, 0) for n in range(3)] + [("b@example.com", days_ago(4), 20, 0)]
    table = written(tmp_path / "orders.csv", ORDERS, rows)
    assert_no_canary(shown(segment_customers(SegmentCustomers(data=table))))


BROKEN = {
    "no names above the rows": [ROW, ROW],
    "lines of another length": [CUSTOMERS, *[ROW[:3]] * 3, *[(*ROW, "CanaryJane", "CanaryDoe", "more")] * 40],
    "an open quote": [CUSTOMERS, ('"CanaryJane', *ROW[1:]), ROW],
    "one odd line": [CUSTOMERS, *[ROW] * 60, (*ROW, "CanaryDoe", "5559871234", "x")],
    "a footer": [CUSTOMERS, *[ROW] * 60, ("CanaryJane was exported",)],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_no_error_and_no_note_repeats_a_cell(tmp_path, kind):
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(",".join(row) for row in BROKEN[kind]) + "\n")
    found = run(export_audience, ExportAudience(platform="google", data=str(path), audiences=str(tmp_path / "out")))
    assert_no_canary(shown(found))


@pytest.mark.parametrize("role", ["date", "revenue", "discount", "customer"])
@pytest.mark.parametrize("column", ["Email", "First Name", "Phone"])
def test_a_column_of_persons_read_as_something_else_is_refused_without_its_cells(tmp_path, role, column):
    header = ("Email", "First Name", "Phone", "customer", "date", "revenue")
    rows = [("canary.jane@example.com", "CanaryJane", "555 987 1234", f"c{n}", days_ago(n), 10) for n in range(9)]
    table = written(tmp_path / "orders.csv", header, rows)
    found = run(segment_customers, SegmentCustomers(data=table, columns={role: column}))
    assert_no_canary(shown(found))


def test_a_date_that_may_be_two_is_told_without_quoting_a_row(tmp_path):
    rows = [("c1", "03/04/2026", 10, 0), ("c4n4ry", "05/04/2026", 10, 0)]
    found = run(segment_customers, SegmentCustomers(data=written(tmp_path / "o.csv", ORDERS, rows)))
    assert "The dates of column 'order_date' can't be read" in str(found)
    assert 'date_order = "day first"' in str(found)


def test_a_name_of_a_column_that_is_a_number_or_an_address_is_a_customer(tmp_path):
    found = run(
        export_audience,
        ExportAudience(
            platform="meta", data=written(tmp_path / "c.csv", ROW, [ROW] * 3), audiences=str(tmp_path / "out")
        ),
    )
    assert "no line of column names" in str(found) or "No line of column names" in str(found)
    assert_no_canary(str(found))
