"""The tool `export_brief`: what it takes, writes and tells."""

import json
from pathlib import Path

import pytest

from tools.brief.tools import ExportBrief, export_to, preview_export
from tools.catalog import tool
from tools.errors import InputError, MissingInput

LAMPS = (
    "We are Lumen. Sell the Orbit desk lamp in the US, 4 May to 12 July 2026, $60,000: 50% paid search, 30% Meta, 20% "
    "CTV. CPA target $28. AOV is $110 with a 38% margin."
)


@pytest.fixture
def briefs(tmp_path):
    common = {"briefs": str(tmp_path / "briefs"), "today": "2026-03-02", "by": "Ana"}
    tool("draft_brief").run({"text": LAMPS, **common})
    return common


def test_it_writes_into_the_folder_of_the_brief_and_tells_where(briefs):
    made = tool("export_brief").run({"formats": ["md", "csv"], **briefs})
    assert [p.name for p in made.files()] == [f"{made.name}-v1.md", f"{made.name}-v1-checklist.csv"]
    assert all(p.parent == Path(briefs["briefs"]) / made.name for p in made.files())
    assert "version 1, is exported:" in made.render()
    assert f"- Markdown: `{made.name}-v1.md`" in made.render()


def test_it_asks_before_it_writes():
    assert tool("export_brief").effect == "writes"


def test_what_is_asked_shows_the_files_and_why_they_are_drafts(briefs):
    name = tool("check_brief").run(briefs).name
    _, preview = preview_export(ExportBrief(formats=["docx"], **briefs))
    assert preview == f"- `briefs/{name}/{name}-v1.docx`"
    tool("revise_brief").run({"change": "budget $30k and paid search $40k", **briefs})
    _, preview = preview_export(ExportBrief(formats=["docx"], **briefs))
    assert "-v2-DRAFT.docx" in preview
    assert "It is a DRAFT until this is mended" in preview
    assert not list((Path(briefs["briefs"]) / name).glob("*.docx"))


def test_an_earlier_version_can_be_exported(briefs):
    tool("revise_brief").run({"change": "drop CTV", **briefs})
    made = tool("export_brief").run({"formats": ["json"], "version": 1, **briefs})
    assert [c.channel for c in made.brief.channel_mix.channels] == ["paid search", "Meta", "CTV"]
    assert made.files()[0].name.endswith("-v1.json")


def test_without_a_format_it_is_the_usual_one(briefs):
    made = tool("export_brief").run(briefs)
    assert [d.format for d in made.documents] in (["pdf"], ["docx"])


def test_a_folder_of_the_users_choice(briefs, tmp_path):
    made = export_to(ExportBrief(formats=["md"], **briefs), tmp_path / "to-send")
    assert made.files()[0].parent == tmp_path / "to-send"


def test_an_unknown_format_or_brief_is_told(briefs):
    with pytest.raises(InputError, match="'pdf', 'docx', 'md', 'json' or 'csv'"):
        tool("export_brief").run({"formats": ["pptx"], **briefs})
    with pytest.raises(InputError, match="There is no brief called 'nothing'"):
        tool("export_brief").run({"name": "nothing", **briefs})
    with pytest.raises(InputError, match="can't name a brief"):
        tool("export_brief").run({"name": "../../etc", **briefs})
    with pytest.raises(MissingInput, match="no folder"):
        tool("export_brief").run({})


def test_the_result_survives_being_carried_as_json(briefs):
    made = tool("export_brief").run({"formats": ["csv"], **briefs})
    assert type(made).model_validate(json.loads(made.model_dump_json())) == made
