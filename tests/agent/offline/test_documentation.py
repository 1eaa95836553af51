"""The page about the offline planner holds no example that does not work."""

import re
from datetime import date
from pathlib import Path

import pytest

from agent.offline.planning import next_step, read_message
from agent.offline.thread import PlannedCall, Thread, Turn
from tools.periods import parse_period

PAGE = (Path(__file__).parents[3] / "docs" / "offline-planner.md").read_text(encoding="utf-8")
TODAY = date(2026, 5, 25)
COMPUTED = Turn(
    "We spent $5,000 and got 125 sales. What's the CPA?",
    (PlannedCall("compute_kpi", {"given": {"spend": "$5,000", "conversions": "125"}, "targets": ["cpa"]}),),
)


def rows(*heads):
    """Return the rows of every table of the page with these heads."""
    head = "| " + " | ".join(heads) + " |\n|" + "---|" * len(heads) + "\n"
    found = []
    for part in PAGE.split(head)[1:]:
        lines = part.split("\n\n")[0].splitlines()
        found += [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    assert found
    return found


def step(message, thread=None):
    return next_step(read_message(message, thread or Thread(), today=TODAY), {})


@pytest.mark.parametrize(("message", "tools"), rows("you say", "it calls"))
def test_a_message_leads_to_the_tools_that_the_page_names(message, tools):
    assert ", ".join(dict.fromkeys(call.tool for call in step(message).calls)) == tools


@pytest.mark.parametrize(("message", "reply"), rows("you say", "it replies with"))
def test_talk_is_answered_without_a_tool(message, reply):
    found = step(message)
    assert (found.calls, found.reply) == ((), reply)


@pytest.mark.parametrize(("message", "missing"), rows("you say", "it asks about"))
def test_what_is_missing_is_asked_for_by_name(message, missing):
    found = step(message)
    assert (found.calls, found.reply) == ((), "asks")
    assert missing in found.words


@pytest.mark.parametrize(("message", "figures", "asked"), rows("you say", "figures then", "asked for"))
def test_a_follow_up_changes_what_it_names(message, figures, asked):
    [call] = step(message, Thread((COMPUTED,))).calls
    given = dict(re.match(r"(\w+) (.+)", part).groups() for part in figures.split(", ") if not part[0].isdigit())
    given = {name: figures.split(f"{name} ")[1].split(", c")[0].split(", l")[0] for name in given}
    assert call.arguments["given"] == given
    assert list(call.arguments["targets"]) == [asked]


@pytest.mark.parametrize(("phrase", "days"), rows("you say", "days, seen from 2026-05-25"))
def test_a_period_is_the_days_that_the_page_says(phrase, days):
    assert str(parse_period(phrase, today=TODAY)) == days
