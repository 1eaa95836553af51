"""Nothing that comes from data or a model can drive the terminal, or read otherwise than it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channels.safe import one_line, safe

DANGEROUS = set(map(chr, [*range(9), *range(11, 32), 127, *range(128, 160)])) | set(
    "\u202a\u202e\u2066\u2069\u200e\u200b"
)


@given(st.text(st.sampled_from("\x1b\x9b\x9d[]PX^_()0;8?mHJ\\\x07\n\r\t a1\u202e\u200b\U000e0041\ud800")))
def test_no_text_keeps_what_drives_a_terminal(text):
    assert not set(safe(text)) & DANGEROUS
    assert safe(safe(text)) == safe(text)
    safe(text).encode()


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\u00ad\u034f", max_codepoint=0xDFFFF)))
def test_words_of_all_scripts_stay_as_they_are(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;cm0gLXJm\x07copied", "copied"),
        ("\x1bP1$r0m\x1b\\device", "device"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1b]0;never ended, then words", "0;never ended, then words"),
        ("overwritten\rshown", "overwritten\nshown"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("a\x08b", "ab"),
        ("price \u202e001$\u202c", "price 001$"),
        ("👩\u200d👩\u200d👧 family, می\u200cخواهم, café", "👩\u200d👩\u200d👧 family, می\u200cخواهم, café"),
    ],
)
def test_examples(text, shown):
    assert safe(text) == shown


def test_a_list_gets_one_line_however_the_text_was_broken():
    assert one_line("a\nb\t c\x1b[2J " + "x" * 100, most=10) == "a b c xxx…"
