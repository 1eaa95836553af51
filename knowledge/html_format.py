"""A web page as the blocks of its main text: no navigation, no scripts, nothing that a reader would not see."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.blocks import Block
from knowledge.document_formats import markdown_table, read_text, visible_text

if TYPE_CHECKING:
    from bs4 import Tag

_NOT_CONTENT = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "iframe",
    "svg", "canvas", "select", "dialog",
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.?\d)|opacity\s*:\s*0(?!\.)")
_HEADING = re.compile(r"^h[1-6]$")
_DECLARED = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_BLOCKS = frozenset({"p", "ul", "ol", "table", "pre", "blockquote", "dl", "figcaption"})


def read_html(content: bytes, origin: str) -> Iterator[Block]:
    """The headings, paragraphs, lists and tables of a page's main part, in order."""
    import bs4

    page = bs4.BeautifulSoup(_decoded(content, origin), "lxml")
    for comment in page.find_all(string=lambda text: isinstance(text, bs4.element.PreformattedString)):
        comment.extract()
    for tag in page.find_all(_NOT_CONTENT):
        tag.decompose()
    for tag in page.find_all(_is_hidden):
        tag.decompose()
    main = page.find("main") or page.find("article") or page.body or page
    yield from _blocks(main)


def _decoded(content: bytes, origin: str) -> str:
    declared = _DECLARED.search(content[:4096])
    if declared:
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return read_text(content, origin)


def _is_hidden(tag: "Tag") -> bool:
    if tag.decomposed:
        return False
    style = str(tag.get("style") or "").lower()
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(_HIDDEN.search(style))


def _blocks(parent: "Tag") -> Iterator[Block]:
    """Walks down to the elements that hold text; loose text between them is a paragraph of its own."""
    from bs4 import Tag

    loose: list[str] = []
    for child in parent.children:
        if not isinstance(child, Tag) or not (_is_block(child) or _holds_blocks(child)):
            loose.append(child.get_text(" "))
            continue
        if text := _line(" ".join(loose)):
            yield Block("paragraph", text)
        loose = []
        yield from _element(child)
    if text := _line(" ".join(loose)):
        yield Block("paragraph", text)


def _is_block(child: "Tag") -> bool:
    return child.name in _BLOCKS or bool(_HEADING.match(child.name))


def _holds_blocks(child: "Tag") -> bool:
    return child.find([_HEADING, *_BLOCKS, "div", "section"]) is not None


def _element(tag: "Tag") -> Iterator[Block]:
    text = _line(tag.get_text(" "))
    if not text:
        return
    if _HEADING.match(tag.name):
        yield Block("heading", text, level=int(tag.name[1]))
    elif tag.name in {"ul", "ol"}:
        items = [_line(item.get_text(" ")) for item in tag.find_all("li", recursive=False)]
        marks = [f"{number}." if tag.name == "ol" else "-" for number in range(1, len(items) + 1)]
        yield Block("list", "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True) if item))
    elif tag.name == "table":
        rows = [[_line(cell.get_text(" ")) for cell in row.find_all(["th", "td"])] for row in tag.find_all("tr")]
        yield Block("table", markdown_table([row for row in rows if row]))
    elif tag.name in _BLOCKS:
        yield Block("paragraph", text)
    else:
        yield from _blocks(tag)


def _line(text: str) -> str:
    # Inline elements were joined with spaces, which a full stop after a link must not keep.
    return re.sub(r" (?=[.,;:!?)])", "", " ".join(visible_text(text).split()))
