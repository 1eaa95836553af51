"""From a message to the desk: who may ask, which files come with it, whether it asks for a digest."""

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackClientError

from agent.channels.slack.asks import Ask
from agent.channels.slack.deliveries import MESSAGE
from agent.channels.slack.delivery import told
from agent.channels.slack.digests import digest_said
from agent.channels.slack.elsewhere import refusal_of
from agent.channels.slack.tables import take_tables

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from agent.channels.slack.desk import Desk

_LOG = logging.getLogger(__name__)


async def answer(desk: "Desk", ask: Ask, context: Mapping[str, Any], client: "AsyncWebClient") -> None:
    """Answer a question of somebody who may ask; nobody else hears anything."""
    if not desk.access.may_ask(ask.place):
        await asyncio.to_thread(desk.inbox.done, ask.key)
        return
    if not await refusal_of(desk, ask.place):  # the desk says it
        try:
            is_settled = await digest_said(desk, ask, client) or (
                ask.files and not await _has_question(desk, ask, client)
            )
        except SlackClientError as error:
            _LOG.warning("nothing could be shown: %s", told(error))
            await asyncio.to_thread(desk.inbox.give_back, ask.key)
            return
        if is_settled:
            await asyncio.to_thread(desk.inbox.done, ask.key)
            return
    await desk.answer(ask, client, in_message=str(context.get(MESSAGE) or ""))


async def _has_question(desk: "Desk", ask: Ask, client: "AsyncWebClient") -> bool:
    """Take the files of a message; False when nothing is left to answer."""
    return await take_tables(desk, ask, client) and bool(ask.text)
