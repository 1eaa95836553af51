"""Checking a brief: each fault is found with its figure, and a sound brief is left in peace."""

import random
from datetime import date

import pytest

from evals.benchmarks.briefs_planted import PLANTS, TODAY, measure, sound_brief
from tools.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.finding import Severity
from tools.brief.outlook import outlook


def codes(brief):
    return {f.code for f in check(brief, today=TODAY) if f.severity is not Severity.NOTE}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda p: p.code)
def test_a_planted_fault_is_found(plant):
    for seed in range(5):
        tree = sound_brief(seed).model_dump(mode="json")
        if plant.change(tree, random.Random(seed)):  # noqa: S311 - a reproducible draw
            assert plant.code in codes(CampaignBrief.model_validate(tree))
            return
    pytest.fail("the fault was never planted")


@pytest.mark.parametrize("seed", range(20))
def test_a_sound_brief_has_no_error_and_no_warning(seed):
    assert codes(sound_brief(seed)) == set()


def test_recall_and_false_findings_hold_their_bounds():
    outcome = measure(sound=5)
    assert outcome.recall >= 0.97
    assert outcome.false_rate < 0.03


def test_each_finding_names_an_existing_part_and_says_what_would_mend_it():
    for plant in PLANTS:
        tree = sound_brief(3).model_dump(mode="json")
        plant.change(tree, random.Random(3))  # noqa: S311 - a reproducible draw
        brief = CampaignBrief.model_validate(tree)
        for finding in check(brief, today=TODAY):
            assert finding.field.split(".")[0].split("[")[0] in CampaignBrief.model_fields
            assert finding.suggestion
            assert finding.message.endswith((".", "?", "!"))


def test_the_funnel_is_solved_by_the_kpi_algebra_with_an_interval():
    tree = sound_brief(0).model_dump(mode="json")
    for plan in tree["channel_mix"]["channels"]:
        plan |= {"budget": 10_000, "expected": {"cpm": 10, "ctr": 0.01, "conversion_rate": 0.03}}
    ahead = outlook(CampaignBrief.model_validate(tree))
    assert ahead.results == pytest.approx(2 * 10_000 / 10 * 1000 * 0.01 * 0.03)
    assert ahead.cpa == pytest.approx(33.3333, rel=1e-5)
    assert ahead.low < ahead.results < ahead.high
    assert ahead.cpa_low == pytest.approx(ahead.spend / ahead.high)
    assert "conversions" in ahead.channels[0].paths[-1]


def test_a_lead_breaks_even_at_the_sale_it_may_become():
    tree = sound_brief(2).model_dump(mode="json")
    tree["economics"] = {"average_order_value": 9000, "margin": 0.5, "lead_to_sale_rate": 0.1}
    assert outlook(CampaignBrief.model_validate(tree)).break_even_cpa == pytest.approx(450)


def test_open_checks_weigh_more_the_nearer_the_launch():
    tree = sound_brief(0).model_dump(mode="json")
    tree["website"]["checks"][0]["state"] = "open"
    start = date.fromisoformat(tree["flight"]["start"])
    brief = CampaignBrief.model_validate(tree)
    found = {
        days: next(
            f.severity
            for f in check(brief, today=date.fromordinal(start.toordinal() - days))
            if f.code == "website-open"
        )
        for days in (1, 10, 60)
    }
    assert found == {1: "error", 10: "warning", 60: "note"}
