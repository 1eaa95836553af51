"""The seed of a lookalike: who, how many, why, against which base, and whether it holds on later days."""

import pytest

from tests.tools.audience.first_party.planted import alike, different, orders_of
from tools.audience.first_party.platforms import LISTS
from tools.audience.first_party.tools import RecommendSeed, recommend_seed


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return orders_of(tmp_path_factory.mktemp("orders"), different(6000))


def test_the_seed_is_the_most_selective_share_that_is_large_enough(table):
    found = recommend_seed(RecommendSeed(data=table, match_rate=0.9))
    chosen = found.candidates[found.chosen]
    assert chosen.customers * 0.9 >= found.advised == 1000
    assert all(c.customers * 0.9 < 1000 for c in found.candidates[: found.chosen])
    assert found.customers == 6000
    assert chosen.value > found.value
    assert f"{chosen.customers:,} people" in found.render()


def test_customers_who_differ_stay_worth_more_later_and_customers_alike_do_not(table, tmp_path):
    found = recommend_seed(RecommendSeed(data=table))
    assert found.candidates[4].later_low > 1.5
    chance = recommend_seed(RecommendSeed(data=orders_of(tmp_path, alike(3000)), match_rate=0.9))
    assert all(c.later_low < 1.05 for c in chance.candidates)
    assert chance.candidates[2].value > chance.value


def test_too_few_customers_make_no_seed(tmp_path):
    found = recommend_seed(RecommendSeed(data=orders_of(tmp_path, alike(120)), platform="linkedin"))
    assert found.chosen is None
    assert "**No seed.**" in found.render()
    assert found.fewest == LISTS["linkedin"].fewest


def test_every_figure_is_a_fact(table):
    found = recommend_seed(RecommendSeed(data=table))
    values = {round(f.value, 9) for f in found.facts()}
    for c in found.candidates:
        assert {round(x, 9) for x in (c.share, c.customers, c.value, c.later_index)} <= values
