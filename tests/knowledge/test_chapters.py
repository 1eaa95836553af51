import re

import pytest

from knowledge.chapters import Chapter, chapter, chapters, read_chapters
from knowledge.errors import GuideError
from knowledge.glossary import GLOSSARY
from knowledge.installed_guide import guide_chunks

FRONT = "---\nchapter: {number}\ntitle: {title}\nsummary: What it answers.\nversion: 1\n---\n\n## A heading\n\nText.\n"


def write(folder, name, number=1, title="A title"):
    (folder / name).write_text(FRONT.format(number=number, title=title), encoding="utf-8")


def some_chapters():
    return tuple(
        Chapter(number, slug, title, "What it answers.", 1, "")
        for number, slug, title in [
            (1, "basics", "What it is"),
            (6, "kpis", "The KPIs that matter"),
            (7, "ai", "The AI"),
        ]
    )


def test_a_chapter_is_found_by_slug_number_or_start_of_its_title():
    for name in ("kpis", "KPIs", "6", "06", "the kpis"):
        assert chapter(name, some_chapters()).slug == "kpis"


def test_an_unknown_chapter_names_the_nearest():
    with pytest.raises(GuideError, match=r"no chapter 'kpi'\. Did you mean kpis\?"):
        chapter("kpi", some_chapters())


def test_a_name_like_none_lists_all_chapters():
    with pytest.raises(GuideError, match="The chapters are basics, kpis, ai"):
        chapter("zzzz", some_chapters())


def test_a_title_start_that_fits_several_chapters_asks_which():
    with pytest.raises(GuideError, match="Say one of: kpis, ai"):
        chapter("the", some_chapters())


def test_chapters_come_in_order_and_the_glossary_last(tmp_path):
    write(tmp_path, "10-pitfalls.md", number=10)
    write(tmp_path, "02-benefits.md", number=2)
    (tmp_path / "glossary.md").write_text("---\ntitle: Glossary\nsummary: Terms.\nversion: 3\n---\n\nText.\n")
    assert [(item.number, item.slug) for item in read_chapters(tmp_path)] == [
        (2, "benefits"),
        (10, "pitfalls"),
        (None, "glossary"),
    ]


def test_the_text_of_a_chapter_has_no_front_matter(tmp_path):
    write(tmp_path, "01-basics.md")
    assert read_chapters(tmp_path)[0].text == "## A heading\n\nText.\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("01-basics.md", "no front matter", "lacks title, summary, version"),
        ("01-basics.md", "---\ntitle: [\n---\n", "front matter is not YAML"),
        ("Basics 1.md", FRONT.format(number=1, title="x"), "no chapter's file name"),
    ],
)
def test_a_file_that_is_no_chapter_is_named_with_what_it_lacks(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(GuideError, match=re.escape(message)) as caught:
        read_chapters(tmp_path)
    assert name in str(caught.value)


def test_an_empty_guide_says_so(tmp_path):
    with pytest.raises(GuideError, match="holds no chapter"):
        read_chapters(tmp_path)


def test_two_chapters_of_one_slug_are_refused(tmp_path):
    write(tmp_path, "01-basics.md")
    write(tmp_path, "02-basics.md")
    with pytest.raises(GuideError, match="Two chapters are called 'basics'"):
        read_chapters(tmp_path)


def test_the_installed_guide_is_complete():
    found = chapters()
    assert [item.number for item in found if item.number] == list(range(1, 11))
    assert [item.slug for item in found].count("glossary") == 1
    assert all(item.summary.endswith(".") for item in found)


def test_sections_are_short_enough_to_read_and_long_enough_to_answer():
    """A table or worked examples may take a section a little over 250 words."""
    lengths = {chunk.id: len(chunk.text.split()) for chunk in guide_chunks() if chunk.chapter != GLOSSARY}
    assert {name: words for name, words in lengths.items() if not 80 <= words <= 260} == {}
