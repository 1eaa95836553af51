"""A small typed table is copied with its names as numbers; what it answers is the same."""

from datetime import date

import pytest

from tests.tools.data.builders import codes, opened, parquet
from tools.data import coded
from tools.periods import Period

BASELINE, CURRENT = Period(date(2026, 5, 1), date(2026, 5, 15)), Period(date(2026, 5, 16), date(2026, 5, 31))


def rows(count, of="i"):
    return f"""
        SELECT DATE '2026-05-01' + CAST({of} % 31 AS INTEGER) AS day, concat('c', {of} % 90) AS campaign,
               concat('d', {of} % 7) AS device, 1.0 + {of} AS cost, {of} % 11 AS clicks
        FROM range({count}) AS numbers (i)
    """


def test_a_copied_table_answers_as_one_that_is_read_where_it_lies(tmp_path, monkeypatch):
    path = parquet(tmp_path, rows(20_000))
    answers = []
    for most in (coded.MOST_CELLS_KEPT, 0):
        monkeypatch.setattr(coded, "MOST_CELLS_KEPT", most)
        with opened(path) as table:
            leaves = table.leaves(BASELINE, CURRENT, dimensions=["campaign", "device"], measures=["spend"])
            one = table.leaves(BASELINE, CURRENT, dimensions=["device"], measures=["spend"], where={"campaign": "c7"})
            days = table.daily_leaves(["clicks"], ["device"])
            answers.append(
                (
                    [k.tolist() for part in (leaves, one) for k in part.keys],
                    [part.current["spend"].tolist() for part in (leaves, one)],
                    {k: v.measures["clicks"].tolist() for k, v in days.items()},
                    table.check(BASELINE, CURRENT, ["spend", "clicks"]),
                )
            )
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("of", "is_told"), [("i", False), ("(i // 2)", True)])
def test_a_large_table_loaded_twice_is_found_out(tmp_path, of, is_told):
    with opened(parquet(tmp_path, rows(120_000, of))) as table:
        found = table.check(BASELINE, CURRENT, ["spend"])
    assert ("duplicate_rows" in codes(found)) is is_told
