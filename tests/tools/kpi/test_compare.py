"""Two results against each other, as the tool tells them."""

import pytest

from tools.errors import InputError, MissingInput
from tools.kpi.compare import CompareRates, compare_rates
from tools.kpi.comparison import rounded_up


def compared(kpi, first, second, **options):
    return compare_rates(CompareRates(kpi=kpi, first=first, second=second, **options))


def test_enough_data_gives_a_verdict_with_its_direction_and_worth():
    found = compared("ctr", {"impressions": 50_000, "clicks": 500}, {"impressions": 50_000, "clicks": 600})
    assert found.verdict.startswith("B has a higher CTR than A, which is better")
    assert found.p_value == pytest.approx(0.00243, abs=1e-5)
    assert found.needed is None


def test_too_little_data_says_so_and_how_much_would_do():
    found = compared("ctr", {"impressions": 1000, "clicks": 10}, {"impressions": 1000, "clicks": 12})
    assert found.verdict.startswith("Not enough data to say")
    assert "each side needs about 43,000 impressions" in found.render()


@pytest.mark.parametrize(
    ("kpi", "first", "second", "verdict", "ask"),
    [
        (
            "ctr",
            {"ctr": "1.2%"},
            {"ctr": "1%"},
            "1.20% is a 20.0% higher CTR than 1.00%, which is better",
            "impressions",
        ),
        ("cpa", {"cpa": "$40"}, {"cpa": "$50"}, "$50.00 is a 25.0% higher CPA than $40.00, which is worse", "spend"),
        ("ctr", {"ctr": "1%"}, {"ctr": "1%"}, "Both have the same CTR", "clicks"),
    ],
)
def test_figures_without_counts_are_not_tested_but_told_with_what_is_missing(kpi, first, second, verdict, ask):
    found = compared(kpi, first, second)
    assert found.verdict.startswith(verdict)
    assert ask in found.missing
    assert f"Give {' and '.join(found.missing)} of both" in found.verdict
    assert found.p_value is None
    assert not found.is_complete


def test_a_rate_with_its_whole_is_as_good_as_both_counts():
    by_rate = compared("cvr", {"clicks": 1000, "cvr": "3%"}, {"clicks": 1000, "cvr": "4.5%"})
    by_counts = compared("cvr", {"clicks": 1000, "conversions": 30}, {"clicks": 1000, "conversions": 45})
    assert by_rate.p_value == pytest.approx(by_counts.p_value)
    assert by_rate.notes == by_counts.notes


def test_costs_in_two_currencies_need_a_rate():
    euro, dollar = {"spend": "€4,000", "conversions": 100}, {"spend": "$5,000", "conversions": 100}
    with pytest.raises(InputError, match="mix EUR and USD"):
        compared("cpa", euro, dollar)
    found = compared("cpa", euro, dollar, exchange_rates={"EUR/USD": 1.25})
    assert [side.figure.shown for side in found.sides] == ["$50.00", "$50.00"]


@pytest.mark.parametrize("kpi", ["roas", "aov", "cpm", "frequency"])
def test_what_counts_cannot_test_is_refused(kpi):
    with pytest.raises(InputError, match="neither a share of counts nor spend per result"):
        compared(kpi, {"spend": 100, "revenue": 300}, {"spend": 100, "revenue": 400})


def test_one_side_without_counts_is_asked_for_them():
    with pytest.raises(MissingInput, match="I need clicks and impressions of both"):
        compared("ctr", {"impressions": 1000, "clicks": 10}, {"ctr": "1%"})


@pytest.mark.parametrize(("value", "shown"), [(42_693, 43_000), (15_000, 15_000), (0.123, 0.13), (7, 7)])
def test_planned_sizes_are_rounded_up_to_two_digits(value, shown):
    assert rounded_up(value) == pytest.approx(shown)
