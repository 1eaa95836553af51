"""The commands of the conversation, one file a group. This module names them all; what they do is loaded when used."""

from agent.channels.chat.commands.command import Command, Completes
from agent.channels.chat.commands.general import GENERAL
from agent.channels.chat.commands.looking import LOOKING
from agent.channels.chat.commands.questions import QUESTIONS
from agent.channels.chat.commands.standing import STANDING
from agent.channels.chat.commands.tables import TABLES
from agent.channels.chat.commands.threads import THREADS

COMMANDS: tuple[Command, ...] = (*TABLES, *QUESTIONS, *LOOKING, *STANDING, *THREADS, *GENERAL)

__all__ = ["COMMANDS", "Command", "Completes", "find_command"]

_OTHER_NAMES = {"/exit": "/quit", "/q": "/quit", "/?": "/help", "/thread": "/threads", "/source": "/sources"}


def find_command(name: str) -> Command | None:
    """Return the command of that name; None when there is none."""
    wanted = _OTHER_NAMES.get(name.lower(), name.lower())
    return next((c for c in COMMANDS if c.name == wanted), None)
