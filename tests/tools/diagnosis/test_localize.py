"""Where actual values part from expected ones: the exact segments, and nothing where there is only noise."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.diagnosis.cuboids import LOCALIZATION, MARKETING, codes_of, cuboids
from tools.diagnosis.leaf_noise import usual_deviation
from tools.diagnosis.localize import localize

DIMENSIONS = ("channel", "campaign", "device", "creative")
SIZES = (6, 8, 3, 5)


def table(seed, noise, planted):
    """Make all leaves of four dimensions, with planted factors: {segment: factor}."""
    rng = np.random.default_rng(seed)
    rows = list(product(*([f"{d[:2]}{i}" for i in range(n)] for d, n in zip(DIMENSIONS, SIZES, strict=True))))
    keys = [np.array(column) for column in zip(*rows, strict=True)]
    expected = rng.lognormal(3, 1, len(rows))
    actual = expected * np.maximum(0, 1 + noise * rng.standard_normal(len(rows)))
    for segment, factor in planted:
        inside = np.ones(len(rows), dtype=bool)
        for dimension, value in segment.items():
            inside &= keys[DIMENSIONS.index(dimension)] == value
        actual = np.where(inside, expected * factor, actual)
    return DIMENSIONS, keys, actual, expected


def found(planted, seed=1, noise=0.08, profile=LOCALIZATION):
    return {frozenset(e.segment.items()) for e in localize(*table(seed, noise, planted), profile)}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "planted",
    [
        [({"channel": "ch1"}, 0.6)],
        [({"device": "de2"}, 1.5)],
        [({"channel": "ch1", "device": "de0"}, 0.5)],
        [({"channel": "ch1", "campaign": "ca2", "creative": "cr3"}, 1.8)],
        [({"channel": "ch1", "campaign": "ca2", "device": "de1", "creative": "cr3"}, 0.1)],
        [({"channel": "ch0"}, 0.7), ({"campaign": "ca5", "device": "de1"}, 1.6)],
        [({"creative": "cr1"}, 0.5), ({"creative": "cr2"}, 0.5), ({"channel": "ch3", "campaign": "ca0"}, 0.3)],
    ],
)
def test_the_exact_segments_are_named_and_nothing_else(planted, seed):
    assert found(planted, seed) == {frozenset(segment.items()) for segment, _ in planted}


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_names_nothing(seed):
    assert found([], seed) == set()


def test_a_segment_that_vanished_and_one_that_is_new_are_both_found():
    dimensions, keys, actual, expected = table(3, 0.1, [({"channel": "ch2"}, 0.0)])
    expected = np.where(keys[1] == "ca1", 0.0, expected)
    named = [e.segment for e in localize(dimensions, keys, actual, expected)]
    assert {"channel": "ch2"} in named
    assert {"campaign": "ca1"} in named


def test_elements_are_disjoint_and_their_sums_are_those_of_their_leaves():
    arguments = table(4, 0.05, [({"channel": "ch0"}, 0.5), ({"device": "de1"}, 0.4)])
    elements = localize(*arguments)
    assert len(elements) == 2
    assert not (elements[0].leaves & elements[1].leaves).any()
    for element in elements:
        assert element.actual == pytest.approx(arguments[2][element.leaves].sum())
        assert element.expected == pytest.approx(arguments[3][element.leaves].sum())
        assert element.p_value < 0.001
        assert element.gain > 0


def test_volume_counts_because_small_leaves_scatter_more():
    rng = np.random.default_rng(5)
    rows = list(product([f"c{i}" for i in range(40)], [f"p{i}" for i in range(50)]))
    keys = [np.array(column) for column in zip(*rows, strict=True)]
    expected = np.where(rng.random(len(rows)) < 0.5, 4.0, 4000.0)
    actual = rng.poisson(expected).astype(float)
    assert localize(("campaign", "placement"), keys, actual, expected) == []
    actual = np.where(keys[0] == "c7", rng.poisson(0.8 * expected), actual).astype(float)
    assert [e.segment for e in localize(("campaign", "placement"), keys, actual, expected)] == [{"campaign": "c7"}]


def test_a_profile_for_marketing_leaves_out_what_is_too_small_to_matter():
    planted = [({"channel": "ch0"}, 0.3), ({"channel": "ch1", "campaign": "ca2", "device": "de1"}, 0.3)]
    assert len(found(planted)) == 2
    assert found(planted, profile=MARKETING) == {frozenset({("channel", "ch0")})}


@pytest.mark.parametrize("leaves", [0, 1, 5])
def test_too_few_leaves_say_nothing(leaves):
    values = np.arange(leaves, dtype=float)
    assert localize(("channel",), [np.array([f"c{i}" for i in range(leaves)])], values, values + 1) == []


@given(st.floats(0.01, 0.25), st.floats(0.0, 0.45), st.integers(0, 10_000))
def test_the_usual_deviation_survives_that_nearly_half_of_the_leaves_went_wrong(spread, wrong, seed):
    rng = np.random.default_rng(seed)
    deviation = spread * rng.standard_normal(4000)
    bad = int(wrong * 4000)
    deviation[:bad] = -0.9
    told = float(np.median(usual_deviation(deviation, rng.random(4000))))
    assert spread * 0.8 < told < spread * 1.3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyzuvw"), st.sampled_from("12")), min_size=2))
def test_the_groups_of_a_cuboid_are_the_leaves_that_agree_in_its_dimensions(rows):
    keys = [np.array(column) for column in zip(*rows, strict=True)]
    for cuboid in cuboids([codes_of(k) for k in keys]):
        values = list(zip(*(keys[d] for d in cuboid.dimensions), strict=True))
        assert len(set(values)) == cuboid.occupied
        assert len(set(zip(values, cuboid.groups.tolist(), strict=True))) == cuboid.occupied
        assert cuboid.groups.max() < cuboid.count
