"""Data belongs to its thread and its user: kept across restarts, and nothing crosses."""

import pytest

from agent.assistant import Assistant
from agent.errors import ThreadError
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of, calling
from tools.data.samples import sample_path

OFFLINE = Settings(model="offline", currency="USD")
SECRET = b"Date,Campaign,Cost,Clicks\n" + b"".join(b"2026-05-%02d,Zanzibar,10,5\n" % day for day in range(1, 15))


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


def opened(workspace, **more):
    return Assistant.open(workspace, OFFLINE, threads=Threads.open(workspace, OFFLINE), **more)


def test_a_table_given_in_one_thread_is_not_there_in_another(workspace):
    assistant = opened(workspace)
    assistant.threads.keep_data("t-1", "ads.csv", SECRET)
    assert "Zanzibar" in assistant.ask("what is in my data?", thread="t-1").text
    other = assistant.ask("what is in my data?", thread="t-2")
    assert "Zanzibar" not in other.text
    assert "--data" in other.text


def test_a_thread_keeps_its_table_over_a_restart(workspace):
    assistant = opened(workspace, data=sample_path())
    assistant.ask("what is in my data?", thread="t-1")
    assistant.threads.close()
    later = opened(workspace)
    assert "Social" in later.ask("what is in my data?", thread="t-1").text
    assert "--data" in later.ask("what is in my data?", thread="t-2").text


def test_what_was_said_of_the_columns_is_kept_with_its_thread(workspace):
    assistant = opened(workspace)
    table = b"Day,Outlay,Hits\n" + b"".join(b"2026-05-%02d,10,5\n" % day for day in range(1, 15))
    for thread in ("t-1", "t-2"):
        assistant.threads.keep_data(thread, "ads.csv", table)
    assistant.ask("use Outlay as spend and Hits as clicks", thread="t-1")
    said = assistant.threads.columns_of("t-1")
    assert said is not None
    assert said.measures
    assistant.threads.close()
    later = opened(workspace)
    assert later.threads.columns_of("t-1") == said
    assert later.threads.columns_of("t-2") is None


def test_a_model_can_not_read_the_uploads_of_another_thread_by_their_path(workspace):
    threads = Threads.open(workspace, OFFLINE)
    path = threads.keep_data("t-ben", "ads.csv", SECRET, user="ben")
    inside = str(path.relative_to(workspace.folder))
    assistant, model = assistant_of(workspace, calling("describe_data", data=inside), "Hello.", threads=threads)
    assistant.ask("what is in Ben's data?", thread="t-anna", user="anna")
    assert "Zanzibar" not in str(model.received)


def test_uploads_of_threads_whose_names_differ_in_case_alone_lie_apart(workspace):
    threads = Threads.open(workspace, OFFLINE)
    folders = {threads.keep_data(thread, "ads.csv", SECRET).parent for thread in ("Budget", "budget", "T1:a", "T1_a")}
    assert len({str(folder).lower() for folder in folders}) == 4


@pytest.mark.parametrize(
    "name", ["../../adroit.toml", "..\\..\\x.csv", "/etc/passwd", ".env", "a\x00b.csv", "", "..", "x" * 300]
)
def test_an_uploads_name_can_not_lead_out_of_its_folder(workspace, name):
    threads = Threads.open(workspace, OFFLINE)
    path = threads.keep_data("t-1", name, b"Date,Cost\n")
    assert path.parent == workspace.hidden / "data" / "t-1"
    assert not path.name.startswith(".")
    assert path.read_bytes() == b"Date,Cost\n"


def test_two_uploads_of_one_name_are_both_kept_and_the_last_one_counts(workspace):
    threads = Threads.open(workspace, OFFLINE)
    first = threads.keep_data("t-1", "ads.csv", b"Date,Cost\n1\n")
    second = threads.keep_data("t-1", "ads.csv", b"Date,Cost\n2\n")
    assert first.read_bytes() != second.read_bytes()
    assert threads.data_of("t-1") == second


def test_deleting_a_thread_takes_its_uploads_and_leaves_the_users_own_files_and_the_fork(workspace):
    threads = Threads.open(workspace, OFFLINE)
    own = workspace.folder / "mine.csv"
    own.write_bytes(SECRET)
    threads.attach_data("t-1", own)
    upload = threads.keep_data("t-1", "ads.csv", SECRET)
    fork = threads.fork("t-1")
    assert threads.data_of(fork).read_bytes() == SECRET
    assert threads.data_of(fork) != upload
    threads.delete("t-1")
    assert own.exists()
    assert not upload.exists()
    assert threads.data_of(fork).read_bytes() == SECRET


def test_an_upload_that_is_too_large_is_refused(workspace, monkeypatch):
    monkeypatch.setattr("agent.threads.thread_data.LARGEST", 10)
    with pytest.raises(ThreadError, match="larger than"):
        Threads.open(workspace, OFFLINE).keep_data("t-1", "ads.csv", b"x" * 11)


def test_nobody_elses_data_is_given(workspace):
    threads = Threads.open(workspace, OFFLINE)
    threads.keep_data("t-ben", "ads.csv", SECRET, user="ben")
    assert threads.data_of("t-ben", user="anna") is None
    assert threads.data_of("t-ben") is None
    assert threads.columns_of("t-ben", user="anna") is None
