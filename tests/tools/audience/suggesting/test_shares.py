"""Shares of a budget add up exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.audience.suggesting.shares import amounts, whole_shares

weights = st.lists(st.sampled_from([0, 0.5, 1, 2]), min_size=1, max_size=8).filter(any)


def test_demand_that_exists_gets_twice_the_share_of_the_others():
    assert whole_shares([2, 1, 1]) == [50, 25, 25]


def test_what_is_left_by_rounding_goes_to_the_largest_remainder():
    assert whole_shares([1, 1, 1]) == [34, 33, 33]


def test_no_weight_no_share():
    assert whole_shares([1, 0]) == [100, 0]


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1]])
def test_weights_that_divide_nothing_are_refused(bad):
    with pytest.raises(ValueError, match="weights"):
        whole_shares(bad)


@given(weights)
def test_shares_add_up_to_a_hundred_and_keep_the_order_of_the_weights(weights):
    shares = whole_shares(weights)
    assert sum(shares) == 100
    assert all(a >= b for wa, a in zip(weights, shares, strict=True) for wb, b in zip(weights, shares, strict=True)
               if wa > wb)  # fmt: skip
    exact = [w * 100 / sum(weights) for w in weights]
    assert all(abs(s - e) < 1 for s, e in zip(shares, exact, strict=True))


@given(weights, st.decimals(min_value=0, max_value=10**9, places=2))
def test_amounts_add_up_to_the_budget_to_the_cent(weights, budget):
    parts = amounts(whole_shares(weights), float(budget))
    assert sum(Decimal(str(p)) for p in parts) == budget


def test_yen_have_no_hundredths():
    assert amounts([34, 33, 33], 1001, minor_unit=Decimal(1)) == [341, 330, 330]
