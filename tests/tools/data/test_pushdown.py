"""Only grouped sums leave the place where the rows lie: what reaches the engine, and how much comes back."""

from datetime import date

import pytest
import sqlglot

from tests.tools.data.builders import MAY, duckdb_file, parquet
from tests.tools.data.recording import recorded_table
from tools.data.translate import translated
from tools.periods import Period

ROWS = """
    SELECT DATE '2026-05-01' + CAST(i % 31 AS INTEGER) AS day,
           concat('c', i % 5) AS campaign, concat('d', i % 3) AS device,
           1.5 AS cost, 100 AS impressions, 5 AS clicks, 1 AS conversions
    FROM range(30000) AS numbers (i)
"""
BASELINE, CURRENT = Period(date(2026, 5, 18), date(2026, 5, 24)), Period(date(2026, 5, 25), date(2026, 5, 31))
WAREHOUSES = ("postgres", "bigquery", "snowflake", "clickhouse", "trino", "spark", "databricks")


@pytest.fixture(params=["parquet", "duckdb"])
def recorded(request, tmp_path):
    path = parquet(tmp_path, ROWS) if request.param == "parquet" else duckdb_file(tmp_path, {"daily": ROWS})
    table, engine = recorded_table(path)
    yield table, engine
    table.close()


def ask_everything(table):
    table.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=["spend", "clicks"])
    table.leaves(BASELINE, CURRENT, dimensions=["device"], measures=["spend"], where={"campaign": "c1"})
    table.daily(["spend"], where={"device": "d0"})
    table.daily_leaves(["spend"], ["device"])
    table.values("campaign")
    table.check(BASELINE, CURRENT, ["spend", "impressions", "clicks", "conversions"])


def test_leaves_are_grouped_by_the_engine_and_only_they_come_back(recorded):
    table, engine = recorded
    engine.asked.clear()
    table.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=["spend"])
    [question] = engine.asked
    assert "GROUP BY" in question.sql
    assert question.rows_returned == 15


def test_no_question_ever_brings_back_rows(recorded):
    table, engine = recorded
    ask_everything(table)
    assert len(engine.asked) > 10
    for question in engine.asked:
        tree = sqlglot.parse_one(question.sql, read="duckdb")
        grouped = tree.find(sqlglot.exp.Group) or tree.find(sqlglot.exp.AggFunc) or tree.find(sqlglot.exp.Distinct)
        assert grouped, question.sql
        # One sum for each day of the periods and each value of a dimension, the whole table beside them.
        assert question.rows_returned <= 31 * (5 + 3 + 1), question.sql


def test_a_period_that_is_asked_for_is_a_filter_in_the_engine(recorded):
    table, engine = recorded
    engine.asked.clear()
    table.leaves(BASELINE, CURRENT, dimensions=[], measures=["spend"])
    assert "BETWEEN DATE '2026-05-18' AND DATE '2026-05-24'" in engine.asked[0].sql
    assert MAY.days == 31


@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_every_question_can_be_said_in_a_warehouses_own_sql(tmp_path, warehouse):
    table, engine = recorded_table(parquet(tmp_path, ROWS), as_warehouse=True)
    engine.asked.clear()
    with table:
        ask_everything(table)
    columns = {"day": "DATE", "campaign": "VARCHAR", "device": "VARCHAR", "of_source": "BOOLEAN"}
    columns |= dict.fromkeys(table.mapping.measures, "DOUBLE")
    for question in engine.asked:
        query = translated(question.sql, warehouse, {"performance": columns})
        sqlglot.parse_one(query.sql, read=warehouse)
        assert query.types, question.sql
        if warehouse in {"bigquery", "snowflake"}:
            assert " FILTER" not in query.sql.upper()


def test_the_embedded_database_finds_what_a_warehouse_finds(tmp_path):
    path = parquet(tmp_path, ROWS)
    answers = []
    for as_warehouse in (False, True):
        table, _ = recorded_table(path, as_warehouse=as_warehouse)
        with table:
            leaves = table.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=["spend", "clicks"])
            notes = table.check(BASELINE, CURRENT, ["spend", "impressions", "clicks", "conversions"])
            answers.append(
                ([k.tolist() for k in leaves.keys], {m: v.tolist() for m, v in leaves.current.items()}, notes)
            )
    assert answers[0] == answers[1]
