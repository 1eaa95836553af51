"""Slack's requests in any ASGI server (uvicorn, hypercorn, granian), alone or mounted in another application.

Two lines in a file of your own, here slack_app.py, which `uvicorn slack_app:app` serves:

    from agent.channels.slack.asgi import SlackAsgi
    app = SlackAsgi()

Slack's request URL is then https://.../slack/events, the health check is /health.
"""

import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from agent.assistant import Assistant
from agent.channels.slack.running import SlackService
from agent.channels.slack.settings import tokens_for
from agent.errors import AgentError
from agent.settings import load_settings
from agent.threads import Threads
from agent.workspace import find_workspace

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_LOG = logging.getLogger(__name__)


class SlackAsgi:
    """An ASGI application that answers Slack's requests; Bolt verifies their signatures and age.

    The server must send lifespan events (uvicorn does by default): they open the assistant and let it finish.

    Args:
        service: makes the service when the server starts; by default that of the current folder's workspace.
        path: of Slack's requests.
    """

    def __init__(self, service: Callable[[], SlackService] | None = None, path: str = "/slack/events") -> None:
        self._open = service or service_of_workspace
        self._path = path
        self._service: SlackService | None = None
        self._handler: Any = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Take a request, or the server's start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise TypeError(f"Slack sends requests, not {scope['type']}")
        elif self._service is None:
            await _reply(send, 503, {"status": "unwell", "reason": "the server sent no lifespan event"})
        elif scope["path"].removeprefix(scope.get("root_path", "")) == "/health":
            is_well = await self._service.is_well()
            await _reply(send, 200 if is_well else 503, {"status": "well" if is_well else "unwell"})
        else:
            inside = {**scope, "path": scope["path"].removeprefix(scope.get("root_path", ""))}
            await self._handler(inside, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

        await receive()
        async with contextlib.AsyncExitStack() as stack:
            try:
                service = await stack.enter_async_context(self._open())
            except AgentError as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            self._handler = AsyncSlackRequestHandler(service.app, self._path)
            self._service = service
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self._service = None  # takes nothing new while it finishes
        await send({"type": "lifespan.shutdown.complete"})


def service_of_workspace(folder: Path | None = None) -> SlackService:
    """Return the service of a workspace, to be mounted.

    Raises:
        AgentError: when the settings, the tokens or the workspace can't be used.
    """
    workspace = find_workspace(folder)
    settings = load_settings(workspace)
    tokens = tokens_for("http")
    assistant = Assistant.open(workspace, settings, threads=Threads.open(workspace, settings))
    slack = settings.slack.model_copy(update={"mode": "http"})
    return SlackService(assistant, slack, tokens, is_mounted=True)


async def _reply(send: Send, status: int, body: dict[str, str]) -> None:
    content = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
