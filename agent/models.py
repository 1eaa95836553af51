"""Which chat model answers: OpenAI, any OpenAI-compatible server, or the offline planner."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from agent.errors import SettingsError
from agent.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

KEY = "OPENAI_API_KEY"
COMPATIBLE_KEY = "ADROIT_API_KEY"
OPENAI_DEFAULT = "gpt-5-mini"
_OPENAI_HOSTS = ("openai.com", "openai.azure.com")


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
    return _choice(settings.model, settings)


def choose_fallback(settings: Settings) -> ModelChoice | None:
    """Return the model to ask when the first fails, before the offline planner; None when the settings name none.

    Raises:
        SettingsError: as choose_model.
    """
    if settings.fallback_model in {None, "offline"}:
        return None
    return _choice(str(settings.fallback_model), settings)


def _choice(asked: str, settings: Settings) -> ModelChoice:
    kind, _, name = asked.partition(":")
    has_key = bool(os.environ.get(KEY) or os.environ.get(COMPATIBLE_KEY))
    if kind == "offline":
        return ModelChoice("offline", "planner", "model = offline")
    if kind == "auto":
        if os.environ.get(KEY):
            return _with_key(ModelChoice("openai", OPENAI_DEFAULT, f"{KEY} is set", settings.base_url))
        return ModelChoice("offline", "planner", f"{KEY} is not set")
    if kind == "openai":
        if not has_key:
            raise SettingsError(
                f"The model {asked} needs a key, and {KEY} is not set",
                remedy="Set it in the environment, or use model = 'offline'.",
            )
        return _with_key(ModelChoice("openai", name or OPENAI_DEFAULT, f"model = {asked}", settings.base_url))
    if not settings.base_url or not name:
        raise SettingsError(
            "An OpenAI-compatible model needs its name and its address",
            remedy="Set model = 'openai-compatible:NAME' and base_url = 'http://host:port/v1'.",
        )
    return ModelChoice("openai-compatible", name, f"model = {asked}", settings.base_url)


def _with_key(choice: ModelChoice) -> ModelChoice:
    """Return the choice, once a key may be sent to its address.

    Raises:
        SettingsError: when only OpenAI's key is there and the address, which a shared adroit.toml may name, is not its.
    """
    if _key_for(choice) is None:
        raise SettingsError(
            f"{KEY} is not sent to {urlsplit(choice.base_url or '').hostname}, which is not OpenAI's",
            where="base_url",
            remedy=f"If that server should have a key, set {COMPATIBLE_KEY}.",
        )
    return choice


def _key_for(choice: ModelChoice) -> str | None:
    """Return the key for a model's server: the one set for it, or OpenAI's where the address is OpenAI's or the user's.

    OpenAI's key goes to OpenAI, to Azure, and to an address that stands in the same environment as the key. It does not
    go where a file says that came with a folder.
    """
    if own := os.environ.get(COMPATIBLE_KEY):
        return own
    host = urlsplit(choice.base_url or "https://api.openai.com").hostname or ""
    is_openai = any(host == known or host.endswith(f".{known}") for known in _OPENAI_HOSTS)
    is_users = choice.base_url in {os.environ.get("ADROIT_BASE_URL"), os.environ.get("OPENAI_BASE_URL")}
    return os.environ.get(KEY) if is_openai or is_users else None


def build_model(choice: ModelChoice, settings: Settings) -> "BaseChatModel":
    """Return the LangChain chat model of a choice."""
    if choice.kind == "offline":
        from agent.offline.model import OfflineModel

        return OfflineModel()
    from pydantic import SecretStr

    from agent.chat_client import CarefulChatOpenAI, timeouts, watched_http_client

    return CarefulChatOpenAI(
        model=choice.name,
        base_url=choice.base_url,
        api_key=SecretStr(_key_for(choice) or "not-needed"),
        timeout=timeouts(settings.timeout_seconds),
        max_retries=0,  # agent/middleware/retry.py retries: it honours Retry-After and knows the turn's deadline
        stream_usage=True,
        http_client=watched_http_client(),
    )
