"""Intervals and tests, recomputed by another library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tools.errors import InputError
from tools.kpi.intervals import cost_interval, rate_interval

counts = st.integers(1, 100_000)


@given(counts, st.floats(0, 1))
def test_the_wilson_interval_is_scipys(whole, share):
    part = round(whole * share)
    found = rate_interval(part, whole)
    expected = stats.binomtest(part, whole).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


@given(st.floats(1, 1e7), counts)
def test_a_cost_per_result_has_the_exact_limits_of_a_poisson_count(money, count):
    found = cost_interval(money, count)
    fewest, most = stats.chi2.ppf(0.025, 2 * count) / 2, stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert found.low == pytest.approx(money / most, rel=1e-9)
    assert found.high == pytest.approx(money / fewest, rel=1e-9)


def test_without_a_result_the_cost_has_a_lower_end_only():
    found = cost_interval(500, 0)
    assert found.low == pytest.approx(500 / stats.chi2.ppf(0.95, 2) * 2)
    assert found.high is None


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_is_a_share(confidence):
    with pytest.raises(InputError):
        rate_interval(3, 100, confidence=confidence)
