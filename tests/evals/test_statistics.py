"""Figures of a run carry their uncertainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics import compare, mean, passes_all, share


def test_a_share_has_wilsons_interval():
    found = share(9, 10)
    assert (found.low, found.high) == pytest.approx((0.5958, 0.9821), abs=1e-4)  # Agresti and Coull 1998, table 1
    assert share(0, 0).high == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_a_mean_lies_in_its_interval_and_is_the_same_twice(values):
    found = mean(values)
    assert found == mean(values)
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9


def test_two_runs_differ_by_the_cases_that_changed_alone():
    before = {f"c{n}": n % 2 == 0 for n in range(20)}
    now = before | {"c1": True, "c3": True, "c5": True, "c7": True, "c9": True, "c11": True}
    found = compare(before, now)
    assert found.worse == []
    assert len(found.better) == 6
    assert found.p_value == pytest.approx(2 * 0.5**6)
    assert compare(before, before).p_value == 1.0
    assert compare(before, {"other": True}).now == 0.0


def test_passing_k_times_in_a_row():
    assert passes_all([True, True, True, False], 1) == pytest.approx(0.75)
    assert passes_all([True, True, True, False], 4) == 0.0
    assert passes_all([True] * 4, 4) == 1.0
    assert passes_all([True], 4) == 0.0
