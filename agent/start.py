"""Where the `adroit` command begins.

`adroit chat` is on the screen before the library of the command line is loaded: reading flags with it costs half of
what the whole prompt does. Whatever is not a plain `adroit chat` goes to `agent.cli`.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FLAGS = {
    "--data": "data", "-d": "data", "--model": "model", "-m": "model", "--thread": "thread",
}  # fmt: skip
_BEFORE = {"--workspace": "workspace", "-w": "workspace"}


@dataclass(frozen=True, slots=True)
class ChatFlags:
    """The flags of `adroit chat`, as written."""

    data: str | None = None
    model: str | None = None
    thread: str | None = None
    workspace: str | None = None


def chat_flags(arguments: Sequence[str]) -> ChatFlags | None:
    """Return the flags of a chat; None when the arguments are another command's, ask for help, or need explaining."""
    found: dict[str, str] = {}
    known, queue = dict(_BEFORE), list(arguments)
    is_chat = False
    while queue:
        word = queue.pop(0)
        if word == "chat" and not is_chat:
            is_chat, known = True, dict(_FLAGS)
            continue
        name, has_value, value = word.partition("=")
        if name not in known or known[name] in found or (has_value and not name.startswith("--")):
            return None
        if not has_value:
            if not queue or queue[0].startswith("-"):
                return None
            value = queue.pop(0)
        if not value:
            return None
        found[known[name]] = value
    return ChatFlags(**found) if is_chat else None


def main() -> None:
    """Run the command."""
    flags = chat_flags(sys.argv[1:])
    if flags is None:
        from agent.cli import main as command_line

        command_line()
        return
    import gc

    gc.disable()  # nothing is worth collecting while libraries load; the chat enables it when they are there
    from agent.channels.chat.start import start_chat
    from agent.reporting import reporting

    with reporting():
        start_chat(
            workspace=Path(flags.workspace) if flags.workspace else None,
            data=Path(flags.data) if flags.data else None,
            model=flags.model,
            thread=flags.thread,
        )


if __name__ == "__main__":
    main()
