"""A long thread is shortened for the model, never in what is kept; one that is still too long is shortened once more.

Nothing is summarised: a summary would be a text of the user's figures that no tool vouches for.
"""

from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ClearToolUsesEdit
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage, HumanMessage, trim_messages
from langchain_core.messages.utils import count_tokens_approximately

from agent.failures import FailureKind, failure_of
from agent.middleware.stand_in import is_planner

CLEARED = "[This result is no longer shown, to keep the conversation short. Call the tool again if you need it.]"
_RESULTS_KEPT = 4


class ShortenThread(AgentMiddleware[Any, Any, Any]):
    """Sends the latest part of a long conversation, by whole turns, so that no tool call loses its result.

    First the texts of old tool results are cleared (LangChain's ClearToolUsesEdit), then whole turns are left out from
    the beginning (LangChain's trim_messages). The user's last message and what followed it always stay.

    Args:
        tokens: the longest conversation to send, by LangChain's approximate count.
    """

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self._tokens = tokens

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Ask with the shortened conversation, and with half of that when the model finds it too long."""
        if is_planner(request.model):
            return handler(request)
        sent = shortened(request.messages, self._tokens)
        try:
            return handler(request.override(messages=sent))
        except Exception as error:
            if failure_of(error).kind is not FailureKind.TOO_LONG:
                raise
            half = shortened(sent, count_tokens_approximately(sent) // 2, results_kept=1)
            if half == sent:
                raise
            return handler(request.override(messages=half))


def shortened(messages: Sequence[AnyMessage], tokens: int, results_kept: int = _RESULTS_KEPT) -> list[AnyMessage]:
    """Return the latest part of a conversation that fits, beginning with a message of the user's.

    Args:
        messages: the conversation without the system prompt.
        tokens: how long it may be.
        results_kept: how many of the latest tool results keep their text.
    """
    if count_tokens_approximately(messages) <= tokens:
        return list(messages)
    cleared = list(messages)
    ClearToolUsesEdit(trigger=tokens, keep=results_kept, placeholder=CLEARED).apply(
        cleared, count_tokens=count_tokens_approximately
    )
    asked = max((i for i, m in enumerate(cleared) if isinstance(m, HumanMessage)), default=0)
    turn = cleared[asked:]
    left = tokens - count_tokens_approximately(turn)
    earlier: list[Any] = []
    if left > 0:
        earlier = trim_messages(
            cleared[:asked], max_tokens=left, token_counter=count_tokens_approximately, start_on="human"
        )
    return [*earlier, *turn]
