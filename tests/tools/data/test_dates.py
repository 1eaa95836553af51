"""Dates as exports write them: one clear cell settles the order for a whole column; without one the user is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.data.dates import date_grain, read_dates

DAYS = st.dates(date(1995, 1, 1), date(2099, 12, 31))
FORMATS = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%A, %B %d, %Y",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT00:00:00Z", "%Y-%m-%dT00:00:00+02:00", "%Y%m%d00",
]  # fmt: skip


@given(st.lists(DAYS, min_size=1, max_size=8, unique=True), st.sampled_from(FORMATS))
def test_a_date_is_read_as_it_was_written(days, pattern):
    cells = [d.strftime(pattern) for d in days]
    order = "day first" if pattern == "%d.%m.%Y" else None
    assert list(read_dates(cells, order=order).days.values()) == days


@given(st.lists(DAYS, min_size=2, max_size=12, unique=True), st.sampled_from(["day first", "month first"]))
def test_one_day_after_the_twelfth_settles_the_order_for_all(days, order):
    assume(any(d.day > 12 for d in days))
    pattern = "%d/%m/%Y" if order == "day first" else "%m/%d/%Y"
    found = read_dates([d.strftime(pattern) for d in days])
    assert found.order == order
    assert list(found.days.values()) == days


def test_cells_that_follow_no_common_order_clash():
    assert read_dates(["31/03/2026", "04/25/2026"]).clashing == ("31/03/2026", "04/25/2026")


def test_nothing_is_guessed_where_both_orders_are_possible():
    assert read_dates(["03/04/2026", "05/04/2026"]).ambiguous == ("03/04/2026", "05/04/2026")


def test_days_that_follow_each_other_in_one_order_only_settle_it():
    cells = [f"{day:02d}/05/2026" for day in range(1, 8)]
    assert read_dates(cells).order == "day first"
    assert read_dates([f"05/{day:02d}/2026" for day in range(1, 8)]).order == "month first"


def test_what_the_user_says_about_the_order_holds():
    assert read_dates(["03/04/2026"], order="day first").days == {"03/04/2026": date(2026, 4, 3)}
    assert read_dates(["03/04/2026"], order="month first").days == {"03/04/2026": date(2026, 3, 4)}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("3. März 2026", date(2026, 3, 3)),
        ("1 août 2026", date(2026, 8, 1)),
        ("2026-W20", date(2026, 5, 11)),
        ("May 2026", date(2026, 5, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2026-05-11 - 2026-05-17", date(2026, 5, 11)),
        ("46153", date(2026, 5, 11)),
        ("5/11/26 9:15 PM", date(2026, 5, 11)),
    ],
)
def test_other_ways_to_write_a_day_a_week_or_a_month(cell, day):
    assert list(read_dates([cell], order="month first").days.values()) == [day]


@pytest.mark.parametrize("cell", ["2026-02-30", "31.04.2026", "yesterday", "12", "2026", "Brand", "99/99/9999"])
def test_a_day_that_the_calendar_lacks_is_no_date(cell):
    assert read_dates([cell], order="day first").unread == (cell,)


@given(st.lists(st.text(max_size=20), max_size=6))
def test_no_text_whatever_breaks_the_reader(cells):
    found = read_dates(cells, year=2026)
    assert set(found.days) | set(found.unread) <= set(cells)


def test_a_date_without_a_year_takes_the_one_it_is_given_and_says_so():
    found = read_dates(["April 19"], year=2026)
    assert found.days == {"April 19": date(2026, 4, 19)}
    assert found.year_missing


@given(DAYS, st.integers(3, 20))
def test_days_seven_apart_are_weeks(start, count):
    assert date_grain(start + timedelta(days=7 * n) for n in range(count)) == "week"


def test_firsts_of_the_month_are_months_and_others_are_days():
    assert date_grain(date(2026, m, 1) for m in range(1, 7)) == "month"
    assert date_grain(date(2026, 5, d) for d in range(1, 7)) == "day"
    assert date_grain([date(2026, 5, 1), date(2026, 6, 1)]) == "day"
