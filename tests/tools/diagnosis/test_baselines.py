"""Baselines that are named by their relation to the current period."""

from datetime import date

import pytest

from tools.diagnosis.baselines import baseline_period, find_baseline, read_baseline
from tools.periods import Period

WEEK = Period(date(2026, 5, 18), date(2026, 5, 24))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("last year", "same days last year"),
        ("the same week last year", "same days last year"),
        ("same period a year ago", "same days last year"),
        ("YoY", "same days last year"),
        ("the same days last week", "same days last week"),
        ("a week earlier", "same days last week"),
        ("previous period", "previous period"),
        ("the week before", "previous period"),
        ("2026-05-11..2026-05-17", None),
        ("last week", None),
    ],
)
def test_a_baseline_is_read_as_a_whole(text, kind):
    assert read_baseline(text) == kind


def test_a_baseline_is_found_inside_a_sentence():
    found = find_baseline("why did CPA rise last week compared to the same week last year?")
    assert found is not None
    assert found.kind == "same days last year"
    assert find_baseline("why did CPA rise last week?") is None


def test_weekdays_meet_in_the_baseline():
    assert baseline_period("same days last year", WEEK) == Period(date(2025, 5, 19), date(2025, 5, 25))
    assert baseline_period("previous period", WEEK) == Period(date(2026, 5, 11), date(2026, 5, 17))
    three = Period(date(2026, 5, 20), date(2026, 5, 22))
    assert baseline_period("same days last week", three) == Period(date(2026, 5, 13), date(2026, 5, 15))
    ten = Period(date(2026, 5, 15), date(2026, 5, 24))
    assert not baseline_period("same days last week", ten).overlaps(ten)
