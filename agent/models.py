"""Which chat model answers: OpenAI, any OpenAI-compatible server, or the offline planner."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent.errors import SettingsError
from agent.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

KEY = "OPENAI_API_KEY"
OPENAI_DEFAULT = "gpt-5-mini"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that the settings ask for.

    Attributes:
        kind: offline, openai or openai-compatible.
        name: the model's name at its server; "planner" offline.
        reason: why this one, in words for `adroit doctor`.
    """

    kind: Literal["offline", "openai", "openai-compatible"]
    name: str
    reason: str
    base_url: str | None = None


def choose_model(settings: Settings) -> ModelChoice:
    """Return the choice without importing or calling anything.

    Raises:
        SettingsError: when the model asked for lacks its key, its name or its address.
    """
    kind, _, name = settings.model.partition(":")
    has_key = bool(os.environ.get(KEY))
    if kind == "offline":
        return ModelChoice("offline", "planner", "model = offline")
    if kind == "auto":
        if has_key:
            return ModelChoice("openai", OPENAI_DEFAULT, f"{KEY} is set", settings.base_url)
        return ModelChoice("offline", "planner", f"{KEY} is not set")
    if kind == "openai":
        if not has_key:
            raise SettingsError(
                f"The model {settings.model} needs a key, and {KEY} is not set",
                remedy="Set it in the environment, or use model = 'offline'.",
            )
        return ModelChoice("openai", name or OPENAI_DEFAULT, f"model = {settings.model}", settings.base_url)
    if not settings.base_url or not name:
        raise SettingsError(
            "An OpenAI-compatible model needs its name and its address",
            remedy="Set model = 'openai-compatible:NAME' and base_url = 'http://host:port/v1'.",
        )
    return ModelChoice("openai-compatible", name, f"model = {settings.model}", settings.base_url)


def build_model(choice: ModelChoice, settings: Settings) -> "BaseChatModel":
    """Return the LangChain chat model of a choice."""
    if choice.kind == "offline":
        from agent.offline.model import OfflineModel

        return OfflineModel()
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    key = os.environ.get(KEY) or "not-needed"
    return ChatOpenAI(
        model=choice.name,
        base_url=choice.base_url,
        api_key=SecretStr(key),
        timeout=settings.timeout_seconds,
        max_retries=2,
        stream_usage=True,
    )
