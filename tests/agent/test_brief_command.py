"""`adroit brief` as a user meets it."""

import json

import pytest
from typer.testing import CliRunner

from agent.cli import app
from tools.brief.document import brief_schema

PARAGRAPH = (
    "We are Lumen, a lamp maker. We'd like to sell the Orbit desk lamp in Germany, 4 May to 12 July 2027, with a "
    "budget of €60,000: 50% paid search, 30% Meta, 20% TikTok. CPA target €28. AOV is €110 with a 38% margin."
)
NAME = "lumen-orbit-desk-lamp-may-2027"


@pytest.fixture
def brief(tmp_path, monkeypatch):
    (tmp_path / "adroit.toml").touch()
    monkeypatch.chdir(tmp_path)

    def run(*arguments, given=None):
        done = CliRunner().invoke(app, ["brief", *arguments], input=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


def test_from_a_paragraph_to_a_history(brief, tmp_path):
    made = brief("new", PARAGRAPH)
    assert f"Kept as `{NAME}`, version 1." in made.stdout
    assert (tmp_path / "briefs" / NAME / "brief.json").is_file()

    changed = brief("revise", NAME, "move 20% from search to CTV", "--yes")
    assert "€30,000 → €24,000" in changed.stdout
    assert f"{NAME} is at version 2." in changed.stdout

    assert "added channel_mix.channels[CTV]: budget €6,000" in brief("diff", NAME).stdout
    assert "is at version 3" in brief("undo", NAME, "--yes").stdout
    assert "nothing differs" in brief("diff", NAME, "1", "3").stdout
    assert "undo: back to version 1" in brief("list", NAME).stdout
    assert NAME in brief("list").stdout
    assert "CTV" in brief("show", NAME, "--version", "2").stdout


def test_json_is_nothing_but_json(brief):
    made = json.loads(brief("new", PARAGRAPH, "--json").stdout)
    assert made["name"] == NAME
    assert json.loads(brief("show", NAME, "--json").stdout)["budget"]["amount"] == 60000
    assert json.loads(brief("list", "--json").stdout) == [
        {"name": NAME, "title": "Lumen Orbit desk lamp, May 2027", "version": 1}
    ]
    assert json.loads(brief("schema").stdout) == brief_schema()


def test_checking_ends_with_an_error_code_where_the_plan_does_not_hold(brief):
    brief("new", PARAGRAPH)
    assert brief("check", NAME).exit_code == 0
    brief("revise", NAME, "target CPA 60", "--yes")
    done = brief("check", NAME)
    assert done.exit_code == 1
    assert "above the break-even of €41.80" in done.stdout


def test_nothing_is_changed_without_a_yes(brief):
    brief("new", PARAGRAPH)
    with pytest.raises(Exception, match="nobody said yes"):
        brief("revise", NAME, "drop TikTok")
    assert json.loads(brief("show", NAME, "--json").stdout)["revision"]["number"] == 1


def test_a_draft_is_read_from_a_file_and_from_standard_input(brief, tmp_path):
    (tmp_path / "notes.txt").write_text(PARAGRAPH, "utf-8")
    assert "version 1" in brief("new", "--file", "notes.txt").stdout
    assert f"`{NAME}-2`" in brief("new", "--file", "-", given=PARAGRAPH).stdout


def test_answers_are_added_to_a_brief(brief):
    brief("new", PARAGRAPH)
    done = brief("new", "--add-to", NAME, "Audience: students and home workers")
    assert "students and home workers" in done.stdout
    assert "version 2" in done.stdout


def test_a_brief_is_exported_in_several_formats_at_once(brief, tmp_path):
    brief("new", PARAGRAPH)
    done = brief("export", NAME, "--format", "word,markdown,json,checklist")
    names = [f"{NAME}-v1.docx", f"{NAME}-v1.md", f"{NAME}-v1.json", f"{NAME}-v1-checklist.csv"]
    assert all((tmp_path / "briefs" / NAME / name).is_file() for name in names)
    assert done.stdout.count("Saved: ") == 4


def test_an_export_goes_to_another_folder_and_leaves_what_is_there(brief, tmp_path):
    brief("new", PARAGRAPH)
    brief("export", NAME, "--format", "md", "--out", "to-send")
    (tmp_path / "to-send" / f"{NAME}-v1.md").write_text("my own words", "utf-8")
    again = json.loads(brief("export", NAME, "--format", "md", "--out", "to-send", "--json").stdout)
    assert again["documents"][0]["path"].endswith(f"{NAME}-v1-2.md")
    assert (tmp_path / "to-send" / f"{NAME}-v1.md").read_text("utf-8") == "my own words"


def test_an_unknown_format_is_told(brief):
    brief("new", PARAGRAPH)
    with pytest.raises(Exception, match="'pdf', 'docx', 'md', 'json' or 'csv'"):
        brief("export", NAME, "--format", "pptx")
