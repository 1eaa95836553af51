"""The brief's tools, as the agent and the command line use them."""

import json
from datetime import date

import pytest

from tools.brief.tools import CheckBrief, DraftBrief, ReviseBrief
from tools.catalog import tool
from tools.data.samples import sample_path
from tools.errors import InputError, MissingInput

TODAY = "2026-03-02"
LAMPS = (
    "We are Lumen, a lamp maker. We'd like to sell the Orbit desk lamp in the US, 4 May to 12 July 2026, with a budget "
    "of $60,000: 50% paid search, 30% Meta, 20% CTV. CPA target $28. AOV is $110 with a 38% margin."
)


@pytest.fixture
def briefs(tmp_path):
    return {"briefs": str(tmp_path / "briefs"), "today": TODAY, "by": "Ana"}


def drafted(briefs, **more):
    return tool("draft_brief").run({"text": LAMPS, **briefs, **more})


def test_a_draft_is_kept_and_shows_what_each_field_rests_on(briefs):
    made = drafted(briefs)
    text = made.render()
    assert "| Budget | $60,000 | given |" in text
    assert "computed: 50% of $60,000" in text
    assert f"Kept as `{made.name}`, version 1." in text
    assert made.brief.revision.by == "Ana"


def test_every_figure_shown_of_the_budget_is_a_fact(briefs):
    values = {f.value for f in drafted(briefs).facts()}
    assert {60000, 30000, 18000, 12000, 0.5, 0.3, 0.2, 28, 110, 0.38, 70} <= values
    assert any(f.metric == "break_even_cpa" and f.value == pytest.approx(41.8) for f in drafted(briefs).facts())


def test_answers_fill_the_brief_that_asked(briefs):
    made = drafted(briefs)
    more = tool("draft_brief").run({"text": "Audience: students and home workers", "name": made.name, **briefs})
    assert more.brief.positioning.audience == "students and home workers"
    assert more.brief.budget.amount == 60000
    assert more.brief.revision.number == 2


def test_past_results_give_each_channel_its_expected_cost(briefs):
    made = drafted(briefs, past_data=str(sample_path()))
    search = made.brief.channel_mix.channels[0]
    assert search.expected.cpa == pytest.approx(25, rel=0.9)
    label = made.brief.label("channel_mix.channels[paid search].expected.cpa")
    assert label.basis == "computed"
    assert "past results" in label.reason
    assert "95% interval" in made.render()


def test_own_texts_are_checked_for_length(briefs):
    long = {"channel": "paid search", "headlines": ["A headline that is far too long for a search ad"]}
    with pytest.raises(InputError, match="47 characters, and paid search takes 30"):
        drafted(briefs, texts=[long])
    fits = {"channel": "Meta", "headlines": ["Light for long nights"]}
    made = drafted(briefs, texts=[fits])
    assert "Light for long nights (21)" in made.render()


def test_a_revision_shows_what_changes_and_what_it_brings_up(briefs):
    made = drafted(briefs)
    changed = tool("revise_brief").run({"name": made.name, "change": "target CPA 60", **briefs})
    assert "targets.primary[cpa].value: $28.00 → $60.00" in changed.render()
    assert "above the break-even of $41.80" in changed.render()
    assert changed.brief.revision.number == 2


def test_fields_can_be_set_by_path(briefs):
    made = drafted(briefs)
    fields = {"targets.primary[cpa].value": 30, "flight.end": "2026-06-30"}
    changed = tool("revise_brief").run({"name": made.name, "fields": fields, **briefs})
    assert changed.brief.flight.end == date(2026, 6, 30)


def test_undo_takes_the_last_change_back(briefs):
    made = drafted(briefs)
    tool("revise_brief").run({"name": made.name, "change": "drop CTV", **briefs})
    back = tool("revise_brief").run({"name": made.name, "undo": True, **briefs})
    assert [c.channel for c in back.brief.channel_mix.channels] == ["paid search", "Meta", "CTV"]
    assert back.brief.revision.number == 3


def test_a_change_meant_for_an_older_version_is_refused(briefs):
    made = drafted(briefs)
    tool("revise_brief").run({"name": made.name, "change": "target CPA 30", **briefs})
    late = {"name": made.name, "change": "target CPA 25", "expected_version": 1, **briefs}
    with pytest.raises(Exception, match="version 2 now, saved by Ana"):
        tool("revise_brief").run(late)


def test_checking_says_how_the_funnel_is_computed(briefs):
    made = drafted(briefs, past_data=str(sample_path()))
    found = tool("check_brief").run({"name": made.name, **briefs})
    assert "How the funnel is computed" in found.render()
    assert {f.code for f in found.findings} >= {"website-open", "tracking-open"}


def test_without_a_folder_nothing_is_kept_and_revising_says_so():
    made = tool("draft_brief").run({"text": LAMPS, "today": TODAY})
    assert made.brief.revision.number == 0
    with pytest.raises(MissingInput, match="no folder"):
        tool("revise_brief").run({"name": "lamps", "change": "target CPA 30"})


@pytest.mark.parametrize("name", ["draft_brief", "revise_brief"])
def test_tools_that_keep_something_say_so(name):
    assert tool(name).effect == "writes"


@pytest.mark.parametrize("model", [DraftBrief, ReviseBrief, CheckBrief])
def test_the_results_survive_being_carried_as_json(model, briefs):
    made = drafted(briefs)
    name = {"DraftBrief": "draft_brief", "ReviseBrief": "revise_brief", "CheckBrief": "check_brief"}[model.__name__]
    arguments = {"text": LAMPS} if model is DraftBrief else {"name": made.name}
    if model is ReviseBrief:
        arguments["change"] = "drop CTV"
    result = tool(name).run({**arguments, **briefs})
    assert type(result).model_validate(json.loads(result.model_dump_json())) == result
