"""What a model's tokens cost: the table that comes with Adroit, overridden by `[prices]` in adroit.toml."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

CURRENCY = "USD"
_MILLION = Decimal(1_000_000)
_SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4})$")  # gpt-5-mini-2025-08-07 is priced as gpt-5-mini


class Price(BaseModel):
    """One model's list price in USD for a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Decimal = Field(ge=0, description="tokens sent")
    output: Decimal = Field(ge=0, description="tokens written, reasoning included")
    cached_input: Decimal | None = Field(
        default=None, ge=0, description="what the provider had cached; as input if None"
    )

    def of(self, *, input_tokens: int, output_tokens: int, cached_input_tokens: int = 0) -> Decimal:
        """Return the cost in USD, exactly.

        Args:
            input_tokens: all tokens sent, the cached among them.
            output_tokens: all tokens written.
            cached_input_tokens: how many of the sent ones the provider had cached.
        """
        cached = min(max(cached_input_tokens, 0), input_tokens)
        cached_price = self.input if self.cached_input is None else self.cached_input
        return ((input_tokens - cached) * self.input + cached * cached_price + output_tokens * self.output) / _MILLION


class PriceTable(BaseModel):
    """Prices by model name.

    Attributes:
        collected: when the prices that come with Adroit were read from their source.
    """

    model_config = ConfigDict(frozen=True)

    collected: date
    source: str
    models: Mapping[str, Price]

    def price(self, model: str) -> Price | None:
        """Return a model's price; None when none is known, which is not the same as free.

        A dated snapshot has the price of the model it is a snapshot of, unless it has one of its own.
        """
        return self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))


def load_prices(overrides: Mapping[str, Price] | None = None) -> PriceTable:
    """Return the price table, with the user's own prices in front."""
    shipped = _shipped()
    return shipped.model_copy(update={"models": {**shipped.models, **(overrides or {})}})


@cache
def _shipped() -> PriceTable:
    read: dict[str, Any] = tomllib.loads((files("agent.usage") / "prices.toml").read_text(encoding="utf-8"))
    return PriceTable.model_validate(read)
