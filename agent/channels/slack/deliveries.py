"""Takes each delivery of Slack's once, before it is acknowledged, and takes up what a dead process left."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from agent.channels.slack.asks import key_of
from agent.channels.slack.delivery import FAILURES, is_passing, told
from agent.channels.slack.inbox import Inbox
from agent.threads.database import StorageError

_LOG = logging.getLogger(__name__)
_LOOKS_TO_FORGET = 360
KEY, MESSAGE = "adroit_key", "adroit_message"
"""What a listener finds in the context: the delivery's key, and the message its answer was begun in before."""

Next = Callable[[], Awaitable[BoltResponse]]


def once(
    inbox: Inbox, is_question: Callable[[Mapping[str, Any]], bool]
) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Return the middleware that lets a delivery through once.

    Args:
        inbox: where deliveries are known.
        is_question: whether a delivery wants an answer; any other is done when it was seen.
    """
    takers = ThreadPoolExecutor(2, thread_name_prefix="slack-inbox")  # of its own: no acknowledgement waits for a chart

    async def taken_once(body: dict[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        key = key_of(body)
        if not key or KEY in context:  # a button of a modal has no key of its own; KEY: left by another process
            return await next_()
        asks = is_question(body)
        try:
            take = partial(inbox.take, key, body, _person(body) if asks else "")
            is_new = await asyncio.get_running_loop().run_in_executor(takers, take)
        except StorageError as error:
            _LOG.warning("a delivery was not taken, so Slack will repeat it: %s", error)
            return BoltResponse(status=503, body="")
        if not is_new:
            return BoltResponse(status=200, body="")
        context[KEY] = key
        if not asks:
            await asyncio.to_thread(inbox.done, key)
        return await next_()

    return taken_once


def when_failed(inbox: Inbox) -> Callable[..., Awaitable[None]]:
    """Return what follows when a listener fails: its delivery is taken up again, or given up where that can't help."""

    async def failed(error: Exception, context: AsyncBoltContext) -> None:
        _LOG.error("a listener failed: %s", told(error), exc_info=error)
        key = str(context.get(KEY) or "")
        try:
            await asyncio.to_thread(
                inbox.give_back if isinstance(error, FAILURES) and is_passing(error) else inbox.done, key
            )
        except StorageError as problem:
            _LOG.warning("a failed delivery was not given back: %s", problem)

    return failed


class Caretaker:
    """Says while it runs that this process lives, and takes up what other processes left unanswered.

    Args:
        chores: what else is to be done at each look; they may raise StorageError.
    """

    def __init__(self, app: AsyncApp, inbox: Inbox, *chores: Callable[[], Awaitable[None]]) -> None:
        self._app = app
        self._inbox = inbox
        self._chores = chores
        self._every = inbox.lease / 3
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End, and hand back what is not answered; what can't be handed back now is taken up when its lease is over."""
        if self._task is not None:
            self._task.cancel()
        try:
            await asyncio.to_thread(self._inbox.hand_back)
        except StorageError as error:
            _LOG.warning("what is not answered was not handed back: %s", error)

    async def look(self) -> None:
        """Look once."""
        try:
            await asyncio.to_thread(self._inbox.live)
            left = await asyncio.to_thread(self._inbox.left)
        except StorageError as error:
            _LOG.warning("the inbox is out of reach: %s", error)
            return
        for found in left:
            context = {KEY: found.key, MESSAGE: found.message.rpartition(" ")[2]}
            request = AsyncBoltRequest(body=dict(found.body), mode="socket_mode", context=context)
            await self._app.async_dispatch(request)
        for chore in self._chores:
            try:
                await chore()
            except StorageError as error:
                _LOG.warning("the database is out of reach: %s", error)
            except Exception:  # noqa: BLE001 - whatever fails, the caretaker must go on caring
                _LOG.exception("a chore failed")

    async def _run(self) -> None:
        looks = 0
        while True:
            await self.look()
            if looks % _LOOKS_TO_FORGET == 0:
                with contextlib.suppress(StorageError):
                    await asyncio.to_thread(self._inbox.forget)
            looks += 1
            await asyncio.sleep(self._every)


def _person(body: Mapping[str, Any]) -> str:
    event = body.get("event") or {}
    team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
    user = event.get("user") or body.get("user_id") or (body.get("user") or {}).get("id") or ""
    return f"{team}:{user}"
