"""Which tools a turn is sent with: those that its request needs, so that the prompt stays short with any catalog."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.middleware.limits import TOOL_CALLS, calls_made
from agent.middleware.stand_in import is_planner
from agent.tool_schemas import compact_tool, count_tokens, tokens_of_tools

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.tools import BaseTool
    from numpy.typing import NDArray

    from knowledge.embedding import Embedder

PROMPT_TOKENS = 4_000
"""What the system prompt and the tools together stay under."""
ALWAYS = ("search_guide", "compute_kpi")
"""Sent with every turn: what the guide says, and arithmetic, may be needed by any question."""

_SAID_BEFORE = 2
_WORD = re.compile(r"[a-z]{3,}")
_WORDS_WEIGHT = 0.5


class ChooseTools(AgentMiddleware[Any, Any, Any]):
    """Sends the tools nearest in meaning to what was asked, as many as fit beside the system prompt.

    Nearness is the cosine of the embedder's vectors, plus half the share of the tool's name that stands in the request.
    The tools that the thread has used come before all others, as a follow-up may need them again.
    LangChain's LLMToolSelectorMiddleware would cost a model call a turn, and a server's failure more.

    Args:
        embedder: opens the embedder, at first use.
        limit: tokens for the system prompt and the tools together, by an upper bound.
    """

    def __init__(self, embedder: "Callable[[], Embedder]", limit: int = PROMPT_TOKENS) -> None:
        super().__init__()
        self._open = embedder
        self._limit = limit
        self._compact: dict[str, dict[str, Any]] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Ask with the chosen tools only."""
        if is_planner(request.model):
            return handler(request)
        if calls_made(request.messages) >= TOOL_CALLS:
            return handler(request.override(tools=[]))  # what is left to do is to word the answer
        return handler(request.override(tools=list(self.chosen(request))))

    def chosen(self, request: ModelRequest[Any]) -> list[dict[str, Any]]:
        """Return the compacted tools to send, in the order of the catalog."""
        compact = {_name(tool): self._compacted(tool) for tool in request.tools}
        system = str(request.system_message.text) if request.system_message else ""
        left = self._limit - 1 - count_tokens(system)
        sent: set[str] = set()
        for name in self._ranked(compact, request.messages, left):
            tokens = tokens_of_tools([compact[name]])
            if tokens <= left:
                sent.add(name)
                left -= tokens
        return [tool for name, tool in compact.items() if name in sent]

    def _ranked(self, compact: dict[str, dict[str, Any]], messages: Sequence[BaseMessage], left: int) -> list[str]:
        if tokens_of_tools(list(compact.values())) <= left:
            return list(compact)  # usually all fit, and nothing need be embedded
        used = [c["name"] for m in reversed(messages) if isinstance(m, AIMessage) for c in m.tool_calls]
        first = [name for name in dict.fromkeys((*ALWAYS, *used)) if name in compact]
        said = [str(m.text) for m in messages if isinstance(m, HumanMessage)][-_SAID_BEFORE:]
        nearness = self._nearness(compact, " ".join(said))
        return first + sorted((n for n in compact if n not in first), key=lambda n: -nearness[n])

    def _nearness(self, compact: dict[str, dict[str, Any]], request: str) -> dict[str, float]:
        unseen = [name for name in compact if name not in self._vectors]
        embedder = self._open()
        if unseen:
            rows = embedder.embed([_description(compact[name]) for name in unseen])
            self._vectors |= dict(zip(unseen, rows, strict=True))
        asked = embedder.embed([request])[0]
        words = set(_WORD.findall(request.lower()))
        return {
            name: float(self._vectors[name] @ asked) + _WORDS_WEIGHT * _share(set(_WORD.findall(name.lower())), words)
            for name in compact
        }

    def _compacted(self, tool: "BaseTool | dict[str, Any]") -> dict[str, Any]:
        name = _name(tool)
        if name not in self._compact:
            self._compact[name] = compact_tool(tool)
        return self._compact[name]


def _share(of: set[str], among: set[str]) -> float:
    return len(of & among) / len(of) if of else 0.0


def _name(tool: "BaseTool | dict[str, Any]") -> str:
    return str(tool["function"]["name"] if isinstance(tool, dict) else tool.name)


def _description(compact: dict[str, Any]) -> str:
    function = compact["function"]
    return f"{function['name'].replace('_', ' ')}. {function['description']}"
