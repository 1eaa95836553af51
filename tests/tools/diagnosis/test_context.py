"""What the days say: since when, a trend, weekdays, a year ago, what else moved."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.tools.diagnosis.builders import ratio
from tools.data.leaves import DailySeries
from tools.diagnosis.context import Periods, context_of, started
from tools.periods import Period

FIRST = date(2026, 1, 5)


def days(count, rate, seed=1, clicks=4000):
    """Make days of clicks and conversions; `rate` gives a day's conversion rate by its number."""
    rng = np.random.default_rng(seed)
    measured = {
        "clicks": np.full(count, float(clicks)),
        "conversions": rng.poisson([clicks * rate(n) for n in range(count)]).astype(float),
    }
    return DailySeries(tuple(FIRST + timedelta(days=n) for n in range(count)), measured)


def week(number):
    start = FIRST + timedelta(days=7 * number)
    return Period(start, start + timedelta(days=6))


@pytest.mark.parametrize("broke", [58, 59, 60, 52])
def test_the_day_of_a_step_is_found(broke):
    series = days(63, lambda n: 0.05 if n < broke else 0.035)
    found = started(ratio("conversion_rate"), series, week(8))
    assert found is not None
    assert abs((date.fromisoformat(found.day) - (FIRST + timedelta(days=broke))).days) <= 1
    assert found.p_value < 0.01


@pytest.mark.parametrize("seed", range(10))
def test_steady_days_have_no_step(seed):
    assert started(ratio("conversion_rate"), days(63, lambda _: 0.05, seed), week(8)) is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [((14, 21), 38), ((20, 99), 37), ((29, 99), 38)],
    ids=["a week's dip long before", "another level since long before", "another level since shortly before"],
)
def test_an_earlier_incident_in_a_short_history_does_not_hide_the_later_one(earlier, later):
    first, last = earlier
    series = days(42, lambda n: 0.05 * (0.6 if first <= n < last else 1.0) * (0.6 if n >= later else 1.0))
    found = started(ratio("conversion_rate"), series, week(5))
    assert found is not None
    assert found.day == (FIRST + timedelta(days=later)).isoformat()


def test_a_short_history_is_not_asked():
    assert started(ratio("conversion_rate"), days(14, lambda n: 0.05 if n < 7 else 0.02), week(1)) is None


def test_a_trend_is_told_by_the_week_and_a_level_has_none():
    periods = Periods(week(7), week(8))
    rising = context_of(ratio("conversion_rate"), days(63, lambda n: 0.05 * 1.03 ** (n / 7)), periods, [])
    assert rising.trend == pytest.approx(0.03, abs=0.01)
    assert rising.weeks == 8
    assert context_of(ratio("conversion_rate"), days(63, lambda _: 0.05), periods, []).trend is None


def test_periods_of_other_weekdays_are_pointed_out():
    series = days(63, lambda n: 0.05 if n % 7 < 5 else 0.02)
    weekend = Period(FIRST + timedelta(days=61), FIRST + timedelta(days=62))
    found = context_of(ratio("conversion_rate"), series, Periods(weekend.previous(), weekend), [])
    assert found.weekdays_differ
    assert found.weekday_low_high is not None
    assert found.weekday_low_high[0] in {"Saturday", "Sunday"}
    whole = context_of(ratio("conversion_rate"), series, Periods(week(7), week(8)), [])
    assert not whole.weekdays_differ


def test_the_same_step_a_year_before_is_told_as_a_season():
    series = days(500, lambda n: 0.05 if n % 364 < 100 else 0.04)
    current = Period(FIRST + timedelta(days=464), FIRST + timedelta(days=470))
    found = context_of(ratio("conversion_rate"), series, Periods(current.previous(), current), [])
    assert found.year_ago == pytest.approx(-0.2, abs=0.05)


def test_what_else_moved_is_named_and_what_stood_still_is_not():
    series = days(63, lambda n: 0.05 if n < 56 else 0.03)
    found = context_of(
        ratio("conversion_rate"), series, Periods(week(7), week(8)), [ratio("conversions"), ratio("clicks")]
    )
    assert found.moved_too == ["conversions"]
