"""What the user says about the columns, from adroit.toml, on the command line and in a chat, reaches every question."""

import json

import pytest

from agent.assistant import Assistant
from agent.errors import SettingsError
from agent.settings import Settings, load_settings
from agent.toolbox import Toolbox
from agent.workspace import Workspace
from tests.agent.test_cli import adroit
from tools.data import MappingOverrides

ROWS = "".join(
    f"2026-05-{day:02d},{name},{10 + day % 3},{5 if day < 22 else 9},{1 + day % 2}\n"
    for day in range(1, 29)
    for name in ("A", "B")
)


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "ads.csv").write_text(f"Day,Campaign,Fee,Deals,Calls\n{ROWS}")
    (tmp_path / "adroit.toml").write_text(
        'data = "ads.csv"\n[columns]\nmeasures = { spend = "Fee", conversions = ["Deals", "Calls"] }\n'
    )
    return Workspace(tmp_path, is_configured=True)


def test_the_file_says_what_columns_mean(workspace):
    columns = load_settings(workspace).columns
    assert columns == MappingOverrides(measures={"spend": "Fee", "conversions": ("Deals", "Calls")})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('meassures = { spend = "Fee" }', "'columns.meassures' is not a setting"),
        ('date_order = "backwards"', "columns.date_order"),
        ("year = 1", "columns.year"),
    ],
)
def test_a_section_that_can_not_be_used_is_one_sentence(workspace, line, says):
    workspace.config.write_text(f"[columns]\n{line}\n")
    with pytest.raises(SettingsError, match=says):
        load_settings(workspace)


def test_an_explanation_is_made_by_the_columns_of_the_file(workspace):
    toolbox = Toolbox(workspace, load_settings(workspace))
    report = toolbox.run("explain_change", {"kpi": "cpa", "current": "2026-05-22..2026-05-28"})
    totals = {t.metric: t.baseline for t in report.totals}
    assert totals["conversions"] == 2 * sum(5 + 1 + day % 2 for day in range(15, 22))


def test_what_is_said_in_a_chat_holds_for_the_questions_that_follow(workspace):
    toolbox = Toolbox(workspace, load_settings(workspace))
    toolbox.run("describe_data", {"columns": "conversions are Deals"})
    report = toolbox.run("explain_change", {"kpi": "cpa", "current": "2026-05-22..2026-05-28"})
    assert {t.metric: t.baseline for t in report.totals}["conversions"] == 70
    assert toolbox.columns.measures == {"spend": "Fee", "conversions": "Deals"}


@pytest.fixture
def chat(tmp_path):
    (tmp_path / "ads.csv").write_text(f"Day,Campaign,Fee,Deals,Calls\n{ROWS}")
    return Assistant.open(
        Workspace(tmp_path, is_configured=True), Settings(model="offline", currency="USD"), data=tmp_path / "ads.csv"
    )


@pytest.mark.parametrize("message", ["the column Deals is conversions", "treat Deals as conversions", "Fee is spend"])
def test_the_offline_chat_is_told_what_a_column_means(chat, message):
    answer = chat.ask(message, thread="t")
    assert "Read as you said" in answer.text
    assert answer.evidence[-1].arguments == {"columns": message}


def test_a_statement_and_a_question_in_one_message_are_both_heard(chat):
    chat.ask("use Fee as spend and Deals as conversions", thread="t")
    answer = chat.ask("the column Calls is conversions. Why did CPA change in the week of May 18?", thread="t")
    assert [e.tool for e in answer.evidence] == ["describe_data", "explain_change"]
    assert "CPA" in answer.text
    assert "Read as you said" not in answer.text


def test_a_sentence_that_names_no_column_is_answered_as_usual(chat):
    answer = chat.ask("conversions are falling", thread="t")
    assert "what a column of the table is" not in answer.text
    assert "Read as you said" not in answer.text


def test_a_column_that_is_not_there_is_refused_in_the_chat(chat):
    answer = chat.ask("the column Umsatz is revenue", thread="t")
    assert "does not say what a column of the table is" in answer.text
    assert "'Deals'" in answer.text


def test_the_data_command_shows_the_mapping_and_the_lines_to_keep(workspace):
    done = adroit("data", "--say", "conversions are Calls; leave out Deals", cwd=workspace.folder)
    assert done.returncode == 0
    assert "| Calls | conversions |" in done.stdout
    assert 'measures = { "spend" = "Fee", "conversions" = "Calls" }' in done.stdout
    assert 'ignore = ["Deals"]' in done.stdout


def test_the_data_command_as_json_is_json_and_nothing_else(workspace):
    done = adroit("data", "--json", cwd=workspace.folder)
    assert json.loads(done.stdout)["mapping"]["measures"] == {"spend": "Fee", "conversions": ["Deals", "Calls"]}


def test_words_that_are_not_understood_end_as_one_sentence(workspace):
    done = adroit("data", "--say", "conversions are Leads", cwd=workspace.folder)
    assert done.returncode == 2
    assert "does not say what a column of the table is" in done.stderr
    assert "Traceback" not in done.stderr
