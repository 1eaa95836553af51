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
    from agent.usage.wording import money, sentence

    assistant = session.assistant
    budget = assistant.toolbox.settings.daily_budget
    of_budget = f", of a daily budget of {money(budget)}" if budget is not None else ""
    show_markdown(
        f"- This conversation: {sentence(assistant.usage.of_thread(session.thread))}\n"
        f"- Today: {sentence(assistant.usage.today())}{of_budget}"
    )


STANDING = (
    Command("/context", "[margin is 42%]", "what Adroit need not be told again", context),
    Command("/usage", "", "tokens and cost, here and today", usage),
)
