from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import Block, read_blocks
from knowledge.counts import TermCounts, Vocabulary, count_terms
from knowledge.glossary import read_terms, synonyms, term_blocks
from knowledge.lexical import LexicalIndex, Spelling, spelt_words
from knowledge.lexicon import raw_words, stem, stems, wording, words

TABLE = """| Term | Means | In one sentence |
|---|---|---|
| CPL | cost per lead / lead cost | CPL is spend divided by leads. |
| Hook | opening / first seconds | The hook is the start of a video. |
"""


@pytest.mark.parametrize(
    ("british", "american"),
    [("optimise", "optimizing"), ("behaviour", "behaviors"), ("catalogue", "catalog"), ("labelled", "labeled"),
     ("programme", "programs"), ("analysed", "analyzes")],
)  # fmt: skip
def test_british_and_american_spelling_meet(british, american):
    assert stem(british) == stem(american)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A/B tests", ["abtest", "tests"]),
        ("e-commerce", ["ecommerce"]),
        ("it's the company's", ["it", "the", "company"]),
        ("$1,250 and 12,5", ["1250", "and", "12", "5"]),
        ("Don't stop", ["do", "not", "stop"]),
        ("", []),
    ],
)
def test_words_are_cut_as_marketers_write_them(text, expected):
    assert raw_words(text) == expected


def test_words_without_a_subject_are_left_out():
    assert words("What is the CPA of our ads?") == ["cpa", "ads"]


def test_the_rarer_word_counts_for_more():
    index = LexicalIndex.of([stems(text) for text in ("cost of a click", "cost of a lead", "cost of a padlock click")])
    assert index.rarity("padlock") > index.rarity("click") > index.rarity("cost")
    assert int(index.scores(stems("padlock cost")).argmax()) == 2


def test_unknown_words_and_an_empty_index_score_nothing():
    assert LexicalIndex.of([["cost"]]).scores(["zebra"]).tolist() == [0.0]
    assert LexicalIndex.of([]).scores(["zebra"]).tolist() == []
    assert LexicalIndex.of([[], []]).scores(["zebra"]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("atribution", "attribution"), ("convertion", "conversion"), ("incrementalty", "incrementality"),
     ("aquisition", "acquisition"), ("conversion", None), ("zzzzzzz", None), ("roas", None), ("cpl2", None)],
)  # fmt: skip
def test_a_misspelt_word_is_mended_from_the_words_of_the_guide(typed, meant):
    spelling = Spelling(
        Counter(spelt_words("Attribution and incrementality of a conversion; the cost of an acquisition."))
    )
    assert spelling.corrected(typed) == meant


def test_each_row_of_the_glossary_becomes_a_section_of_its_own():
    blocks = list(term_blocks(read_blocks(f"## Costs\n\nCosts say what one result costs.\n\n{TABLE}", "glossary")))
    assert blocks == [
        Block("heading", "Costs", 2),
        Block("paragraph", "Costs say what one result costs."),
        Block("heading", "CPL", 3),
        Block("paragraph", "CPL is spend divided by leads."),
        Block("paragraph", "Also called: cost per lead, lead cost."),
        Block("heading", "Hook", 3),
        Block("paragraph", "The hook is the start of a video."),
        Block("paragraph", "Also called: opening, first seconds."),
    ]


def test_other_tables_stay_tables():
    table = "| KPI | Formula |\n|---|---|\n| CPA | spend by sales |"
    assert [block.kind for block in term_blocks(read_blocks(table, "glossary"))] == ["table"]


def test_every_name_of_a_thing_leads_to_its_others():
    known = synonyms(read_terms([("CPL", "CPL is spend divided by leads.\n\nAlso called: cost per lead, lead cost.")]))
    assert known[("cpl",)] == ("cost per lead", "lead cost")
    assert known[("lead", "cost")] == ("CPL", "cost per lead")
    assert known[tuple(stem(word) for word in ("costs", "per", "leads"))] == ("CPL", "lead cost")


def test_an_explanation_is_no_name():
    terms = read_terms([("Hook", "Also called: the very first seconds of a video that somebody sees.")])
    assert synonyms(terms) == {}


def test_threads_stem_side_by_side():
    """A stemmer shared by threads gives broken stems, or fails, within a few thousand words."""
    rare = [f"optimisation{''.join(letters)}ness" for letters in product("abcdefgh", repeat=4)]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda part: [stem(word) for word in part], [rare[n::4] for n in range(4)]))
    stem.cache_clear()
    assert parts == [[stem(word) for word in rare[n::4]] for n in range(4)]


def test_counts_put_together_score_as_the_library_scores_the_texts_counted_at_once():
    import bm25s

    texts = [stems(text) for text in ("cost of a click", "cost of a lead", "cost of a padlock click, click by click")]
    vocabulary = Vocabulary()
    parts = [vocabulary.numbered(count_terms(part)) for part in ([["zebra"]], texts[:1], [], texts[1:])]
    peer = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    peer.index(texts, show_progress=False)
    ours = LexicalIndex(parts[1:], vocabulary)
    assert not ours.knows("zebra"), "only a part that was left out holds it"
    for query in (["cost"], ["click", "cost", "click"], stems("padlock lead")):
        assert ours.scores(query).tolist() == pytest.approx(peer.get_scores(query).tolist(), rel=1e-6)


@given(st.lists(st.lists(st.text("abcé", min_size=1, max_size=3), max_size=6), max_size=5))
def test_counts_survive_being_written_down(texts):
    counts = count_terms(texts)
    again = TermCounts.from_fields(counts.as_fields())
    assert again.vocabulary == counts.vocabulary
    for field in ("entries", "terms", "counts"):
        assert getattr(again, field).tolist() == getattr(counts, field).tolist()


def test_of_two_known_words_equally_alike_the_same_is_chosen_in_any_order():
    pair = ("marked", "market")
    assert {Spelling(dict.fromkeys(order, 1)).corrected("markex") for order in (pair, pair[::-1])} == {"marked"}


def test_a_number_is_worded_like_any_other():
    assert wording("10 leads from 80 clicks") == wording("7 leads from 1,200 clicks")
    assert wording("ga4")[0] != "#"
