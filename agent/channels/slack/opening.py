"""Begins a thread for what was asked elsewhere than in a message: by a command, on somebody's message, by the clock.

It is begun in the channel where the app is a member, so that colleagues read along; else in a direct message to
whoever asked.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import LONGEST_SECTION, Block, section, summary
from agent.channels.slack.delivery import told

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)
_SHUT = frozenset({
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "thread_not_found", "no_permission",
    "cannot_reply_to_message", "restricted_action_read_only_channel", "restricted_action_thread_locked",
})  # fmt: skip
"""Slack's errors for a channel or a thread that the app may not write to."""
_OPENED = "adroit_opened"


async def begin_thread(
    client: "AsyncWebClient", where: Place, mrkdwn: str, under: Sequence[Block] = ()
) -> Place | None:
    """Post a message that an answer hangs from, and return the thread; None when nobody can be written to.

    Args:
        client: how Slack is called.
        where: the channel, none where it was asked in no channel, and who asks; with a `thread_ts`, the message is
            posted in that thread.
        mrkdwn: what was asked, and by whom.
        under: blocks under it.

    Raises:
        SlackClientError: when Slack is out of reach.
    """
    shown = mrkdwn if len(mrkdwn) <= LONGEST_SECTION else mrkdwn[:LONGEST_SECTION].rsplit(" ", 1)[0] + " …"
    try:
        if where.channel:
            return await _posted(client, where, shown, under)
    except SlackApiError as error:
        if error.response.get("error") not in _SHUT:
            raise
    try:
        opened = await client.conversations_open(users=where.user)
        direct = replace(where, channel=str(opened["channel"]["id"]), thread_ts="", is_direct=True)
        return await _posted(client, direct, shown, under)
    except SlackApiError as error:
        _LOG.warning("nobody could be written to: %s", told(error))
        return None


def with_thread(body: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return a delivery that knows which thread was begun for it, so that a restart does not begin a second."""
    return {**body, _OPENED: [place.channel, place.thread_ts, place.is_direct]}


def thread_begun(body: Mapping[str, Any], where: Place) -> Place | None:
    """Return the thread that was begun for a delivery before."""
    if _OPENED not in body:
        return None
    channel, thread_ts, is_direct = body[_OPENED]
    return replace(where, channel=str(channel), thread_ts=str(thread_ts), is_direct=bool(is_direct))


async def _posted(client: "AsyncWebClient", where: Place, mrkdwn: str, under: Sequence[Block]) -> Place:
    posted = await client.chat_postMessage(
        channel=where.channel, thread_ts=where.thread_ts or None, text=summary(mrkdwn),
        blocks=[section(mrkdwn), *under], unfurl_links=False, unfurl_media=False,
    )  # fmt: skip
    return replace(where, thread_ts=where.thread_ts or str(posted["ts"]))
