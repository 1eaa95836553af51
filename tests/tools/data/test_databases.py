"""Parquet, DuckDB and SQLite: typed columns, read where they lie, and nothing written beside the file."""

import sqlite3
from contextlib import closing
from datetime import date

import duckdb
import pytest

from tests.tools.data.builders import duckdb_file, files_in, opened, parquet, sqlite_file, totals
from tools.errors import DataError, MissingInput
from tools.periods import Period

ROWS = """
    SELECT DATE '2026-05-01' + CAST(i // 2 AS INTEGER) AS day,
           CASE i % 2 WHEN 0 THEN 'Brand' ELSE 'Other' END AS campaign,
           10.5 AS cost, CAST(100 AS BIGINT) AS impressions, CAST(3 AS DECIMAL(9, 2)) AS conversions
    FROM range(20) AS numbers (i)
"""
SUMS = {"spend": 210.0, "impressions": 2000.0, "conversions": 60.0}
SQLITE_ROWS = [(f"2026-05-{1 + i // 2:02d}", "Brand" if i % 2 == 0 else "Other", 10.5, 100, 3) for i in range(20)]
COLUMNS = ("day TEXT", "campaign TEXT", "cost REAL", "impressions INTEGER", "conversions INTEGER")
BUILDERS = {
    "parquet": lambda folder: parquet(folder, ROWS),
    "duckdb": lambda folder: duckdb_file(folder, {"daily": ROWS}),
    "sqlite": lambda folder: sqlite_file(folder, {"daily": (COLUMNS, SQLITE_ROWS)}),
}


@pytest.mark.parametrize("kind", BUILDERS)
def test_each_kind_gives_the_same_table(tmp_path, kind):
    path = BUILDERS[kind](tmp_path)
    before = files_in(tmp_path)
    with opened(path) as table:
        assert totals(table) == pytest.approx(SUMS)
        assert table.mapping.dimensions == {"campaign": "campaign"}
        assert table.values("campaign") == [("Brand", 10), ("Other", 10)]
        assert str(table.span()) == "2026-05-01..2026-05-10"
        assert files_in(tmp_path) == before


@pytest.mark.parametrize("kind", BUILDERS)
def test_the_name_of_a_file_does_not_matter_its_content_does(tmp_path, kind):
    path = BUILDERS[kind](tmp_path).rename(tmp_path / "export.csv")
    with opened(path) as table:
        assert totals(table) == pytest.approx(SUMS)


@pytest.mark.parametrize("build", [duckdb_file, sqlite_file])
def test_of_several_tables_one_is_asked_for(tmp_path, build):
    content = ROWS if build is duckdb_file else (COLUMNS, SQLITE_ROWS)
    path = build(tmp_path, {"daily": content, "weekly": content})
    with pytest.raises(MissingInput, match=r"2 tables: daily, weekly.*#daily"):
        opened(path)
    with opened(f"{path}#weekly") as table:
        assert totals(table) == pytest.approx(SUMS)
    with opened(path, table="DAILY") as table:
        assert totals(table) == pytest.approx(SUMS)
    with pytest.raises(DataError, match=r"no table 'monthly'.*daily, weekly"):
        opened(f"{path}#monthly")


def test_a_view_of_a_duckdb_database_counts_as_a_table(tmp_path):
    path = duckdb_file(tmp_path, {"raw rows": ROWS})
    with duckdb.connect(str(path)) as database:
        database.execute("CREATE SCHEMA mart")
        database.execute('CREATE VIEW mart.daily AS SELECT * FROM "raw rows"')
    with opened(path, table="mart.daily") as table:
        assert totals(table) == pytest.approx(SUMS)


def test_a_duckdb_view_over_a_file_elsewhere_is_not_followed(tmp_path):
    """A database from somebody else may hold a view that reads the user's other files."""
    secret = parquet(tmp_path, ROWS, "elsewhere.parquet")
    path = tmp_path / "ads.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(f"CREATE VIEW daily AS SELECT * FROM read_parquet('{secret}')")
    with pytest.raises(DataError):
        opened(path)


def test_figures_that_are_nan_or_infinite_count_as_missing(tmp_path):
    path = parquet(
        tmp_path,
        "SELECT DATE '2026-05-01' AS day, 'a' AS campaign, CAST('NaN' AS DOUBLE) AS cost, 3 AS clicks UNION ALL "
        "SELECT DATE '2026-05-02', 'a', 5.0, 4 UNION ALL SELECT DATE '2026-05-03', 'a', CAST('inf' AS DOUBLE), 4",
    )
    with opened(path) as table:
        assert totals(table) == {"spend": 5.0, "clicks": 11.0}


def test_timestamps_and_text_dates_are_days(tmp_path):
    stamped = ROWS.replace(
        "DATE '2026-05-01' + CAST(i // 2 AS INTEGER)",
        "TIMESTAMP '2026-05-01 23:30:00' + to_days(CAST(i // 2 AS INTEGER))",
    )
    texts = f"SELECT * REPLACE (strftime(day, '%d.%m.%Y') AS day) FROM ({ROWS})"
    for name, query in (("stamped", stamped), ("texts", texts)):
        with opened(parquet(tmp_path, query, f"{name}.parquet"), date_order="day first") as table:
            assert str(table.span()) == "2026-05-01..2026-05-10"
            assert totals(table, Period(date(2026, 5, 1), date(2026, 5, 1)))["spend"] == 21.0


def test_numbers_stored_as_text_are_read_as_numbers(tmp_path):
    query = f"SELECT * REPLACE (CAST(cost AS VARCHAR) AS cost) FROM ({ROWS})"
    with opened(parquet(tmp_path, query)) as table:
        assert totals(table) == pytest.approx(SUMS)


def test_nested_columns_are_left_out_and_said_so(tmp_path):
    with opened(parquet(tmp_path, f"SELECT *, [1, 2] AS path, {{'a': 1}} AS extra FROM ({ROWS})")) as table:
        assert totals(table) == pytest.approx(SUMS)
        assert {"path", "extra"} <= set(table.mapping.ignored)


def test_totals_rows_in_a_typed_table_are_left_out_too(tmp_path):
    query = f"{ROWS} UNION ALL SELECT NULL, 'Total', 210.0, 2000, 60"
    with opened(parquet(tmp_path, query)) as table:
        assert totals(table) == pytest.approx(SUMS)
        assert "Total" not in [v for v, _ in table.values("campaign")]


def test_a_damaged_parquet_file_is_one_sentence(tmp_path):
    path = parquet(tmp_path, ROWS)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(DataError, match=r"can't be read.*Export it again"):
        opened(path)


def test_a_damaged_database_is_one_sentence(tmp_path):
    for path in (duckdb_file(tmp_path, {"daily": ROWS}), sqlite_file(tmp_path, {"daily": (COLUMNS, SQLITE_ROWS)})):
        path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
        with pytest.raises(DataError, match=r"can't be (opened|read)"):
            opened(path)


def test_a_sqlite_file_that_is_being_written_to_is_read_with_its_journal(tmp_path):
    path = tmp_path / "ads.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"CREATE TABLE daily ({', '.join(COLUMNS)})")
        database.executemany("INSERT INTO daily VALUES (?, ?, ?, ?, ?)", SQLITE_ROWS)
        database.commit()
        before = files_in(tmp_path)
        with opened(path) as table:
            assert totals(table) == pytest.approx(SUMS)
        assert files_in(tmp_path) == before


def test_a_duckdb_file_that_another_program_writes_to_says_so(tmp_path):
    import subprocess
    import sys

    path = duckdb_file(tmp_path, {"daily": ROWS})
    code = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"ready\n"
        with pytest.raises(DataError, match="locked by another program"):
            opened(path)
        writer.communicate()


def test_signs_that_mean_patterns_to_a_database_are_just_letters_of_a_name(tmp_path):
    folder = tmp_path / "May [2026] *"
    folder.mkdir()
    with opened(parquet(folder, ROWS, "x.parquet").rename(folder / "ads [1]*.parquet")) as table:
        assert totals(table) == pytest.approx(SUMS)
