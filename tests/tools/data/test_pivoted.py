"""Tables with one column a day or a month, read as one row a date."""

from datetime import date, timedelta

import pytest

from tests.tools.data.builders import parquet, text_file, workbook
from tools.data import MappingOverrides, open_table
from tools.data.describe import DescribeData, describe_data
from tools.diagnosis import ExplainChange, explain_change
from tools.errors import DataError, MissingInput
from tools.periods import Period

DAYS = [date(2026, 5, 1) + timedelta(days=n) for n in range(14)]
FIRST, SECOND = Period(DAYS[0], DAYS[6]), Period(DAYS[7], DAYS[13])


def by_metric(form="%Y-%m-%d"):
    """Return a table with a column a day and a row for each campaign and metric, totals at its end."""
    lines = [",".join(["Campaign", "Metric", *(d.strftime(form) for d in DAYS), "Total"])]
    for name in ("Brand", "Launch"):
        for metric, level in (("Cost", 100), ("Clicks", 50), ("Conversions", 5), ("CTR", 0.1)):
            cells = [level + (n if name == "Launch" and metric == "Cost" else 0) for n in range(14)]
            lines.append(",".join([name, metric, *map(str, cells), str(sum(cells))]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %b %Y", "%b %d, %Y"])
def test_a_row_for_each_metric_gives_its_measures(tmp_path, form):
    text = by_metric(form).replace(", 2026", " 2026") if "," in form else by_metric(form)
    with open_table(text_file(tmp_path, text)) as table:
        assert set(table.mapping.measures) == {"spend", "clicks", "conversions"}
        assert table.span() == Period(DAYS[0], DAYS[-1])
        leaves = table.leaves(FIRST, SECOND, dimensions=["campaign"], measures=["spend", "conversions"])
        assert leaves.keys[0].tolist() == ["Brand", "Launch"]
        assert leaves.current["spend"].tolist() == [700.0, 700.0 + sum(range(7, 14))]
        assert leaves.baseline["conversions"].tolist() == [35.0, 35.0]


def test_it_can_be_asked_why_like_any_other_table(tmp_path):
    path = text_file(tmp_path, by_metric())
    report = explain_change(ExplainChange(kpi="cpa", data=str(path), current=str(SECOND)), today=date(2026, 6, 1))
    assert report.kpi.baseline == pytest.approx((1400 + sum(range(7))) / 70)
    assert any(note.code == "pivoted" for note in report.notes)


@pytest.mark.parametrize("names", [("Jan 2026", "Feb 2026", "Mar 2026"), ("Jan-26", "Feb-26", "Mar-26")])
def test_months_are_months(tmp_path, names):
    lines = [",".join(["Campaign", *(f"Cost {n}" for n in names), *(f"Orders {n}" for n in names)])]
    lines += [f"{c},100,110,120,10,11,{k}" for c, k in (("Brand", 12), ("Launch", 6))]
    with open_table(text_file(tmp_path, "\n".join(lines))) as table:
        assert table.mapping.grain == "month"
        assert table.span() == Period(date(2026, 1, 1), date(2026, 3, 31))
        assert table.daily(["spend", "conversions"]).measures["conversions"].tolist() == [20, 22, 18]


def test_what_the_cells_hold_is_asked_and_can_be_said(tmp_path):
    lines = ["Channel,2026-05-01,2026-05-02,2026-05-03", "Meta,1,2,3", "CTV,4,5,6"]
    path = text_file(tmp_path, "\n".join(lines))
    with pytest.raises(MissingInput, match="'Value by day' may be spend or revenue"):
        open_table(path)
    said = describe_data(DescribeData(data=str(path), columns="Value by day is revenue")).said
    with open_table(path, overrides=said) as table:
        assert table.daily(["revenue"]).measures["revenue"].tolist() == [5, 7, 9]


def test_days_that_may_be_months_are_refused(tmp_path):
    lines = ["Channel,Metric,03/04/2026,05/04/2026,09/08/2026", "Meta,Cost,1,2,3", "Meta,Clicks,4,5,6"]
    path = text_file(tmp_path, "\n".join(lines))
    with pytest.raises(DataError, match="may be day/month or month/day"):
        open_table(path)
    with open_table(path, overrides=MappingOverrides(date_order="day first")) as table:
        assert table.span().start == date(2026, 4, 3)


def test_days_out_of_order_are_refused(tmp_path):
    lines = ["Channel,Metric,2026-05-03,2026-05-01,2026-05-02", "Meta,Cost,1,2,3", "Meta,Clicks,4,5,6"]
    with pytest.raises(DataError, match="not in the order of the calendar"):
        open_table(text_file(tmp_path, "\n".join(lines)))


def test_a_workbook_and_parquet_are_read_alike(tmp_path):
    rows = [["Campaign", *DAYS[:5]], *([name, 1, 2, 3, 4, 5] for name in ("Brand", "Launch"))]
    said = MappingOverrides(measures={"spend": "Value by day"})
    query = "SELECT * FROM (VALUES ('Brand', 1, 2, 3), ('Launch', 4, 5, 6)) AS t(campaign, \"2026-05-01\", "
    query += '"2026-05-02", "2026-05-03")'
    for path, total in ((workbook(tmp_path, {"Cost": rows}), 30.0), (parquet(tmp_path, query), 21.0)):
        with open_table(path, overrides=said) as table:
            assert table.daily(["spend"]).measures["spend"].sum() == total
