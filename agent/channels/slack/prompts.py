"""Suggested prompts and titles for Slack's surfaces for agents, the current one and the older assistant container."""

import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.set_suggested_prompts.async_set_suggested_prompts import AsyncSetSuggestedPrompts
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Place
from agent.channels.slack.delivery import FAILURES

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk

_LOG = logging.getLogger(__name__)
_WITH_DATA = ("Why did CPA change last week?", "What is in our data?")
_ALWAYS = (
    "How do I set a target CPA?",
    "Spent $5,000 for 125 sales: what is our CPA?",
    "Plan a funnel for $20,000 at a $9 CPM, 1.2% CTR and 3% conversion rate",
)


def suggested(*, has_data: bool) -> list[dict[str, str]]:
    """Return up to four prompts that this workspace can answer."""
    chosen = [*(_WITH_DATA if has_data else ()), *_ALWAYS][:4]
    return [{"title": text[:75], "message": text} for text in chosen]


def register_prompts(app: AsyncApp, desk: "Desk") -> None:
    """Offer prompts where a conversation with the app is opened."""

    async def offer(event: dict[str, Any], set_suggested_prompts: AsyncSetSuggestedPrompts) -> None:
        if event.get("type") == "app_home_opened" and event.get("tab") != "messages":
            return
        try:
            await set_suggested_prompts(
                prompts=suggested(has_data=desk.assistant.toolbox.settings.data is not None),
                title="Ask about performance marketing or your figures",
            )
        except SlackClientError as error:
            _LOG.info("no prompts are shown: %s", type(error).__name__)

    app.event("assistant_thread_started")(offer)
    app.event("assistant_thread_context_changed")(_nothing)
    app.event("app_home_opened", matchers=[_is_messages_tab])(offer)


async def set_title(client: AsyncWebClient, place: Place, title: str) -> None:
    """Name a conversation with the app in Slack's list of them; surfaces that have no such list do without."""
    try:
        await client.assistant_threads_setTitle(channel_id=place.channel, thread_ts=place.thread_ts, title=title)
    except FAILURES as error:
        _LOG.info("no title is shown: %s", type(error).__name__)


async def _is_messages_tab(event: dict[str, Any]) -> bool:
    return event.get("tab") == "messages"


async def _nothing() -> None:
    """Take the event: which channel the reader looks at changes no answer."""
