"""/data and /columns: the table that questions are about."""

from pathlib import Path

from agent.channels.chat.commands.command import Command
from agent.channels.chat.paths import path_of
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import note, show_markdown


def data(session: ChatSession, words: str) -> None:
    """Show what the table holds, or take another."""
    if words:
        attach(session, path_of(words))
    else:
        show_markdown(session.describe().render())


def attach(session: ChatSession, path: Path) -> None:
    """Take a table and show how it is understood; one that can't be read leaves the one before.

    Raises:
        ToolError: why it can't be read.
    """
    session.attach(path)
    show_markdown(session.describe().render())


def columns(session: ChatSession, words: str) -> None:
    """Say what columns mean."""
    if not words:
        note("Say what a column means: /columns conversions are Orders; leave out Frequency")
        return
    found = session.describe(words)
    show_markdown(found.render())
    show_markdown(f"To keep this, write in adroit.toml:\n\n```\n{found.said.toml()}\n```")


TABLES = (
    Command("/data", "[FILE]", "ask about this table; without FILE, show what is connected", data, "file"),
    Command("/columns", "WORDS", "say what columns mean: conversions are Orders", columns),
)
