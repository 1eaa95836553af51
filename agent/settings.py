"""One settings object: adroit.toml, overridden by the environment (ADROIT_...), overridden by flags."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from agent.channels.slack.settings import SlackSettings
from agent.context import MarketerContext
from agent.errors import SettingsError
from agent.usage.prices import Price
from agent.workspace import Workspace
from tools.data.mapping import MappingOverrides
from tools.errors import InputError
from tools.quantities import currency_code


class Settings(BaseSettings):
    """What a team sets once. Secrets are not among them: keys come from the environment alone."""

    model_config = SettingsConfigDict(env_prefix="ADROIT_", extra="forbid", frozen=True)

    model: str = Field(
        default="auto",
        description="auto (OpenAI when OPENAI_API_KEY is set, else offline), offline, openai:NAME or "
        "openai-compatible:NAME",
    )
    base_url: str | None = Field(default=None, description="address of an OpenAI-compatible server, ending in /v1")
    fallback_model: str | None = Field(
        default=None, description="a second model, written as model, asked when the first fails; then the planner"
    )
    timeout_seconds: float = Field(default=60.0, gt=0, le=600, description="longest silence of a model's server")
    turn_seconds: float = Field(default=120.0, gt=0, le=3600, description="longest time for one answer")
    model_retries: int = Field(default=2, ge=0, le=10, description="how often a failed model call is tried again")
    retry_seconds: float = Field(
        default=1.0, ge=0, le=60, description="first wait before a retry, doubled each time; Retry-After goes before it"
    )
    context_tokens: int = Field(
        default=24_000, ge=1_000, description="longest conversation sent to a model, counted by Adroit's own estimate"
    )
    daily_budget: Decimal | None = Field(
        default=None, ge=0, description="USD a day for models; then the planner answers"
    )
    link_hosts: list[str] = Field(
        default_factory=list, description="hosts that links in answers may point to, beside addresses the user wrote"
    )
    prices: dict[str, Price] = Field(
        default_factory=dict, description="USD for a million tokens by model, where they differ from Adroit's list"
    )
    trace_content: bool = Field(default=False, description="also put messages and arguments into OpenTelemetry spans")
    data: str | None = Field(default=None, description="the performance table that questions are about")
    columns: MappingOverrides = Field(
        default=MappingOverrides(), description="what the table's columns mean, where Adroit would not know"
    )
    currency: str | None = Field(default=None, description="ISO code for money written without one")
    context: MarketerContext = Field(
        default=MarketerContext(), description="what holds for all questions: brand, margin, targets..."
    )
    threads_url: str | None = Field(
        default=None, description="postgresql:// address of the conversations; in the workspace when empty"
    )
    slack: SlackSettings = Field(default=SlackSettings(), description="who may ask in Slack, and how much")
    embedder: str = Field(default="wordllama", description="what turns text into vectors for the index")
    chroma_url: str | None = Field(default=None, description="address of a Chroma server; embedded when empty")

    @field_validator("threads_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("use an address like postgresql://user@host/name")
        return value or None

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        try:
            return currency_code(value) if value else None
        except InputError as error:
            raise ValueError(error.problem) from None

    @field_validator("model", "fallback_model")
    @classmethod
    def _known_model(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if value not in {"auto", "offline"} and value.partition(":")[0] not in {"openai", "openai-compatible"}:
            raise ValueError("use auto, offline, openai:NAME or openai-compatible:NAME")
        return value


def load_settings(workspace: Workspace, **flags: Any) -> Settings:
    """Return the settings for a workspace; flags that are None are not given.

    Raises:
        SettingsError: when adroit.toml can't be read, or a value in it, in the environment or in a flag can't be used.
    """
    _check_toml(workspace.config)
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return _reading(workspace.config)(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise _unusable(name, first["msg"].removeprefix("Value error, "), workspace, given) from None


def _reading(config: Path) -> type[Settings]:
    """Return the settings class that also reads this file."""

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library names it
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=config)

    return FromFile


def _check_toml(config: Path) -> None:
    try:
        with config.open("rb") as file:
            tomllib.load(file)
    except FileNotFoundError:
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{config.name} is not valid TOML: {error}",
            where=str(config),
            remedy="Mend it, or make a new one: adroit init",
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{config.name} can't be read: {error.strerror}", where=str(config), remedy="Check its permissions."
        ) from None


def _unusable(name: str, reason: str, workspace: Workspace, flags: dict[str, Any]) -> SettingsError:
    where = "flag" if name in flags else f"{workspace.config} or ADROIT_{name.upper()}"
    if "Extra inputs" in reason:
        section, dot, _ = name.rpartition(".")
        tables: dict[str, type[BaseModel]] = {
            "columns": MappingOverrides,
            "context": MarketerContext,
            "slack": SlackSettings,
        }
        known = ", ".join((tables.get(section, Settings) if dot else Settings).model_fields)
        return SettingsError(f"'{name}' is not a setting", where=where, remedy=f"The settings are: {known}.")
    return SettingsError(f"The setting '{name}' can't be used: {reason}", where=where, remedy="See: adroit doctor")
