"""From a product's words to entries of the taxonomy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.audience.matching import match_entries, stems
from tools.audience.taxonomy import Entry, entries
from tools.policy import recognise


def names(text, kind="in-market"):
    return [m.entry.name for m in match_entries(text, entries(kind))]


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("Handmade desk lamps", "Lighting"),
        ("Espresso machines from Milan", "Kitchen appliances"),
        ("a lamp maker", "Lighting"),
        ("Hiking boots and rucksacks for long walks", "Outdoor and hiking gear"),
        ("Dog food in paper bags", "Dog supplies"),
        ("Endpoint security for branches", "IT security"),
        ("Non-alcoholic craft beer", "Soft drinks"),
        ("Weekend packages in a spa hotel", "Hotels and stays"),
    ],
)
def test_a_product_finds_its_segment(text, segment):
    assert names(text)[0] == segment


def test_a_phrase_is_read_whole_before_its_words():
    assert "Coffee and tea" not in names("an espresso machine")


def test_a_word_that_only_modifies_the_next_one_names_no_product():
    assert names("desk lamps") == ["Lighting"]
    assert set(names("desks, lamps")) == {"Furniture", "Lighting"}


def test_the_words_that_were_found_are_kept_as_written():
    (found,) = match_entries("Hand-knotted RUGS", entries("in-market"))
    assert found.words == ("RUGS",)


def test_a_text_about_nothing_known_finds_nothing():
    assert names("zorblax quuxification") == []


@pytest.mark.parametrize("kind", ["in-market", "interest", "life event", "b2b"])
def test_every_entry_is_found_by_each_of_its_own_terms(kind):
    for entry in entries(kind):
        for term in entry.terms:
            assert entry in [m.entry for m in match_entries(term, entries(kind), most=50)], (entry.name, term)


def test_no_interest_or_event_of_ours_tells_of_a_protected_trait():
    for kind in ("interest", "life event", "in-market"):
        for entry in entries(kind):
            traits = [m for m in recognise(entry.name) if m.category.kind == "trait"]
            assert not traits, entry.name


@given(st.text(max_size=200))
def test_any_text_is_matched_without_failing_and_the_best_comes_first(text):
    found = match_entries(text, entries("interest"), most=5)
    scores = [m.score for m in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= scores[0] / 2 for score in scores)


@given(st.lists(st.sampled_from(["lamp", "rug", "sofa", "bike", "hotel"]), min_size=1, max_size=6))
def test_words_said_twice_count_once(words):
    once = match_entries(", ".join(dict.fromkeys(words)), entries("in-market"), most=9)
    twice = match_entries(", ".join(words), entries("in-market"), most=9)
    assert {(m.entry, m.score) for m in once} == {(m.entry, m.score) for m in twice}


def test_inflections_are_one_word():
    assert stems("Lamps' lamp lamps") == ("lamp", "lamp", "lamp")


def test_what_many_entries_share_tells_less_than_what_one_has_alone():
    shared = [Entry("interest", "s", name, ("bag", own)) for name, own in (("Purses", "purse"), ("Totes", "tote"))]
    assert [m.entry.name for m in match_entries("a bag, a tote", shared)] == ["Totes"]
