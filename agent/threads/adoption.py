"""Takes up conversations that were kept before there was a list of them: their messages are there, nothing else."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agent.threads.journal import Journal
from agent.threads.records import Turn, TurnState, now, title_of

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from agent.threads.database import Database


def adopt(database: "Database", journal: Journal, saver: "Callable[[], BaseCheckpointSaver[Any]]") -> None:
    """List the threads that only have checkpoints, as the person's at this machine, under their first message.

    Raises:
        StorageError: when the database can't be read or written now.
    """
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'checkpoints'"):
        return
    found = database.execute(
        "SELECT DISTINCT thread_id FROM checkpoints WHERE thread_id NOT IN (SELECT id FROM adroit_threads)"
    )
    if not found:
        return
    from agent.threads.forking import messages_of

    for (thread,) in found:
        turns: list[Turn] = []
        for number, message in enumerate(messages_of(saver(), thread)):
            if message.type == "human":
                turns.append(Turn(thread, message.id or f"m-{number}", str(message.text), at=now()))
            elif message.type == "ai" and turns and str(message.text):
                turns[-1].shown = str(message.text)
                turns[-1].state = TurnState.ANSWERED
        journal.check_owner(thread, None, title_of(turns[0].question if turns else ""))
        for turn in turns:
            journal.write(turn)
