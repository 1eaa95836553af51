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


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the last two weeks of March", "2026-03-18..2026-03-31"),
        ("the second week of April", "2026-04-08..2026-04-14"),
        ("first half of April", "2026-04-01..2026-04-15"),
        ("second half of 2025", "2025-07-01..2025-12-31"),
        ("early May", "2026-05-01..2026-05-10"),
        ("the 3rd to the 9th of May", "2026-05-03..2026-05-09"),
        ("from 28 April to 4 May", "2026-04-28..2026-05-04"),
        ("between May 4 and yesterday", "2026-05-04..2026-05-24"),
        ("Dec 27 - Jan 3", "2025-12-27..2026-01-03"),
        ("since Easter", "2026-04-05..2026-05-24"),
        ("since the 10th", "2026-05-10..2026-05-24"),
        ("since last Monday", "2026-05-18..2026-05-24"),
        ("since the beginning of the year", "2026-01-01..2026-05-24"),
        ("two weeks ago", "2026-05-11..2026-05-17"),
        ("3 days ago", "2026-05-22..2026-05-22"),
        ("the week before last", "2026-05-11..2026-05-17"),
        ("last weekend", "2026-05-23..2026-05-24"),
        ("last fortnight", "2026-05-11..2026-05-24"),
        ("MTD", "2026-05-01..2026-05-24"),
        ("Q2 last year", "2025-04-01..2025-06-30"),
        ("H1 2025", "2025-01-01..2025-06-30"),
        ("CW 20", "2026-05-11..2026-05-17"),
        ("03.05.2026", "2026-05-03..2026-05-03"),
        ("May", "2026-05-01..2026-05-31"),
        ("2025", "2025-01-01..2025-12-31"),
        ("Black Friday week", "2025-11-27..2025-12-01"),
        ("Cyber Monday 2024", "2024-12-02..2024-12-02"),
        ("Mother's Day", "2026-05-10..2026-05-10"),
    ],
)
def test_what_marketers_call_their_days(text, days):
    assert str(parse_period(text, today=date(2026, 5, 25))) == days


@pytest.mark.parametrize(
    "text", ["it resulted in 2025 clicks", "may I ask", "CTR from 1% to 2%", "5,000 to 6,000 clicks", "the first 3 ads"]
)
def test_numbers_and_words_of_other_kinds_are_no_periods(text):
    assert find_periods(text, today=date(2026, 5, 25)) == []
