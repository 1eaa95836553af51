"""Text for Slack's streaming calls, which take Markdown and only ever add to what was sent."""

from markdown_it import MarkdownIt

from agent.channels.slack.mrkdwn import narrow_table, quiet

_PARSER = MarkdownIt("commonmark").enable("table")


def streamed(markdown: str) -> str:
    """Return a Markdown text as a stream takes it: tables fit a phone, and nothing in it calls anybody.

    More text at its end leaves the beginning as it was, as long as no table is cut in two.
    """
    lines = markdown.split("\n")
    for token in reversed(_PARSER.parse(markdown)):
        if token.type == "table_open" and token.map and token.level == 0:
            first, last = token.map
            lines[first:last] = [*narrow_table("\n".join(lines[first:last])).split("\n"), ""]
    return "\n".join(_calling_nobody(line) for line in lines).rstrip()


def _calling_nobody(line: str) -> str:
    """Escape what Slack reads as a mention or a command; a quotation mark at a line's start stays Markdown's."""
    head = len(line) - len(line.lstrip("> "))
    return line[:head] + quiet(line[head:]).replace("<", "&lt;")
