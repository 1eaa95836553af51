"""Starts the conversation: what is loaded behind the prompt, and how the program is left."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.chat.conversation import converse
from agent.workspace import find_workspace

if TYPE_CHECKING:
    from agent.assistant import Assistant


def start_chat(*, workspace: Path | None, data: Path | None, model: str | None, thread: str | None) -> None:
    """Talk until the user leaves.

    Args:
        workspace: the folder named; `ADROIT_WORKSPACE`, else the nearest one, when None.
        data: the table that the conversation is about.
        model: the model named; the settings' own when None.
        thread: the title or id of a thread to take up, or the title of a new one.

    Raises:
        AgentError: when the workspace or the settings can't be used.
    """
    named = os.environ.get("ADROIT_WORKSPACE")
    folder = find_workspace(workspace or (Path(named) if named else None))

    def load() -> "Assistant":
        from agent.assistant import Assistant
        from agent.settings import load_settings
        from agent.threads import Threads

        settings = load_settings(folder, model=model)
        opened = Assistant.open(folder, settings, threads=Threads.open(folder, settings))
        gc.freeze()
        gc.enable()
        return opened

    if converse(folder, load, data=data, thread=thread):
        sys.stdout.flush()
        os._exit(0)  # what is still at work is of no use to anybody, and may take long to end by itself
