"""The ledger of model calls: exact sums, several processes, and never in the way of an answer."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import WorkspaceError
from agent.usage.ledger import UsageLedger, UsageRow, total_of
from agent.usage.prices import Price, load_prices
from agent.workspace import Workspace

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
ROW = UsageRow(
    at=NOON,
    turn="t1",
    thread="q3-plan",
    model="gpt-5-mini",
    input_tokens=1000,
    cached_input_tokens=400,
    output_tokens=50,
    cost=Decimal("0.00026"),
    seconds=1.5,
)


def ledger_at(tmp_path, now=NOON, zone="UTC"):
    return UsageLedger(tmp_path / ".adroit" / "usage.sqlite", time_zone=lambda: zone, now=lambda: now)


def test_calls_add_up_by_thread_model_and_day(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.record(ROW)
    ledger.record(replace(ROW, turn="t1", model="offline planner", cost=Decimal(0), input_tokens=0, output_tokens=0))
    ledger.record(replace(ROW, turn="t2", thread="other", at=NOON - timedelta(days=1)))
    thread = ledger.of_thread("q3-plan")
    assert (thread.turns, thread.calls, thread.input_tokens, thread.cost) == (1, 2, 1000, Decimal("0.00026"))
    assert ledger.today().calls == 2
    week = date(2026, 5, 8)
    assert ledger.since(week).cost == Decimal("0.00052")
    assert list(ledger.by_model(week)) == ["gpt-5-mini", "offline planner"]
    assert {name: total.calls for name, total in ledger.by_thread(week).items()} == {"q3-plan": 2, "other": 1}
    assert list(ledger.by_day(week)) == ["2026-05-14", "2026-05-13"]


def test_an_unknown_cost_is_never_counted_as_nothing(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.record(ROW)
    ledger.record(replace(ROW, model="llama", cost=None))
    total = ledger.today()
    assert total.cost is None
    assert total.unpriced == ("llama",)
    assert total.known_cost == ROW.cost


def test_a_day_begins_at_midnight_in_the_users_time_zone(tmp_path):
    one_in_the_morning = datetime(2026, 5, 14, 16, tzinfo=UTC)  # of the 15th, in Tokyo
    ledger = ledger_at(tmp_path, now=one_in_the_morning, zone="Asia/Tokyo")
    ledger.record(replace(ROW, at=datetime(2026, 5, 14, 14, 59, tzinfo=UTC)))
    ledger.record(replace(ROW, at=datetime(2026, 5, 14, 15, 1, tzinfo=UTC)))
    assert ledger.today().calls == 1
    assert list(ledger.by_day(date(2026, 5, 1))) == ["2026-05-15", "2026-05-14"]


@given(st.lists(st.decimals(min_value=0, max_value=10, places=12), max_size=20))
def test_sums_of_money_are_exact(costs):
    assert total_of([replace(ROW, cost=c) for c in costs]).cost == sum(costs, Decimal(0))


def test_money_comes_back_to_the_last_digit(tmp_path):
    ledger = ledger_at(tmp_path)
    cost = Decimal("0.000000005")  # one cached token of the cheapest model
    ledger.record(replace(ROW, cost=cost))
    assert ledger.today().cost == cost


def test_what_a_locked_file_could_not_take_is_counted_and_written_later(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.record(ROW)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert ledger.record(replace(ROW, turn="t2")) is False
    assert ledger.today().turns == 2
    other.execute("COMMIT")
    other.close()
    assert ledger.record(replace(ROW, turn="t3")) is True
    assert ledger_at(tmp_path).today().turns == 3


def test_a_full_disk_costs_nothing_but_the_row(tmp_path, monkeypatch):
    ledger = ledger_at(tmp_path)

    def full(_connection):
        raise sqlite3.OperationalError("database or disk is full")

    ledger.record(ROW)
    monkeypatch.setattr("agent.usage.ledger._stored", full)
    assert ledger.record(replace(ROW, turn="t2")) is False
    assert ledger.today().turns == 2


def test_a_folder_that_can_not_be_made_costs_nothing_but_the_row(tmp_path):
    (tmp_path / ".adroit").write_text("a file where the folder should be")
    ledger = ledger_at(tmp_path)
    assert ledger.record(ROW) is False
    assert ledger.today().calls == 1


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.path.parent.mkdir()
    ledger.path.write_bytes(b"no database at all" * 100)
    assert ledger.record(ROW) is False
    with pytest.raises(WorkspaceError, match="can't be read"):
        ledger.today()


def test_a_file_that_was_moved_away_is_begun_afresh(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.record(ROW)
    ledger.path.rename(tmp_path / "old.sqlite")
    assert ledger.record(ROW) is True
    assert ledger_at(tmp_path).today().calls == 1


@pytest.mark.process
def test_several_processes_write_into_one_ledger(tmp_path):
    program = """
import sys
from pathlib import Path
from agent.usage.ledger import UsageLedger, UsageRow
from agent.workspace import Workspace
from datetime import UTC, datetime
from decimal import Decimal
ledger = UsageLedger.open(Workspace(Path(sys.argv[1]), True))
for n in range(41):
    ledger.record(UsageRow(datetime.now(UTC), f"{sys.argv[2]}-{n}", "t", "m", 1, 1, Decimal("0.001")))
"""
    writers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(n)]) for n in range(3)]
    assert [w.wait(60) for w in writers] == [0, 0, 0]
    total = UsageLedger.open(Workspace(tmp_path, is_configured=True)).of_thread("t")
    assert total.turns == 3 * 41
    assert total.cost == Decimal("0.123")


def test_cached_tokens_have_their_own_price_and_a_snapshot_has_its_models():
    price = load_prices().price("gpt-5-mini-2025-08-07")
    assert price is not None
    assert price.of(input_tokens=1_000_000, cached_input_tokens=400_000, output_tokens=100_000) == Decimal("0.36")


def test_a_model_without_a_price_has_none_and_the_users_price_goes_before_ours():
    assert load_prices().price("some-llama") is None
    own = load_prices({"gpt-5-mini": Price(input=Decimal(1), output=Decimal(2))}).price("gpt-5-mini")
    assert own is not None
    assert own.of(input_tokens=1_000_000, output_tokens=0, cached_input_tokens=1_000_000) == 1


def test_the_price_list_says_when_and_where_it_was_read():
    prices = load_prices()
    assert prices.collected >= date(2026, 1, 1)
    assert "OpenAI" in prices.source
    assert prices.price("gpt-5-mini") is not None, "the default model has a price"
