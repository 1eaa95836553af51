"""Markdown as Slack reads it: nothing is lost, nothing rings, everything fits; properties over any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channels.slack.blocks import LONGEST_MESSAGE, LONGEST_SECTION, messages_of, summary
from agent.channels.slack.mrkdwn import WIDEST_TABLE, mrkdwn
from agent.channels.slack.streamed import streamed

JOINER = "\u2060"
WORD = st.text("abcdefghijklmnopqrstuvwxyzäéß0123456789$%", min_size=1, max_size=12)
SIGN = st.sampled_from(
    ["<", ">", "&", "*", "_", "~", "`", "|", "@channel", "<!here>", "<@U123>", "[x](http://a.b)", "#"]
)
LINE = st.lists(st.one_of(WORD, SIGN), min_size=1, max_size=12).map(" ".join)
PLAIN_LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
CELL = st.one_of(WORD, SIGN.filter(lambda s: s != "|"), st.just(""))


def table(rows):
    head, *body = [[*row] for row in rows]
    return "\n".join(
        ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(r) + " |" for r in body)]
    )


TABLE = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=8).map(table)
)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda t: f"## {t}"),
    st.lists(LINE, min_size=1, max_size=5).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=5).map(lambda lines: "\n".join(f"{n}. {x}" for n, x in enumerate(lines, 1))),
    LINE.map(lambda t: f"> {t}"),
    st.lists(PLAIN_LINE, min_size=1, max_size=4).map(lambda lines: "```\n" + "\n".join(lines) + "\n```"),
    LINE.map(lambda t: f"**{t}** and *{t}*"),
    TABLE,
)
MARKDOWN = st.one_of(st.text(max_size=300), st.lists(BLOCK, min_size=1, max_size=8).map("\n\n".join))
ENTITY_OR_LINK = re.compile(r"&(?:amp|lt|gt);|<(?:https?://|mailto:)[^<>|]*\|[^<>]*>")
BELL = re.compile(r"@(?:channel|here|everyone|group)\b|<[!@#]", re.IGNORECASE)


@given(MARKDOWN)
def test_only_entities_and_links_hold_the_signs_that_slack_reads(text):
    lines = [re.sub(r"^(?:[ ]*> ?)+", "", line) for line in mrkdwn(text).split("\n")]
    assert not re.search(r"[<>&]", ENTITY_OR_LINK.sub("", "\n".join(lines)))


@given(MARKDOWN)
def test_nothing_calls_anybody(text):
    assert not BELL.search(mrkdwn(text))
    assert not BELL.search(streamed(text))
    assert not BELL.search(summary(text))


@given(st.lists(BLOCK, min_size=1, max_size=8).map("\n\n".join))
def test_every_word_is_kept_in_its_order(text):
    def words(said):
        return re.findall(r"[a-zäéß0-9$%]{3,}", said.replace(JOINER, "").casefold())

    shown = mrkdwn(text)
    # Titles of a wide table are said in each row that has something under them, and its first one not at all.
    text = re.sub(r"^\|.*\|\n(?=\|---)", "", text, flags=re.MULTILINE)
    wanted = [w for w in words(re.sub(r"\(http://a\.b\)", "", text)) if w != "amp"]
    shown = shown.replace("&amp;", " ").replace("&lt;", " ").replace("&gt;", " ")
    found = iter(words(re.sub(r"http://a\.b", "", shown)))
    missing = [word for word in dict.fromkeys(wanted) if word not in set(words(shown))]
    assert not missing
    if "|---" not in text:
        assert all(word in found for word in wanted)


@given(st.one_of(MARKDOWN, st.lists(st.text(min_size=500, max_size=4_000), min_size=1, max_size=4).map("\n\n".join)))
def test_every_section_and_every_message_fits(text):
    for message in messages_of(text):
        assert len(message.blocks) <= 40
        sections = [block["text"]["text"] for block in message.blocks]
        assert all(0 < len(section) <= 3_000 for section in sections)
        assert sum(map(len, sections)) <= LONGEST_MESSAGE + LONGEST_SECTION
        assert len(message.text) <= 300


@given(st.lists(PLAIN_LINE, min_size=1, max_size=300).map(" ".join), st.sampled_from(["\n\n", "\n", " "]))
def test_a_long_text_loses_no_word_when_it_is_cut(text, gap):
    long = gap.join([text] * 8)
    shown = " ".join(b["text"]["text"] for message in messages_of(long) for b in message.blocks)
    assert shown.replace(JOINER, "").split() == long.split()


@given(st.lists(BLOCK, min_size=1, max_size=8))
def test_a_growing_text_streams_as_additions_alone(blocks):
    shown = ""
    for end in range(1, len(blocks) + 1):
        now = streamed("\n\n".join(blocks[:end]))
        assert now.startswith(shown)
        shown = now


@given(TABLE)
def test_a_table_fits_a_phone_or_becomes_lines(markdown):
    shown = mrkdwn(markdown)
    if shown.startswith("```"):
        plain = shown.replace(JOINER, "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert max(map(len, plain.split("\n"))) <= WIDEST_TABLE
    else:
        assert all(line.startswith(("• *", "_")) for line in shown.split("\n") if line)


@pytest.mark.parametrize(
    ("markdown", "slack"),
    [
        ("**CPA** rose *fast*, ~~slowly~~", "*CPA* rose _fast_, ~slowly~"),
        ("# Why", "*Why*"),
        ("CTR < 1% & CPA > $5", "CTR &lt; 1% &amp; CPA &gt; $5"),
        ("[the guide](https://a.example/x?a=1&b=2)", "<https://a.example/x?a=1&amp;b=2|the guide>"),
        ("[odd](javascript:alert)", "[odd](javascript:alert)"),
        ("`utm_source` and utm_source", "`utm_source` and utm_source"),
        ("- a\n- b\n  - c", "• a\n• b\n    • c"),
        ("| KPI | Now |\n|---|---|\n| CPA | $31 |", "```\nKPI  Now\nCPA  $31\n```"),
    ],
)
def test_markdown_becomes_slacks_own(markdown, slack):
    assert mrkdwn(markdown) == slack
