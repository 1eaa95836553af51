"""Markdown as Slack writes it (mrkdwn), with tables that a phone can show and nothing in it that rings a bell.

Slack's own dialect: https://docs.slack.dev/messaging/formatting-message-text (read 2026). `&`, `<` and `>` are escaped
there, which also takes the power from `<!channel>` and `<@U…>` in a model's text or a cell.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_BELLS = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_JOINER = "\u2060"  # no width and no break: `@channel` still reads as it was written
_MARKS = re.compile(r"(?<![^\W_])[*_~](?=\S)|`")
WIDEST_TABLE = 44
"""Characters in a line of fixed width that a phone shows without breaking it."""
_MARKED = {"strong": "*", "em": "_", "s": "~"}
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def quiet(text: str) -> str:
    """Return a text, not yet escaped, that calls nobody: a joiner stands after the `@` of @channel and the like."""
    return _BELLS.sub("@" + _JOINER, text)


def escaped(text: str) -> str:
    """Return plain text for a mrkdwn field."""
    plain = quiet(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A mark of the text's own is kept from opening a span (` *net* `); names such as utm_source stay as they are.
    return _MARKS.sub(lambda m: _JOINER + m[0] + _JOINER, plain)


def pieces(markdown: str) -> list[str]:
    """Return the blocks of a Markdown text (paragraphs, lists, tables, code) in mrkdwn, in their order."""
    root = SyntaxTreeNode(_PARSER.parse(markdown))
    return [told for node in root.children if (told := _block(node))]


def mrkdwn(markdown: str) -> str:
    """Return a Markdown text in mrkdwn."""
    return "\n\n".join(pieces(markdown))


def _block(node: SyntaxTreeNode, depth: int = 0) -> str:
    match node.type:
        case "heading":
            return f"*{_plain_bold(_inline(node.children[0]))}*"
        case "paragraph":
            return _inline(node.children[0])
        case "bullet_list" | "ordered_list":
            return _list(node, depth)
        case "blockquote":
            inner = "\n".join(_unquoted(_block(child, depth)) for child in node.children)
            return "\n".join(f"> {line}" for line in inner.split("\n"))
        case "fence" | "code_block":
            return f"```\n{_verbatim(node.content.rstrip())}\n```"
        case "table":
            return _table(node)
        case "hr":
            return "———"
        case "html_block":
            return escaped(node.content.strip())
        case _:
            return "\n".join(_block(child, depth) for child in node.children)


def _list(node: SyntaxTreeNode, depth: int) -> str:
    start = int(node.attrs.get("start", 1) or 1)
    lines = []
    for number, item in enumerate(node.children, start):
        mark = "•" if node.type == "bullet_list" else f"{number}."
        parts = [_unquoted(_block(child, depth + 1)) for child in item.children]
        indent = "    " * depth
        head, *rest = (parts or [""])[0].split("\n")
        lines.append(f"{indent}{mark} {head.lstrip()}")
        lines += [f"{indent}    {line}" for line in rest]
        lines += [line for part in parts[1:] for line in part.split("\n")]
    return "\n".join(lines)


def _unquoted(told: str) -> str:
    """Return a block for the inside of another one: Slack knows quotes at the beginning of a line alone."""
    return "\n".join(line.removeprefix("> ").removeprefix(">") for line in told.split("\n"))


def _inline(node: SyntaxTreeNode) -> str:
    said = ""
    for child in node.children:
        told = _span(child)
        is_marked = child.type in _MARKED
        # Inside a word Slack would show the mark itself; the joiner makes an edge there.
        if (is_marked and said[-1:].isalnum()) or (told[:1].isalnum() and said[-1:] in _MARKED.values() and said):
            said += _JOINER
        said += told
    return said


def _span(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "html_inline":
            return escaped(node.content)
        case "strong":
            return _wrapped("*", _inline(node))
        case "em":
            return _wrapped("_", _inline(node))
        case "s":
            return _wrapped("~", _inline(node))
        case "code_inline":
            return f"`{_verbatim(node.content)}`"
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _link(str(node.attrs.get("href", "")), _inline(node))
        case "image":
            return escaped(node.content or "image")
        case _:
            return _inline(node) if node.children else escaped(node.content)


def _wrapped(mark: str, inner: str) -> str:
    """Mark a span; spaces at its edges go outside, as Slack shows the mark itself beside one."""
    bare = inner.strip()
    if not bare:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"


def _plain_bold(inner: str) -> str:
    return inner.replace("*", "")


def _link(target: str, label: str) -> str:
    """Return a link; only web and mail addresses are one, and what could close it early is escaped."""
    if not target.lower().startswith(("https://", "http://", "mailto:")):
        return label
    safe = target.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"<{safe}|{label.replace('|', '¦') or safe}>"


def _verbatim(text: str) -> str:
    plain = quiet(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("```", "ˋˋˋ")


def _table(node: SyntaxTreeNode) -> str:
    head, *body = _cells(node)
    if fixed := _fixed(head, body):
        return "```\n" + "\n".join(_verbatim(line) for line in fixed) + "\n```"
    rows = [
        f"• *{_plain_bold(escaped(name)) or '—'}*: {' · '.join(map(escaped, said))}" for name, said in _said(head, body)
    ]
    return "\n".join([f"_{escaped(title)}_" for title in _titles(head, body)] + rows)


def narrow_table(markdown: str) -> str:
    """Return a Markdown table as Markdown that a phone can show: a block of fixed width, else a line for each row."""
    head, *body = _cells(SyntaxTreeNode(_PARSER.parse(markdown)).children[0])
    if fixed := _fixed(head, body):
        return "\n".join(["```", *fixed, "```"])
    rows = [f"- **{name or '—'}**: {' · '.join(said)}" for name, said in _said(head, body)]
    return "\n".join([f"*{title}*" for title in _titles(head, body)] + rows)


def _cells(table: SyntaxTreeNode) -> list[list[str]]:
    return [
        ["".join(_texts(cell)).strip() for cell in row.children] for part in table.children for row in part.children
    ]


def _fixed(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows in lines of fixed width; none when they are too wide."""
    rows = [head, *body]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    if sum(widths) + 2 * (len(widths) - 1) > WIDEST_TABLE:
        return []
    return [
        "  ".join(
            c.rjust(w) if place else c.ljust(w) for place, (c, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _said(head: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each row's name with its other cells, each under its column's title; empty cells are left out."""
    for name, *cells in body:
        yield name, [f"{title} {cell}".strip() for title, cell in zip(head[1:], cells, strict=True) if cell]


def _titles(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Return the titles of a table without a row to say them; what a row's name is, is seen from the name."""
    titles = " · ".join(cell for cell in head if cell)
    return [titles] if titles and not body else []


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"text", "code_inline", "html_inline"}:
        yield node.content
    for child in node.children:
        yield from _texts(child)
