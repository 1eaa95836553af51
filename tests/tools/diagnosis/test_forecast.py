"""A measure against its expected values: where it parts from them, and when it doesn't."""

from datetime import date, timedelta

import numpy as np
import pytest

from evals.benchmarks.planted import write_table
from tools.diagnosis import ExplainChange, explain_change
from tools.errors import DataError

FIRST = date(2026, 3, 2)


@pytest.fixture
def table(tmp_path):
    """Eight weeks of revenue with a forecast column; in the last one Social on phones falls to 60% of it."""
    rng = np.random.default_rng(7)
    rows = [
        (day, channel, campaign, device)
        for day in range(56)
        for channel in ("Search", "Social", "CTV", "Display")
        for campaign in ("Brand", "Always on", "Launch")
        for device in ("Mobile", "Desktop")
    ]
    day, channel, campaign, device = (np.array(column) for column in zip(*rows, strict=True))
    forecast = rng.uniform(500, 1500, len(rows))
    broken = (day >= 49) & (channel == "Social") & (device == "Mobile")
    revenue = forecast * np.where(broken, 0.6, 1.0) * (1 + 0.08 * rng.standard_normal(len(rows)))
    path = tmp_path / "plan.parquet"
    columns = {
        "day": np.array([FIRST + timedelta(days=int(n)) for n in day], "datetime64[D]"),
        "channel": channel, "campaign": campaign, "device": device,
        "spend": (forecast / 4).round(2), "revenue": revenue.round(2), "revenue_plan": forecast.round(2),
    }  # fmt: skip
    write_table(columns, path)
    return str(path)


def why(table, current, kpi="revenue", expected="revenue_plan"):
    return explain_change(
        ExplainChange(kpi=kpi, data=table, current=current, expected=expected), today=date(2026, 5, 1)
    )


def test_the_segment_below_plan_is_named(table):
    report = why(table, "2026-04-20..2026-04-26")
    [driver] = report.drivers
    assert driver.segment == {"channel": "Social", "device": "Mobile"}
    assert driver.p_value < 0.001
    assert report.p_value < 0.05
    assert sum(s.contribution for s in report.splits[0].segments) == pytest.approx(report.kpi.change, rel=1e-9)
    assert "below the expected" in report.render()
    assert "'revenue_plan'" in report.render()


def test_a_week_on_plan_is_normal(table):
    report = why(table, "2026-04-06..2026-04-12")
    assert report.verdict == "normal variation"
    assert report.drivers == []


def test_every_figure_is_a_fact(table):
    from agent.answer import Evidence
    from agent.grounding import ground

    report = why(table, "2026-04-20..2026-04-26")
    shown = report.render().split("**About the data:**")[0]
    evidence = Evidence(id="e1", tool="explain_change", arguments={}, facts=report.facts(), text="")
    assert ground(shown, evidence=[evidence], passages=[], user_words=["p < 0.001"]).removed == []


def test_a_ratio_has_no_forecast_column_and_says_so(table):
    with pytest.raises(DataError, match="has no expected values"):
        why(table, "2026-04-20..2026-04-26", kpi="roas")


def test_a_column_that_is_not_there_is_refused_by_name(table):
    with pytest.raises(DataError, match="no column 'budget'"):
        why(table, "2026-04-20..2026-04-26", expected="budget")
