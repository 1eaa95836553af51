"""Student's t agrees with a statistics library, far into the tails."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr

from tools.diagnosis.student import two_sided


@given(distance=st.floats(0, 60), freedom=st.floats(0.5, 2000))
def test_it_is_what_the_library_says(distance, freedom):
    assert two_sided(distance, freedom) == pytest.approx(2 * stdtr(freedom, -distance), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(("freedom", "distance"), [(1, 12.706), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_the_printed_tables_five_per_cent(freedom, distance):
    assert two_sided(distance, freedom) == pytest.approx(0.05, abs=5e-5)


def test_the_sign_makes_no_difference_and_the_ends_are_exact():
    assert two_sided(-2.0, 7.0) == two_sided(2.0, 7.0)
    assert two_sided(0.0, 7.0) == 1.0
    assert two_sided(math.inf, 7.0) == 0.0
