"""Intervals, recomputed by statsmodels from the same counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from tools.errors import InputError
from tools.kpi.compute import ComputeKpi, compute_kpi
from tools.kpi.intervals import cost_interval, rate_interval, return_interval

counts = st.integers(1, 100_000)
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
@given(whole=counts, share=st.floats(0, 1), confidence=confidences)
def test_the_interval_of_a_rate_is_statsmodels(method, whole, share, confidence):
    part = round(whole * share)
    found = rate_interval(part, whole, confidence=confidence, method=method)
    low, high = proportion_confint(part, whole, alpha=1 - confidence, method=method)
    assert found.low == pytest.approx(0.0 if part == 0 else low, rel=1e-9, abs=1e-12)
    assert found.high == pytest.approx(1.0 if part == whole else high, rel=1e-9)


@given(money=st.floats(1, 1e7), count=counts, confidence=confidences)
def test_the_interval_of_a_cost_is_money_over_statsmodels_limits_of_a_poisson_count(money, count, confidence):
    found = cost_interval(money, count, confidence=confidence)
    fewest, most = confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    assert (found.low, found.high) == (pytest.approx(money / most, rel=1e-9), pytest.approx(money / fewest, rel=1e-9))


@given(ratio=st.floats(0.01, 100), orders=counts)
def test_the_interval_of_a_return_scales_with_the_limits_of_the_orders(ratio, orders):
    found = return_interval(ratio, orders)
    fewest, most = confint_poisson(orders, 1, method="exact-c")
    assert found.low == pytest.approx(ratio * fewest / orders, rel=1e-9)
    assert found.high == pytest.approx(ratio * most / orders, rel=1e-9)


def test_without_a_result_the_cost_has_a_lower_end_only():
    found = cost_interval(500, 0)
    _, most = confint_poisson(0, 1, method="exact-c", alpha=0.1)  # both tails of 5%, of which one is asked for
    assert found.low == pytest.approx(500 / most, rel=1e-9)
    assert found.high is None


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_is_a_share(confidence):
    with pytest.raises(InputError):
        rate_interval(3, 100, confidence=confidence)


def figure(given_figures, target, **options):
    answer = compute_kpi(ComputeKpi(given=given_figures, targets=[target], **options))
    return answer.results[0]


def test_the_kind_of_interval_and_its_confidence_are_the_users_choice():
    counts = {"conversions": 30, "clicks": 1000}
    low, high = proportion_confint(30, 1000, alpha=0.01, method="jeffreys")
    found = figure(counts, "conversion_rate", interval="jeffreys", confidence=0.99)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))
    assert "99% interval" in found.sentence
    assert "Jeffreys" in found.sentence


def test_roas_has_an_interval_only_when_the_orders_behind_it_are_known():
    money = {"spend": "$5,000", "revenue": "$20,000"}
    assert figure(money, "roas").low is None
    assert figure(money | {"conversions": 100}, "roas").low == pytest.approx(3.2546, abs=1e-4)


@pytest.mark.parametrize(
    ("given_figures", "target"),
    [
        ({"revenue": "$20,000", "conversions": 100}, "aov"),
        ({"spend": "$500", "impressions": 100_000}, "cpm"),
        ({"spend": "$500", "incremental_conversions": 40}, "incremental_cpa"),
    ],
)
def test_what_counts_alone_cannot_tell_gets_no_interval(given_figures, target):
    assert figure(given_figures, target).low is None


def test_planned_results_have_no_interval():
    found = figure({"spend": "20k", "cpm": "15", "ctr": "1.2%", "conversion_rate": "3%"}, "cpa")
    assert found.value == pytest.approx(41.6667, abs=1e-4)
    assert found.low is None
