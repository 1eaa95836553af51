"""Shows things in a terminal: Markdown through Rich; plain text when the output is no terminal."""

import os
import sys
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TextIO

from agent.channels.safe import safe

if TYPE_CHECKING:
    from rich.console import Console

    from tools.charts import Chart

__all__ = ["console", "heading", "is_plain", "is_tty", "note", "remark", "safe", "show_chart", "show_markdown", "width"]

_WIDEST = 100
_WITHOUT_A_TERMINAL = 80


@cache
def console() -> "Console":
    """Return the console of standard output, in the terminal's own colours."""
    from rich.console import Console

    from agent.channels.markdown import PLAIN_COLOURS

    return Console(
        color_system=None if is_plain() else "auto",  # without one nothing but the words is written
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not is_tty(sys.stdout),
        theme=PLAIN_COLOURS,
    )


def width() -> int:
    """Return how many columns to write in: the terminal's, as they are now, and no more than read well."""
    return _WITHOUT_A_TERMINAL if is_plain() and not is_tty(sys.stdout) else max(1, min(console().width, _WIDEST))


def is_tty(stream: TextIO | None) -> bool:
    """Return whether a person is at the other end; a closed stream has nobody."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def is_plain(stream: TextIO | None = None) -> bool:
    """Return whether to leave all decoration out (of standard output): a pipe, a file, a dumb terminal."""
    return not is_tty(stream or sys.stdout) or os.environ.get("TERM", "dumb") in {"", "dumb", "unknown"}


def show_markdown(text: str) -> None:
    """Print Markdown, rendered where there is a terminal (a dumb one too) and as it is where there is none."""
    if not is_tty(sys.stdout):
        print(safe(text))
        return
    from agent.channels.markdown import TerminalMarkdown

    console().print(TerminalMarkdown(text), width=width())


def show_chart(chart: "Chart") -> None:
    """Print a chart in characters, as wide as the terminal allows."""
    coloured = not is_plain() and console().color_system is not None and not console().no_color
    print("\n" + _harmless(chart).to_terminal(width=width(), colour=coloured))


def _harmless(chart: "Chart") -> "Chart":
    """Clean the words of a chart: its labels are the data's, and its colours are escape sequences."""
    return replace(
        chart,
        title=safe(chart.title),
        points=tuple(replace(p, label=safe(p.label).replace("\n", " ")) for p in chart.points),
        bands=tuple(replace(b, label=safe(b.label).replace("\n", " ") or "?") for b in chart.bands),
    )


def note(text: str) -> None:
    """Print a note to the answer."""
    remark(f"Note: {text}")


def remark(text: str) -> None:
    """Print what is not part of the answer, less boldly than that."""
    if is_plain():
        print(safe(text))
        return
    from rich.text import Text

    console().print(Text(safe(text), style="dim"), width=width())


def heading(text: str) -> None:
    """Print a heading line."""
    if is_plain():
        print(f"\n{safe(text)}\n{'=' * len(text)}")
        return
    from rich.text import Text

    console().print(Text(f"\n{safe(text)}", style="bold"), width=width())
