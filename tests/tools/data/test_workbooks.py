"""Excel workbooks: the sheet with the results, merged headers undone, stored results of formulas, nothing run."""

import zipfile
from datetime import date, datetime

import pytest

from tests.tools.data import exports
from tests.tools.data.builders import codes, files_in, opened, totals, workbook
from tools.data import excel_source, open_table
from tools.errors import DataError, MissingInput

HEADER = ("Day", "Campaign", "Cost", "Impressions", "Clicks", "Conversions", "Revenue")
TABLE = [HEADER, *((r.day, r.campaign, r.cost, r.impressions, r.clicks, r.orders, r.value) for r in exports.ROWS)]
SUMS = {"spend": exports.SPEND, "impressions": exports.IMPRESSIONS, "clicks": exports.CLICKS,
        "conversions": exports.CONVERSIONS, "revenue": exports.REVENUE}  # fmt: skip


def test_a_sheet_with_real_dates_and_numbers(tmp_path):
    path = workbook(tmp_path, {"May": TABLE})
    before = files_in(tmp_path)
    with opened(path) as table:
        assert totals(table) == pytest.approx(SUMS)
        assert table.name == "ads.xlsx#May"
        assert str(table.span()) == "2026-05-01..2026-05-04"
    assert files_in(tmp_path) == before


def test_times_of_day_do_not_matter(tmp_path):
    rows = [HEADER, *((datetime(d.year, d.month, d.day, 14, 30), *rest) for d, *rest in TABLE[1:])]  # noqa: DTZ001
    with opened(workbook(tmp_path, {"May": rows})) as table:
        assert str(table.span()) == "2026-05-01..2026-05-04"


def test_a_title_and_a_period_above_the_names_and_a_total_below(tmp_path):
    above = [("Weekly report",), ("1 May - 4 May 2026",), ()]
    total = ("Total", None, exports.SPEND, exports.IMPRESSIONS, exports.CLICKS, exports.CONVERSIONS, exports.REVENUE)
    with opened(workbook(tmp_path, {"May": [*above, *TABLE, total]}, merged=["A1:G1"])) as table:
        assert totals(table) == pytest.approx(SUMS)
        assert codes(table.mapping.notes) == ["totals_rows"]


def test_a_header_of_two_rows_with_merged_channels_is_one_column_a_channel(tmp_path):
    rows = [
        ("Day", "Google Ads", None, "Meta", None, "Shop"),
        (None, "Cost", "Clicks", "Cost", "Clicks", "Revenue"),
        *((day, 100.0, 10, 50.0, 20, 900.0) for day in exports.DAYS),
    ]
    with opened(workbook(tmp_path, {"May": rows}, merged=["A1:A2", "B1:C1", "D1:E1"])) as table:
        assert totals(table) == {"spend": 600.0, "clicks": 120.0, "revenue": 3600.0}
        assert dict(table.values("channel")) == {"Google": 4, "Meta": 4}
        by_channel = table.leaves(table.span(), table.span(), dimensions=["channel"], measures=["spend"])
        assert dict(zip(by_channel.keys[0], by_channel.current["spend"], strict=True)) == {
            "Google": 400,
            "Meta": 200,
        }


def test_a_campaign_merged_over_its_days_is_given_to_each_of_them(tmp_path):
    rows = [
        ("Campaign", "Day", "Cost"),
        *(("Brand" if n == 0 else None, day, 10.0) for n, day in enumerate(exports.DAYS)),
        *(("Other" if n == 0 else None, day, 5.0) for n, day in enumerate(exports.DAYS)),
    ]
    with opened(workbook(tmp_path, {"May": rows}, merged=["A2:A5", "A6:A9"])) as table:
        assert table.values("campaign") == [("Brand", 4), ("Other", 4)]


def test_the_only_sheet_with_results_is_taken(tmp_path):
    sheets = {"Cover": [("Our report",)], "Notes": [("What", "Who"), ("checked", "Ann")], "Data": TABLE}
    with opened(workbook(tmp_path, sheets)) as table:
        assert table.name.endswith("#Data")


def test_of_several_sheets_with_results_one_is_asked_for(tmp_path):
    path = workbook(tmp_path, {"April": TABLE, "May": TABLE})
    with pytest.raises(MissingInput, match=r"2 sheets with tables: April, May.*#April"):
        opened(path)
    with opened(f"{path}#May") as table:
        assert totals(table) == pytest.approx(SUMS)
    with opened(path, sheet="april") as table:
        assert totals(table) == pytest.approx(SUMS)
    with pytest.raises(DataError, match=r"no sheet 'June'.*'April', 'May'"):
        opened(path, sheet="June")


def test_a_formula_without_a_stored_result_is_told_and_never_run(tmp_path):
    rows = [HEADER, *TABLE[1:-1], (*TABLE[-1][:2], "=1000+1000", *TABLE[-1][3:])]
    with opened(workbook(tmp_path, {"May": rows})) as table:
        assert totals(table)["spend"] == pytest.approx(exports.SPEND - 2000.25)
        note = next(n for n in table.mapping.notes if n.code == "formulas_without_result")
        assert note.severity == "problem"
        assert "cell C9" in note.sentence


def test_the_stored_result_of_a_formula_is_what_counts(tmp_path):
    path = workbook(tmp_path, {"May": [("Day", "Campaign", "Cost"), (date(2026, 5, 1), "Brand", "=1+1")]})
    stored = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                    b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
                )
            target.writestr(name, content)
    with opened(stored) as table:
        assert totals(table) == {"spend": 2.0}
        assert table.mapping.notes == ()


def test_numbers_that_somebody_typed_as_text_are_read(tmp_path):
    rows = [
        ("Tag", "Kampagne", "Kosten"),
        *((f"{r.day:%d.%m.%Y}", r.campaign, exports.german(r.cost)) for r in exports.ROWS),
    ]
    with opened(workbook(tmp_path, {"Mai": rows})) as table:
        assert totals(table) == pytest.approx({"spend": exports.SPEND})


def test_error_cells_count_as_empty(tmp_path):
    rows = [HEADER, *TABLE[1:], (date(2026, 5, 4), "Broken", "#DIV/0!", 0, 0, 0, "#N/A")]
    with opened(workbook(tmp_path, {"May": rows})) as table:
        assert totals(table) == pytest.approx(SUMS)


def test_a_workbook_of_empty_sheets_says_so(tmp_path):
    with pytest.raises(DataError, match="no sheet with cells in it"):
        opened(workbook(tmp_path, {"May": [], "June": []}))


def test_a_damaged_workbook_says_so(tmp_path):
    path = workbook(tmp_path, {"May": TABLE})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match="damaged"):
        opened(path)


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(excel_source, "MOST_BYTES", 20_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(21_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match=r"unpacks to 0\.021 GB.*Save the sheet as CSV"):
        opened(path)


@pytest.mark.parametrize(("inside", "what"), [("word/document.xml", "Word document"), ("ads.csv", "zip archive")])
def test_other_archives_are_named_for_what_they_are(tmp_path, inside, what):
    path = tmp_path / "ads.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(DataError, match=what):
        opened(path)


def test_a_title_merged_over_the_names_of_the_measures_is_not_the_line_of_names(tmp_path):
    rows = [
        ["Performance report", None, None, None],
        ["Period", "Results", None, None],
        ["Day", "Cost", "Clicks", "Conversions"],
        *([f"2026-05-{day:02d}", 10 + day, 100, day % 4] for day in range(1, 15)),
    ]
    with open_table(workbook(tmp_path, {"Report": rows}, merged=("A1:D1", "B2:D2"))) as table:
        assert table.mapping.measures == {"spend": "Cost", "clicks": "Clicks", "conversions": "Conversions"}
