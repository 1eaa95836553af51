"""Markdown of a brief: what it says is shown as written, whatever signs it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.tools.brief.export.briefs import HOSTILE, TODAY, kept, with_texts
from tools.brief.checking import check
from tools.brief.export.formats import content_of
from tools.brief.markdown import escaped
from tools.brief.plain import plain

MARKDOWN = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def shown(markdown):
    """Return what a reader sees of one paragraph, and whether anything but text is in it."""
    tokens = MARKDOWN.parse(markdown)
    inline = [child for token in tokens for child in (token.children or ())]
    return "".join(c.content for c in inline), {t.type for t in tokens} | {c.type for c in inline}


@given(st.text(max_size=80))
def test_any_text_is_shown_as_written(text):
    words, kinds = shown(f"x {escaped(text)}")
    assert words == f"x {plain(text)}".strip()
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}


@given(st.text(alphabet="#>-+=1.) *_`[]()<!|~\\&;ab", min_size=1, max_size=20).filter(str.strip))
def test_no_text_begins_a_heading_or_a_list(text):
    words, kinds = shown(escaped(text))
    assert words == plain(text)
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}


@pytest.mark.parametrize("text", ["utm_source=a_b", "30% off", "$5.00", "2026-05-01", "R&D, 50/50", "it's (new)"])
def test_plain_text_is_left_as_it_is(text):
    assert escaped(text) == text


def test_markup_in_a_brief_makes_no_link_no_html_and_no_cell():
    brief = with_texts(HOSTILE)
    content, note = content_of(brief, check(brief, today=TODAY), "md")
    tokens = MARKDOWN.parse(content.decode())
    inline = [child for token in tokens for child in (token.children or ())]
    assert note == ""
    assert not {"html_block", "html_inline", "link_open", "image"} & {t.type for t in (*tokens, *inline)}
    rows = [t for t in tokens if t.type == "tr_open"]
    assert len(rows) == content.decode().count("\n| ")


def test_an_example_is_the_page_of_the_documentation():
    brief = kept()
    content, _ = content_of(brief, check(brief, today=TODAY), "md")
    assert content.decode().startswith("# Nimbus Sleep cooling mattress, September 2026\n")
    assert "| Budget | $240,000 | given |" in content.decode()
