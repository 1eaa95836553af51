"""The process that answers in Slack: starts, says that it is well, and stops without dropping what it works on."""

import asyncio
import logging
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from agent.channels.slack.access import Access
from agent.channels.slack.app import build_app, quiet_logger, web_client
from agent.channels.slack.deliveries import Caretaker
from agent.channels.slack.desk import Desk
from agent.channels.slack.digests import DueDigests
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.settings import SlackSettings, SlackTokens

if TYPE_CHECKING:
    from agent.assistant import Assistant

_LOG = logging.getLogger(__name__)
GRACE_SECONDS = 25.0
"""How long a stop waits for the turns that run; containers are killed after thirty."""


class SlackService:
    """Slack and an assistant, connected for as long as it is entered.

    Example:
        >>> async with SlackService(assistant, settings.slack, tokens_for("socket")) as service:  # doctest: +SKIP
        ...     await service.until_stopped()
    """

    def __init__(self, assistant: "Assistant", settings: SlackSettings, tokens: SlackTokens) -> None:
        self._settings = settings
        self._tokens = tokens
        self.inbox = Inbox(assistant.threads.database)
        self.client = web_client(tokens)
        self.desk = Desk(assistant, self.inbox, Access(settings, self.inbox), at_once=settings.answers_at_once)
        self.app = build_app(self.desk, tokens, self.client)
        self.caretaker = Caretaker(self.app, self.inbox, DueDigests(self.app, self.desk))
        self._socket: AsyncSocketModeHandler | None = None
        self._web: web.AppRunner | None = None
        self._stopped = asyncio.Event()
        self.port = settings.port

    async def __aenter__(self) -> Self:
        """Connect."""
        await self._serve()
        if self._settings.mode == "socket":
            self._socket = AsyncSocketModeHandler(self.app, self._tokens.app, logger=quiet_logger("socket"))
            await self._socket.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        self.caretaker.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take nothing new, finish what runs within the grace, hand back the rest."""
        if self._socket is not None:
            await self._socket.client.disconnect()  # type: ignore[no-untyped-call]  # Bolt's
        await self.desk.finish(GRACE_SECONDS)
        await self.caretaker.stop()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]  # Bolt's
        if self._web is not None:
            await self._web.cleanup()

    def stop(self) -> None:
        """Let `until_stopped` return; safe in a signal handler."""
        self._stopped.set()

    async def until_stopped(self) -> None:
        """Wait for `stop`."""
        await self._stopped.wait()

    async def is_well(self) -> bool:
        """Whether events can reach this process and be kept."""
        is_connected = self._socket is None or await self._socket.client.is_connected()
        return is_connected and await asyncio.to_thread(self.inbox.is_in_reach)

    async def _serve(self) -> None:
        """Serve the health check and, in http mode, Slack's requests."""
        server = web.Application()
        server.router.add_get("/health", self._health)
        if self._settings.mode == "http":
            from agent.channels.slack.http_requests import handler

            server.router.add_post("/slack/events", handler(self.app))
        self._web = web.AppRunner(server, access_log=None)
        await self._web.setup()
        site = web.TCPSite(self._web, "0.0.0.0", self._settings.port)  # noqa: S104 - a container's port
        await site.start()
        self.port = int(self._web.addresses[0][1])

    async def _health(self, _request: web.Request) -> web.Response:
        is_well = await self.is_well()
        return web.json_response({"status": "well" if is_well else "unwell"}, status=200 if is_well else 503)
