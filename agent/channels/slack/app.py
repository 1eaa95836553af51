"""The Slack app: which listener answers what. Each is a few lines; what they do is in the other files."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.access import is_by_a_machine
from agent.channels.slack.answering import answer
from agent.channels.slack.asks import ask_of_event
from agent.channels.slack.blocks import NO, YES
from agent.channels.slack.brief_form import register_brief_form
from agent.channels.slack.buttons import register_buttons
from agent.channels.slack.columns_form import register_columns_form
from agent.channels.slack.commands import register_commands
from agent.channels.slack.deliveries import once, when_failed
from agent.channels.slack.digests import register_digests
from agent.channels.slack.home import register_home
from agent.channels.slack.prompts import register_prompts
from agent.channels.slack.settings import SlackTokens
from agent.channels.slack.shortcut import register_shortcut
from agent.channels.slack.tables import register_tables

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk

_RETRIES = 5


def web_client(tokens: SlackTokens) -> AsyncWebClient:
    """Return a client that waits as long as Slack asks it to, and repeats what failed on Slack's side."""
    return AsyncWebClient(
        token=tokens.bot, base_url=tokens.api_url, timeout=30, logger=quiet_logger("web"),
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(max_retry_count=2),
            AsyncRateLimitErrorRetryHandler(max_retry_count=_RETRIES),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ],
    )  # fmt: skip


def build_app(desk: "Desk", tokens: SlackTokens, client: AsyncWebClient | None = None) -> AsyncApp:
    """Return the app with all its listeners."""
    app = AsyncApp(
        client=client or web_client(tokens), signing_secret=tokens.signing_secret or "unused in socket mode",
        logger=quiet_logger("bolt"), ignoring_self_events_enabled=True,
    )  # fmt: skip
    app.middleware(once(desk.inbox, is_question))
    app.error(when_failed(desk.inbox))
    register_messages(app, desk)
    register_buttons(app, desk)
    register_prompts(app, desk)
    register_commands(app, desk)
    register_shortcut(app, desk)
    register_tables(app, desk)
    register_columns_form(app, desk)
    register_digests(app, desk)
    register_brief_form(app, desk)
    register_home(app, desk)
    return app


def is_question(body: Mapping[str, Any]) -> bool:
    """Whether a delivery wants an answer: a mention, a direct message, a command, a shortcut, a yes or a no."""
    event = body.get("event") or {}
    if event:
        is_meant = event.get("type") == "app_mention" or event.get("channel_type") == "im"
        return event.get("type") in {"app_mention", "message"} and is_meant and not is_by_a_machine(event, "", "-")
    is_decision = any(action.get("action_id") in {YES, NO} for action in body.get("actions") or ())
    return is_decision or "command" in body or body.get("type") == "message_action"


def register_messages(app: AsyncApp, desk: "Desk") -> None:
    """Answer mentions and direct messages."""

    async def asked(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        event = body["event"]
        if is_by_a_machine(event, context.bot_user_id or "", context.bot_id or ""):
            return
        ask = ask_of_event(body, context.bot_user_id or "")
        await answer(desk, ask, context, client)

    app.event("app_mention")(asked)
    app.event("message", matchers=[_is_direct])(asked)
    app.event("message")(_ignored)


async def _is_direct(event: dict[str, Any]) -> bool:
    return event.get("channel_type") == "im"


async def _ignored() -> None:
    """Take messages of channels that no one addressed to the app."""


def quiet_logger(name: str) -> logging.Logger:
    """Return a logger for Slack's libraries that never goes below warnings: at lower levels they log what was said."""
    logger = logging.getLogger(f"adroit.slack.{name}")
    logger.setLevel(logging.WARNING)
    return logger


__all__ = ["build_app", "is_question", "quiet_logger", "web_client"]
