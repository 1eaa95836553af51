"""/context and /usage: what need not be said again, and what was spent."""

from agent.channels.chat.commands.command import Command
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import show_markdown

_NOTHING = "Nothing is set. Say it: /context margin is 42%, or in your own words: remember that our target CPA is $35"


def context(session: ChatSession, words: str) -> str | None:
    """Show what holds for all questions, or ask to remember something: nothing is kept without a yes."""
    if words:
        return f"Remember that {words}" if words.lower().startswith(("our ", "we ", "my ")) else f"Remember our {words}"
    known = session.assistant.toolbox.context.current.sentences()
    show_markdown("\n".join(f"- {sentence}" for sentence in known) or _NOTHING)
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
