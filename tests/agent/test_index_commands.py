"""`adroit index` as a user meets it: building, adding, listing and removing documents."""

import json

import pytest
from typer.testing import CliRunner

from agent.cli import app

PAGE = "# Returns\n\nCustomers may return padlocks within 45 days.\n"
ANSWERS = "question,answer\nWhat is our brand voice?,Plain and warm.\n"


@pytest.fixture
def adroit(tmp_path):
    """Run a command over a workspace of its own."""
    runner = CliRunner()
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def run(*arguments):
        return runner.invoke(app, ["--workspace", str(workspace), *map(str, arguments)], catch_exceptions=False)

    return run


@pytest.fixture
def documents(tmp_path):
    """Make a folder with two documents that can be read and one that can't."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "returns.md").write_text(PAGE)
    (folder / "faq.csv").write_text(ANSWERS)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 torn")
    return folder


def test_index_builds_and_says_what_it_holds(adroit):
    built = adroit("index", "--json")
    assert built.exit_code == 0
    state = json.loads(built.stdout)
    assert state["chunks"] > 300
    assert state["documents"] == 0
    assert "The index holds" in adroit("index").stdout


def test_a_batch_is_added_without_what_can_not_be_read(adroit, documents):
    added = adroit("index", "add", documents)
    assert added.exit_code == 1
    assert "Added 2 documents" in added.stdout
    assert "Not added: The file is no readable PDF" in added.stderr
    assert "scan.pdf" in added.stderr
    listed = json.loads(adroit("index", "list", "--json").stdout)
    assert [(d["name"], d["kind"], d["size"]) for d in listed] == [
        ("faq.csv", "csv", len(ANSWERS)),
        ("returns.md", "markdown", len(PAGE)),
    ]


def test_what_was_added_is_answered_from_and_cited(adroit, documents):
    adroit("index", "add", documents / "returns.md")
    answered = adroit("ask", "how many days do customers have to return padlocks?", "--sources")
    assert "45 days. [returns.md › Returns]" in answered.stdout
    assert "## Sources" in answered.stdout


def test_adding_the_same_again_changes_nothing(adroit, documents):
    adroit("index", "add", documents / "returns.md")
    again = adroit("index", "add", documents / "returns.md")
    assert again.exit_code == 0
    assert again.stdout == "Unchanged: returns.md\n"


def test_a_document_is_removed_by_name_and_its_file_stays(adroit, documents):
    adroit("index", "add", documents / "returns.md")
    removed = adroit("index", "remove", "returns.md", "retunrs.md")
    assert "Removed returns.md from the index (1 passage)." in removed.stdout
    assert "no document 'retunrs.md'" in removed.stderr
    assert removed.exit_code == 1
    assert (documents / "returns.md").read_text() == PAGE
    assert "the guide alone" in adroit("index", "list").stdout


def test_an_address_of_the_own_network_is_refused_unless_allowed(adroit):
    refused = adroit("index", "add", "http://127.0.0.1:9/page")
    assert refused.exit_code == 1
    assert "private network" in refused.stderr
    assert "can't be reached" in adroit("index", "add", "--allow-private", "http://127.0.0.1:9/page").stderr


@pytest.mark.parametrize("command", ["add", "list", "remove"])
def test_each_command_has_help_with_an_example(adroit, command):
    assert f"adroit index {command}" in adroit("index", command, "--help").output
