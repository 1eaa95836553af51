"""A change split over the KPI's formula adds up to the change, to the last digit."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.tools.diagnosis.builders import ratio
from tools.diagnosis.factors import effects, factors_of, log_mean, ratio_of, unbroken
from tools.kpi.definitions import METRICS

MEASURES = ("spend", "impressions", "clicks", "conversions", "revenue")
amounts = st.fixed_dictionaries({m: st.floats(0.01, 1e9) for m in MEASURES})


@pytest.mark.parametrize(
    ("kpi", "available", "expected"),
    [
        ("cpa", MEASURES, {"cpm": 1, "ctr": -1, "conversion_rate": -1}),
        ("cpa", ("spend", "clicks", "conversions"), {"cpc": 1, "conversion_rate": -1}),
        ("cpa", ("spend", "conversions"), {}),
        ("roas", MEASURES, {"cpm": -1, "ctr": 1, "conversion_rate": 1, "aov": 1}),
        ("cpc", MEASURES, {"cpm": 1, "ctr": -1}),
        ("cpl", ("spend", "impressions", "clicks", "leads"), {"cpm": 1, "ctr": -1, "lead_rate": -1}),
        ("ctr", MEASURES, {}),
        ("conversions", MEASURES, {"spend": 1, "cpm": -1, "ctr": 1, "conversion_rate": 1}),
    ],
)
def test_the_chain_follows_the_measures_at_hand(kpi, available, expected):
    factors = factors_of(ratio(kpi), available)
    assert {f.ratio.metric.name: f.power for f in factors} == expected


@given(amounts, amounts, st.sampled_from(["cpa", "roas", "cpc", "conversions", "revenue"]))
def test_effects_add_up_to_the_change(before, after, kpi):
    of = ratio(kpi)
    found = effects(of, factors_of(of, MEASURES), before, after)
    change = of.of(after) - of.of(before)
    assert math.isclose(sum(found.values()), change, rel_tol=1e-9, abs_tol=1e-9 * max(of.of(after), of.of(before)))


@given(amounts, amounts)
def test_time_turned_round_turns_the_signs(before, after):
    of = ratio("cpa")
    there, back = (effects(of, factors_of(of, MEASURES), a, b) for a, b in ((before, after), (after, before)))
    for name, value in there.items():
        assert math.isclose(value, -back[name], rel_tol=1e-9, abs_tol=1e-12)


def test_a_factor_that_stands_still_has_no_effect():
    before = {"spend": 100, "impressions": 10_000, "clicks": 100, "conversions": 10, "revenue": 500}
    after = before | {"conversions": 5}
    found = effects(ratio("cpa"), factors_of(ratio("cpa"), MEASURES), before, after)
    assert found["cpm"] == found["ctr"] == 0
    assert found["conversion_rate"] == pytest.approx(10)


@given(
    st.fixed_dictionaries({m: st.integers(0, 10_000) for m in MEASURES}),
    st.fixed_dictionaries({m: st.integers(0, 10_000) for m in MEASURES}),
    st.sampled_from(["cpa", "roas", "cpc", "conversions", "revenue"]),
)
@example(
    {"spend": 100, "impressions": 9000, "clicks": 90, "conversions": 9, "revenue": 500},
    {"spend": 120, "impressions": 9500, "clicks": 95, "conversions": 0, "revenue": 0},
    "roas",
)
def test_effects_add_up_where_figures_are_zero(before, after, kpi):
    of = ratio(kpi)
    factors = factors_of(of, unbroken(MEASURES, before, after))
    found = effects(of, factors, before, after)
    if not found:
        return
    old, new = of.of(before), of.of(after)
    assert math.isclose(sum(found.values()), new - old, rel_tol=1e-9, abs_tol=1e-9 * max(old, new, 1))


def test_a_tracking_break_is_all_conversion_rate_and_the_order_value_counts_as_unchanged():
    before = {"spend": 100, "impressions": 9000, "clicks": 90, "conversions": 9, "revenue": 500}
    after = before | {"conversions": 0, "revenue": 0}
    found = effects(ratio("roas"), factors_of(ratio("roas"), MEASURES), before, after)
    assert found == {"cpm": 0, "ctr": 0, "conversion_rate": pytest.approx(-5), "aov": 0}


def test_a_step_that_stands_at_zero_while_later_ones_do_not_is_left_out_of_the_chain():
    before = {"spend": 100, "impressions": 10_000, "clicks": 0, "conversions": 10, "revenue": 500}
    kept = unbroken(MEASURES, before, before | {"clicks": 5})
    assert "clicks" not in kept
    names = [f.ratio.metric.name for f in factors_of(ratio("cpa"), kept)]
    assert names == ["cpm", "conversions_per_impressions"]


def test_a_kpi_of_more_than_two_measures_is_no_ratio_over_a_table():
    assert ratio_of(METRICS["ltv_cac"]) is None
    assert ratio_of(METRICS["pacing"]) is None


@given(st.floats(1e-6, 1e9), st.floats(1e-6, 1e9))
@example(999999970.0, 999999978.0)
def test_the_logarithmic_mean_lies_between(a, b):
    assert min(a, b) * (1 - 1e-9) <= log_mean(a, b) <= max(a, b) * (1 + 1e-9)
