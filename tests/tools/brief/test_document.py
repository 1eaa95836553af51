"""The brief as a document: its schema is published, older forms still open, and nothing slips through."""

import json
from pathlib import Path

import pytest

from tools.brief import CampaignBrief
from tools.brief.document import brief_schema, read_brief, write_brief
from tools.brief.paths import content_leaves, find, leaves
from tools.errors import DataError, InputError

SCHEMA = Path(__file__).parents[3] / "docs" / "briefs" / "brief.schema.json"
FLAT = {
    "format": "adroit.brief", "schema_version": 1, "version": 4, "name": "Back to school", "brand": "Holt",
    "objective": "sales", "countries": ["Germany"], "budget": 40000, "currency": "EUR",
    "flight_start": "2026-08-03", "flight_end": "2026-08-30", "message": "A safe locker", "action": "order a lock",
    "kpi": "CPA", "kpi_target": 22, "channels": {"Google Search": 0.6, "Meta": 0.4},
    "landing_page": "https://holt.example/school",
}  # fmt: skip


def test_the_published_schema_is_the_one_the_program_uses():
    assert json.loads(SCHEMA.read_text("utf-8")) == brief_schema(), "write it again: adroit brief schema"


def test_a_brief_of_the_first_version_opens_in_the_current_form():
    brief = read_brief(json.dumps(FLAT))
    assert brief.schema_version == 2
    assert brief.revision.number == 4
    assert [c.budget for c in brief.channel_mix.channels] == [24000, 16000]
    assert brief.targets.primary[0].shown("EUR") == "CPA €22.00"
    assert brief.flight.period.days == 28
    assert brief.label("channel_mix.channels[Meta].budget").basis == "computed"
    assert brief.label("brand").basis == "given"


def test_every_filled_field_of_a_migrated_brief_says_what_it_rests_on():
    brief = read_brief(json.dumps(FLAT))
    assert [path for path in content_leaves(brief) if brief.label(path) is None] == []


def test_a_brief_survives_being_written_and_read():
    brief = read_brief(json.dumps(FLAT))
    assert read_brief(write_brief(brief)) == brief


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema_version": 3}, "version 3"),
        ({"schema_version": None}, "version None"),
        ({"schema_version": True}, "version True"),
        ({"format": "something"}, "not a campaign brief"),
        ({"budget": -5}, "budget.amount"),
        ({"channels": ["Meta"]}, "not whole"),
        ({"currency": "dollars"}, "not a currency code"),
        ({"kpi": "happiness"}, "not a KPI"),
    ],
)
def test_a_document_that_is_no_brief_is_refused_with_its_reason(change, says):
    with pytest.raises(DataError, match=says):
        read_brief(json.dumps(FLAT | change))


def test_broken_json_is_refused_with_its_place():
    with pytest.raises(DataError, match="line 1"):
        read_brief("{")


def test_an_unknown_field_is_refused_so_that_a_misspelt_one_is_not_lost():
    document = json.loads(write_brief(read_brief(json.dumps(FLAT))))
    with pytest.raises(DataError, match="brnad"):
        read_brief(json.dumps(document | {"brnad": "Holt"}))


def test_a_label_must_name_a_field():
    with pytest.raises(ValueError, match="labels name fields"):
        CampaignBrief(name="x", labels={"budgte": {"basis": "given", "reason": ""}})


def test_a_path_names_parts_of_a_list_by_what_they_are_called():
    brief = read_brief(json.dumps(FLAT))
    assert find(brief, "channel_mix.channels[Meta].budget") == 16000
    assert dict(leaves(brief))["targets.primary[cpa].value"] == 22
    with pytest.raises(InputError, match="not a field"):
        find(brief, "channel_mix.channels[Radio].budget")
