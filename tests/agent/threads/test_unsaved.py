"""A database that can't be written costs the user nothing but the saving, and says so."""

import sqlite3
import time

import pytest

from agent.errors import ThreadError
from agent.settings import Settings
from agent.threads import Threads
from agent.threads.sqlite_database import SqliteDatabase
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of, calling

COMPUTE = calling("compute_kpi", given={"spend": "$5,000", "conversions": "125"}, targets=["cpa"])


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


def impatient(workspace):
    folder = workspace.writable(workspace.hidden)
    return Threads(SqliteDatabase(folder / "threads.sqlite", busy_seconds=0.2), folder / "data")


def locking(workspace, how="IMMEDIATE"):
    holder = sqlite3.connect(workspace.threads, isolation_level=None, check_same_thread=False)
    holder.execute(f"BEGIN {how}")
    return holder


def test_an_answer_that_can_not_be_saved_is_shown_and_marked(workspace):
    assistant, model = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assistant.ask("before", thread="t-1")
    holder = locking(workspace)
    model.script[:] = [COMPUTE, "Your CPA is $40.00."]
    start = time.perf_counter()
    answer = assistant.ask("spent $5,000 for 125 sales, cpa?", thread="t-1")
    assert time.perf_counter() - start < 10
    assert answer.text == "Your CPA is $40.00."
    assert not answer.saved
    assert "not saved" in answer.warnings[-1]
    assert "locked" in answer.warnings[-1]
    holder.close()


def test_what_could_not_be_saved_is_saved_by_the_next_turn_that_can(workspace):
    assistant, model = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assistant.ask("before", thread="t-1")
    holder = locking(workspace)
    assistant.ask("while locked", thread="t-1")
    assistant.ask("still locked", thread="t-1")
    assert [t.question for t in assistant.threads.turns("t-1")] == ["before", "while locked", "still locked"]
    holder.close()
    answer = assistant.ask("after", thread="t-1")
    assert answer.saved
    asked = ["before", "while locked", "still locked", "after"]
    assert [m.text for m in model.received[-1] if m.type == "human"] == asked
    assistant.threads.close()
    later, model = assistant_of(workspace, "Hello.")
    assert [t.question for t in later.threads.turns("t-1")] == asked
    later.ask("in another process", thread="t-1")
    assert len([m for m in model.received[-1] if m.type == "human"]) == 5


def test_a_lock_that_comes_in_the_middle_of_a_turn_costs_nothing_either(workspace):
    assistant, model = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assistant.ask("before", thread="t-1")
    holders = []

    def lock_then_answer(_):
        holders.append(locking(workspace))
        return "Hello again."

    model.script[:] = [lock_then_answer, "And again."]
    answer = assistant.ask("during", thread="t-1")
    assert answer.text == "Hello again."
    assert not answer.saved
    holders[0].close()
    assert assistant.ask("after", thread="t-1").saved
    assert [m.text for m in model.received[-1][1:]] == ["before", "Hello.", "during", "Hello again.", "after"]
    assert [t.shown for t in assistant.threads.turns("t-1")] == ["Hello.", "Hello again.", "And again."]


def test_a_reader_that_is_locked_out_too_still_gets_an_answer_and_no_foreign_thread(workspace):
    assistant, model = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assistant.ask("Ben's secret", thread="t-1", user="ben")
    assistant.threads._database.connection.execute("PRAGMA journal_mode=DELETE")
    holder = locking(workspace, "EXCLUSIVE")
    answer = assistant.ask("anything", thread="t-1", user="anna")
    assert not answer.saved
    assert "secret" not in str(model.received[-1])
    holder.close()
    with pytest.raises(ThreadError, match="no conversation"):
        assistant.ask("and now?", thread="t-1", user="anna")


def test_a_full_disk_costs_nothing_but_the_saving(workspace):
    assistant, model = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assistant.ask("before", thread="t-1")
    connection = assistant.threads._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")  # SQLite's own error for a full disk
    model.script[:] = ["A long answer. " + "Words. " * 20_000, "Short."]
    answer = assistant.ask("during", thread="t-1")
    assert answer.text.startswith("A long answer.")
    assert not answer.saved
    assert "full" in answer.warnings[-1]
    connection.execute("PRAGMA max_page_count=1000000")
    assert assistant.ask("after", thread="t-1").saved
    assert [t.question for t in assistant.threads.turns("t-1")] == ["before", "during", "after"]


def test_a_database_that_is_locked_when_it_is_opened_is_taken_up_later(workspace):
    Threads.open(workspace, Settings(model="offline")).close()
    holder = locking(workspace, "EXCLUSIVE")
    assistant, _ = assistant_of(workspace, "Hello.", threads=impatient(workspace))
    assert not assistant.ask("hello", thread="t-1").saved
    holder.close()
    assert assistant.ask("again", thread="t-1").saved
    assert [t.turns for t in assistant.threads.list()] == [2]


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(workspace):
    workspace.writable(workspace.hidden)
    workspace.threads.write_bytes(b"this was a database once " * 100)
    with pytest.raises(ThreadError, match="can't be read") as error:
        Threads.open(workspace, Settings(model="offline"))
    assert "Move threads.sqlite" in str(error.value)
    assert workspace.threads.read_bytes() == b"this was a database once " * 100


def test_a_damaged_database_is_named_and_left_as_it_is(workspace):
    assistant, _ = assistant_of(workspace, "Hello.")
    for n in range(5):
        assistant.ask(f"question {n}", thread="t-1")
    assistant.threads.close()
    content = bytearray(workspace.threads.read_bytes())
    content[100:8192] = bytes(8092)
    workspace.threads.write_bytes(content)
    with pytest.raises(ThreadError, match="can't be read"):
        Threads.open(workspace, Settings(model="offline"))
    assert workspace.threads.read_bytes() == bytes(content)


def test_a_database_of_a_newer_adroit_is_left_alone(workspace):
    threads = Threads.open(workspace, Settings(model="offline"))
    threads._database.execute("UPDATE adroit_schema SET version = 99")
    threads.close()
    with pytest.raises(ThreadError, match="newer version"):
        Threads.open(workspace, Settings(model="offline"))


def test_conversations_kept_before_there_was_a_list_of_them_are_taken_up(workspace):
    assistant, _ = assistant_of(workspace, "Hello.")
    assistant.ask("an old question", thread="chat-1a2b3c4d")
    assistant.threads._database.transact(
        *((f"DROP TABLE adroit_{table}", ()) for table in ("schema", "threads", "turns", "data", "effects"))
    )
    assistant.threads.close()
    later, model = assistant_of(workspace, "Hello.")
    assert [(t.id, t.title) for t in later.threads.list()] == [("chat-1a2b3c4d", "an old question")]
    later.ask("a new one", thread="chat-1a2b3c4d")
    assert [m.text for m in model.received[-1] if m.type == "human"] == ["an old question", "a new one"]
