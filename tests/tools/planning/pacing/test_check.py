"""Is a flight on plan: planted flights whose end is known, and what is said where little can be."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tools.data.samples import sample_path
from tools.errors import DataError, InputError
from tools.planning.pacing import CheckPacing, check_pacing
from tools.planning.pacing.alerts import GUIDE_SECTIONS
from tools.quantities import Unit

NOW = date(2026, 6, 16)
FIRST = date(2026, 4, 1)


def table(folder: Path, *, last=date(2026, 6, 15), a_day=1000.0, weekend=1.0, cpa=25.0, cpa_of_late=None, weekly=False):
    """Write a campaign that spends `a_day` on weekdays and `weekend` times that on the others, with 2% noise."""
    draw = random.Random(7)  # noqa: S311 - a planted table
    lines = ["Date,Campaign,Cost (USD),Conversions"]
    day = FIRST
    while day <= last:
        spend = a_day * (weekend if day.weekday() > 4 else 1.0) * draw.uniform(0.98, 1.02)
        price = cpa_of_late if cpa_of_late and day > last - timedelta(days=7) else cpa
        lines.append(f"{day},Lamps,{spend:.2f},{round(spend / price)}")
        day += timedelta(days=7 if weekly else 1)
    path = folder / "ads.csv"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def check(data, **given):
    return check_pacing(CheckPacing(data=data, **given), today=NOW)


def test_the_end_of_an_even_flight_is_what_it_will_be(tmp_path):
    report = check(table(tmp_path), flight="June 2026", budget="$30k")
    assert (report.days_elapsed, report.days_total) == (15, 30)
    assert report.spend.likely == pytest.approx(30_000, rel=0.02)
    assert report.spend.low < report.spend.likely < report.spend.high
    assert report.spend.course == "on plan"
    assert report.alerts == []


@pytest.mark.parametrize(("budget", "course"), [("$20,000", "over"), ("$45,000", "under")])
def test_another_budget_is_missed_and_the_daily_need_ends_on_it(tmp_path, budget, course):
    report = check(table(tmp_path), flight="June 2026", budget=budget)
    assert report.spend.course == course
    assert report.alerts[0].kind == course
    assert report.spend.so_far + 15 * report.need.a_day == pytest.approx(report.spend.plan)
    assert sum(report.need.by_weekday[f"{day:%A}"] for day in _days(date(2026, 6, 16), 15)) == pytest.approx(
        report.need.left
    )


def _days(first, count):
    return [first + timedelta(days=k) for k in range(count)]


def test_weekends_without_ads_are_forecast_without_spend(tmp_path):
    report = check(table(tmp_path, weekend=0.0), flight="2026-06-01..2026-06-30", budget="$22k")
    assert report.spend.likely == pytest.approx(22_000, rel=0.03)  # 22 weekdays
    assert report.share_by_weekday == pytest.approx(11 / 22, abs=0.02)
    assert report.results[0].likely == pytest.approx(880, rel=0.03)


def test_a_target_on_either_side_of_the_kpi_is_called(tmp_path):
    data = table(tmp_path)
    assert check(data, flight="June 2026", kpi="cpa", target="$30").results[0].course == "on plan"
    missed = check(data, flight="June 2026", kpi="cpa", target="$20")
    assert missed.results[0].course == "over"
    assert "will probably miss its target of $20.00" in missed.render()
    assert check(data, flight="June 2026", kpi="conversions", target="900").results[0].course == "on plan"


def test_a_kpi_that_drifts_is_told_with_its_explanation(tmp_path):
    report = check(table(tmp_path, cpa_of_late=50.0), flight="June 2026", budget="$30k", kpi="cpa")
    drift = next(a for a in report.alerts if a.kind == "drift")
    assert "$24.98" in drift.sentence
    assert "beyond normal variation" in drift.sentence
    assert report.diagnosis is not None


def test_a_spent_budget_and_a_flight_that_is_over_are_said_to_be_so(tmp_path):
    data = table(tmp_path)
    spent = check(data, flight="June 2026", budget="$10k")
    assert "has spent its budget of $10,000 with days left" in spent.render()
    over = check(data, flight="May 2026", budget="$40k")
    assert over.ahead == []
    assert "is over" in over.render()
    assert over.alerts[0].kind == "ended"


def test_this_month_is_the_whole_month_and_today_does_not_count(tmp_path):
    report = check(table(tmp_path, last=NOW), flight="this month", budget="$30k")
    assert report.flight == "2026-06-01..2026-06-30"
    assert report.as_of == "2026-06-15"
    assert "Today is not over" in report.render()


def test_a_few_days_give_no_range(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text("Date,Cost (USD),Conversions\n2026-06-13,100,3\n2026-06-14,120,4\n2026-06-15,90,2\n", "utf-8")
    report = check(str(path), flight="June 2026", budget="$3,000")
    assert report.spend.so_far == 310
    assert report.spend.likely is None
    assert "too few for a forecast" in report.render()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"budget": "€40k"}, "nothing is converted"),
        ({"budget": "-5"}, "above zero"),
        ({"budget": "lots"}, "not a number"),
        ({"target": "$5"}, "needs its KPI"),
        ({"kpi": "cpa", "target": "4x"}, "not a target for CPA"),
    ],
)
def test_a_plan_that_can_t_be_read_is_refused_with_what_would_do(tmp_path, given, says):
    with pytest.raises(InputError, match=says):
        check(table(tmp_path), flight="June 2026", **given)


def test_a_weekly_table_and_a_flight_outside_are_refused(tmp_path):
    with pytest.raises(DataError, match="no day of the flight"):
        check(table(tmp_path), flight="2027-01-01..2027-01-31")
    with pytest.raises(DataError, match="one row a day"):
        check(table(tmp_path, weekly=True), flight="June 2026")


def test_the_same_table_gives_the_same_report(tmp_path):
    data = table(tmp_path)
    assert check(data, flight="June 2026", budget="$30k") == check(data, flight="June 2026", budget="$30k")


def test_every_section_named_is_in_the_guide():
    from knowledge.installed_guide import guide_chunks

    assert set(GUIDE_SECTIONS.values()) <= {f"{c.chapter} › {c.heading}" for c in guide_chunks()}


def test_every_figure_shown_is_a_fact():
    report = check(str(sample_path()), flight="May 2026", budget="$260k", kpi="cpa", target="$27")
    money = {round(f.value, 2) for f in report.facts() if f.unit is Unit.MONEY}
    for outlook in (report.spend, *report.results):
        if outlook.unit is Unit.MONEY:
            assert {round(v, 2) for v in (outlook.so_far, outlook.low, outlook.likely, outlook.high)} <= money


def test_the_chart_sums_the_spend_to_the_likely_end_in_every_form(tmp_path):
    report = check(table(tmp_path), flight="June 2026", budget="$30k")
    (chart,) = report.charts()
    values = [point.value for point in chart.points]
    assert len(values) == 30
    assert values == sorted(values)
    assert values[14] == pytest.approx(report.spend.so_far)
    assert values[-1] == pytest.approx(report.spend.likely, rel=1e-3)
    assert [(b.start, b.end) for b in chart.bands] == [("2026-06-01", "2026-06-15"), ("2026-06-16", "2026-06-30")]
    assert "the budget is $30,000" in chart.alt
    assert max(map(len, chart.to_terminal(80, colour=False).splitlines())) <= 80
    chart.to_png(tmp_path / "pace.png")
    assert (tmp_path / "pace.png").read_bytes()[:4] == b"\x89PNG"
