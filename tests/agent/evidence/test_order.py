"""Claims of order and direction: ranks, intervals, movements; what the evidence denies does not pass."""

import pytest

from agent.answer import Evidence
from agent.grounding import ground
from tools.facts import Fact
from tools.quantities import Unit

NOW, BEFORE = "2026-05-18..2026-05-24", "2026-05-11..2026-05-17"
COSTS = {"Prospecting": (39.86, 63.98), "Lamps": (29.56, 33.29), "Brand": (8.17, 8.13)}


def cost(before, now, segment=None):
    money = {"unit": Unit.MONEY, "currency": "USD", "metric": "cpa", "segment": segment}
    return [
        Fact(value=before, period=BEFORE, role="before", **money),
        Fact(value=now, period=NOW, role="value", **money),
        Fact(value=now - before, period=NOW, against=BEFORE, role="change", **money),
    ]


EVIDENCE = Evidence(
    id="e1",
    tool="explain_change",
    arguments={"kpi": "cpa"},
    facts=[
        *cost(26.03, 31.20),
        *(fact for name, (before, now) in COSTS.items() for fact in cost(before, now, f"campaign = {name}")),
    ],
    text="",
)


def removed(text):
    return ground(text, evidence=[EVIDENCE], passages=[], user_words=["why did CPA rise last week?"]).removed


@pytest.mark.parametrize(
    "text",
    [
        "Prospecting has the highest CPA at $63.98, Lamps the second highest at $33.29.",
        "The cheapest campaign is Brand, at $8.13.",
        "Prospecting and Lamps are the two most expensive campaigns.",
        "Per campaign CPA ranges from $8.13 to $63.98.",
        "CPA rose, and on Brand CPA fell.",
        "If CPA fell, you could spend more.",
        "Lamps rose from $29.56 to $33.29.",
        "The rise in CPA (from $26.03 to $31.20) needs a look.",
    ],
)
def test_what_the_evidence_bears_out_passes(text):
    assert removed(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lamps has the highest CPA at $33.29.",
        "Brand has the second highest CPA at $8.13.",
        "The cheapest campaign is Lamps, at $33.29.",
        "Lamps and Brand are the two most expensive campaigns.",
        "Per campaign CPA ranges from $63.98 to $8.13.",
        "CPA fell last week.",
        "On Brand CPA rose.",
        "The drop in CPA (from $26.03 to $31.20) needs a look.",
        "Lamps fell from $29.56 to $33.29.",
    ],
)
def test_what_the_evidence_denies_does_not_pass(text):
    assert removed(text) != []


def test_a_rank_among_what_the_evidence_does_not_hold_is_no_fault():
    assert removed("Display has the highest CPA of all channels.") == []
