"""Periods as people name them; both ends count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import InputError
from tools.periods import Period, find_periods, parse_period, week_of

TODAY = date(2026, 5, 27)  # a Wednesday
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026-05-11..2026-05-17", "2026-05-11", "2026-05-17"),
        ("yesterday", "2026-05-26", "2026-05-26"),
        ("last week", "2026-05-18", "2026-05-24"),
        ("last 7 days", "2026-05-20", "2026-05-26"),
        ("last month", "2026-04-01", "2026-04-30"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("week of May 11", "2026-05-11", "2026-05-17"),
    ],
)
def test_a_period_is_read_from_the_users_calendar(written, start, end):
    assert parse_period(written, today=TODAY) == Period(date.fromisoformat(start), date.fromisoformat(end))


@given(days, st.integers(0, 800))
def test_a_period_reads_back_from_the_way_it_is_written(start, length):
    period = Period(start, start + timedelta(days=length))
    assert parse_period(str(period), today=TODAY) == period


@given(days, st.integers(0, 400))
def test_the_previous_period_is_as_long_and_ends_the_day_before(start, length):
    period = Period(start, start + timedelta(days=length))
    before = period.previous()
    assert before.days == period.days
    assert before.end + timedelta(days=1) == period.start
    assert not before.overlaps(period)


@given(days)
def test_a_week_runs_from_monday_to_sunday_and_a_year_before_meets_the_same_weekdays(day):
    week = week_of(day)
    assert week.start.weekday() == 0
    assert week.days == 7
    assert week.start <= day <= week.end
    assert week.a_year_before().start.weekday() == 0


@pytest.mark.parametrize("written", ["soon", "", "2026-13-01..2026-13-09", "2026-05-17..2026-05-11", "0 days"])
def test_what_is_no_period_is_an_error_that_shows_how_to_write_one(written):
    with pytest.raises(InputError):
        parse_period(written, today=TODAY)


@given(st.text(max_size=60))
def test_any_text_has_periods_or_an_error_of_ours(text):
    try:
        found = find_periods(text, today=TODAY)
    except InputError:
        return
    assert all(text[f.start : f.end] == f.text for f in found)
