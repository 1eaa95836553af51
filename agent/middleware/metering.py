"""Every model call is counted: its tokens, its cost and its seconds, also when its reply is thrown away."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage
from langgraph.config import get_config

from agent.middleware.stand_in import is_planner
from agent.turn_record import current_record
from agent.usage.ledger import UsageLedger, UsageRow
from agent.usage.prices import PriceTable


class MeterCalls(AgentMiddleware[Any, Any, Any]):
    """Writes a row into the ledger for each call that gave a reply.

    Args:
        ledger: where the rows go.
        prices: what tokens cost.
    """

    def __init__(self, ledger: UsageLedger, prices: PriceTable) -> None:
        super().__init__()
        self._ledger = ledger
        self._prices = prices

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Pass the reply on, once it is counted."""
        began = time.perf_counter()
        response = handler(request)
        reply = next((m for m in response.result if isinstance(m, AIMessage)), None)
        if reply is not None:
            row = self._row(request, reply, time.perf_counter() - began)
            current_record().calls.append(row)
            self._ledger.record(row)
        return response

    def _row(self, request: ModelRequest[Any], reply: AIMessage, seconds: float) -> UsageRow:
        asked = str(getattr(request.model, "model_name", ""))
        row = UsageRow(
            at=datetime.now(UTC),
            turn=current_record().id,
            thread=_thread(),
            model=str(reply.response_metadata.get("model_name") or asked),
            input_tokens=None,
            output_tokens=None,
            cost=None,
            seconds=seconds,
        )
        if is_planner(request.model):
            return replace(row, input_tokens=0, output_tokens=0, cost=Decimal(0))
        used = reply.usage_metadata
        if used is None:
            return row
        cached = used.get("input_token_details", {}).get("cache_read", 0)
        row = replace(
            row,
            input_tokens=used["input_tokens"],
            output_tokens=used["output_tokens"],
            cached_input_tokens=cached,
        )
        price = self._prices.price(row.model) or self._prices.price(asked)
        if price is None:
            return row
        cost = price.of(
            input_tokens=used["input_tokens"], output_tokens=used["output_tokens"], cached_input_tokens=cached
        )
        return replace(row, cost=cost)


def _thread() -> str:
    try:
        return str(get_config().get("configurable", {}).get("thread_id") or "")
    except RuntimeError:  # called outside a graph
        return ""
