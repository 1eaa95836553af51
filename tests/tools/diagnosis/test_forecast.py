"""A measure against its expected values: where it parts from them, and when it doesn't."""

from datetime import date, timedelta

import numpy as np
import pytest

from evals.benchmarks.planted import write_table
from tools.data.mapping import MappingOverrides
from tools.data.standing import standing_overrides
from tools.diagnosis import ExplainChange, explain_change
from tools.errors import DataError, MissingInput

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


def test_a_word_for_expected_values_finds_their_column(table):
    report = why(table, "2026-04-20..2026-04-26", expected="budget")
    assert report.expected == ["revenue_plan"]
    assert any("'revenue_plan' (revenue)" in note.sentence for note in report.notes)


def test_a_ratio_needs_expected_values_of_both_its_measures(table):
    with pytest.raises(DataError, match="no expected values of spend, from which the expected ROAS is computed"):
        why(table, "2026-04-20..2026-04-26", kpi="roas")


def test_a_column_that_is_not_there_is_refused_by_name(table):
    with pytest.raises(DataError, match="no column 'outlook'"):
        why(table, "2026-04-20..2026-04-26", expected="outlook")


def test_a_table_without_expected_values_says_how_they_would_be_found(tmp_path):
    path = tmp_path / "ads.csv"
    path.write_text("Day,Channel,Revenue\n2026-05-01,A,10\n2026-05-02,A,12\n")
    with pytest.raises(DataError, match="no column of expected values") as caught:
        why(str(path), "2026-05-02..2026-05-02", expected="plan")
    assert "'forecast revenue'" in caught.value.remedy


def campaigns(path, *, days=56, dated=True, worse=1.0, moved=1.0):
    """Write spend and conversions with what was expected of both; the last week of Social on phones differs."""
    rng = np.random.default_rng(11)
    lines = ["Day,Channel,Campaign,Device,Cost,Conversions,Expected spend,Conversions (expected)"]
    for day in range(days):
        for channel in ("Search", "Social", "CTV", "Display"):
            for campaign in ("Brand", "Always on", "Launch"):
                for device in ("Mobile", "Desktop"):
                    spend = float(rng.uniform(800, 1200))
                    wanted = spend / (20 if channel != "CTV" else 60)
                    hit = day >= days - 7 and channel == "Social" and device == "Mobile"
                    cost = spend * (moved if hit else 1.0) * float(rng.uniform(0.97, 1.03))
                    got = rng.poisson(wanted * (cost / spend) * (worse if hit else 1.0))
                    when = str(FIRST + timedelta(days=day)) if dated else "-"
                    lines.append(f"{when},{channel},{campaign},{device},{cost:.2f},{got},{spend:.2f},{wanted:.2f}")
    text = "\n".join(lines)
    if not dated:
        text = "\n".join(line.partition(",")[2] for line in lines)
    path.write_text(text + "\n")
    return str(path)


def test_a_cost_kpi_is_compared_with_what_its_expected_measures_give(tmp_path):
    report = why(campaigns(tmp_path / "plan.csv", worse=0.55), "2026-04-20..2026-04-26", kpi="cpa", expected="forecast")
    assert sorted(report.expected) == ["Conversions (expected)", "Expected spend"]
    spend, conversions = ({t.metric: t for t in report.totals}[m] for m in ("spend", "conversions"))
    assert report.kpi.baseline == pytest.approx(spend.baseline / conversions.baseline, rel=1e-12)
    [driver] = report.drivers
    assert driver.segment == {"channel": "Social", "device": "Mobile"}
    assert driver.tested == "CPA"
    assert driver.contribution > 0.5 * report.kpi.change > 0
    assert report.p_value < 0.05
    for split in report.splits:
        assert sum(s.contribution for s in split.segments) == pytest.approx(report.kpi.change, rel=1e-9)
    assert "above the expected" in report.render()


def test_money_that_moved_to_a_dear_channel_is_a_share_and_not_a_rate(tmp_path):
    path = campaigns(tmp_path / "plan.csv", moved=2.5)
    report = why(path, "2026-04-20..2026-04-26", kpi="cpa", expected="expected")
    [driver] = report.drivers
    assert driver.segment == {"channel": "Social", "device": "Mobile"}
    assert driver.tested == "share of spend"
    assert driver.is_mix


def test_a_cost_kpi_on_plan_is_normal(tmp_path):
    report = why(campaigns(tmp_path / "plan.csv"), "2026-04-20..2026-04-26", kpi="cpa", expected="expected")
    assert (report.verdict, report.drivers) == ("normal variation", [])


def test_a_table_without_dates_is_compared_as_a_whole(tmp_path):
    path = campaigns(tmp_path / "plan.csv", days=7, dated=False, worse=0.4)
    report = why(path, "last week", kpi="conversions", expected="expected")
    assert report.current == "all rows"
    [driver] = report.drivers
    assert driver.segment == {"channel": "Social", "device": "Mobile"}
    assert any("no dates" in remark for remark in report.remarks)
    assert sum(s.contribution for s in report.splits[0].segments) == pytest.approx(report.kpi.change, rel=1e-9)


def test_a_forecast_that_was_wrong_before_is_told(tmp_path):
    rows = [
        f"{FIRST + timedelta(days=day)},{name},{100 + (day * 7 + place) % 9},{140}"
        for day in range(56)
        for place, name in enumerate("ABC")
    ]
    path = tmp_path / "plan.csv"
    path.write_text("Day,Campaign,Revenue,Forecast revenue\n" + "\n".join(rows) + "\n")
    report = why(str(path), "2026-04-20..2026-04-26", expected="forecast")
    assert any("over the 49 days before as well" in remark for remark in report.remarks)


def test_a_plan_column_counts_as_no_result_until_it_is_asked_for(tmp_path):
    from tools.data import open_table

    with open_table(campaigns(tmp_path / "plan.csv", days=3)) as table:
        assert set(table.mapping.measures) == {"spend", "conversions"}
        assert table.mapping.ignored["Expected spend"].startswith("expected values of spend")


def with_forecasts(path, header, *cells):
    days = (date(2026, 4, 1) + timedelta(days=n) for n in range(28))
    path.write_text("\n".join([header, *(",".join((str(day), "Search", *cells)) for day in days)]) + "\n")
    return str(path)


def test_a_bare_forecast_beside_several_measures_is_asked_about(tmp_path):
    path = with_forecasts(tmp_path / "a.csv", "Day,Channel,Spend,Revenue,Forecast", "100", "390", "400")
    with pytest.raises(MissingInput, match="does not say what it is a forecast of: spend or revenue"):
        why(path, "2026-04-20..2026-04-26", expected="forecast")
    said = MappingOverrides(measures={"expected_revenue": "Forecast"})
    with standing_overrides(said):
        assert why(path, "2026-04-20..2026-04-26", expected="forecast").kpi.baseline == 2800


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Day,Channel,Spend,Forecast,Revenue,Forecast", ("100", "105", "390", "400")),
        ("Day,Channel,Spend,Spend forecast,Revenue,Forecast", ("100", "105", "390", "400")),
        ("Day,Channel,Spend,Revenue,Spend forecast,Forecast revenue", ("100", "390", "105", "400")),
    ],
)
def test_each_measure_is_compared_with_its_own_forecast(tmp_path, header, cells):
    path = with_forecasts(tmp_path / "a.csv", header, *cells)
    assert why(path, "2026-04-20..2026-04-26", expected="forecast").kpi.baseline == 2800
    roas = why(path, "2026-04-20..2026-04-26", kpi="roas", expected="forecast")
    assert roas.kpi.baseline == pytest.approx(400 / 105)
    assert roas.kpi.current == pytest.approx(3.9)


def test_too_few_segments_to_test_are_told_by_size(tmp_path):
    rng = np.random.default_rng(3)
    lines = ["Day,Channel,Revenue,Forecast"]
    for n in range(42):
        for channel in ("Search", "Social", "CTV"):
            worse = 0.5 if channel == "Social" and n >= 35 else 1.0
            lines.append(f"{date(2026, 4, 1) + timedelta(days=n)},{channel},{400 * worse + rng.normal(0, 8):.2f},400")
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(lines) + "\n")
    report = why(str(path), "2026-05-06..2026-05-12", expected="forecast")
    assert [c.segment for c in report.candidates] == [{"channel": "Social"}]
    told = report.render()
    assert "can't be tested" in told
    assert "No segment stands out" not in told
    assert "too short" not in told
