"""Tests of two results against each other, recomputed by statsmodels or by counting outcomes."""

from fractions import Fraction
from math import comb, exp, lgamma, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    power_proportions_2indep,
    proportion_confint,
    samplesize_proportions_2indep_onetail,
)

from tools.errors import InputError
from tools.kpi.significance import spend_to_tell_apart, trials_to_tell_apart, two_costs, two_rates

wholes = st.integers(200, 50_000)
shares = st.floats(0.05, 0.95)


@given(wholes, shares, wholes, shares)
def test_large_counts_are_tested_by_chi_squared(whole_a, share_a, whole_b, share_b):
    a, b = (round(whole_a * share_a), whole_a), (round(whole_b * share_b), whole_b)
    table = Table2x2([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]], shift_zeros=False)
    expected = table.test_nominal_association().pvalue
    found = two_rates(a, b, 0.95)
    assert found.method.startswith("chi-squared")
    assert found.p_value == pytest.approx(expected, rel=1e-9, abs=1e-15)


@given(wholes, shares, wholes, shares)
def test_the_interval_of_two_rates_is_newcombes(whole_a, share_a, whole_b, share_b):
    a, b = (round(whole_a * share_a), whole_a), (round(whole_b * share_b), whole_b)
    found = two_rates(a, b, 0.95)
    low, high = confint_proportions_2indep(*b, *a, compare="diff", method="newcomb")
    assert (found.low, found.high) == (
        pytest.approx(low, rel=1e-9, abs=1e-12),
        pytest.approx(high, rel=1e-9, abs=1e-12),
    )


@given(st.integers(0, 8), st.integers(8, 60), st.integers(0, 8), st.integers(8, 60))
def test_small_counts_are_tested_exactly(part_a, whole_a, part_b, whole_b):
    found = two_rates((part_a, whole_a), (part_b, whole_b), 0.95)
    assume(found.method.startswith("Fisher"))
    parts, total = part_a + part_b, whole_a + whole_b

    def ways(part):
        return comb(whole_a, part) * comb(whole_b, parts - part)

    possible = range(max(0, parts - whole_b), min(whole_a, parts) + 1)
    as_rare = sum(ways(p) for p in possible if ways(p) <= ways(part_a) * (1 + 1e-7))
    assert found.p_value == pytest.approx(as_rare / comb(total, parts), rel=1e-9)


@given(st.floats(10, 1e5), st.integers(0, 60), st.floats(10, 1e5), st.integers(1, 60))
def test_two_costs_are_tested_on_the_share_of_results_per_money(money_a, count_a, money_b, count_b):
    share, total = Fraction(money_a / (money_a + money_b)), count_a + count_b
    chances = [comb(total, part) * share**part * (1 - share) ** (total - part) for part in range(total + 1)]
    below, above = sum(chances[: count_a + 1]), sum(chances[count_a:])
    found = two_costs((money_a, count_a), (money_b, count_b), 0.95)
    assert found.p_value == pytest.approx(float(min(1, 2 * min(below, above))), rel=1e-9, abs=1e-300)
    low, high = proportion_confint(count_a, total, method="beta")
    assert found.low == pytest.approx(low / (1 - low) * money_b / money_a, rel=1e-9, abs=1e-12)
    if high < 1:
        assert found.high == pytest.approx(high / (1 - high) * money_b / money_a, rel=1e-9)


@given(st.floats(0.001, 0.5), st.floats(1.1, 1.9))
def test_the_trials_that_tell_two_rates_apart_are_statsmodels(rate, factor):
    needed = trials_to_tell_apart(rate, rate * factor, 0.95)
    expected = samplesize_proportions_2indep_onetail(rate * (factor - 1), rate, 0.8, alpha=0.05)
    assert needed == pytest.approx(expected, rel=1e-9)
    power = power_proportions_2indep(rate * (factor - 1), rate, needed, alternative="two-sided").power
    assert power == pytest.approx(0.8, abs=0.005)


def test_the_spend_that_tells_two_costs_apart_finds_the_difference_four_times_in_five():
    spend = spend_to_tell_apart(40, 50, 0.95)
    means = (spend / 40, spend / 50)

    def poisson(count, mean):
        return exp(count * log(mean) - mean - lgamma(count + 1))

    near = [range(round(m - 6 * m**0.5), round(m + 6 * m**0.5)) for m in means]
    found = sum(
        poisson(a, means[0]) * poisson(b, means[1])
        for a in near[0]
        for b in near[1]
        if 2**0.5 * abs(a**0.5 - b**0.5) > 1.959964
    )
    assert found == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("function", [trials_to_tell_apart, spend_to_tell_apart])
def test_equal_figures_can_never_be_told_apart(function):
    with pytest.raises(InputError, match="No "):
        function(0.01, 0.01, 0.95)


@pytest.mark.parametrize("test", [two_rates, two_costs])
def test_counts_beyond_all_measure_are_refused(test):
    with pytest.raises(InputError, match="too large to test"):
        test((3, 10**30), (5, 10**30), 0.95)
