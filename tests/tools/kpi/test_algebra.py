"""What must hold for any figures: the algebra under every KPI."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import ToolError
from tools.kpi.compute import ComputeKpi, compute_kpi
from tools.kpi.definitions import METRICS
from tools.kpi.solver import contradictions, solve

FUNNEL = ("cpm", "ctr", "conversion_rate", "cpa")
money = st.floats(0.01, 1e4)
rate = st.floats(1e-4, 1)


@given(money, rate, rate)
def test_any_link_of_the_funnel_is_the_inverse_of_the_others(cpm, ctr, conversion_rate):
    known = {"cpm": cpm, "ctr": ctr, "conversion_rate": conversion_rate}
    known["cpa"] = solve(known, ["cpa"])["cpa"].value
    assert known["cpa"] == pytest.approx(cpm / (1000 * ctr * conversion_rate))
    for name in FUNNEL:
        others = {n: v for n, v in known.items() if n != name}
        assert solve(others, [name])[name].value == pytest.approx(known[name])


@given(st.floats(1, 1e7), st.floats(1, 1e6), st.floats(0.1, 100))
def test_a_ratio_does_not_change_when_both_sides_scale(spend, conversions, factor):
    small = solve({"spend": spend, "conversions": conversions}, ["cpa"])["cpa"].value
    large = solve({"spend": spend * factor, "conversions": conversions * factor}, ["cpa"])["cpa"].value
    assert large == pytest.approx(small)


@given(st.floats(1, 1e6), st.floats(1, 1e5), st.floats(1.5, 3))
def test_a_figure_that_does_not_fit_the_others_is_found(spend, conversions, wrong):
    good = {"spend": spend, "conversions": conversions, "cpa": spend / conversions}
    assert not contradictions(good, {})
    assert contradictions(good | {"cpa": good["cpa"] * wrong}, {})


figures = st.dictionaries(
    st.sampled_from(sorted(METRICS)) | st.text(max_size=8),
    st.floats(allow_nan=True, allow_infinity=True) | st.integers(-10, 10**12) | st.text(max_size=12)
    | st.sampled_from(["0", "$0", "1e9", "5%", "101%", "-3", "€1.234,50", "2k", "12 days"]),
    max_size=6,
)  # fmt: skip


@given(figures, st.lists(st.sampled_from(sorted(METRICS)), max_size=3))
def test_whatever_is_given_the_answer_is_finite_or_an_error_of_ours(written, targets):
    try:
        answer = compute_kpi(ComputeKpi(given=written, targets=targets))
    except ToolError:
        return
    assert all(f.value is None or math.isfinite(f.value) for f in answer.results)
    assert "nan" not in answer.render().lower().replace("finan", "")
