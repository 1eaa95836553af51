"""Revising a brief: words become a typed patch, the money still adds up, and what follows is computed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.brief.checking import check
from tools.brief.drafting import draft
from tools.brief.paths import content_leaves
from tools.brief.revising import compare, read_patch, revised
from tools.brief.revising.patch import AddChannel, DropChannel, MoveBudget, Patch, SetCopy, SetField, ShiftFlight
from tools.errors import InputError, MissingInput

TODAY = date(2026, 3, 2)
LAMPS = (
    "We are Lumen, a lamp maker. We'd like to sell the Orbit desk lamp in Germany, 4 May to 12 July 2026, with a "
    "budget of €60,000: 50% paid search, 30% Meta, 20% TikTok. CPA target €28, currently €34. AOV is €110, margin 38%."
)
BRIEF = draft(LAMPS, today=TODAY).brief


def after(words, brief=BRIEF):
    return revised(brief, read_patch(words, brief, today=TODAY))


def budgets(brief):
    return {c.channel: c.budget for c in brief.channel_mix.channels}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Move 20% from search to CTV", {"paid search": 24000, "Meta": 18000, "TikTok": 12000, "CTV": 6000}),
        ("shift €5k from Meta to search", {"paid search": 35000, "Meta": 13000, "TikTok": 12000}),
        ("move 10% of the budget from search to Meta", {"paid search": 24000, "Meta": 24000, "TikTok": 12000}),
        ("move half of TikTok's money out of TikTok into Meta", {"paid search": 30000, "Meta": 24000, "TikTok": 6000}),
        ("drop TikTok", {"paid search": 37500, "Meta": 22500}),
        ("drop TikTok and give its budget to Meta", {"paid search": 30000, "Meta": 30000}),
        ("add LinkedIn with 10%", {"paid search": 27000, "Meta": 16200, "TikTok": 10800, "LinkedIn": 6000}),
        ("add YouTube for €6,000", {"paid search": 27000, "Meta": 16200, "TikTok": 10800, "YouTube": 6000}),
        ("budget 30k", {"paid search": 15000, "Meta": 9000, "TikTok": 6000}),
        ("increase the budget by 10%", {"paid search": 33000, "Meta": 19800, "TikTok": 13200}),
        ("set Meta to 40%", {"paid search": 25714.29, "Meta": 24000, "TikTok": 10285.71}),
        ("swap TikTok for Snapchat", {"paid search": 30000, "Meta": 18000, "Snapchat": 12000}),
        ("switch TikTok off", {"paid search": 37500, "Meta": 22500}),
        ("we no longer want Meta", {"paid search": 42857.14, "TikTok": 17142.86}),
        ("cut the budget in half", {"paid search": 15000, "Meta": 9000, "TikTok": 6000}),
        ("search 60%, Meta 30%, TikTok 10%", {"paid search": 36000, "Meta": 18000, "TikTok": 6000}),
    ],
)  # fmt: skip
def test_money_moves_and_still_adds_up(words, expected):
    brief = after(words)
    assert budgets(brief) == expected
    assert sum(expected.values()) == pytest.approx(brief.budget.amount)
    assert "split-differs" not in {f.code for f in check(brief, today=TODAY)}


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("make it two weeks later", date(2026, 5, 18), date(2026, 7, 26)),
        ("postpone the launch by 3 days", date(2026, 5, 7), date(2026, 7, 15)),
        ("bring it forward by a week", date(2026, 4, 27), date(2026, 7, 5)),
        ("start a week later", date(2026, 5, 11), date(2026, 7, 12)),
        ("extend it by two weeks", date(2026, 5, 4), date(2026, 7, 26)),
        ("shorten the campaign by 10 days", date(2026, 5, 4), date(2026, 7, 2)),
        ("end on 30 June", date(2026, 5, 4), date(2026, 6, 30)),
        ("run from 1 June to 31 July", date(2026, 6, 1), date(2026, 7, 31)),
        ("push the start to 1 June", date(2026, 6, 1), date(2026, 7, 12)),
        ("change the end date to 15 August", date(2026, 5, 4), date(2026, 8, 15)),
        ("run for 6 weeks", date(2026, 5, 4), date(2026, 6, 14)),
    ],
)
def test_dates_move_and_the_judgement_follows(words, start, end):
    brief = after(words)
    assert (brief.flight.start, brief.flight.end) == (start, end)
    assert brief.targets.judged_on.toordinal() == end.toordinal() + 8


def test_a_new_target_changes_the_stop_rule_that_follows_from_it():
    brief = after("target CPA 35")
    assert brief.targets.primary[0].value == 35
    assert "€105.00" in brief.measurement.stop_rules[0]
    assert brief.label("targets.primary[cpa].value").words == "given: 'CPA 35'"


def test_several_changes_are_read_from_one_sentence():
    brief = after("drop TikTok, target CPA 30 and end on 30 June")
    assert set(budgets(brief)) == {"paid search", "Meta"}
    assert brief.targets.primary[0].value == 30
    assert brief.flight.end == date(2026, 6, 30)


def test_names_checks_and_kpis_change_too():
    brief = after("rename it to Summer Glow")
    assert brief.name == "Summer Glow"
    assert after("landing page is done").website.checks[0].is_closed
    assert next(c.owner for c in after("Priya owns capacity").website.checks if c.name == "capacity") == "Priya"
    swapped = after("make ROAS the primary KPI")
    assert [t.kpi for t in swapped.targets.primary] == ["roas"]
    assert "cpa" in {t.kpi for t in swapped.targets.secondary}


def test_a_raise_of_one_channel_alone_is_found_by_the_check():
    brief = after("put 10% more into Meta")
    assert budgets(brief)["Meta"] == 19800
    assert "split-differs" in {f.code for f in check(brief, today=TODAY)}


def test_the_figure_that_is_replaced_is_not_taken_for_todays_value():
    target = after("CPA 30 instead of 28").targets.primary[0]
    assert (target.value, target.baseline) == (30, 34)


def test_another_secondary_kpi_joins_those_there():
    assert [t.kpi for t in after("also watch CTR").targets.secondary] == ["conversion_rate", "roas", "ctr"]


def test_a_channel_that_is_ruled_out_stays_out():
    assert after("no TikTok").channel_mix.excluded == ("TikTok",)


@pytest.mark.parametrize("words", ["hello there", "make it better", "", "thanks!"])
def test_words_without_a_change_are_refused_with_examples(words):
    with pytest.raises(InputError, match="can't tell what to change"):
        after(words)


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (MoveBudget(source="Meta", to="CTV", amount=99_000), "less than"),
        (MoveBudget(source="LinkedIn", to="CTV", amount=5), "not in the channel mix"),
        (AddChannel(channel="Meta", share=0.1), "already"),
        (DropChannel(channel="Reddit"), "not in the channel mix"),
        (SetField(path="budget.colour", value=1), "not a field"),
        (SetField(path="labels", value={}), "kept by the program|not a field"),
        (SetField(path="flight.end", value="someday"), "doesn't fit"),
        (SetField(path="budget.amount", value=-5), "doesn't fit"),
        (ShiftFlight(days=3650), "doesn't fit"),
    ],
)
def test_an_operation_that_cannot_be_done_says_why(operation, says):
    brief = BRIEF
    if isinstance(operation, ShiftFlight):
        brief = revised(brief, Patch(operations=(SetField(path="flight.end", value="2099-12-01"),)))
    with pytest.raises(InputError, match=says):
        revised(brief, Patch(operations=(operation,)))


def test_what_the_brief_lacks_is_asked_for():
    empty = draft("a campaign for lamps on Meta", today=TODAY).brief
    with pytest.raises(MissingInput, match="no dates yet"):
        revised(empty, Patch(operations=(ShiftFlight(days=3),)))


def test_own_texts_stay_when_other_things_change():
    copy = SetCopy(channel="Meta", headlines=("Light for long nights",))
    brief = after("make it a week later", revised(BRIEF, Patch(operations=(copy,))))
    assert next(c for c in brief.launch.creatives if c.channel == "Meta").headlines == ("Light for long nights",)


def test_a_revised_brief_still_says_what_each_field_rests_on():
    brief = after("add LinkedIn with 10% and drop TikTok")
    assert [path for path in content_leaves(brief) if brief.label(path) is None] == []


def test_the_brief_given_is_left_as_it_was():
    before = BRIEF.model_dump_json()
    after("drop TikTok")
    assert BRIEF.model_dump_json() == before


def test_a_diff_tells_a_new_channel_in_one_line():
    lines = [c.line for c in compare(BRIEF, after("Move 20% from search to CTV"))]
    assert "channel_mix.channels[paid search].budget: €30,000 → €24,000" in lines
    assert "added channel_mix.channels[CTV]: budget €6,000" in lines


def test_a_change_as_long_as_a_letter_is_refused():
    with pytest.raises(InputError, match="more than 2,000"):
        after("move " * 900)


def test_a_brief_does_not_differ_from_itself():
    assert compare(BRIEF, BRIEF) == ()


@given(
    st.lists(
        st.sampled_from(
            ["move", "20%", "from", "search", "to", "CTV", "drop", "TikTok", "add", "LinkedIn", "with", "€5k",
             "make it", "two weeks", "later", "target CPA 35", "and", "end on", "30 June",
             "rename it", "X", ",", "budget", "by"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_any_words_give_a_brief_or_one_of_our_errors(words):
    try:
        brief = after(" ".join(words))
    except (InputError, MissingInput):
        return
    assert [path for path in content_leaves(brief) if brief.label(path) is None] == []
