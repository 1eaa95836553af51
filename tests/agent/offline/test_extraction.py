"""Answers in the shape of the question: a definition, a list, a comparison, a way to do it."""

import pytest

from agent.guide_tool import SearchGuide, search_guide
from agent.offline.extraction import Shape, compose, shape_of
from knowledge.index import open_index


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    index = open_index(tmp_path_factory.mktemp("index"))
    index.refresh()

    def claims(question):
        return compose(question, search_guide(index, SearchGuide(question=question)).passages)

    return claims


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("what is ROAS?", Shape.DEFINITION),
        ("What does CPL stand for?", Shape.DEFINITION),
        ("what are the seven phases?", Shape.LIST),
        ("Which benefits does it bring?", Shape.LIST),
        ("list the ten KPIs", Shape.LIST),
        ("CPA vs CAC", Shape.COMPARISON),
        ("what is the difference between brand and performance marketing?", Shape.COMPARISON),
        ("how do I set a target CPA?", Shape.HOW),
        ("why does CTR matter?", Shape.OTHER),
    ],
)
def test_a_question_has_a_shape(question, shape):
    assert shape_of(question) is shape


def test_a_definition_is_the_terms_own_section_and_its_example(ask):
    claims = ask("what is ROAS?")
    assert "revenue" in claims[0].text
    assert claims[0].passage.heading == "Return on advertising spend (ROAS)"
    assert claims[1].text.startswith("Example:")


def test_a_list_question_gets_the_whole_list_with_its_introduction(ask):
    text = "\n".join(c.text for c in ask("What are the seven phases of a campaign?"))
    for phase in ("research", "goal", "strategy", "creation", "tracking", "optimisation", "scaling"):
        assert phase in text.lower()


def test_a_comparison_speaks_of_both(ask):
    text = " ".join(c.text for c in ask("What is the difference between performance marketing and brand marketing?"))
    assert "Brand marketing" in text
    assert "Performance marketing" in text


def test_a_false_premise_is_corrected(ask):
    assert "not a performance channel" in " ".join(c.text for c in ask("Why is SEO the best performance channel?"))


def test_an_answer_selects_and_does_not_pour_out_passages(ask):
    for question in ("how often should we optimise?", "is last click biased?", "why does creative fatigue happen?"):
        words = sum(len(c.text.split()) for c in ask(question))
        assert 10 <= words <= 220


def test_nothing_found_makes_no_claim():
    assert compose("anything", []) == []
