"""A planned call is compared with the expected one by what its arguments mean."""

import pytest

from evals.benchmarks.planner_matching import differences


@pytest.mark.parametrize(
    ("tool", "expected", "planned"),
    [
        ("compute_kpi", {"given": {"spend": 5000, "margin": "40%"}}, {"given": {"spend": "$5,000", "margin": "40 %"}}),
        ("compute_kpi", {"given": {"budget": 5000}}, {"given": {"spend": "5k"}}),
        ("compute_kpi", {"targets": ["cost per order"]}, {"targets": ["cpa"]}),
        ("what_if", {"changes": {"ctr": "doubled"}}, {"changes": {"ctr": "x2"}}),
        ("explain_change", {"current": "2026-05-18..2026-05-24"}, {"current": "last week"}),
        ("any", {"baseline": "2026-05-11..2026-05-17"}, {"current": "last week", "baseline": "previous period"}),
        ("explain_change", {"where": {"channel": "social"}}, {"where": {"channel": "Social"}}),
        ("describe_data", {"columns": "Umsatz is revenue"}, {"columns": "the column Umsatz is revenue"}),
    ],
)  # fmt: skip
def test_other_words_for_the_same_are_the_same(tool, expected, planned):
    assert differences({"tool": tool, "arguments": expected}, (tool, planned)) == ""


@pytest.mark.parametrize(
    ("expected", "planned"),
    [
        ({"given": {"spend": 5000}}, {"given": {"spend": "$6,000"}}),
        ({"given": {"spend": 5000}}, {"given": {"revenue": "5000"}}),
        ({"targets": ["cpa"]}, {"targets": []}),
        ({"changes": {"ctr": "+20%"}}, {"changes": {"ctr": "-20%"}}),
        ({"current": "last month"}, {"current": "last week"}),
    ],
)
def test_another_figure_metric_direction_or_period_is_a_difference(expected, planned):
    assert differences({"tool": "any", "arguments": expected}, ("any", planned))
