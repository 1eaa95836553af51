"""Whatever is called .csv: one clear sentence of ours or a safe reading, and nothing written beside the user's file."""

import gzip
import os
import time

import pytest

from tests.tools.data import exports
from tests.tools.data.builders import files_in, opened, text_file, totals
from tools.errors import DataError, ToolError

HEADER = "Day,Campaign,Cost,Clicks\n"
GOOD = HEADER + "".join(f"2026-05-{n:02d},A,10.5,{n}\n" for n in range(1, 29))
REFUSED = {
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>", "is a PDF document"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is a picture"),
    "a web page": (b"<!DOCTYPE html><html><body>Log in", "is a web page.*log-in page"),
    "JSON": (b'{"data": [{"spend": 5}]}', "is JSON"),
    "JSON rows": (b'[{"spend": 5}]', "is JSON"),
    "noise": (bytes(range(256)) * 20, "binary data"),
    "an empty file": (b"", "is empty"),
    "blank lines": (b"\n\n  \n\n", "holds no text"),
    "only a header": (HEADER.encode(), "has column names but no rows"),
    "one column": (b"Cost\n1\n2\n3\n", "No line of column names"),
    "no header": (b"2026-05-01,A,10.5,3\n2026-05-02,A,11.5,4\n", "No line of column names"),
    "a letter": (b"Dear Sir,\nwe would like to buy, say, three things.\nYours, A.\n", "'ads.csv'"),
    "no results": (b"Day,Campaign\n2026-05-01,A\n2026-05-02,B\n", "no column of results"),
    "only rates": (b"Day,Campaign,CPA,CTR\n2026-05-01,A,3.5,1.2%\n2026-05-02,B,4.5,1.4%\n", "only computed figures"),
    "zero bytes": ((GOOD * 40).encode() + bytes(50), r"zero byte.*byte \d"),
    "a damaged gzip": (gzip.compress(GOOD.encode())[:60], "damaged gzip"),
    "an open quotation mark": ((HEADER + '2026-05-01,"A,1,2\n2026-05-02,B,1,1\n').encode(), "never closed.*line 2"),
    "unquoted thousands": (
        (HEADER + "".join(f"2026-05-{n:02d},A,1,234.5,{n}\n" for n in range(1, 29))).encode(),
        "28 lines don't have the 4 cells of the header.*must stand in quotes",
    ),
    "both date orders": ((HEADER + "31/03/2026,A,1,2\n04/25/2026,A,1,2\n").encode(), "mixes two ways of writing dates"),
    "dates that may be either": ((HEADER + "03/04/2026,A,1,2\n05/04/2026,A,1,2\n").encode(), "Say which: date_order"),
    "no dates where dates should be": (
        (HEADER + "".join(f"2026-05-{n:02d},A,1,2\nweek {n},A,1,2\n" for n in range(1, 9))).encode(),
        "are no dates.*'week",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_sentence_that_says_what_it_is(tmp_path, what):
    content, says = REFUSED[what]
    path = tmp_path / "ads.csv"
    path.write_bytes(content)
    with pytest.raises(ToolError, match=says) as refused:
        opened(path)
    assert "\n" not in str(refused.value)
    assert refused.value.remedy
    assert files_in(tmp_path) == {"ads.csv": len(content)}


READ = {
    "commas": exports.plain(","),
    "semicolons": exports.plain(";"),
    "tabs": exports.plain("\t"),
    "bars": exports.plain("|"),
    "tildes": exports.plain("~"),
    "Excel's own first line": "sep=;\n" + exports.plain(";"),
    "Windows line ends": exports.plain().replace("\n", "\r\n"),
    "old Mac line ends": exports.plain().replace("\n", "\r"),
    "a trailing delimiter": exports.plain().replace("\n", ",\n"),
    "empty lines between": exports.plain().replace("\n", "\n\n"),
    "blanks round the cells": exports.plain().replace(",", " , "),
    "names in capitals": exports.plain(header="DAY|CAMPAIGN|COST|IMPRESSIONS|CLICKS|CONVERSIONS|REVENUE"),
}


@pytest.mark.parametrize("how", READ)
def test_a_table_is_read_however_it_is_laid_out(tmp_path, how):
    path = tmp_path / "ads.csv"
    path.write_bytes(READ[how].encode())
    with opened(path) as table:
        found = totals(table)
    assert found["spend"] == pytest.approx(exports.SPEND)
    assert found["revenue"] == pytest.approx(exports.REVENUE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_a_table_is_read_in_any_usual_encoding(tmp_path, encoding):
    text = exports.plain().replace("Brand", "Café Münster")
    with opened(text_file(tmp_path, text, encoding=encoding)) as table:
        assert totals(table)["spend"] == pytest.approx(exports.SPEND)
        assert ("Café Münster", 4) in table.values("campaign")
    assert list(files_in(tmp_path)) == ["ads.csv"]


def test_an_encoding_that_can_not_be_told_can_be_said(tmp_path):
    path = text_file(tmp_path, exports.plain().replace("Brand", "東京"), encoding="shift_jis")
    with opened(path, encoding="shift_jis") as table:
        assert ("東京", 4) in table.values("campaign")
    with pytest.raises(DataError, match="'klingon' is not an encoding"):
        opened(path, encoding="klingon")


def test_a_gzipped_table_is_unpacked_elsewhere(tmp_path):
    path = tmp_path / "ads.csv.gz"
    path.write_bytes(gzip.compress(exports.plain().encode()))
    with opened(path) as table:
        assert totals(table)["spend"] == pytest.approx(exports.SPEND)
    assert list(files_in(tmp_path)) == ["ads.csv.gz"]


def test_a_line_or_two_with_too_many_cells_is_left_out_and_told(tmp_path):
    with opened(text_file(tmp_path, GOOD + "2026-05-29,A,1,234.5,3\n")) as table:
        assert totals(table)["spend"] == 294.0
        [note] = table.mapping.notes
        assert note.severity == "problem"
        assert "line 30, '2026-05-29,A,1,234.5,3'" in note.sentence


def test_short_lines_keep_the_cells_that_they_have(tmp_path):
    with opened(text_file(tmp_path, GOOD + "2026-05-29,A,7.5\n")) as table:
        assert totals(table)["spend"] == 301.5


def test_formulas_in_cells_are_text_and_are_never_run(tmp_path):
    text = (
        GOOD + '2026-05-29,=HYPERLINK(""http://x.test""),5,1\n2026-05-30,=cmd|\'/c calc\'!A1,5,1\n2026-05-31,A,=1+1,1\n'
    )
    with opened(text_file(tmp_path, text)) as table:
        assert totals(table)["spend"] == 304.0
        [note] = table.mapping.notes
        assert "1 cells of 'Cost' are no numbers (for example '=1+1')" in note.sentence


def test_a_column_of_formulas_is_told_and_not_taken_for_nothing(tmp_path):
    text = HEADER + "".join(f"2026-05-{n:02d},A,=B{n}*2,{n}\n" for n in range(1, 29))
    with opened(text_file(tmp_path, text)) as table:
        assert "spend" not in table.mapping.measures
        [note] = table.mapping.notes
        assert "The cells of 'Cost' are no numbers (for example '=B1*2')" in note.sentence


def test_a_column_of_formulas_is_no_dimension_but_a_protected_text_is(tmp_path):
    rows = "".join(f'2026-05-{n:02d},"=""Brand {n % 2}""",{n},3,"=C{n}/D{n}"\n' for n in range(1, 29))
    with opened(text_file(tmp_path, "Day,Campaign,Cost,Conversions,CPA\n" + rows)) as table:
        assert list(table.mapping.dimensions) == ["campaign"]
        assert table.mapping.ignored["CPA"].startswith("formulas without their results")


def test_a_huge_file_that_is_mostly_a_hole_is_refused_at_once(tmp_path):
    path = tmp_path / "ads.csv"
    with path.open("wb") as file:
        file.write(GOOD.encode() * 20)
        file.truncate(6_000_000_000)
    started = time.monotonic()
    with pytest.raises(DataError, match="zero byte"):
        opened(path)
    assert time.monotonic() - started < 20


def test_a_file_that_needs_more_room_than_there_is_says_how_much(tmp_path, monkeypatch):
    from tools.data import text_source

    monkeypatch.setattr(text_source, "free_bytes", lambda _: 1000)
    with pytest.raises(DataError, match=r"needs about .* of room.*Parquet"):
        opened(text_file(tmp_path, GOOD * 300))


def test_a_folder_a_missing_file_and_a_pipe(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        opened(tmp_path)
    text_file(tmp_path, GOOD, "adverts.csv")
    with pytest.raises(DataError, match=r"no file.*Did you mean 'adverts.csv'"):
        opened(tmp_path / "advert.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="not an ordinary file"):
        opened(tmp_path / "pipe.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path):
    path = text_file(tmp_path, GOOD)
    path.chmod(0)
    with pytest.raises(DataError, match="can't be opened"):
        opened(path)


@pytest.mark.parametrize(
    "name", ["ads [1].csv", "a*b?.csv", "it's.csv", 'quo"te.csv', "ünï#code.csv", "ads.csv; DROP TABLE x"]
)
def test_a_file_name_is_just_a_name(tmp_path, name):
    with opened(text_file(tmp_path, GOOD, name)) as table:
        assert totals(table)["spend"] == 294.0


@pytest.mark.parametrize("name", ['Cam"paign', "Cam'paign", "Cam]paign; --", "Cam|paign", "a" * 300, "日本"])
def test_a_column_name_is_just_a_name(tmp_path, name):
    quoted = '"' + name.replace('"', '""') + '"'
    with opened(text_file(tmp_path, GOOD.replace("Campaign", quoted))) as table:
        [dimension] = table.mapping.dimensions
        assert table.values(dimension) == [("A", 28)]
        assert "\n" not in table.mapping.render().splitlines()[3]


def test_a_value_is_just_a_value(tmp_path):
    odd = "A' OR 1=1 --"
    with opened(text_file(tmp_path, GOOD.replace(",A,", f',"{odd}",'))) as table:
        assert totals(table, where={"campaign": odd})["spend"] == 294.0
