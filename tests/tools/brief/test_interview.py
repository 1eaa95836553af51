"""The interview: at most three questions at a time, and answers given as people give them."""

from datetime import date

import pytest

from tools.brief.interview import readings_of
from tools.brief.questions import AT_A_TIME, Question, questions
from tools.catalog import tool

TODAY = "2026-03-02"
ASKED = [
    Question(field="budget.amount", ask="What is the budget?", label="Budget"),
    Question(field="flight.start", ask="When does it start?", label="Flight"),
    Question(field="objective", ask="What should it bring?", label="Objective"),
]


@pytest.fixture
def answer(tmp_path):
    """Draft a brief of a few words, and return what answers one message after the other."""
    common = {"briefs": str(tmp_path / "briefs"), "today": TODAY, "by": "Ana"}
    made = tool("draft_brief").run({"text": "Write a campaign brief for our desk lamps", **common})

    def say(*texts):
        result = made
        for text in texts:
            result = tool("draft_brief").run({"text": text, "name": made.name, **common})
        return result

    return say


def test_the_most_important_questions_come_first_and_three_at_a_time(answer):
    made = answer()
    assert [q.label for q in made.questions[:AT_A_TIME]] == ["Budget", "Flight", "Objective"]
    assert made.render().count("\n3. ") == 1
    assert "\n4. " not in made.render()


def test_numbered_answers_go_to_the_questions_of_these_numbers():
    assert readings_of("1. 20k 3) leads", ASKED) == ["Budget: 20k\nObjective: leads"]
    assert readings_of("2: May to June", ASKED) == ["Flight: May to June"]


@pytest.mark.parametrize("text", ["4. too many", "2. b 1. a", "we have 3. Yes"])
def test_other_numbers_are_no_answers_by_number(text):
    assert text in readings_of(text, ASKED)


def test_an_answer_with_labels_is_left_as_it_is():
    assert readings_of("Tone: calm", ASKED) == ["Tone: calm"]


def test_a_long_text_is_read_as_a_text_only():
    text = "We sell lamps to people who read at night. " * 8
    assert readings_of(text, ASKED) == [text]


def test_a_brief_is_finished_by_talking(answer):
    made = answer(
        "20k euros\n4 May to 12 July\nmore sales", "28", "students and home workers",
        "1. order online 2. Lumen 3. 40%, orders are about €110", "Germany and Austria", "search and Meta, 60/40",
        "https://lumen.example/lamps", "lamps that last ten years", "20% off the first order",
    )  # fmt: skip
    brief = made.brief
    assert questions(brief) == []
    assert (brief.budget.amount, brief.budget.currency) == (20_000, "EUR")
    assert (brief.flight.start, brief.flight.end) == (date(2026, 5, 4), date(2026, 7, 12))
    assert brief.targets.primary[0].value == 28
    assert brief.positioning.audience == "students and home workers"
    assert (brief.brand, brief.message.actions) == ("Lumen", ("order online",))
    assert (brief.economics.margin, brief.economics.average_order_value) == (0.4, 110)
    assert brief.market.countries == ("Germany", "Austria")
    assert brief.website.url == "https://lumen.example/lamps"
    assert brief.offer == "20% off the first order"
    assert "I have no more questions" in made.render()


def test_an_answer_shows_what_it_filled_and_the_next_questions(answer):
    made = answer("20k euros")
    assert "- added budget.amount: €20,000" in made.render()
    assert "When does it start, and when does it end?" in made.render()
    assert "## 1. Message" not in made.render()


def test_more_than_what_was_asked_is_taken_too(answer):
    brief = answer("Audience is parents, we ship to Spain, €15k for the whole flight").brief
    assert brief.budget.amount == 15_000
    assert brief.market.countries == ("Spain",)


def test_a_sum_that_nobody_calls_a_budget_does_not_replace_one(answer):
    made = answer("€20k", "somebody spoke of €50,000 once")
    assert made.brief.budget.amount == 20_000
    assert "I could not tell what €50,000 belongs to" in made.render()


def test_a_budget_that_is_called_one_does(answer):
    assert answer("€20k", "the budget is €30k now").brief.budget.amount == 30_000


def test_an_answer_that_says_nothing_is_kept_as_no_version(answer):
    before = answer("€20k").brief.revision.number
    made = answer("well, hm!")
    assert made.brief.revision.number == before
    assert "Nothing changed." in made.render()


def test_what_a_revision_set_outlives_the_next_answer(answer, tmp_path):
    made = answer("€20k", "May to June", "sales, CPA 28")
    common = {"briefs": str(tmp_path / "briefs"), "today": TODAY, "by": "Ana", "name": made.name}
    for change in ("landing page is done", "declare housing"):
        tool("revise_brief").run({"change": change, **common})
    tool("revise_brief").run({"fields": {"targets.judged_on": "2026-09-01", "launch.utm.campaign": "own"}, **common})
    brief = answer("students").brief
    assert brief.website.checks[0].state == "done"
    assert brief.declared_categories == ("housing",)
    assert (brief.targets.judged_on, brief.launch.utm.campaign) == (date(2026, 9, 1), "own")
    assert brief.positioning.audience == "students"


def test_a_later_word_on_what_a_revision_set_counts(answer, tmp_path):
    made = answer("€20k", "May to June", "sales, CPA 28")
    common = {"briefs": str(tmp_path / "briefs"), "today": TODAY, "by": "Ana", "name": made.name}
    tool("revise_brief").run({"change": "target CPA 35", **common})
    assert answer("students").brief.targets.primary[0].value == 35
    assert answer("Target CPA: 31").brief.targets.primary[0].value == 31
