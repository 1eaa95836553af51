"""The workspace: which folder it is, and what becomes of one that can't be written."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.assistant import Assistant
from agent.cli import app
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import find_workspace


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """A configured folder that can't be written, whoever runs the tests."""
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "adroit.toml").write_text('currency = "EUR"\n')
    folder.chmod(0o555)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    really = os.access

    def access(path, mode):
        return really(path, mode) and not (Path(path) == folder and mode & os.W_OK)

    monkeypatch.setattr(os, "access", access)
    yield folder
    folder.chmod(0o755)


def test_the_nearest_folder_upwards_with_settings_is_the_workspace(tmp_path, monkeypatch):
    (tmp_path / "adroit.toml").write_text("")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    found = find_workspace()
    assert (found.folder, found.is_configured) == (tmp_path, True)
    assert found.hidden == tmp_path / ".adroit"
    assert found.note == ""


def test_a_workspace_that_can_not_be_written_is_worked_in_all_the_same(shared, tmp_path):
    found = find_workspace(shared)
    assert found.is_configured
    assert found.hidden.is_relative_to(tmp_path / "home")
    threads = Threads.open(found, Settings(model="offline"))
    assistant = Assistant.open(found, Settings(model="offline"), threads=threads)
    assert assistant.ask("what is our CPA on 500 spend and 20 conversions?", thread="t-1").saved
    assert [t.turns for t in threads.list()] == [1]
    threads.close()
    assert [p.name for p in shared.iterdir()] == ["adroit.toml"]


def test_two_such_folders_of_one_name_keep_apart(shared, tmp_path, monkeypatch):
    other = tmp_path / "elsewhere" / "shared"
    other.mkdir(parents=True)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) not in {shared, other})
    assert find_workspace(shared).hidden != find_workspace(other).hidden


def test_the_user_is_told_where_things_are_kept(shared):
    result = CliRunner().invoke(app, ["--workspace", str(shared), "ask", "what is CPM?"])
    assert result.exit_code == 0, result.stderr
    assert "can't be written, so conversations and the index are kept in" in result.stderr
    assert "can't be written" not in result.stdout
