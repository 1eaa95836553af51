"""What must hold for any figures: the algebra under every KPI."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import ToolError
from tools.kpi.compute import ComputeKpi, compute_kpi
from tools.kpi.definitions import METRICS, kpis
from tools.kpi.explain import EXAMPLE_BUSINESS
from tools.kpi.solver import agreements, contradictions, solve

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


EXAMPLE = EXAMPLE_BUSINESS | {n: s.value for n, s in solve(EXAMPLE_BUSINESS).items() if s.value is not None}
LINKS = [
    pytest.param(metric, name, id=f"{metric.name} -> {name}")
    for metric in kpis()
    for name in (metric.name, *metric.inputs)
]


@pytest.mark.parametrize(("metric", "name"), LINKS)
@given(data=st.data())
def test_solving_a_definition_for_any_of_its_figures_undoes_computing_it(metric, name, data):
    known = {n: EXAMPLE[n] * data.draw(st.floats(0.5, 2), label=n) for n in metric.inputs}
    known[metric.name] = solve(known, [metric.name])[metric.name].value
    others = {n: v for n, v in known.items() if n != name}
    assert solve(others, [name])[name].value == pytest.approx(known[name], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("metric", [m for m in kpis() if not m.balance], ids=lambda m: m.name)
@given(factor=st.floats(0.01, 100))
def test_a_figure_multiplied_multiplies_the_kpi_by_its_power(metric, factor):
    values = {n: EXAMPLE[n] for n in metric.inputs}
    start = solve(values, [metric.name])[metric.name].value
    for name, power in metric.parsed.powers.items():
        moved = solve(values | {name: values[name] * factor}, [metric.name])[metric.name].value
        assert moved == pytest.approx(start * factor**power, rel=1e-9)


@pytest.mark.parametrize("metric", kpis(), ids=lambda m: m.name)
def test_a_definition_computes_what_its_formula_says_in_plain_arithmetic(metric):
    values = {n: EXAMPLE[n] for n in metric.inputs}
    found = solve(values, [metric.name])[metric.name].value
    plain = eval(metric.formula, {"__builtins__": {}}, values)  # noqa: S307 - our own formulas, as Python reads them
    assert found == pytest.approx(plain, rel=1e-9)


UNITS = [("1.2%", "120 bps", "12‰"), ("$20k", "$20,000", "USD 0.02m"), ("€1.234,50", "1 234,50 €", "EUR 1234.5")]


@pytest.mark.parametrize("writings", UNITS)
def test_another_way_to_write_a_figure_changes_no_result(writings):
    rate = "%" in writings[0]
    rest = {"impressions": "250,000"} if rate else {"clicks": "500"}
    name, target = ("ctr", "clicks") if rate else ("spend", "cpc")
    answers = [compute_kpi(ComputeKpi(given={name: w, **rest}, targets=[target])) for w in writings]
    assert len({a.results[0].value for a in answers}) == 1 or answers[0].results[0].value == pytest.approx(
        answers[1].results[0].value
    )


def test_figures_that_agree_are_verified_with_the_way_they_follow():
    answer = compute_kpi(ComputeKpi(given={"spend": "$5,000", "conversions": "125", "cpa": "$40"}))
    assert answer.agreements == ["CPA = spend / conversions = $5,000 / 125 = $40.00, and $40.00 is given"]
    assert answer.missing == []


@given(st.floats(1, 1e6), st.integers(1, 10_000))
def test_what_was_computed_agrees_when_it_is_given_too(spend, conversions):
    assert [c.metric for c in agreements({"spend": spend, "conversions": conversions, "cpa": spend / conversions})] == [
        "cpa"
    ]
    assert not agreements({"spend": spend, "conversions": conversions})


def test_nothing_given_asks_for_the_plain_inputs():
    assert compute_kpi(ComputeKpi(given={}, targets=["roas"])).missing == ["For ROAS I need revenue and spend."]


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
