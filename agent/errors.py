"""Everything that can go wrong in the agent, and the name for everything that can go wrong in Adroit.

AgentError
├── SettingsError   adroit.toml or the environment says something that can't be used
├── WorkspaceError  the workspace folder can't be read or written
├── ThreadError     a conversation is unknown, not this user's, or can't be kept
└── ModelError      the chat model can't be reached, refused, or answered nonsense

`AdroitError` is the tuple to catch: the rooms below don't import this one, so each has its own root.
"""

from knowledge.errors import KnowledgeError
from tools.errors import ToolError


class AgentError(Exception):
    """What is wrong, where it is, and what would work: three parts of one sentence for the user."""

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        place = f" ({where})" if where else ""
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"{problem}{place}.{advice}")


class SettingsError(AgentError):
    """The configuration says something that can't be used."""


class WorkspaceError(AgentError):
    """The workspace folder can't be read or written."""


class ThreadError(AgentError):
    """A conversation is unknown, not this user's, or can't be kept."""


class ModelError(AgentError):
    """The chat model can't be reached, refused, or answered nonsense."""


AdroitError = (AgentError, ToolError, KnowledgeError)
