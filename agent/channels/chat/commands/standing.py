"""/context and /usage: what need not be said again, and what was spent."""

from agent.channels.chat.commands.command import Command
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import note, show_markdown


def context(session: ChatSession, words: str) -> str | None:
    """Show what is known of the advertiser, or ask to remember something."""
    toolbox = session.assistant.toolbox
    if words and "remember" in toolbox.tools:
        return f"Remember that {words}" if words.lower().startswith(("our ", "we ")) else f"Remember that our {words}"
    if words:
        note("No tool for this is in Adroit's catalog yet. Write it in adroit.toml.")
        return None
    known = {"currency": toolbox.settings.currency, "data": session.data()}
    show_markdown("\n".join(f"- {name}: {value or 'not set'}" for name, value in known.items()))
    return None


def usage(session: ChatSession, words: str) -> None:
    """Show tokens and money of this thread and of today."""
    del words
    ledger = getattr(session.assistant, "usage", None)
    if ledger is None:
        note("Adroit does not count yet what a model uses.")
        return
    here, today = ledger.of_thread(session.thread), ledger.today()
    show_markdown(f"- This conversation: {here}\n- Today: {today}")


STANDING = (
    Command("/context", "[margin is 42%]", "what Adroit need not be told again", context),
    Command("/usage", "", "tokens and cost, here and today", usage),
)
