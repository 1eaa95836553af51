"""How sure a difference is: against the baseline alone, or against all of a history that the baseline belongs to."""

from datetime import date, timedelta

import numpy as np
import pytest

from tools.data.leaves import DailySeries
from tools.diagnosis.variation import judge_beside_history, judge_leg, poisson_floor, scatter_of
from tools.periods import Period

FIRST = date(2026, 3, 2)
WEEK = 7


def a_history(weeks=8, *, last_week=0.0, seed=1):
    rng = np.random.default_rng(seed)
    values = 100 + 5 * rng.standard_normal(weeks * WEEK)
    values[-WEEK:] += last_week
    return {FIRST + timedelta(days=n): float(v) for n, v in enumerate(values)}


def the_last_week_of(history):
    return Period(max(history) - timedelta(days=WEEK - 1), max(history))


def both_tests(history, difference):
    scatter, baseline = scatter_of(history, WEEK), the_last_week_of(history)
    alone = judge_leg(difference, scatter, (WEEK, WEEK), shared=1.0)
    return alone, judge_beside_history(difference, history, scatter, baseline, WEEK, shared=1.0)


def test_eight_weeks_are_surer_than_one():
    alone, beside = both_tests(a_history(), -10.0)
    assert beside.p_value < alone.p_value < 0.05


def test_a_baseline_that_was_unusual_itself_is_compared_with_alone():
    assert both_tests(a_history(last_week=30.0), -30.0)[1] is None


def test_a_short_history_has_no_usual_level():
    assert both_tests(a_history(weeks=4), -10.0)[1] is None


def test_a_return_to_the_usual_level_is_nothing_unusual():
    history = a_history(last_week=2.0)
    change = sum(list(history.values())[:-WEEK]) / 49 - sum(list(history.values())[-WEEK:]) / WEEK
    _, beside = both_tests(history, change)
    assert beside.p_value > 0.5


def test_p_values_of_nothing_are_even():
    rng = np.random.default_rng(5)
    found = []
    for seed in range(300):
        history = a_history(seed=seed)
        baseline = sum(list(history.values())[-WEEK:]) / WEEK
        current = float(np.mean(100 + 5 * rng.standard_normal(WEEK)))
        alone, beside = both_tests(history, current - baseline)
        found.append((beside or alone).p_value)
    shares = [np.mean(np.array(found) < level) for level in (0.05, 0.2, 0.5)]
    assert shares == pytest.approx([0.05, 0.2, 0.5], abs=0.08)


def test_the_value_of_an_order_scatters_less_than_revenue_does():
    days = tuple(FIRST + timedelta(days=n) for n in range(14))
    series = DailySeries(days, {"revenue": np.full(14, 1000.0), "conversions": np.full(14, 10.0)})
    current = Period(days[-1] + timedelta(days=1), days[-1] + timedelta(days=7))
    # Ten orders a day of $100: 4/3 of a Poisson count's variance, of which a third remains with the orders given.
    assert poisson_floor("revenue", "spend", series, current) == pytest.approx(4 / 3 * 100**2 * 10)
    assert poisson_floor("revenue", "conversions", series, current) == pytest.approx(1 / 3 * 100**2 * 10)
