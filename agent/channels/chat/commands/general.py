"""/help, /clear and /quit."""

from collections.abc import Sequence

from agent.channels.chat.commands.command import Command, Leave
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import console, is_plain, note, show_markdown

KEYS = """| Key | |
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
    show_markdown(
        f"Ask in your own words, or paste a table with a question below it.\n\n{table_of(COMMANDS)}\n\n{KEYS}"
    )


def table_of(commands: "Sequence[Command]") -> str:
    """Return commands as a table in Markdown."""
    rows = "\n".join(f"| {_called(c)} | {c.summary} |" for c in commands)
    return f"| Command | |\n|---|---|\n{rows}"


def _called(command: Command) -> str:
    return f"{command.name} {command.usage}".rstrip().replace("|", "\\|")


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
