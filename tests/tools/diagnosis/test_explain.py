"""Why did it change? The planted stories of the sample, and tables that can't be explained."""

from datetime import date, timedelta

import numpy as np
import pytest

from tools.data.samples import sample_path
from tools.diagnosis import ExplainChange, explain_change
from tools.diagnosis.report import shown
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


@pytest.mark.parametrize(
    ("kpi", "current"),
    [("cpa", "2026-05-18..2026-05-24"), ("roas", "2026-04-27..2026-05-03"), ("ctr", "2026-05-11..2026-05-17")],
)
def test_the_report_as_people_read_it(kpi, current, snapshot):
    assert why(kpi, current=current).render() == snapshot


def test_a_simpson_reversal_is_named(tmp_path):
    rows = ["Day,Channel,Cost,Conversions"]
    for day in range(1, 29):
        cheap, dear = (900, 100) if day <= 14 else (300, 700)
        gain = 1.0 if day <= 14 else 1.1
        rows.append(f"2026-05-{day:02},Search,{cheap},{gain * cheap / 10:.2f}")
        rows.append(f"2026-05-{day:02},Social,{dear},{gain * dear / 50:.2f}")
    report = why(current="2026-05-15..2026-05-28", data=write(tmp_path, "\n".join(rows) + "\n"))
    [split] = report.splits
    assert split.reversal
    assert split.mix > 0 > split.rate
    assert "A Simpson reversal by channel" in report.render()
    assert not why().splits[0].reversal


def test_a_dimension_of_many_values_shows_a_few_and_counts_the_rest(tmp_path):
    rows = ["Day,Region,Cost,Conversions"]
    rows += [
        f"2026-05-{day:02},R{region},{10 + region},{2 + (region * day) % 5}"
        for day in range(1, 15)
        for region in range(40)
    ]
    report = why(current="2026-05-08..2026-05-14", data=write(tmp_path, "\n".join(rows) + "\n"))
    [split] = report.splits
    assert split.unlisted == 28
    listed = sum(s.contribution for s in split.segments)
    assert listed + split.unlisted_contribution == pytest.approx(report.kpi.change, rel=1e-9)
    assert "| 35 more |" in report.render()


def test_a_silent_segment_is_a_tracking_fault_before_it_is_anything_else(tmp_path):
    rows = ["Day,Channel,Device,Cost,Clicks,Conversions"]
    for day in range(1, 29):
        for channel in ("Search", "Social"):
            for device in ("Mobile", "Desktop"):
                broken = day >= 22 and channel == "Social" and device == "Mobile"
                figures = f"{100 + day % 3},{200 + day % 5},{0 if broken else 10 + day % 2}"
                rows.append(f"2026-05-{day:02},{channel},{device},{figures}")
    report = why("conversions", current="2026-05-22..2026-05-28", data=write(tmp_path, "\n".join(rows) + "\n"))
    shown = report.render()
    assert shown.index("First, the data") < shown.index("|")
    assert "tracking" in report.checks[0].advice


def test_there_are_two_to_five_checks_each_with_its_section():
    from tools.diagnosis.advice import GUIDE_SECTIONS

    for kpi in ("cpa", "roas", "ctr", "cpm", "conversions", "revenue"):
        for current in ("2026-05-18..2026-05-24", "2026-04-27..2026-05-03", "2026-05-11..2026-05-17"):
            report = why(kpi, current=current)
            assert 2 <= len(report.checks) <= 5
            assert {c.guide for c in report.checks} <= set(GUIDE_SECTIONS.values())


def test_the_report_survives_json():
    from tools.diagnosis import ChangeReport

    report = why()
    assert ChangeReport.model_validate_json(report.model_dump_json()) == report


def test_where_no_segment_stands_out_the_nearest_are_named_with_their_shares_of_it(tmp_path):
    rng = np.random.default_rng(5)
    lines = ["Day,Channel,Device,Clicks,Conversions"]
    for day in range(56):
        for channel in ("Search", "Social", "CTV", "Display"):
            for device in ("Mobile", "Desktop"):
                more = 0.86 if (channel, device) == ("Social", "Mobile") else 1.0
                got = rng.poisson(60 * (0.85 * more if day >= 49 else 1.0))
                lines.append(f"{date(2026, 3, 2) + timedelta(days=day)},{channel},{device},1000,{got}")
    path = tmp_path / "ads.csv"
    path.write_text("\n".join(lines) + "\n")
    request = ExplainChange(kpi="conversion_rate", data=str(path), current="2026-04-20..2026-04-26")
    report = explain_change(request, today=date(2026, 5, 1))
    assert (report.verdict, report.drivers) == ("broad", [])
    assert 1 <= len(report.candidates) <= 3
    assert all(c.p_value >= 0.05 for c in report.candidates)
    assert "so none is certain" in report.render()
    assert f"contributed {shown(report.candidates[0].contribution, report.kpi, signed=True)}" in report.render()


def test_a_level_that_moved_late_in_the_period_is_not_called_normal(tmp_path):
    rows = [
        f"2026-05-{day:02d},{name},{9 + day % 3},{50 if day < 22 else 90}"
        for day in range(1, 29)
        for name in ("A", "B")
    ]
    path = tmp_path / "ads.csv"
    path.write_text("Day,Campaign,Cost,Conversions\n" + "\n".join(rows) + "\n")
    report = explain_change(ExplainChange(kpi="cpa", data=str(path), current="2026-05-18..2026-05-24"))
    assert report.context.started.day == "2026-05-22"
    assert report.verdict != "normal variation"


def test_a_measure_of_formulas_is_named_as_what_it_is(tmp_path):
    rows = [f"2026-05-{day:02d},A,=SUM(B1:B2),{day % 3}" for day in range(1, 29)]
    data = write(tmp_path, "Day,Campaign,Cost,Conversions\n" + "\n".join(rows) + "\n")
    with pytest.raises(DataError, match=r"The cells of 'Cost' are no numbers \(for example '=SUM\(B1:B2\)'"):
        why(current="2026-05-22..2026-05-28", data=data)


def test_how_results_are_counted_is_no_segment_unless_asked_for(tmp_path):
    rows = [
        f"2026-05-{day:02d},C{c},{100 + day},{5 + day % 2},{'7-day click' if day < 22 else '1-day click'}"
        for c in (1, 2)
        for day in range(1, 29)
    ]
    data = write(tmp_path, "Day,Campaign name,Amount spent,Results,Attribution setting\n" + "\n".join(rows) + "\n")
    report = why(current="2026-05-22..2026-05-28", data=data)
    assert [s.dimension for s in report.splits] == ["campaign"]
    assert report.drivers == []
    assert any("another attribution setting" in note.sentence for note in report.notes)
    asked = why(current="2026-05-22..2026-05-28", data=data, by=["attribution_setting"])
    assert [s.dimension for s in asked.splits] == ["attribution_setting"]


def test_a_history_too_short_to_test_by_says_so_and_names_by_size(tmp_path):
    rows = [
        f"2026-05-{day:02d},{c},{100},{10 if day < 8 or c == 'A' else 5}"
        for c in ("A", "B", "C")
        for day in range(1, 15)
    ]
    data = write(tmp_path, "Day,Campaign,Cost,Conversions\n" + "\n".join(rows) + "\n")
    report = why(current="2026-05-08..2026-05-14", data=data)
    assert report.drivers
    assert "by size.** The history is too short to say" in report.render()
    assert "beyond normal day-to-day variation" not in report.render()


def test_a_few_days_of_one_campaign_are_told_without_a_claim_about_segments_or_chance(tmp_path):
    rows = ["2026-05-01,A,100,10", "2026-05-02,A,110,9", "2026-05-08,A,120,5", "2026-05-09,A,130,6"]
    data = write(tmp_path, "Day,Campaign,Cost,Conversions\n" + "\n".join(rows) + "\n")
    told = why(current="2026-05-08..2026-05-09", baseline="2026-05-01..2026-05-02", data=data).render()
    assert "nothing to split it by" in told
    assert "too little history to say whether the change itself is unusual" in told
    assert "No segment" not in told.partition("**To check next**")[0]


@pytest.mark.parametrize(("step", "grain"), [(1, "day"), (7, "week")])
def test_the_line_is_named_after_what_a_point_stands_for(tmp_path, step, grain):
    days = [date(2026, 1, 5) + timedelta(days=step * n) for n in range(20)]
    rows = [f"{day},{c},{100 + n % 7},{10 + n % 3}" for n, day in enumerate(days) for c in ("A", "B")]
    data = write(tmp_path, "Day,Campaign,Cost,Conversions\n" + "\n".join(rows) + "\n")
    report = why(current=f"{days[-4]}..{days[-1] + timedelta(days=step - 1)}", data=data)
    line = next(chart for chart in report.charts() if chart.kind == "line")
    assert line.title == f"CPA by {grain}"
