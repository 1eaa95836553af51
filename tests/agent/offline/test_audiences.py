"""Audiences in conversation, without a model: what asks for them, what does not, and that their figures hold."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from agent.answer import Evidence
from agent.evidence.figures import find_figures
from agent.grounding import ground
from agent.offline.planning import next_step, read_message
from agent.offline.thread import PlannedCall, Thread, Turn
from tools.audience.tools import SuggestAudiences, suggest_audiences

TODAY = date(2026, 3, 2)
PARAGRAPHS = Path(__file__).parents[3] / "evals" / "benchmarks" / "audiences_development.yaml"


def step(text):
    return next_step(read_message(text, Thread(), today=TODAY), {})


@pytest.mark.parametrize(
    "text",
    [
        "suggest audiences for our desk lamps in Germany, €20k on search and Meta",
        "Which audiences should we target for a new hiking backpack?",
        "whom should we target with payroll software for mid-sized firms?",
        "I need target audiences for a yoga studio in Vienna",
        "audience ideas for our coffee subscription",
        "who should we exclude when we advertise our app?",
        "Suggest audiences for a language course, budget €18k, YouTube and search",
        "come up with target groups for our e-bike launch",
    ],
)
def test_audiences_are_asked_for_in_many_ways(text):
    assert [(c.tool, c.arguments["text"]) for c in step(text).calls] == [("suggest_audiences", text)]


@pytest.mark.parametrize(
    "text",
    [
        "what is a lookalike audience?",
        "should I use lookalike audiences?",
        "which audience performed worst last week?",
        "how large should an audience be?",
        "write a brief for our desk lamps",
        "list the audiences in our data",
    ],
)
def test_other_questions_about_audiences_go_elsewhere(text):
    assert "suggest_audiences" not in [c.tool for c in step(text).calls]


LAMPS = {"text": "suggest audiences for desk lamps in Germany"}


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("and for LinkedIn only?", {"channels": ["LinkedIn"]}),
        ("with a budget of €30k", {"budget": 30_000, "currency": "EUR"}),
        ("what about France?", {"market": "France"}),
        ("only four", {"count": 4}),
        ("now on TikTok and Meta, $9,000", {"channels": ["TikTok", "Meta"], "budget": 9000, "currency": "USD"}),
    ],
)
def test_a_follow_up_changes_what_was_asked_before(text, change):
    thread = Thread((Turn(LAMPS["text"], (PlannedCall("suggest_audiences", LAMPS),)),))
    (call,) = next_step(read_message(text, thread, today=TODAY), {}).calls
    assert (call.tool, dict(call.arguments)) == ("suggest_audiences", LAMPS | change)


@pytest.mark.parametrize("text", ["what is a lookalike?", "why did CPA rise last week?", "thanks"])
def test_another_question_is_no_follow_up(text):
    thread = Thread((Turn(LAMPS["text"], (PlannedCall("suggest_audiences", LAMPS),)),))
    calls = next_step(read_message(text, thread, today=TODAY), {}).calls
    assert "suggest_audiences" not in [c.tool for c in calls]


def test_without_a_product_it_asks_for_one():
    asked = step("suggest audiences")
    assert not asked.calls
    assert asked.words.startswith("For which product?")


def test_a_number_of_audiences_and_shares_are_read():
    (call,) = step("give me four audiences for our e-bikes, and split the budget over the audiences").calls
    assert (call.arguments["count"], call.arguments["shares"]) == (4, True)


@pytest.mark.parametrize("case", yaml.safe_load(PARAGRAPHS.read_text("utf-8"))[:12], ids=lambda c: c["text"][:30])
def test_every_figure_of_the_suggestions_is_a_fact_and_passes_the_check(case):
    found = suggest_audiences(SuggestAudiences(text=case["text"]))
    facts, text = found.facts(), found.render()
    held = {round(abs(f.value), digits) for f in facts for digits in (0, 2, 6)}
    names = [*found.names(), "SHA-256"]
    shown = [f for f in find_figures(text, today=TODAY, names=names) if f.text not in case["text"]]
    assert [f.text for f in shown if round(abs(f.value), 6) not in held] == []
    evidence = [Evidence(id="e1", tool="suggest_audiences", arguments={}, facts=facts, text=text, names=found.names())]
    assert ground(text, evidence=evidence, passages=[], user_words=[case["text"]]).removed == []
