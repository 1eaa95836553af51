"""One answer on its way into Slack: a sign at once, text as it grows, the whole answer with its buttons at the end.

Slack's streaming calls only add text, and what Adroit shows may be replaced by a checked version, so a stream that no
longer fits is stopped and its message updated. A stream is never left open: https://docs.slack.dev/ai/ (read 2026)
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from agent.answer import Answer
from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import Block, Message, messages_of, section
from agent.channels.slack.status import THINKING, doing
from agent.channels.slack.streamed import streamed
from agent.events import CheckedText, ToolActivity

if TYPE_CHECKING:
    from slack_sdk.web.async_chat_stream import AsyncChatStream
    from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)
_BUFFER = 1_200  # characters an append; Slack allows about a hundred appends a minute in a workspace
_LONGEST_STREAM = 9_000
_WORKING = "_Working on it …_"
_STOPS = 4
_STOPPED = ("message_not_in_streaming_state", "message_not_found", "channel_not_found", "not_in_channel")
"""Slack's errors for a stream that is none any more."""
FAILURES = (SlackClientError, ClientError, OSError, asyncio.TimeoutError)  # SlackApiError is a SlackClientError
"""How a call of Slack fails."""
_PASSING = ("ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "unknown")
_SERVER_ERROR, _TOO_MANY = 500, 429


class Delivery:
    """Shows one turn in its thread.

    Args:
        began: told the time stamp of the message that the answer begins in, so that a restart can end it.
        in_message: the time stamp of a message that an earlier process began the answer in.
    """

    def __init__(
        self,
        client: "AsyncWebClient",
        place: Place,
        began: Callable[[str], Awaitable[None]],
        in_message: str = "",
    ) -> None:
        self.client = client
        self._place = place
        self._began = began
        self._message = in_message
        self._stream: AsyncChatStream | None = None
        self._sent = ""
        self._can_stream = not in_message
        self._has_status = False

    async def begin(self) -> None:
        """Show at once that the question was heard."""
        if self._message:
            await self._stop_stream(self._message)
            return
        if not await self._set_status(THINKING):
            await self._post(Message("Working on it …", [section(_WORKING)]))

    async def show(self, event: ToolActivity | CheckedText) -> None:
        """Show a tool at work, or the text so far; a failure here only makes the answer come in one piece."""
        if isinstance(event, ToolActivity):
            if not event.is_done and self._has_status:
                await self._set_status(doing(event.tool))
        elif self._can_stream:
            await self._grow(streamed(event.text))

    async def finish(self, answer: Answer, footer: list[Block]) -> None:
        """Show the whole answer."""
        whole = streamed(answer.text)
        if (
            self._stream is not None
            and self._can_stream
            and whole.startswith(self._sent)
            and len(whole) < _LONGEST_STREAM
        ):
            try:
                await self._stream.stop(markdown_text=whole[len(self._sent) :] or None, blocks=footer)
            except FAILURES as error:
                _LOG.warning("a stream could not be ended with its text: %s", told(error))
            else:
                return
        await self.replace(messages_of(answer.text) or [Message("No answer", [section("…")])], footer)

    async def replace(self, messages: list[Message], footer: list[Block] | None = None) -> None:
        """Show messages in place of what was shown so far."""
        await self._end_stream()
        for place, message in enumerate(messages):
            is_last = place == len(messages) - 1
            whole = Message(message.text, [*message.blocks, *((footer or []) if is_last else [])])
            if place or not (self._message and await self._update(whole)):
                await self._post(whole, is_first=not place)
        if self._has_status and not messages:
            await self._set_status("")

    async def close(self) -> None:
        """Leave nothing open, whatever happened."""
        await self._end_stream()

    async def _grow(self, text: str) -> None:
        if not text.startswith(self._sent) or len(text) > _LONGEST_STREAM:
            self._can_stream = False
            return
        new = text[len(self._sent) :]
        if not new:
            return
        try:
            if self._stream is None:
                self._stream = await self.client.chat_stream(
                    channel=self._place.channel, thread_ts=self._place.thread_ts, buffer_size=_BUFFER,
                    recipient_team_id=self._place.team, recipient_user_id=self._place.user,
                )  # fmt: skip
                await self._stream.append(markdown_text=new, chunks=[])  # with chunks it is sent at once
                if self._stream.ts:
                    await self._note(self._stream.ts)
            else:
                await self._stream.append(markdown_text=new)
            self._sent = text
        except FAILURES as error:
            _LOG.warning("an answer is no longer streamed: %s", told(error))
            self._can_stream = False

    async def _end_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None and stream.ts is not None:
            await self._stop_stream(stream.ts)

    async def _stop_stream(self, ts: str) -> None:
        """Stop a stream; one that is stopped already, or is no stream, is fine."""
        for attempt in range(_STOPS):
            try:
                await self.client.chat_stopStream(channel=self._place.channel, ts=ts)
            except SlackApiError as error:
                if error.response.get("error") in _STOPPED:
                    return
                _LOG.warning("a stream could not be stopped: %s", told(error))
            except FAILURES as error:
                _LOG.warning("a stream could not be stopped: %s", told(error))
            else:
                return
            await asyncio.sleep(2**attempt)

    async def _set_status(self, status: str) -> bool:
        try:
            await self.client.assistant_threads_setStatus(
                channel_id=self._place.channel, thread_ts=self._place.thread_ts, status=status
            )
        except FAILURES as error:  # an older surface, or a missing scope: the answer does without
            _LOG.info("no status is shown: %s", told(error))
            self._has_status = False
        else:
            self._has_status = True
        return self._has_status

    async def _post(self, message: Message, *, is_first: bool = True) -> None:
        posted = await self.client.chat_postMessage(
            channel=self._place.channel, thread_ts=self._place.thread_ts, text=message.text, blocks=message.blocks,
            unfurl_links=False, unfurl_media=False,
        )  # fmt: skip
        if is_first:
            await self._note(str(posted["ts"]))

    async def _update(self, message: Message) -> bool:
        try:
            await self.client.chat_update(
                channel=self._place.channel, ts=self._message, text=message.text, blocks=message.blocks
            )
        except SlackApiError as error:
            _LOG.warning("a message could not be updated: %s", told(error))
            return False
        return True

    async def _note(self, ts: str) -> None:
        self._message = ts
        await self._began(ts)


def told(error: BaseException) -> Any:
    """Return what of a failure may stand in a log: Slack's code for it, never the request, which holds the text."""
    return error.response.get("error", "unknown") if isinstance(error, SlackApiError) else type(error).__name__


def is_passing(error: BaseException) -> bool:
    """Whether what failed may succeed later: Slack or the way to it is down; no channel is gone, no token refused."""
    if not isinstance(error, SlackApiError):
        return True
    status = int(getattr(error.response, "status_code", 200) or 200)
    return status >= _SERVER_ERROR or status == _TOO_MANY or told(error) in _PASSING
