"""Searching the installed guide, and some texts made to show one thing each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunking import Chunk
from knowledge.lexical import LexicalIndex, Spelling, asking_terms, content_terms
from knowledge.ranking import NOT_COVERED
from knowledge.search import HybridSearch, Passage, merge_neighbours
from tests.knowledge.guide_builders import index_of, section


def passage(name, rank, text="Text."):
    section_name = name.partition(".")[0]
    chunk = Chunk(f"kpis#{name}", "kpis", "The KPIs", (section_name,), section_name, text)
    return Passage(chunk, score=1 / rank, rank=rank, coverage=0.5, relevance=0.5 / rank)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("what does CPL mean", "kpis#cost-per-lead-cpl"),
        ("cost per lead", "kpis#cost-per-lead-cpl"),
        ("CPAs", "kpis#cost-per-acquisition-cpa"),
        ("conversion lag", "phases#conversion-lag-and-mature-cohorts"),
        ("convertion lag", "phases#conversion-lag-and-mature-cohorts"),
        ("behavior of the learning phase after edits", "phases#why-edits-reset-the-learning-phase"),
        ("why is SEO the best performance channel?", "channels#is-seo-a-performance-channel"),
        ("my newsletter - does it count", "channels#are-email-and-sms-performance-channels"),
    ],
)
def test_a_section_is_found_by_acronym_name_misspelling_and_everyday_words(guide_index, asked, expected):
    found = [hit.chunk.id for hit in guide_index.search(asked, 3)]
    assert expected in found, found


def test_passages_come_ranked_with_scores_that_fall(guide_index):
    found = guide_index.search("how do I set a target ROAS", 5)
    assert [hit.rank for hit in found] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.parametrize("query", ["", "   ", "?!", "\n"])
def test_a_query_without_words_finds_nothing_or_only_what_is_irrelevant(guide_index, query):
    assert all(hit.relevance < NOT_COVERED for hit in guide_index.search(query))


def test_a_limit_below_one_gives_nothing(guide_index):
    assert guide_index.search("cpa", 0) == []


@pytest.mark.parametrize("asked", ["how do I cook rice", "what is the capital of France", "tell me a joke"])
def test_what_the_guide_does_not_cover_is_not_relevant(guide_index, asked):
    assert all(hit.relevance < NOT_COVERED for hit in guide_index.search(asked, 3))


@pytest.mark.parametrize("asked", ["what is ROAS", "difference between OTT and CTV", "list the seven campaign phases"])
def test_what_the_guide_covers_is_relevant(guide_index, asked):
    assert guide_index.search(asked)[0].relevance >= NOT_COVERED


def test_coverage_is_the_share_of_the_querys_words_by_rarity(tmp_path):
    index = index_of(tmp_path)
    index.refresh()
    assert index.search("creative fatigue")[0].coverage == 1.0
    assert 0 < index.search("creative fatigue in Patagonia")[0].coverage < 1.0


def test_a_rare_word_in_a_text_beats_a_common_word_in_a_heading(tmp_path):
    text = "## Cost\n\nCost is money.\n\n## Cost of a click\n\nCost per click.\n\n## Prices\n\nPadlocks cost $9.\n"
    index = index_of(tmp_path, text)
    index.refresh()
    assert index.search("what do padlocks cost")[0].citation == "kpis › Prices"


def test_phrasings_find_a_section_that_shares_no_word_with_the_question():
    chunk = Chunk(
        "kpis#pacing", "kpis", "KPIs", ("Pacing",), "pacing", "Spend by time.", phrasings=("money gone early",)
    )
    chunks = [*section(), chunk]
    content, asking = (LexicalIndex.of(map(give, chunks)) for give in (content_terms, asking_terms))
    search = HybridSearch(chunks, content, asking, Spelling({}), lambda *_: [])
    assert search.search("the money is gone")[0].chunk.id == "kpis#pacing"


def test_parts_of_one_section_are_joined_in_reading_order():
    found = merge_neighbours([passage("long.2", 1, "Second."), passage("other", 2), passage("long.1", 3, "First.")])
    assert [(hit.rank, hit.chunk.anchor, hit.text) for hit in found] == [
        (1, "long", "First.\n\nSecond."),
        (2, "other", "Text."),
    ]
    assert found[0].merged == ("kpis#long.1",)
    assert found[0].relevance == 0.5


def test_a_long_section_is_found_as_one_passage(tmp_path):
    parts = "\n\n".join(f"Zebra fact {number}. " + "word " * 200 for number in range(3))
    index = index_of(tmp_path, f"## Zebras\n\n{parts}\n\n## Other\n\nElse.\n")
    index.refresh()
    found = index.search("zebra fact")
    assert [hit.citation for hit in found][:1] == ["kpis › Zebras"]
    assert [fact for fact in (0, 1, 2) if f"Zebra fact {fact}" in found[0].text] == [0, 1, 2]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_no_query_breaks_the_search(guide_index, query):
    for hit in guide_index.search(query, 3):
        assert 0 <= hit.coverage <= 1
        assert 0 <= hit.relevance <= 1
