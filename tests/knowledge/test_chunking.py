import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import Block, read_blocks, split_block
from knowledge.chapters import Chapter
from knowledge.chunking import LONGEST_WHOLE, chunk_blocks, chunk_chapter
from knowledge.installed_guide import guide_chunks
from tests.knowledge.guide_builders import section

LONG = " ".join(f"word{number}." for number in range(LONGEST_WHOLE + 100))


def test_a_section_is_one_chunk_with_its_place():
    text = "Intro.\n\n## Costs\n\nCosts vary.\n\n### Cost per click (CPC)\n\nOne click.\n\n## Rates\n\nA rate.\n"
    chunks = section(text=text)
    assert [(chunk.id, chunk.heading_path, chunk.text) for chunk in chunks] == [
        ("kpis#start", (), "Intro."),
        ("kpis#costs", ("Costs",), "Costs vary."),
        ("kpis#cost-per-click-cpc", ("Costs", "Cost per click (CPC)"), "One click."),
        ("kpis#rates", ("Rates",), "A rate."),
    ]


def test_a_citation_names_the_chapter_and_the_last_heading():
    chunks = section(text="Intro.\n\n## Costs\n\n### Cost per click (CPC)\n\nOne click.\n")
    assert [chunk.citation for chunk in chunks] == ["kpis › The KPIs that matter", "kpis › Cost per click (CPC)"]


def test_a_page_without_a_heading_is_cited_by_its_number():
    chunks = chunk_blocks(
        [Block("paragraph", "Teal.")], name="brand.pdf", title="brand.pdf", source="brand.pdf", page=3
    )
    assert (chunks[0].citation, chunks[0].id) == ("brand.pdf › p. 3", "brand.pdf#p-3")


def test_headings_that_read_alike_get_different_ids():
    chunks = section(text="## Limits\n\nOne.\n\n## Limits!\n\nTwo.\n")
    assert [chunk.id for chunk in chunks] == ["kpis#limits", "kpis#limits-2"]


def test_a_heading_loses_its_markup():
    assert section(text="## The `utm_source` *rule*\n\nText.\n")[0].heading == "The utm_source rule"


def test_a_section_without_a_body_gives_no_chunk():
    assert section(text="## Empty\n\n## Full\n\nText.\n")[0].heading == "Full"


def test_an_oversize_section_is_split_at_paragraphs_and_its_parts_are_numbered():
    text = "## Long\n\n" + "\n\n".join(f"Paragraph {number}. " + "word " * 150 for number in range(4))
    chunks = section(text=text)
    assert [chunk.id for chunk in chunks] == ["kpis#long.1", "kpis#long.2", "kpis#long.3", "kpis#long.4"]
    assert {chunk.citation for chunk in chunks} == {"kpis › Long"}


def test_a_list_stays_whole_and_with_the_sentence_that_introduces_it():
    items = "\n".join(f"- **Item {number}:** does a thing." for number in range(30))
    text = f"## Long\n\n{'word ' * 290}\n\nThe thirty items are:\n\n{items}\n"
    chunks = section(text=text)
    assert chunks[1].text == f"The thirty items are:\n\n{items}"


def test_a_table_stays_whole():
    table = "| KPI | Formula |\n| --- | --- |\n" + "\n".join(f"| k{row} | spend by {row} |" for row in range(20))
    chunks = section(text=f"## Long\n\n{'word ' * 350}\n\n{table}\n")
    assert chunks[-1].text == table


def test_a_table_longer_than_a_chunk_repeats_its_header():
    table = "| KPI | Formula |\n| --- | --- |\n" + "\n".join(f"| k{row} | spend by {row} |" for row in range(200))
    chunks = section(text=f"## Long\n\n{table}\n")
    assert len(chunks) > 1
    assert all(chunk.text.startswith("| KPI | Formula |\n| --- | --- |\n") for chunk in chunks)


def test_a_worked_example_becomes_a_sentence():
    text = "## Costs\n\n```example\ntitle: One sale\ngiven:\n  spend: $5,000\nthen:\n  cpa: $40.00\n```\n"
    assert section(text=text)[0].text == "Example: One sale. Given spend $5,000, CPA is $40.00."


def test_an_example_fence_in_a_users_document_is_left_as_it_is():
    blocks = list(read_blocks("```example\nnot: ours\n```\n", "notes.md", with_examples=False))
    assert blocks == [Block("code", "```example\nnot: ours\n```")]


def test_the_hash_of_a_chunk_changes_with_its_text_and_its_headings():
    hashes = {section(text=text)[0].content_hash for text in ("## A\n\nOne.\n", "## A\n\nTwo.\n", "## B\n\nOne.\n")}
    assert len(hashes) == 3
    assert section(text="## A\n\nOne.\n")[0].content_hash == section(text="## A\n\nOne.\n")[0].content_hash


def test_ids_of_other_sections_survive_an_edit():
    before = section(text="## A\n\nOne.\n\n## B\n\nTwo.\n")
    after = section(text="## A\n\nOne, longer.\n\n## New\n\nMore.\n\n## B\n\nTwo.\n")
    assert {chunk.id for chunk in before} < {chunk.id for chunk in after}


def test_a_chapter_is_chunked_under_its_slug_and_title():
    chunk = chunk_chapter(Chapter(6, "kpis", "The KPIs", "Sums up.", 1, "## CPA\n\nText.\n"))[0]
    assert (chunk.chapter, chunk.chapter_title, chunk.source) == ("kpis", "The KPIs", "guide")


@given(st.lists(st.integers(min_value=1, max_value=900), min_size=1, max_size=8))
def test_no_word_is_lost_or_told_twice_however_long_the_paragraphs_are(lengths):
    words = iter(f"w{number}" for number in range(sum(lengths)))
    paragraphs = [" ".join(next(words) for _ in range(length)) + "." for length in lengths]
    chunks = section(text="## Long\n\n" + "\n\n".join(paragraphs))
    told = re.findall(r"w\d+", "\n".join(chunk.text for chunk in chunks))
    assert told == [f"w{number}" for number in range(sum(lengths))]
    assert all(len(chunk.text.split()) <= LONGEST_WHOLE for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@given(st.integers(min_value=1, max_value=60))
def test_a_paragraph_is_split_into_pieces_of_the_asked_length(words):
    pieces = split_block(Block("paragraph", LONG), words)
    assert all(len(piece.split()) <= words for piece in pieces)
    assert " ".join(pieces) == LONG


def test_a_list_longer_than_a_chunk_is_split_between_its_items():
    items = [f"- item {number} has a second\n  line" for number in range(100)]
    pieces = split_block(Block("list", "\n".join(items)), 60)
    assert "\n".join(pieces) == "\n".join(items)
    assert all(piece.startswith("- item") and piece.endswith("line") for piece in pieces)


def test_every_chunk_of_the_guide_has_its_own_id_and_citation():
    chunks = guide_chunks()
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert len({chunk.citation for chunk in chunks}) == len(chunks)


def test_no_section_of_the_guide_had_to_be_split():
    assert [chunk.id for chunk in guide_chunks() if re.search(r"\.\d+$", chunk.id)] == []
