"""Several processes on one workspace, and threads on a real PostgreSQL: the same conversations, none corrupted."""

import sqlite3
import subprocess
import sys
import threading

import pytest

from agent.errors import ThreadError
from agent.settings import Settings
from agent.threads import Threads
from agent.threads.sqlite_database import SqliteDatabase
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of
from tests.tools.data.postgres_server import postgres, reason_to_skip

TALKER = """
import sys
from pathlib import Path
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of
folder, name, thread, turns = sys.argv[1:]
assistant, _ = assistant_of(Workspace(Path(folder), is_configured=True), "Hello.")
for n in range(int(turns)):
    assert assistant.ask(f"{name} {n}", thread=thread).saved
"""


def test_two_processes_write_to_the_same_and_to_different_threads(tmp_path):
    talkers = [
        subprocess.Popen([sys.executable, "-c", TALKER, str(tmp_path), name, thread, "6"])
        for name, thread in (("left", "t-shared"), ("right", "t-shared"), ("own", "t-own"))
    ]
    assert [talker.wait(timeout=120) for talker in talkers] == [0, 0, 0]
    workspace = Workspace(tmp_path, is_configured=True)
    threads = Threads.open(workspace, Settings(model="offline"))
    shared = [m.text for m in threads.messages("t-shared") if m.type == "human"]
    assert sorted(shared) == sorted(f"{name} {n}" for name in ("left", "right") for n in range(6))
    assert [t.question for t in threads.turns("t-shared")] == shared
    assert [t.number for t in threads.turns("t-shared")] == list(range(1, 13))
    assert len(threads.turns("t-own")) == 6
    with sqlite3.connect(workspace.threads) as session:
        assert session.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_turns_in_one_thread_wait_for_each_other_in_one_process_too(tmp_path):
    assistant, model = assistant_of(Workspace(tmp_path, is_configured=True), "Hello.")
    asking = [threading.Thread(target=lambda n=n: assistant.ask(f"question {n}", thread="t-1")) for n in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sorted(len(sent) for sent in model.received) == [2, 4, 6, 8]


@pytest.fixture(scope="module")
def server():
    if reason := reason_to_skip():
        pytest.skip(reason)
    pytest.importorskip("langgraph.checkpoint.postgres", reason="the extra postgres is not installed")
    with postgres() as running:
        yield running


def on_postgres(server, workspace):
    address = server.address.replace("postgres://", "postgresql://")
    return Threads.open(workspace, Settings(model="offline", threads_url=address))


def test_conversations_live_in_postgres_and_go_on_from_another_machine(server, tmp_path):
    workspace = Workspace(tmp_path, is_configured=True)
    assistant, _ = assistant_of(workspace, "Hello.", threads=on_postgres(server, workspace))
    assistant.ask("the first question", thread="t-1", user="anna")
    assistant.threads.close()
    elsewhere = Workspace(tmp_path / "elsewhere", is_configured=True)
    later, model = assistant_of(elsewhere, "Hello again.", threads=on_postgres(server, elsewhere))
    later.ask("the second question", thread="t-1", user="anna")
    assert [m.text for m in model.received[-1][1:]] == ["the first question", "Hello.", "the second question"]
    assert [(t.id, t.turns, t.title) for t in later.threads.list("anna")] == [("t-1", 2, "the first question")]
    assert [t.id for t in later.threads.search("second hello", "anna")] == ["t-1"]
    with pytest.raises(ThreadError, match="no conversation"):
        later.ask("what did Anna say?", thread="t-1", user="ben")
    fork = later.threads.fork("t-1", at=1, user="anna")
    later.ask("another second", thread=fork, user="anna")
    assert [m.text for m in model.received[-1][1:]] == ["the first question", "Hello.", "another second"]
    later.threads.delete("t-1", "anna")
    assert [t.id for t in later.threads.list("anna")] == [fork]
    left = later.threads._database.execute("SELECT COUNT(*) FROM checkpoints WHERE thread_id = ?", "t-1")
    assert left == [(0,)]
    later.threads.close()


def test_turns_of_two_processes_on_postgres_wait_for_each_other(server, tmp_path):
    workspace = Workspace(tmp_path, is_configured=True)
    first, _ = assistant_of(workspace, "Hello.", threads=on_postgres(server, workspace))
    second, _ = assistant_of(workspace, "Hello.", threads=on_postgres(server, workspace))

    def talk(assistant, name):
        for n in range(4):
            assert assistant.ask(f"{name} {n}", thread="t-both").saved

    talking = [threading.Thread(target=talk, args=(a, n)) for a, n in ((first, "left"), (second, "right"))]
    for thread in talking:
        thread.start()
    for thread in talking:
        thread.join()
    assert len([m for m in first.threads.messages("t-both") if m.type == "human"]) == 8
    first.threads.close()
    second.threads.close()


def test_more_turns_at_once_than_the_pool_has_connections_are_all_saved(server, tmp_path):
    workspace = Workspace(tmp_path, is_configured=True)
    assistant, _ = assistant_of(workspace, "Hello.", threads=on_postgres(server, workspace))
    saved = []
    asking = [
        threading.Thread(target=lambda n=n: saved.append(assistant.ask("hello", thread=f"t-many-{n}").saved))
        for n in range(24)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert saved == [True] * 24
    assistant.threads.close()


def test_a_postgres_that_is_gone_costs_nothing_but_the_saving(tmp_path):
    workspace = Workspace(tmp_path, is_configured=True)
    pytest.importorskip("langgraph.checkpoint.postgres", reason="the extra postgres is not installed")
    nowhere = Settings(model="offline", threads_url="postgresql://adroit:hunter2@127.0.0.1:9/adroit")
    assistant, _ = assistant_of(workspace, "Hello.", threads=Threads.open(workspace, nowhere))
    answer = assistant.ask("hello", thread="t-1")
    assert answer.text == "Hello."
    assert not answer.saved
    assert "hunter2" not in " ".join(answer.warnings)
    assistant.threads.close()


def test_a_database_is_closed_once_the_statement_of_another_thread_is_done(tmp_path):
    database = SqliteDatabase(tmp_path / "threads.sqlite")
    database.prepare()
    with database._lock:  # as it is while a statement runs
        closing = threading.Thread(target=database.close)
        closing.start()
        closing.join(0.1)
        assert closing.is_alive()
        assert database.connection.execute("SELECT 1").fetchall() == [(1,)]
    closing.join(5)
    with pytest.raises(ThreadError):
        database.execute("SELECT 1")
