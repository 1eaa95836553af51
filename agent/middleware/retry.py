"""A failed model call is tried again when trying again can help: after a wait that doubles, or as the server asks."""

import random
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import HumanMessage
from langgraph.errors import GraphBubbleUp

from agent.failures import Failure, FailureKind, failure_of
from agent.middleware.stand_in import is_planner
from agent.turn_record import TurnStopped, current_record

_LONGEST_WAIT = 30.0
CALL_AGAIN = (
    "The arguments of your last tool call were cut off or were no JSON object, so the tool did not run. "
    "Call it again with complete arguments, or answer without it."
)


class RetryModel(AgentMiddleware[Any, Any, Any]):
    """Retries rate limits, failing servers, broken connections and unreadable tool calls.

    LangChain's ModelRetryMiddleware can't honour Retry-After and does not know when the turn must end.

    Args:
        retries: how often, after the first attempt.
        first_wait: seconds before the first retry, then doubled, each with a quarter of jitter either way.
        wait: waits so many seconds; the turn's own wait when None.
        jitter: a number from -1 to 1.
    """

    def __init__(
        self,
        retries: int,
        first_wait: float,
        *,
        wait: Callable[[float], None] | None = None,
        jitter: Callable[[], float] = lambda: random.uniform(-1, 1),  # noqa: S311 - spreads load, guards nothing
    ) -> None:
        super().__init__()
        self._retries = retries
        self._first_wait = first_wait
        self._wait = wait
        self._jitter = jitter

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Return the first reply; raise the last failure when retries can't help, or would outlast the turn."""
        if is_planner(request.model):
            return handler(request)
        record = current_record()
        attempt = 0
        while True:
            record.check()
            try:
                return handler(request)
            except (GraphBubbleUp, TurnStopped):
                raise
            except Exception as error:
                failure = failure_of(error)
                seconds = self._seconds(attempt, failure)
                if attempt == self._retries or not failure.is_transient or seconds >= record.left_for_models:
                    raise
                if failure.kind is FailureKind.BROKEN_CALL:
                    request = request.override(messages=[*request.messages, HumanMessage(CALL_AGAIN)])
                else:
                    (self._wait or record.wait)(seconds)
                attempt += 1

    def _seconds(self, attempt: int, failure: Failure) -> float:
        if failure.retry_after is not None:
            # A server that asks for minutes is better replaced than waited for.
            return failure.retry_after if failure.retry_after <= _LONGEST_WAIT else float("inf")
        return min(_LONGEST_WAIT, self._first_wait * 2.0**attempt) * (1 + 0.25 * self._jitter())
