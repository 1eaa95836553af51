"""A right number for the wrong metric, segment, period or direction is as unsupported as an invented one."""

import pytest

from agent.answer import Citation, Evidence
from agent.grounding import ground
from tools.facts import Fact
from tools.quantities import Unit

NOW, BEFORE = "2026-05-18..2026-05-24", "2026-05-11..2026-05-17"


def level(value, metric="cpa", unit=Unit.MONEY, segment=None, period=NOW):
    money = "USD" if unit is Unit.MONEY else None
    role = "before" if period == BEFORE else "value"
    return Fact(value=value, unit=unit, currency=money, metric=metric, segment=segment, period=period, role=role)


def change(value, metric="cpa", unit=Unit.MONEY, role="change", segment=None):
    money = "USD" if unit is Unit.MONEY else None
    return Fact(
        value=value, unit=unit, currency=money, metric=metric, segment=segment, period=NOW, against=BEFORE, role=role
    )


FACTS = [
    level(26.03, period=BEFORE), level(31.2), change(5.17), change(0.199, unit=Unit.RATE, role="relative change"),
    level(0.0379, "conversion_rate", Unit.RATE, period=BEFORE), level(0.032, "conversion_rate", Unit.RATE),
    change(-0.0059, "conversion_rate", Unit.RATE), change(-0.156, "conversion_rate", Unit.RATE, "relative change"),
    level(51.66, segment="channel = CTV"), level(41.93, segment="channel = CTV", period=BEFORE),
    level(33.34, segment="device = Mobile"), level(25.66, segment="device = Mobile", period=BEFORE),
    level(1810.0, "conversions", Unit.COUNT), level(2171.0, "conversions", Unit.COUNT, period=BEFORE),
    change(3.43, segment="device = Mobile", role="contribution"),
]  # fmt: skip


def checked(text, passages=(), words=("why did CPA rise last week?",)):
    evidence = Evidence(
        id="e1", tool="explain_change", arguments={"kpi": "cpa", "current": "last week"}, facts=FACTS, text=""
    )
    return ground(text, evidence=[evidence], passages=passages, user_words=words)


RIGHT = [
    "CPA rose from $26.03 to $31.20 last week.",
    "CPA is up 19.9%, by $5.17, to $31.20.",
    "Last week CPA was $31.20, against $26.03 the week before.",
    "The conversion rate fell by 0.59 percentage points (15.6%).",
    "CTV's CPA was $51.66 and Mobile's $33.34.",
    "CPA was $33.34 on Mobile and $51.66 on CTV.",
    "| Channel | CPA before | CPA now |\n|---|---|---|\n| CTV | $41.93 | $51.66 |",
    "- **CTV**\n  - CPA: $41.93 before, $51.66 now",
    "Conversions dropped from 2,171 to 1,810; you lost 361 of them.",
    "Mobile contributed $3.43 of the $5.17.",
    "Mobile explains 66% of the rise in CPA.",
    "In 2026-05-18..2026-05-24 CPA stood at about $31.",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_figure_said_of_what_it_is_passes(text):
    assert checked(text).removed == []


@pytest.mark.parametrize(
    "text",
    [
        "CPC rose from $26.03 to $31.20 last week.",  # metric
        "CPA fell from $26.03 to $31.20 last week.",  # direction
        "CPA rose from $31.20 to $26.03 last week.",  # periods swapped
        "Last week CPA was $26.03.",  # period
        "CPA was $31.20 the week before.",
        "CPA rose 19.9% the week before.",
        "In 2026-05-11..2026-05-17 CPA was $31.20.",
        "CTV's CPA was $33.34 last week.",  # segment
        "CPA was $51.66 last week.",  # of one channel, said of all
        "CPA was $31.20 on Mobile.",  # of all, said of one
        "The conversion rate fell by 0.59%.",  # points told as percent
        "The conversion rate rose by 15.6%.",
        "The CTR was 3.20%.",
        "CPA rose by $31.20.",  # a level told as a change
        "Clicks dropped to 1,810.",
        "| Channel | CPA before | CPA now |\n|---|---|---|\n| CTV | $51.66 | $41.93 |",
        "CPA more than doubled last week.",
        "CPA is about $30.",  # rounded too far
        "CPA is $31.2046.",  # digits that nobody computed
        "The industry's CPA is $31.20.",  # of others
        "Next week CPA will be $31.20.",
    ],
)
def test_a_figure_said_of_something_else_does_not(text):
    assert checked(text).removed


def test_the_trace_says_what_the_figure_is_of():
    [trace] = checked("On CTV CPA reached $51.66.").figures
    assert trace.sentence == "$51.66: e1, cpa, channel = CTV, 2026-05-18..2026-05-24"


def test_a_derived_figure_is_traced_with_its_arithmetic():
    found = {
        t.figure: t.derivation for t in checked("CTV's CPA ($51.66) is $18.32 higher than Mobile's ($33.34).").figures
    }
    assert found["$18.32"] == "e1: $51.66 − $33.34"


def test_the_reason_names_what_the_value_really_is():
    [gap] = checked("The CTR was 3.20%.").gaps
    assert gap.reason.startswith("3.20% of conversion_rate")
    assert "metric" in gap.reason


def test_a_passage_backs_only_the_paragraph_that_cites_it():
    passage = Citation(
        label="kpis › CPM", chunk_id="kpis#cpm", passage="CPM is the price of 1,000 impressions, say $15."
    )
    assert checked("A CPM of $15 is an example [kpis › CPM].", [passage]).removed == []
    apart = checked("A CPM of $15 is an example.\n\nCPM is a price [kpis › CPM].", [passage])
    assert apart.removed == ["$15"]
    assert "does not cite" in apart.gaps[0].reason


def test_the_users_figure_counts_for_what_they_said_it_of():
    words = ("we have 125 sales and want a CPA of $30",)
    assert checked("Your target CPA is $30 for 125 sales.", words=words).removed == []
    assert checked("You have 125 clicks.", words=words).removed == ["125"]
