"""The process that answers in Slack: starts, says that it is well, and stops without dropping what it works on."""

import asyncio
import logging
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from agent.channels.slack.access import Access
from agent.channels.slack.app import build_app, quiet_logger, web_client
from agent.channels.slack.deliveries import Caretaker
from agent.channels.slack.delivery import FAILURES, told
from agent.channels.slack.desk import Desk
from agent.channels.slack.digests import DueDigests
from agent.channels.slack.enclosures import enclose
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.settings import SlackSettings, SlackTokens
from agent.errors import SettingsError

if TYPE_CHECKING:
    from agent.assistant import Assistant

_LOG = logging.getLogger(__name__)
_PING_SECONDS = 3
"""How often the socket is looked at: one that Slack cut is noticed after so long, and Slack repeats at once first."""
GRACE_SECONDS = 25.0
"""How long a stop waits for the turns that run; containers are killed after thirty."""


class SlackService:
    """Slack and an assistant, connected for as long as it is entered.

    Args:
        assistant: opened once for everybody.
        is_mounted: in another server, which takes the requests and asks `is_well` itself.

    Example:
        >>> async with SlackService(assistant, settings.slack, tokens_for("socket")) as service:  # doctest: +SKIP
        ...     await service.until_stopped()
    """

    def __init__(
        self, assistant: "Assistant", settings: SlackSettings, tokens: SlackTokens, *, is_mounted: bool = False
    ) -> None:
        self._settings = settings
        self._is_mounted = is_mounted
        self._tokens = tokens
        self.inbox = Inbox(assistant.threads.database, lease=settings.lease_seconds)
        self.client = web_client(tokens)
        access = Access(settings, self.inbox)
        self.desk = Desk(assistant, self.inbox, access, at_once=settings.answers_at_once, enclose=enclose)
        self.app = build_app(self.desk, tokens, self.client)
        self.caretaker = Caretaker(self.app, self.inbox, DueDigests(self.app, self.desk))
        self._socket: AsyncSocketModeHandler | None = None
        self._web: web.AppRunner | None = None
        self._stopped = asyncio.Event()
        self.port = settings.port

    async def __aenter__(self) -> Self:
        """Connect."""
        if not self._is_mounted:
            await self._serve()
        if self._settings.mode == "socket" and not self._is_mounted:
            self._socket = AsyncSocketModeHandler(
                self.app, self._tokens.app, logger=quiet_logger("socket"), ping_interval=_PING_SECONDS
            )
            await self._socket.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        self.caretaker.start()
        _LOG.info("answering in Slack by %s mode; health at port %s", self._settings.mode, self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take nothing new, finish what runs within the grace, hand back the rest."""
        _LOG.info(
            "stopping: %s", "the answers at work are finished first" if self.desk.is_busy else "nothing is at work"
        )
        if self._socket is not None:
            self._socket.client.auto_reconnect_enabled = False
            await self._socket.client.disconnect()  # type: ignore[no-untyped-call]  # Bolt's
        await self.desk.finish(GRACE_SECONDS)
        await self.caretaker.stop()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]  # Bolt's
        if self._web is not None:
            await self._web.cleanup()

    async def check(self) -> None:
        """See that Slack takes the tokens, which Bolt would try again and again.

        Raises:
            SettingsError: when Slack refuses one, or can't be reached.
        """
        try:
            who = await self.client.auth_test()
            if self._settings.mode == "socket":
                await self.client.apps_connections_open(app_token=self._tokens.app)
        except SlackApiError as error:
            raise SettingsError(f"Slack refuses a token: {told(error)}", remedy="See: adroit slack doctor") from None
        except FAILURES as error:
            raise SettingsError(
                f"Slack can't be reached: {type(error).__name__}", remedy="Check the network, and a proxy's settings."
            ) from None
        _LOG.info("Slack knows this app as %s in %s", who.get("user"), who.get("team"))

    def stop(self) -> None:
        """Let `until_stopped` return; safe in a signal handler. A second call hands back what is at work."""
        if self._stopped.is_set():
            self.desk.let_go()
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
