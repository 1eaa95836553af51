"""Shows answers in a terminal: Markdown through Rich; plain text when the output is no terminal."""

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, TextIO

from agent.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

_ESCAPES = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_][0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WIDEST = 100


def safe(text: str) -> str:
    """Return the text without escape sequences and control characters: data must not drive the terminal."""
    return _ESCAPES.sub("", text)


@cache
def console() -> "Console":
    """Return the console of standard output, no wider than reads well."""
    from rich.console import Console

    found = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if found.is_terminal and found.width > _WIDEST:
        found = Console(highlight=False, width=_WIDEST)
    return found


def is_plain(stream: TextIO | None = None) -> bool:
    """Return whether to leave all decoration out (of standard output): a pipe, a file, a dumb terminal."""
    return not (stream or sys.stdout).isatty() or os.environ.get("TERM") == "dumb"


def show_markdown(text: str) -> None:
    """Print Markdown, rendered where there is a terminal and as it is where there is none."""
    if is_plain():
        print(safe(text))
        return
    from rich.markdown import Markdown

    console().print(Markdown(safe(text)))


def show_answer(answer: Answer, *, with_sources: bool = False) -> None:
    """Print an answer with its charts and warnings; with the cited passages when asked."""
    show_markdown(answer.text)
    for chart in answer.charts:
        show_chart(chart)
    for file in answer.files:
        print(f"\nSaved: {file}")
    for warning in answer.warnings:
        note(warning)
    if with_sources and answer.citations:
        show_markdown("\n## Sources\n" + "\n".join(f"\n**[{c.label}]**\n\n{c.passage}" for c in answer.citations))


def show_chart(chart: object) -> None:
    """Print a chart in characters, as wide as the terminal allows."""
    colour = not is_plain() and "NO_COLOR" not in os.environ
    width = min(console().width, _WIDEST) if not is_plain() else 80
    print("\n" + chart.to_terminal(width=width, colour=colour))  # type: ignore[attr-defined]


def note(text: str) -> None:
    """Print a remark that is not part of the answer."""
    if is_plain():
        print(f"Note: {safe(text)}")
    else:
        console().print(f"[dim]Note: {_escaped(text)}[/dim]")


def heading(text: str) -> None:
    """Print a heading line."""
    if is_plain():
        print(f"\n{safe(text)}\n{'=' * len(text)}")
    else:
        console().print(f"\n[bold]{_escaped(text)}[/bold]")


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(safe(text))
