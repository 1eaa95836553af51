"""Briefs in conversation, without a model: what is drafted, checked, changed and undone."""

from datetime import date

import pytest

from agent.offline.planning import next_step, read_message
from agent.offline.thread import PlannedCall, Thread, Turn

TODAY = date(2026, 3, 2)
PARAGRAPH = (
    "Draft a brief for Lumen. We sell desk lamps in Germany. Budget is €20,000, from 4 May to 12 July. Search and "
    "Meta, 60/40. CPA €28. Why us: lamps that last."
)


def calls(text, *before):
    turns = [Turn("draft a brief", (PlannedCall(tool, {}),)) for tool in before]
    step = next_step(read_message(text, Thread(tuple(turns)), today=TODAY), {})
    return [(c.tool, dict(c.arguments)) for c in step.calls]


def test_a_paragraph_is_drafted_whole():
    assert calls(PARAGRAPH) == [("draft_brief", {"text": PARAGRAPH})]


@pytest.mark.parametrize(
    "text",
    [
        "write me a campaign brief for our spring sale, €10k in April",
        "Brief for Altura desks: €30,000 in June",
        "we need a brief: leads for our payroll software",
        "plan a campaign for our new sunscreen in Italy",
        "can you put together a launch brief for our app?",
    ],
)
def test_a_brief_is_asked_for_in_many_ways(text):
    assert [tool for tool, _ in calls(text)] == ["draft_brief"]


@pytest.mark.parametrize(
    "text",
    [
        "Move 20% from search to CTV",
        "make it two weeks later",
        "target CPA 35",
        "drop TikTok",
        "Audience: parents with small children",
        "add LinkedIn with 10%",
    ],
)
def test_what_follows_a_brief_changes_it(text):
    assert calls(text, "draft_brief") == [("revise_brief", {"change": text})]


def test_a_change_is_taken_back():
    assert calls("undo that", "revise_brief") == [("revise_brief", {"undo": True})]


def test_a_brief_is_checked():
    assert calls("is the brief ready?", "draft_brief") == [("check_brief", {})]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("what belongs in a campaign brief?", "search_guide"),
        ("how do I set a target CPA?", "search_guide"),
        ("why did CPA rise last week?", "explain_change"),
        ("we spent $5,000 and got 125 sales, what is our CPA?", "compute_kpi"),
    ],
)
def test_other_questions_stay_what_they_are(text, tool):
    assert {name for name, _ in calls(text, "draft_brief")} == {tool}


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("export the brief as PDF", ["pdf"]),
        ("send me the Word file", ["docx"]),
        ("can you give me the checklist as a spreadsheet?", ["csv"]),
        ("save it as markdown", ["md"]),
        ("export it as pdf and docx", ["pdf", "docx"]),
        ("and the PDF too", ["pdf"]),
    ],
)
def test_a_brief_is_exported_in_the_format_named(text, formats):
    assert calls(text, "check_brief") == [("export_brief", {"formats": formats})]


def test_a_brief_is_exported_by_its_name_without_anything_before():
    assert calls("export the brief desk-lamps-may as docx") == [
        ("export_brief", {"name": "desk-lamps-may", "formats": ["docx"]})
    ]
    assert calls("download the brief") == [("export_brief", {})]


def answering(text, *fields):
    turn = Turn("draft a brief", (PlannedCall("draft_brief", {}),), brief="lamps", asks_for=fields)
    step = next_step(read_message(text, Thread((turn,)), today=TODAY), {})
    return [(c.tool, dict(c.arguments)) for c in step.calls] or step.words


@pytest.mark.parametrize("text", ["20k euros, from 4 May to 12 July", "students", "1. €20k 2. in May", "Brand: Lumen"])
def test_an_answer_goes_to_the_brief_that_asked(text):
    assert answering(text, "budget.amount") == [("draft_brief", {"name": "lamps", "text": text})]


@pytest.mark.parametrize("text", ["drop TikTok", "make it two weeks later", "move 20% from search to CTV"])
def test_a_change_stays_a_change_while_questions_are_open(text):
    assert answering(text, "budget.amount") == [("revise_brief", {"name": "lamps", "change": text})]


def test_a_target_is_an_answer_where_it_was_asked_for_and_else_a_change():
    assert answering("target CPA 35", "targets.primary[cpa].value")[0][0] == "draft_brief"
    assert answering("target CPA 35", "brand")[0][0] == "revise_brief"


@pytest.mark.parametrize("text", ["skip", "I don't know yet", "that's all"])
def test_no_answer_ends_the_questions(text):
    assert "the brief stays as it is" in answering(text, "brand")


def test_a_question_in_between_is_answered_as_one():
    assert answering("how do I set a target CPA?", "brand")[0][0] == "search_guide"


def test_a_new_brief_after_another_is_a_new_one():
    for before in ("draft_brief", "revise_brief"):
        [(tool, arguments)] = calls("Draft a brief for our new sunscreen in Italy, €20k in June", before)
        assert (tool, "name" in arguments) == ("draft_brief", False)
    assert answering("Brief for Altura desks: €30,000 in June", "brand")[0][1].get("name") is None


def test_a_pasted_page_with_a_download_button_is_drafted_from():
    page = "Draft a campaign brief from this page:\n\nTrailmate\nDownload the app\n" + "Maps for your next walk.\n" * 8
    assert [tool for tool, _ in calls(page)] == ["draft_brief"]
