"""Real exports load without a word of configuration and get a report that a marketer would stand by."""

from datetime import date
from pathlib import Path

import pytest

from tools.diagnosis import ExplainChange, explain_change

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public tables are not on this machine")


@pytest.mark.parametrize(
    ("name", "kpi"),
    [
        *(("facebook_ads_kag.csv", kpi) for kpi in ("cpa", "ctr", "cpc", "cpm", "conversions", "spend")),
        *(("meridian_geo_media.csv", kpi) for kpi in ("roas", "cpm", "revenue", "conversions", "spend")),
    ],
)
def test_a_public_table_gets_a_sensible_report(name, kpi):
    report = explain_change(ExplainChange(kpi=kpi, data=str(DATA / name)), today=date(2026, 6, 1))
    shown = report.render()
    assert report.kpi.baseline
    assert report.kpi.current
    assert "nan" not in shown.lower()
    assert 2 <= len(report.checks) <= 5
    assert all(d.p_value is None or d.p_value < 0.05 for d in report.drivers)
    for split in report.splits:
        added = sum(s.contribution for s in split.segments) + split.unlisted_contribution
        assert added == pytest.approx(report.kpi.change, rel=1e-9, abs=1e-9 * abs(report.kpi.baseline))


def test_a_few_clicks_more_in_a_small_interest_are_no_finding():
    data = str(DATA / "facebook_ads_kag.csv")
    report = explain_change(ExplainChange(kpi="cpa", data=data), today=date(2026, 6, 1))
    assert report.verdict == "normal variation"
    assert report.drivers == []
