"""What counts as a figure, and how precisely it is shown."""

import pytest

from agent.evidence.figures import find_figures
from tools.quantities import Unit


def values(text):
    return [(round(f.value, 6), f.unit) for f in find_figures(text) if f.kind != "date"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 3 and 5% of clicks", [(0.03, Unit.RATE), (0.05, Unit.RATE)]),
        ("$40-50", [(40, Unit.MONEY), (50, Unit.MONEY)]),
        ("$40 − $30", [(40, Unit.MONEY), (30, Unit.MONEY)]),
        ("a change of -12.3%", [(-0.123, Unit.RATE)]),
        ("0.42 points", [(0.0042, Unit.RATE)]),
        ("twelve conversions", [(12, None)]),
        ("a dozen leads", [(12, None)]),
        ("half a million impressions", [(500_000, None)]),
        ("forty dollars each", [(40, Unit.MONEY)]),
        ("it doubled", [(2, Unit.RATIO)]),
        ("a third of the spend", [(1 / 3, Unit.RATE)]),
        ("one in four visitors", [(0.25, Unit.RATE)]),
        ("over the two weeks", [(14, Unit.DAYS)]),
        ("one in 58 clicks", [(1 / 58, Unit.RATE)]),
        ("a CPA of `$40.00`", [(40, Unit.MONEY)]),
        ("shown 9,609,904 times", [(9_609_904, None)]),
    ],
)
def test_figures_are_found_in_digits_and_in_words(text, expected):
    assert values(text) == [(pytest.approx(v, abs=1e-6), u) for v, u in expected]


@pytest.mark.parametrize(
    "text",
    [
        "1. GA4 shows it.", "Here are 3 ways to do it:", "Two things matter.", "a third campaign", "per thousand",
        "see [kpis › The 10 KPIs]", "[guide](https://example.com/2026/05)", "CPM = 1,000 × spend / impressions",
    ],
)  # fmt: skip
def test_names_lists_and_constants_are_no_figures(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "half_step"),
    [("$41.67", 0.005), ("417,000", 500), ("about 420,000", 5_000), ("420,000", 0.5), ("420k", 500), ("1.2%", 0.0005)],
)
def test_a_figure_is_as_precise_as_it_is_shown(text, half_step):
    [figure] = find_figures(text)
    assert figure.half_step == pytest.approx(half_step)


def test_a_day_that_does_not_exist_is_a_date_that_nothing_backs():
    [figure] = find_figures("It began on 2026-02-31.")
    assert (figure.kind, figure.period) == ("date", None)
