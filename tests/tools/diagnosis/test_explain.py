"""Why did it change? The planted stories of the sample, and tables that can't be explained."""

from datetime import date

import pytest

from tools.data.samples import sample_path
from tools.diagnosis import ExplainChange, explain_change
from tools.errors import DataError, InputError


def why(kpi="cpa", current="2026-05-18..2026-05-24", data=None, today=date(2026, 6, 1), **more):
    return explain_change(ExplainChange(kpi=kpi, data=str(data or sample_path()), current=current, **more), today=today)


def write(tmp_path, text):
    path = tmp_path / "ads.csv"
    path.write_text(text)
    return path


def test_the_broken_landing_page_is_found_as_mobile_prospecting_and_its_conversion_rate():
    report = why()
    assert report.verdict == "segments"
    driver = report.drivers[0]
    assert driver.segment == {"campaign": "Prospecting", "device": "Mobile"}
    assert driver.p_value < 0.05
    assert abs(driver.rate) > 10 * abs(driver.mix)
    assert max(driver.factors, key=lambda f: abs(f.effect)).factor.metric == "conversion_rate"
    assert max(report.factors, key=lambda f: abs(f.effect)).factor.metric == "conversion_rate"


def test_the_dearer_reach_beside_it_is_found_as_the_cpm_of_ctv():
    [_, second] = why().drivers
    assert second.segment == {"channel": "CTV"}
    assert second.p_value < 0.001
    assert max(second.factors, key=lambda f: abs(f.effect)).factor.metric == "cpm"


def test_the_week_of_the_shift_to_social_is_called_a_mix_shift():
    report = why(current="2026-04-27..2026-05-03")
    assert report.verdict == "mix"
    campaign = next(s for s in report.splits if s.dimension == "campaign")
    assert abs(campaign.mix) > 5 * abs(campaign.rate)


@pytest.mark.parametrize(
    "kpi", ["cpa", "roas", "ctr", "cpm", "cpc", "conversion_rate", "conversions", "spend", "revenue"]
)
def test_in_the_quiet_week_there_is_nothing_to_explain(kpi):
    report = why(kpi, current="2026-05-11..2026-05-17")
    assert report.verdict == "normal variation"
    assert report.drivers == []
    assert "Within normal variation" in report.render()


@pytest.mark.parametrize("kpi", ["cpa", "roas", "ctr", "cpm", "conversions", "revenue", "aov"])
def test_every_split_adds_up(kpi):
    report = why(kpi)
    change = report.kpi.change
    if report.factors:
        assert sum(f.effect for f in report.factors) == pytest.approx(change, rel=1e-9)
    for split in report.splits:
        assert split.mix + split.rate == pytest.approx(change, rel=1e-9)
        assert sum(s.contribution for s in split.segments) == pytest.approx(change, rel=1e-9)
    for driver in report.drivers:
        assert driver.mix + driver.rate == pytest.approx(driver.contribution, rel=1e-9)
        if driver.factors:
            assert sum(f.effect for f in driver.factors) == pytest.approx(driver.rate, rel=1e-9)


def test_last_week_of_an_old_table_is_its_own_last_week():
    report = why(current="last week", today=date(2026, 11, 24))
    assert report.current == "2026-05-18..2026-05-24"
    assert any("last day, 2026-05-24" in remark for remark in report.remarks)


def test_the_baseline_is_the_days_before_or_what_is_asked_for():
    assert why().baseline == "2026-05-11..2026-05-17"
    assert why(baseline="2026-04-06..2026-04-12").baseline == "2026-04-06..2026-04-12"


def test_a_part_of_the_table_can_be_asked_for():
    report = why(where={"channel": "social"})
    assert "for channel = " in report.render()
    assert report.kpi.change > why().kpi.change
    assert "channel" not in [s.dimension for s in report.splits]


def test_every_figure_of_the_rendering_is_a_fact():
    from agent.answer import Evidence
    from agent.grounding import ground

    for kpi in ("cpa", "roas", "ctr", "conversions"):
        report = why(kpi)
        shown = report.render().split("**About the data:**")[0]
        evidence = Evidence(id="e1", tool="explain_change", arguments={}, facts=report.facts(), text="")
        checked = ground(shown, evidence=[evidence], passages=[], user_words=["p < 0.001"])
        assert checked.removed == []


def test_a_kpi_that_is_zero_in_one_period_is_undefined_and_says_so(tmp_path):
    rows = ["Day,Campaign,Cost,Conversions"]
    rows += [f"2026-05-{day:02},A,10,{0 if day > 7 else 2}" for day in range(1, 15)]
    report = why(current="2026-05-08..2026-05-14", data=write(tmp_path, "\n".join(rows) + "\n"))
    assert report.kpi.current is None
    assert "conversions are 0" in report.render()
    assert "nan" not in report.render().lower()
    assert report.charts() == []


@pytest.mark.parametrize(
    ("kpi", "more", "says"),
    [
        ("ltv_cac", {}, "can't be explained over a table"),
        ("cpl", {}, "no column for leads"),
        ("cpa", {"current": "2020-01-01..2020-01-07"}, "no rows in the current period"),
        ("cpa", {"baseline": "2020-01-01..2020-01-07"}, "no rows in the baseline period"),
    ],
)
def test_what_the_table_can_not_answer_is_said(kpi, more, says):
    with pytest.raises(DataError, match=says):
        why(kpi, **more)


@pytest.mark.parametrize(
    "more",
    [
        {"kpi": "nonsense"},
        {"current": "whenever"},
        {"where": {"channel": "Radio"}},
        {"where": {"planet": "Mars"}},
        {"by": ["planet"]},
        {"current": "2026-05-24..2026-05-18"},
        {"current": "2026-02-30..2026-03-02"},
    ],
)
def test_an_unknown_name_or_period_is_refused(more):
    with pytest.raises(InputError):
        why(**more)
