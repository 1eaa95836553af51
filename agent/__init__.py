"""The conversation: a model plans, tools are called, the answer is checked, a channel shows it.

from agent import Assistant
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.answer import Answer
    from agent.assistant import Assistant

__all__ = ["Answer", "Assistant"]


def __getattr__(name: str) -> Any:
    """Import a public name at first use: LangChain takes seconds, and `adroit --help` needs none of it."""
    if name == "Assistant":
        from agent.assistant import Assistant

        return Assistant
    if name == "Answer":
        from agent.answer import Answer

        return Answer
    raise AttributeError(f"module 'agent' has no attribute {name!r}")
