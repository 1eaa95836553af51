"""/sources and /evidence: what the last answer rests on."""

from agent.channels.answers import evidence, sources
from agent.channels.chat.commands.command import Command
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import note, show_markdown


def show_sources(session: ChatSession, words: str) -> None:
    """Show the passages behind the last answer."""
    del words
    if session.last is None:
        note("There is no answer yet.")
    else:
        show_markdown(sources(session.last))


def show_evidence(session: ChatSession, words: str) -> None:
    """Show where each figure of the last answer comes from, or one result."""
    if session.last is None:
        note("There is no answer yet.")
    else:
        show_markdown(evidence(session.last, words or None))


LOOKING = (
    Command("/sources", "", "the passages behind the last answer", show_sources),
    Command("/evidence", "[ID]", "where each figure of the last answer comes from", show_evidence),
)
