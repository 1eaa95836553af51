"""Customers in segments: fifths with ties kept together, sizes and value that add up, lists by their rules."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.audience.first_party.builders import LAST, ORDERS, a_hundred_customers, days_ago, written
from tools.audience.first_party.base import customer_base
from tools.audience.first_party.rfm import score
from tools.audience.first_party.tools import SegmentCustomers, segment_customers
from tools.errors import DataError, InputError, MissingInput


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return a_hundred_customers(tmp_path_factory.mktemp("orders"))


@pytest.fixture(scope="module")
def found(table):
    return segment_customers(SegmentCustomers(data=table, currency="EUR"))


def segment(found, name):
    return next(s for s in found.segments if s.name == name)


def test_the_groups_part_the_base_and_add_up_to_it(found):
    groups = [s for s in found.segments if s.is_group]
    assert sum(s.customers for s in groups) == found.customers == 100
    assert sum(s.orders for s in groups) == found.orders == 300
    assert sum(s.revenue for s in groups) == pytest.approx(found.revenue)
    assert sum(s.share for s in groups) == pytest.approx(1)
    assert sum(s.revenue_share for s in groups) == pytest.approx(1)


def test_the_lists_hold_whom_their_rules_say(found):
    assert segment(found, "repeat").customers == 80
    assert segment(found, "one_time").customers == 20
    assert segment(found, "high_value").customers == 20
    assert segment(found, "discount_led").customers == 40
    assert segment(found, "recent").customers == 11
    assert segment(found, "lapsed").customers + segment(found, "active").customers == 100


def test_the_best_tenth_comes_first_and_the_tenths_make_the_whole(found):
    assert found.deciles == sorted(found.deciles, reverse=True)
    assert sum(found.deciles) == pytest.approx(1)


def test_lapsed_is_what_the_user_says_it_is(table):
    asked = segment_customers(SegmentCustomers(data=table, lapse_days=100))
    assert segment(asked, "lapsed").customers == sum(n * 3 > 100 for n in range(100))
    assert asked.lapse_reason == "as asked"


def by_hand(values):
    """Return 1 + the whole fifths of the values that are strictly below, for each value."""
    return {v: 1 + min(4, 5 * sum(w < v for w in values) // len(values)) for v in values}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 6), st.integers(1, 50)), min_size=1, max_size=40))
def test_a_score_is_one_more_than_the_fifths_below_and_equal_customers_score_alike(tmp_path_factory, customers):
    customers = [*customers, (0, 1, 1)]
    rows = [
        (f"c{n}", days_ago(days), euros, 0) for n, (days, orders, euros) in enumerate(customers) for _ in range(orders)
    ]
    path = written(tmp_path_factory.mktemp("o") / "orders.csv", ORDERS, rows)
    with customer_base(path, {}) as base:
        score(base)
        got = {c: (r, f, m) for c, r, f, m in base.engine.rows("SELECT customer, r, f, m FROM scored")}
    recency = by_hand([-d for d, _, _ in customers])
    frequency = by_hand([o for _, o, _ in customers])
    money = by_hand([o * e for _, o, e in customers])
    for n, (days, orders, euros) in enumerate(customers):
        assert got[f"c{n}"] == (recency[-days], frequency[orders], money[orders * euros])


def test_the_rows_of_one_order_are_one_order_and_refunds_are_taken_off(tmp_path):
    rows = [("a", f"o{n // 3}", days_ago(n // 3), 10, "") for n in range(30)]
    rows += [("b", "o90", days_ago(1), 50, ""), ("b", "o91", days_ago(0), -20, ""), ("c", "o92", days_ago(0), -5, "")]
    path = written(tmp_path / "lines.csv", ("Customer", "Order ID", "Date", "Revenue", "Coupon"), rows)
    found = segment_customers(SegmentCustomers(data=path))
    assert (found.customers, found.orders, found.revenue) == (2, 11, 330)
    assert any("Rows with one order number are one order" in note for note in found.notes)
    assert any("1 of 33 rows are left out" in note for note in found.notes)


def test_parquet_is_read_where_it_lies_and_gives_the_same(table, found, tmp_path):
    path = tmp_path / "orders.parquet"
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{table}')) TO '{path}' (FORMAT PARQUET)")
    same = segment_customers(SegmentCustomers(data=str(path), currency="EUR"))
    assert same.segments == found.segments


def test_columns_are_named_by_the_user_and_a_wrong_name_is_told(tmp_path):
    path = written(tmp_path / "o.csv", ("Kunde", "Tag", "Umsatz"), [("a", days_ago(n), 10) for n in range(4)])
    with pytest.raises(MissingInput, match=r"--column customer=YOUR_COLUMN. The table has: 'Kunde', 'Tag', 'Umsatz'"):
        segment_customers(SegmentCustomers(data=path))
    columns = {"customer": "Kunde", "date": "Tag", "revenue": "Umsatz"}
    assert segment_customers(SegmentCustomers(data=path, columns=columns)).customers == 1
    with pytest.raises(InputError, match="There is no column 'Client'"):
        segment_customers(SegmentCustomers(data=path, columns={**columns, "customer": "Client"}))
    with pytest.raises(InputError, match="'buyer' is nothing that a column can be"):
        segment_customers(SegmentCustomers(data=path, columns={"buyer": "Kunde"}))


def test_a_table_without_one_order_is_no_base(tmp_path):
    path = written(tmp_path / "o.csv", ORDERS, [("", days_ago(1), 10, 0), ("a", days_ago(1), -3, 0)])
    with pytest.raises(DataError, match="No row has a customer, a date and an amount above zero"):
        segment_customers(SegmentCustomers(data=path))


def test_the_rendering_and_its_figures(found, snapshot):
    assert found.render() == snapshot
    facts = {(f.metric, f.segment, f.role): f.value for f in found.facts()}
    assert facts["customers", "segment = High value", "value"] == 20
    assert all(isinstance(value, float) for value in facts.values())
    [chart] = found.charts()
    assert chart.to_terminal(60, colour=False) == snapshot
    assert date.fromisoformat(found.period.partition("..")[2]) == LAST
