"""Contributions of disjoint segments add up to the change; mix and rate add up to each contribution."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tools.diagnosis.builders import leaves, ratio
from tools.diagnosis.contributions import contributions, terms

counts = st.integers(0, 10_000)
row = st.tuples(counts, counts, counts, counts)


def table(rows, numerator="spend", denominator="conversions"):
    return leaves(
        ["channel"],
        [
            ((f"c{i}",), {numerator: a, denominator: b}, {numerator: c, denominator: d})
            for i, (a, b, c, d) in enumerate(rows)
        ],
    )


def parts_of(kpi, grouped):
    of = terms(ratio(kpi), grouped)
    return of, contributions(of, np.arange(len(of.n0)), len(of.n0))


@given(st.lists(row, min_size=1, max_size=12), st.sampled_from(["cpa", "roas", "ctr"]))
def test_contributions_add_up_to_the_change(rows, kpi):
    of_kpi = ratio(kpi)
    grouped = table(rows, of_kpi.numerator, of_kpi.denominator)
    before = {m: v.sum() for m, v in grouped.baseline.items()}
    after = {m: v.sum() for m, v in grouped.current.items()}
    assume(all(before.values()) and all(after.values()))
    _, parts = parts_of(kpi, grouped)
    change = of_kpi.of(after) - of_kpi.of(before)
    scale = max(abs(of_kpi.of(after)), abs(of_kpi.of(before)))
    assert parts.contribution.sum() == pytest.approx(change, abs=1e-9 * scale)
    assert parts.mix + parts.rate == pytest.approx(parts.contribution, abs=1e-9 * scale)


def test_money_moved_to_a_dear_channel_is_mix_and_not_rate():
    grouped = table([(100, 10, 50, 5), (100, 2, 150, 3)])
    of, parts = parts_of("cpa", grouped)
    assert parts.rate == pytest.approx([0, 0])
    assert parts.mix.sum() == pytest.approx(200 / 8 - 200 / 12)
    assert of.scale < 0


def test_a_channel_that_converts_worse_is_rate_although_its_share_of_conversions_falls():
    grouped = table([(100, 10, 100, 5), (100, 10, 100, 10)])
    _, parts = parts_of("cpa", grouped)
    assert parts.mix == pytest.approx([0, 0])
    assert parts.rate[0] == pytest.approx(200 / 15 - 200 / 20)
    assert parts.rate[1] == pytest.approx(0)


def test_a_new_channel_without_conversions_is_all_mix_and_finite():
    grouped = table([(100, 10, 100, 10), (0, 0, 50, 0)])
    _, parts = parts_of("cpa", grouped)
    assert parts.mix[1] == pytest.approx(parts.contribution[1])
    assert parts.contribution.sum() == pytest.approx(5)
    assert np.isfinite(parts.contribution).all()


def test_a_measure_is_split_by_plain_differences():
    grouped = leaves(
        ["channel"], [(("a",), {"revenue": 10}, {"revenue": 25}), (("b",), {"revenue": 30}, {"revenue": 20})]
    )
    _, parts = parts_of("revenue", grouped)
    assert parts.contribution.tolist() == [15, -10]
    assert parts.mix.tolist() == [0, 0]
