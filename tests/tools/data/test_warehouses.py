"""A warehouse's table through Ibis: the same sums as from a file, made where the rows lie.

The figures are compared with those of a DuckDB file that holds the same rows, so every question is asked twice.
"""

import importlib.util
import shutil
from datetime import date

import duckdb
import pytest

from tests.tools.data import postgres_server
from tests.tools.data.builders import duckdb_file, opened
from tools.errors import DataError, MissingInput
from tools.periods import Period

ROWS = """
    SELECT DATE '2026-03-01' + CAST(i % 60 AS INTEGER) AS day,
           CASE i % 7 WHEN 6 THEN NULL ELSE concat('Campaign ', CAST(i % 7 AS VARCHAR)) END AS campaign,
           CASE i % 3 WHEN 0 THEN 'Mobile' WHEN 1 THEN 'Desktop' ELSE ' ' END AS device,
           (i * 37) % 1000 / 10.0 AS cost, 100 + i % 50 AS impressions, i % 20 AS clicks,
           CASE WHEN i % 60 = 59 THEN 0 ELSE i % 4 END AS conversions
    FROM generate_series(0, 5999) AS numbers (i)
"""
BASELINE = Period(date(2026, 4, 16), date(2026, 4, 22))
CURRENT = Period(date(2026, 4, 23), date(2026, 4, 29))
MEASURES = ["spend", "impressions", "clicks", "conversions"]

needs_postgres = pytest.mark.skipif(
    bool(postgres_server.reason_to_skip()), reason=postgres_server.reason_to_skip() or "-"
)


@pytest.fixture(scope="module")
def server():
    with postgres_server.postgres() as running:
        running.execute(f"CREATE TABLE daily AS {ROWS}", "CREATE SCHEMA ads", "CREATE TABLE ads.daily AS TABLE daily")
        yield running


@pytest.fixture
def file_table(tmp_path):
    with opened(duckdb_file(tmp_path, {"daily": ROWS.replace("generate_series(0, 5999)", "range(6000)")})) as table:
        yield table


def assert_same_answers(warehouse, file):
    assert warehouse.mapping.model_dump(exclude={"notes"}) == file.mapping.model_dump(exclude={"notes"})
    assert warehouse.row_count == file.row_count == 6000
    assert warehouse.span() == file.span()
    for where in ({}, {"device": "mobile"}, {"campaign": "(none)"}):
        ours, theirs = (
            t.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=MEASURES, where=where)
            for t in (file, warehouse)
        )
        assert [list(k) for k in theirs.keys] == [list(k) for k in ours.keys]
        for measure in MEASURES:
            assert theirs.baseline[measure] == pytest.approx(ours.baseline[measure])
            assert theirs.current[measure] == pytest.approx(ours.current[measure])
    assert warehouse.daily(MEASURES).days == file.daily(MEASURES).days
    assert warehouse.daily(["spend"]).measures["spend"] == pytest.approx(file.daily(["spend"]).measures["spend"])
    assert set(warehouse.daily_leaves(["spend"], ["device"])) == set(file.daily_leaves(["spend"], ["device"]))
    assert warehouse.values("campaign") == file.values("campaign")
    notes = [[n.model_dump() for n in t.check(BASELINE, CURRENT, MEASURES)] for t in (file, warehouse)]
    assert notes[0] == notes[1]
    assert "tracking_break" in [n["code"] for n in notes[0]]


@needs_postgres
@pytest.mark.parametrize("name", ["daily", "ads.daily", "public.daily"])
def test_postgresql_gives_the_same_answers_as_a_file(server, file_table, name):
    with opened(f"{server.address}#{name}") as table:
        assert_same_answers(table, file_table)


@needs_postgres
def test_postgresql_groups_the_rows_itself_and_sends_the_leaves_only(server):
    with opened(f"{server.address}#daily") as table:
        before = len(server.heard())
        leaves = table.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=["spend"])
    [query] = [line for line in server.heard()[before:] if "daily" in line]
    assert 'SUM("spend") FILTER' in query
    assert 'GROUP BY 1, 2) AS "sums"' in query
    assert len(leaves.keys[0]) == 21


@needs_postgres
def test_a_user_who_may_only_read_is_enough(server, file_table):
    server.execute(
        "CREATE ROLE reader LOGIN",
        "GRANT SELECT ON daily TO reader",
        "ALTER ROLE reader SET default_transaction_read_only = on",
        "REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC",
    )
    with opened(f"postgres://reader@127.0.0.1:{server.port}/postgres#daily") as table:
        assert_same_answers(table, file_table)


@needs_postgres
def test_a_password_in_the_address_is_never_shown(server):
    with pytest.raises(DataError) as refused:
        opened(f"{server.address}#nowhere")
    assert "no table 'nowhere'" in str(refused.value)
    assert "secret" not in str(refused.value)


@needs_postgres
def test_a_server_that_does_not_answer_is_one_sentence():
    with pytest.raises(DataError, match=r"does not answer.*Check host, user and network") as refused:
        opened("postgres://adroit:secret@127.0.0.1:1/postgres#daily")
    assert "secret" not in str(refused.value)


def test_an_address_without_a_table_asks_for_one():
    with pytest.raises(MissingInput, match=r"#schema\.table"):
        opened("postgres://adroit@127.0.0.1/postgres")


def test_an_unknown_kind_of_address_names_the_known_ones():
    with pytest.raises(DataError, match="snowflake"):
        opened("oracle://host/database#table")


needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or not shutil.which("java"),
    reason="PySpark or Java is not installed (pip install 'ibis-framework[pyspark]')",
)


@needs_spark
def test_spark_gives_the_same_answers_as_a_file(file_table, tmp_path):
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1",
             "spark.driver.bindAddress": "127.0.0.1", "spark.sql.session.timeZone": "UTC",
             "spark.sql.warehouse.dir": str(tmp_path / "spark")}  # fmt: skip
    builder = SparkSession.builder.master("local[1]")
    for name, value in quiet.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        copy = tmp_path / "daily.parquet"
        with duckdb.connect(str(tmp_path / "ads.duckdb"), read_only=True) as database:
            database.execute(f"COPY daily TO '{copy}' (FORMAT parquet)")
        session.read.parquet(str(copy)).createOrReplaceTempView("daily")
        with opened("pyspark://local#daily") as table:
            assert_same_answers(table, file_table)
    finally:
        session.stop()
