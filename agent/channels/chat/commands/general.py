"""/help, /clear and /quit."""

from agent.channels.chat.commands.command import Command, Leave
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import console, is_plain, note, show_markdown

_KEYS = """| Key | |
|---|---|
| Enter | send |
| Alt-Enter, Ctrl-J, or a backslash at the end of the line | another line |
| Tab | complete a command, file, KPI, dimension or value |
| Up, Ctrl-R | earlier messages, search in them |
| Ctrl-C | stop the answer; clear the line; twice on an empty line: leave |
| Ctrl-D | leave |"""


def show_help(_session: ChatSession, words: str) -> None:
    """List the commands, or say what one does."""
    from agent.channels.chat.commands import COMMANDS, find_command

    if words:
        command = find_command(words if words.startswith("/") else f"/{words}")
        note(
            f"{command.name} {command.usage}".rstrip() + f": {command.summary}"
            if command
            else f"There is no command '{words}'; /help lists them."
        )
        return
    rows = "\n".join(f"| {f'{c.name} {c.usage}'.rstrip()} | {c.summary} |" for c in COMMANDS)
    show_markdown(
        "Ask in your own words, or paste a table from a sheet with a question below it.\n\n"
        f"| Command | |\n|---|---|\n{rows}\n\n{_KEYS}"
    )


def clear(session: ChatSession, words: str) -> None:
    """Begin a new thread on an empty screen."""
    del words
    session.begin(session.assistant)
    if not is_plain():
        console().clear()
    note("A new conversation. The one before is kept: /threads lists it.")


def leave(_session: ChatSession, words: str) -> None:
    """Leave.

    Raises:
        Leave: always.
    """
    del words
    raise Leave


GENERAL = (
    Command("/clear", "", "begin a new conversation; this one is kept", clear),
    Command("/help", "[COMMAND]", "this list", show_help),
    Command("/quit", "", "leave", leave),
)
