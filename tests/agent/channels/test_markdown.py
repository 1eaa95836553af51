"""Markdown in the terminal: it fits, it is readable on light and dark, and it hides nothing."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from agent.channels.markdown import PLAIN_COLOURS, TerminalMarkdown

REPORT = """# Report

CPA rose from **$26.03** to *$31.20*. See `spend` and [the guide](https://example.com/guide).

## By segment

| segment | CPA before | after | what stands behind it |
|---|---:|---:|---|
| Prospecting, Mobile | $37.74 | $105.01 | its conversion rate fell from 1.96% to 0.71%, which is rare |
| 広告キャンペーン | ¥1,200 | ¥2,400 | 日本語の長い説明がここに入りますので折り返されます |
| 🚀 Launch 👩‍👩‍👧 | $9.00 | $8.10 | - |

1. First
2. Second

> quoted

```
adroit kpi cpa
```
"""


def rendered(text, columns, **options):
    console = Console(
        file=io.StringIO(), width=columns, theme=PLAIN_COLOURS, highlight=False, legacy_windows=False,
        **({"force_terminal": True, "color_system": "standard"} | options),
    )  # fmt: skip
    console.print(TerminalMarkdown(text))
    return console.file.getvalue()


def plain(text, columns):
    return rendered(text, columns, force_terminal=False, color_system=None)


@pytest.mark.parametrize("columns", [80, 40])
def test_a_report(snapshot, columns):
    lines = [line.rstrip() for line in plain(REPORT, columns).splitlines()]
    assert max(map(cell_len, lines)) <= columns
    assert "\n".join(lines) == snapshot


def test_no_colour_is_used_that_could_vanish_on_a_light_or_a_dark_background():
    codes = {part for code in re.findall(r"\x1b\[([0-9;]*)m", rendered(REPORT, 80)) for part in code.split(";")}
    assert codes <= {"0", "1", "2", "3", "4", ""}


def test_links_are_written_out_and_never_hidden():
    shown = rendered("[our site](https://evil.example)", 80)
    assert "https://evil.example" in shown
    assert "\x1b]8" not in shown


@pytest.mark.parametrize("text", ["&#27;]0;x&#7;", "&#8238;desrever", "&#x9b;31m", "[a](<x&#8238;y>)", "`\x1b[31m`"])
def test_what_the_parser_writes_out_is_cleaned_too(text):
    shown = plain(text, 80)
    assert not set(shown) & set("\x1b\x07\x9b\u202e")


@given(
    st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6),
    st.text(st.sampled_from("ab \u5e83🚀|`*"), max_size=80),
    st.integers(12, 120),
)
def test_figures_of_a_table_keep_their_line_at_any_width(figures, words, columns):
    cells = words.replace("|", "\\|").replace("\n", " ")
    rows = "\n".join(f"| {cells} x | ${figure:,} |" for figure in figures)
    shown = plain(f"| words | spend |\n|---|---:|\n{rows}", columns)
    for figure in figures:
        assert f"${figure:,}" in shown
    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= columns
