"""The [slack] section of adroit.toml: who may ask, how often, and how the process is reached. Tokens are not in it."""

import os
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.errors import SettingsError


class SlackSettings(BaseModel):
    """What a team sets for Slack."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["socket", "http"] = Field(default="socket", description="socket needs no public address")
    port: int = Field(default=3000, ge=0, le=65535, description="of health checks, and of requests in http mode")
    teams: list[str] = Field(default_factory=list, description="ids of the teams that may ask (T...); all when empty")
    channels: list[str] = Field(
        default_factory=list, description="ids of the channels that are answered in (C..., G...); all when empty"
    )
    users: list[str] = Field(default_factory=list, description="ids of the people that may ask (U..., W...)")
    answers_at_once: int = Field(default=8, ge=1, le=64, description="turns that one process works on at a time")
    questions_a_minute: int = Field(default=10, ge=1, description="by one person")
    questions_a_day: int = Field(default=300, ge=1, description="by one person")
    user_daily_budget: Decimal | None = Field(default=None, ge=0, description="USD a day for one person's questions")
    lease_seconds: float = Field(
        default=30, ge=1, le=3600, description="after which another process answers what one that died had taken"
    )
    largest_file_mb: int = Field(default=50, ge=1, le=1000, description="tables above it are not fetched")


@dataclass(frozen=True, slots=True)
class SlackTokens:
    """The secrets that Slack gives; they come from the environment and go nowhere but to Slack.

    Attributes:
        bot: SLACK_BOT_TOKEN, xoxb-...
        app: SLACK_APP_TOKEN, xapp-..., for socket mode.
        signing_secret: SLACK_SIGNING_SECRET, for http mode.
        api_url: SLACK_API_URL, where Slack's Web API is; a test's own server.
    """

    bot: str
    app: str = ""
    signing_secret: str = ""
    api_url: str = "https://slack.com/api/"

    def __repr__(self) -> str:
        """Return a text without the secrets."""
        return f"SlackTokens(api_url={self.api_url!r})"


def tokens_for(mode: Literal["socket", "http"]) -> SlackTokens:
    """Return the tokens of the environment.

    Raises:
        SettingsError: when one that the mode needs is missing or is another kind of token.
    """
    bot = _token("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions > Bot User OAuth Token")
    app = signing = ""
    if mode == "socket":
        app = _token("SLACK_APP_TOKEN", "xapp-", "Basic Information > App-Level Tokens, scope connections:write")
    else:
        signing = _token("SLACK_SIGNING_SECRET", "", "Basic Information > Signing Secret")
    return SlackTokens(bot, app, signing, os.environ.get("SLACK_API_URL") or "https://slack.com/api/")


def _token(name: str, start: str, where: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set", where="environment", remedy=f"In your Slack app: {where}.")
    if not value.startswith(start):
        raise SettingsError(
            f"{name} does not look like one: it begins with {start}", where="environment",
            remedy=f"In your Slack app: {where}.",
        )  # fmt: skip
    return value
