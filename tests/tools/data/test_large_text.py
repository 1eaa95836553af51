"""A text table too large for memory is kept on the disk while it is asked, and leaves nothing behind."""

from datetime import date

import pytest

from tools.data import open_table, text_source
from tools.periods import Period

NAMES = (" Search", "", *(f"Channel {n}" for n in range(30)))
ROWS = "".join(
    f"2026-05-{1 + i % 28:02d},{'jane@example.com' if i % 200 == 0 else NAMES[i % 32]},{i % 7}.50,{i % 3}\n"
    for i in range(2000)
)
FIRST, SECOND = Period(date(2026, 5, 1), date(2026, 5, 14)), Period(date(2026, 5, 15), date(2026, 5, 28))


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "ads.csv"
    file.write_text("Day,Channel,Cost,Conversions\n" + ROWS + "Total,,1234,99\n2026-05-03,Channel 1,1\n")
    return file


def answers(path):
    with open_table(path) as table:
        leaves = table.leaves(FIRST, SECOND, dimensions=["channel"], measures=["spend", "conversions"])
        sums = {m: v.tolist() for m, v in leaves.current.items()}
        return leaves.keys[0].tolist(), sums, table.values("channel"), [n.code for n in table.mapping.notes]


def test_it_gives_the_same_answers(path, monkeypatch):
    in_memory = answers(path)
    monkeypatch.setattr(text_source, "_LARGE", 1)
    assert answers(path) == in_memory
    assert in_memory[0] == sorted(["(email address)", "(none)", "Search", *NAMES[2:]])


def test_its_scratch_file_is_away_from_the_users_and_gone_at_the_end(path, monkeypatch):
    monkeypatch.setattr(text_source, "_LARGE", 1)
    with open_table(path) as table:
        scratch = table._source.engine.workspace / "scratch.duckdb"
        assert scratch.exists()
        assert path.parent not in scratch.parents
    assert not scratch.parent.exists()
    assert [p.name for p in path.parent.iterdir()] == ["ads.csv"]
