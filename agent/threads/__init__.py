"""Conversations that survive: LangGraph's checkpoints and, beside them, who asked what, what was shown, and which data.

`Threads` is the door. SQLite in the workspace by default, PostgreSQL by address for several machines; the same few
statements run on both.
"""

from agent.threads.records import ThreadSummary, Turn
from agent.threads.store import Threads

__all__ = ["ThreadSummary", "Threads", "Turn"]
