"""Questions in other languages find the section that the same question in English finds."""

import pytest

from knowledge.other_languages import in_english, is_other_language
from knowledge.ranking import NOT_COVERED


@pytest.mark.parametrize(
    "question",
    [
        "Wie messe ich die Inkrementalität meiner Kampagne?",
        "¿Cómo puedo reducir el coste por adquisición?",
        "quelle est la différence entre le CPA et le CPL ?",
        "quali sono i vantaggi del performance marketing",
        "wat is een goede ROAS",
        "qual é a taxa de conversão de uma loja online?",
    ],
)
def test_a_question_in_another_language_is_told_by_its_function_words(question):
    assert is_other_language(question)


@pytest.mark.parametrize(
    "question", ["why is CPA up?", "frequency cap per week", "what was the die cut", "ROAS vs POAS", "CTV", ""]
)
def test_english_is_english_whatever_it_borrows(question):
    assert not is_other_language(question)


def test_marketing_terms_are_said_in_the_guides_words():
    assert in_english("die Klickrate der Zielgruppe") == ["click", "through", "rate", "audience"]
    assert in_english("el coste por adquisición") == ["cost", "per", "acquisition"]


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("Was ist die Klickrate?", "kpis#click-through-rate-ctr"),
        ("qu'est-ce que l'incrémentalité ?", "benefits#what-is-incrementality"),
        ("¿Qué es el marketing de resultados?", "basics#what-is-performance-marketing"),
        ("quali sono le fasi di una campagna", "phases#what-are-the-seven-campaign-phases"),
        ("wat is een doelgroep lookalike", "practices#what-are-lookalike-audiences"),
    ],
)
def test_a_question_in_another_language_finds_its_section(guide_index, question, section):
    assert section in [hit.chunk.id for hit in guide_index.search(question, 3)]


def test_what_the_guide_does_not_cover_is_not_covered_in_any_language(guide_index):
    found = guide_index.search("wie koche ich ein Risotto mit Safran und Zwiebeln", 1)
    assert all(hit.relevance < NOT_COVERED for hit in found)
