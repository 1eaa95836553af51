"""A thread's messages, cut at a turn and laid down as the beginning of another thread."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from agent.middleware.orphans import answered

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langgraph.checkpoint.base import BaseCheckpointSaver


def messages_of(saver: "BaseCheckpointSaver[Any]", thread: str) -> "list[BaseMessage]":
    """Return the messages of a thread as they were last saved."""
    found = saver.get_tuple({"configurable": {"thread_id": thread, "checkpoint_ns": ""}})
    return list(found.checkpoint["channel_values"].get("messages", [])) if found else []


def fork_messages(saver: "BaseCheckpointSaver[Any]", source: str, target: str, later: Collection[str]) -> None:
    """Give the thread `target` the messages of `source`, up to the first whose id is in `later`."""
    from langgraph.checkpoint.base import empty_checkpoint

    kept: list[BaseMessage] = []
    for message in messages_of(saver, source):
        if message.id in later:
            break
        kept.append(message)
    if not kept:
        return
    version = saver.get_next_version(None, None)
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"] = {"messages": answered(kept)}
    checkpoint["channel_versions"] = {"messages": version}
    config: Any = {"configurable": {"thread_id": target, "checkpoint_ns": ""}}
    saver.put(config, checkpoint, {"source": "fork", "step": -1, "parents": {}}, {"messages": version})
