"""The few segments behind a change: the exact one, as wide as it is level, disjoint; none where nothing happened."""

import pytest

from evals.benchmarks.diagnosis_stories import kinds, tell
from evals.benchmarks.planted import explained, false_alarms, run_stories
from tools.data.samples import sample_path
from tools.diagnosis import ExplainChange, explain_change


@pytest.mark.parametrize("number", [2000, 2015, 6000, 6010, 5000, 5010, 7000, 7020, 1005, 3010])
def test_the_planted_segment_is_named_exactly(number):
    kind = dict(kinds())[number]
    story = tell(number, kind)
    report = explained(story)
    truths = [story.plan.mask(p.segment).tolist() for p in story.planted]
    assert [story.plan.mask(d.segment).tolist() for d in report.drivers] == truths


@pytest.mark.parametrize("number", [271, 3271])
def test_the_part_that_carries_the_move_is_named_and_not_all_that_it_moves(number):
    story = tell(number, {0: "conversion rate", 3: "order value"}[number // 1000])
    [driver] = explained(story).drivers
    assert driver.segment == dict(story.planted[0].segment)


@pytest.mark.parametrize("number", [3200, 3214, 3224])
def test_what_an_order_is_worth_is_tested_by_its_own_scatter_and_not_by_that_of_the_orders(number):
    story = tell(number, "order value")
    [driver] = explained(story).drivers
    assert driver.segment == dict(story.planted[0].segment)
    assert driver.tested == "AOV"


@pytest.mark.parametrize("number", [4000, 4005, 4035])
def test_money_that_moved_names_who_gave_and_who_took(number):
    story = tell(number, "mix")
    report = explained(story)
    assert report.verdict == "mix"
    named = [story.plan.mask(d.segment).tolist() for d in report.drivers]
    assert all(story.plan.mask(p.segment).tolist() in named for p in story.planted)


@pytest.mark.parametrize("number", [8000, 8005, 8010])
def test_what_moved_everywhere_is_pinned_on_no_segment(number):
    assert explained(tell(number, "everywhere")).drivers == []


def test_quiet_weeks_are_left_quiet():
    outcomes = [o for o in run_stories(60) if o.kind == "quiet"]
    assert len(outcomes) >= 10
    assert false_alarms(outcomes) < 0.1


def test_drivers_are_disjoint_and_with_the_rest_add_up():
    story = tell(9001, "two causes")
    report = explained(story)
    masks = [story.plan.mask(d.segment) for d in report.drivers]
    assert sum(m.astype(int) for m in masks).max() == 1
    assert "Everything else contributed" in report.render()


def test_a_whole_that_stands_on_one_segment_still_names_it():
    request = ExplainChange(
        kpi="roas", data=str(sample_path()), current="2026-05-18..2026-05-24", where={"channel": "Social"}
    )
    [driver] = explain_change(request).drivers
    assert driver.segment == {"campaign": "Prospecting", "device": "Mobile"}
    assert driver.started is not None
    assert driver.started.day == "2026-05-18"
