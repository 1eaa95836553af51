"""Text of a brief inside Markdown: shown as written, never as a link, HTML, emphasis or a table's border."""

import re

from tools.brief.plain import plain

_SIGNS = re.compile(
    r"[\\`*\[\]<|~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word is one in Markdown too
    r"|&(?=#|\w+;)"
)
_BEGINNING = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=[#>=+-])")
"""What makes a heading, a quotation or a list of a line."""


def escaped(text: str) -> str:
    """Return the text on one line, with a backslash before each sign that Markdown would read as its own."""
    marked = _SIGNS.sub(r"\\\g<0>", plain(text))
    begin = _BEGINNING.match(marked)
    return marked if begin is None else f"{marked[: begin.end()]}\\{marked[begin.end() :]}"
