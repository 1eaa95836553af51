"""Markdown for the terminal: what Rich makes of it, in the terminal's own colours and with tables that fit.

Only bold, dim, italic and underline are used for text: no colour reads well on every background.
"""

import re
from typing import Any, ClassVar

from markdown_it.token import Token
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from agent.channels.safe import safe

PLAIN_COLOURS = Theme(
    {
        "markdown.code": Style(bold=True),
        "markdown.code_block": Style(),
        "markdown.block_quote": Style(italic=True),
        "markdown.list": Style(),
        "markdown.item.number": Style(bold=True),
        "markdown.h1": Style(bold=True, underline=True),
        "markdown.h2": Style(bold=True, underline=True),
        "markdown.h3": Style(bold=True),
        "markdown.h4": Style(bold=True, italic=True),
        "markdown.link": Style(underline=True),
        "markdown.link_url": Style(underline=True),
        "markdown.table.border": Style(dim=True),
        "markdown.table.header": Style(bold=True),
        "markdown.kbd": Style(bold=True),
    }
)
_FIGURE = re.compile(r"[^A-Za-z]{0,4}[-+−–(]?\W{0,3}\d[\d.,\s]*\s?(?:%|×|x|k|m|bn|pts?|points|[A-Z]{3})?\W{0,2}")
_GAP = 2
_NARROWEST = 12


class _LeftHeading(Heading):
    LEVEL_ALIGN: ClassVar[dict[str, Any]] = {}


class _IndentedCode(CodeBlock):
    """A code block without a background of its own, which would be a black box on a light terminal."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        yield Padding(Text(str(self.text).rstrip()), (0, 0, 0, 4))


class _FittedTable(TableElement):
    """A table that fits: figures keep their line, words wrap, and where even that is too wide, a block a row."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        head = [c.content for c in self.header.row.cells] if self.header and self.header.row else []
        rows = [[cell.content for cell in row.cells] for row in self.body.rows] if self.body else []
        figures = [_is_figures([row[i] for row in rows if i < len(row)]) for i in range(len(head))]
        least = [_least(h, [r[i] for r in rows if i < len(r)], figures[i]) for i, h in enumerate(head)]
        if rows and sum(least) + _GAP * (len(head) - 1) > options.max_width:
            yield Group(*_blocks(head, rows))
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, show_edge=False)
        table.border_style = "markdown.table.border"
        for heading, is_figures, width in zip(head, figures, least, strict=True):
            heading.stylize("markdown.table.header")
            table.add_column(
                heading,
                justify="right" if is_figures else "left",
                no_wrap=is_figures and cell_len(heading.plain) <= width,
                min_width=width,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*row)
        yield table


def _is_figures(cells: list[Text]) -> bool:
    written = [c.plain.strip() for c in cells if c.plain.strip() not in {"", "-", "–", "—"}]
    return bool(written) and all(_FIGURE.fullmatch(w) for w in written)


def _least(heading: Text, cells: list[Text], is_figures: bool) -> int:  # noqa: FBT001 - one caller, a few lines above
    """Return the narrowest that a column may get: figures whole, words broken only when very long."""
    if is_figures:
        words = [cell_len(w) for w in heading.plain.split()]
        return max([*(cell_len(c.plain) for c in cells), *words], default=1)
    words = [cell_len(w) for text in (heading, *cells) for w in text.plain.split()]
    return min(max(words, default=1), _NARROWEST)


def _blocks(head: list[Text], rows: list[list[Text]]) -> list[Text]:
    lines = []
    for number, row in enumerate(rows):
        if number:
            lines.append(Text())
        for heading, cell in zip(head, row, strict=False):
            lines.append(Text.assemble((f"{heading.plain}: ", "markdown.table.header"), cell))
    return lines


class TerminalMarkdown(Markdown):
    """Markdown with links written out instead of hidden, and nothing in it that drives the terminal."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _LeftHeading,
        "fence": _IndentedCode,
        "code_block": _IndentedCode,
        "table_open": _FittedTable,
    }

    def __init__(self, text: str) -> None:
        super().__init__(safe(text), hyperlinks=False)
        for token in self.parsed:
            _clean(token)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it without an empty line at the top, which Rich sets before a list."""
        parts = iter(super().__rich_console__(console, options))
        for part in parts:
            if not (isinstance(part, Segment) and not part.text.strip()):
                yield part
                break
        yield from parts


def _clean(token: Token) -> None:
    """Clean what the parser wrote out itself: `&#8238;` is text until it is parsed."""
    token.content = safe(token.content)
    for name, value in token.attrs.items():
        if isinstance(value, str):
            token.attrs[name] = safe(value)
    for child in token.children or ():
        _clean(child)


__all__ = ["PLAIN_COLOURS", "TerminalMarkdown"]
