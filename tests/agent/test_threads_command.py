"""`adroit threads` and `adroit context`, as a user types them."""

import json

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.errors import SettingsError
from agent.settings import load_settings
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


@pytest.fixture
def adroit(workspace):
    def run(*arguments, **more):
        return CliRunner().invoke(app, ["--workspace", str(workspace.folder), *arguments], **more)

    return run


@pytest.fixture
def talked(workspace):
    assistant, _ = assistant_of(workspace, "One.", "Two.")
    for question in ("Why did CPA rise?", "and on mobile?"):
        assistant.ask(question, thread="t-1")
    assistant.ask("Somebody else's", thread="t-2", user="ben")
    assistant.threads.close()


def test_without_conversations_it_says_how_to_start_one(adroit):
    assert "adroit chat" in adroit("threads", "list").output


@pytest.mark.usefixtures("talked")
def test_conversations_are_listed_searched_read_and_named(adroit):
    listed = json.loads(adroit("threads", "list", "--json").output)
    assert [(t["id"], t["title"], t["turns"]) for t in listed] == [("t-1", "Why did CPA rise?", 2)]
    assert "t-1" in adroit("threads", "search", "mobile").output
    assert "t-1" not in adroit("threads", "search", "radio").output
    assert "> and on mobile?" in adroit("threads", "show", "why did cpa rise?").output
    assert adroit("threads", "rename", "t-1", "Monday").exit_code == 0
    assert "Monday" in adroit("threads", "list").output


@pytest.mark.usefixtures("talked")
def test_a_conversation_is_forked_and_exported(adroit, tmp_path):
    fork = adroit("threads", "fork", "t-1", "--at", "1").output.strip()
    exported = json.loads(adroit("threads", "export", fork, "--format", "json").output)
    assert [t["question"] for t in exported["turns"]] == ["Why did CPA rise?"]
    file = tmp_path / "out.md"
    adroit("threads", "export", "t-1", "--out", str(file))
    assert file.read_text().startswith("# Why did CPA rise?")


@pytest.mark.usefixtures("talked")
def test_deleting_asks_first(adroit):
    assert adroit("threads", "delete", "t-1", input="n\n").exit_code == 1
    assert "t-1" in adroit("threads", "list").output
    assert adroit("threads", "delete", "t-1", input="y\n").exit_code == 0
    assert "t-1" not in adroit("threads", "list").output


@pytest.mark.usefixtures("talked")
def test_another_users_conversation_is_unknown_here(adroit):
    for arguments in (("show", "t-2"), ("delete", "t-2", "--yes"), ("export", "t-2"), ("fork", "t-2")):
        assert "There is no conversation 't-2'" in str(adroit("threads", *arguments).exception)


@pytest.mark.usefixtures("talked")
def test_the_doctor_says_how_conversations_and_context_stand(adroit, workspace):
    def found(name):
        return next(c for c in json.loads(adroit("doctor", "--json").output) if c["name"] == name)

    assert found("conversations")["found"].startswith("1 kept in ")
    assert found("context")["state"] == "hint"
    adroit("context", "set", "margin", "42%")
    assert found("context")["found"] == "contribution margin: 42%"
    for file in workspace.hidden.glob("threads.sqlite*"):
        file.write_bytes(b"no database " * 100)
    assert found("conversations")["state"] == "problem"
    assert "Move threads.sqlite" in found("conversations")["remedy"]


def test_an_address_that_is_no_postgres_is_refused_without_showing_it(workspace):
    workspace.config.write_text('threads_url = "mysql://me:hunter2@db/x"\n')
    with pytest.raises(SettingsError, match="postgresql://") as error:
        load_settings(workspace)
    assert "hunter2" not in str(error.value)


def test_the_context_is_set_shown_and_forgotten(adroit, workspace):
    assert "Nothing is set" in adroit("context").output
    assert "contribution margin: 42%" in adroit("context", "set", "margin", "42%").output
    assert "target CPA: $35" in adroit("context", "set", "CPA", "$35").output
    assert adroit("context", "set", "time-zone", "Berlin").exit_code == 0
    assert adroit("context").output == "- time zone: Europe/Berlin\n- contribution margin: 42%\n- target CPA: $35\n"
    assert json.loads(adroit("context", "--json").output)["targets"] == {"cpa": "$35"}
    adroit("context", "forget", "margin", "cpa")
    assert load_settings(workspace).context.sentences() == ["time zone: Europe/Berlin"]


def test_a_value_that_makes_no_sense_is_one_sentence(adroit):
    assert "'35%' can't be a target for CPA" in str(adroit("context", "set", "cpa", "35%").exception)
