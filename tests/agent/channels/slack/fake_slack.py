"""A small Slack on loopback: the Web API and the Socket Mode WebSocket, as far as Slack documents them.

It keeps what a reader would see, refuses what Slack refuses (sections over 3,000 characters, appending to a stopped
stream, more than 50 blocks), and fails when a test wants it to.
"""

import asyncio
import itertools
import json
import time
from collections import Counter, defaultdict, deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

BOT_USER, BOT_ID, TEAM = "UBOT", "BBOT", "T1"
_CLOCK = itertools.count(1_760_000_000_000_000, 1_001)
"""One for all: a message's time names it, also after a restart."""
MOST_BLOCKS, LONGEST_SECTION, LONGEST_MARKDOWN = 50, 3_000, 12_000
LARGEST_VIEW = 250_000


@dataclass
class Posted:
    """A message as its readers see it."""

    channel: str
    ts: str
    thread_ts: str | None
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    is_streaming: bool = False
    at: float = field(default_factory=time.monotonic)
    updates: int = 0

    @property
    def shown(self) -> str:
        """All that can be read in it."""
        inner = [b["text"]["text"] for b in self.blocks if "text" in b]
        inner += [e.get("text", "") for b in self.blocks if b["type"] == "context" for e in b["elements"]]
        return "\n".join([self.text, *inner])

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons by action id, with what they carry."""
        return {
            e["action_id"]: e.get("value", "")
            for b in self.blocks
            if b["type"] == "actions"
            for e in b["elements"]
            if e["type"] == "button"
        }


@dataclass(frozen=True)
class Failure:
    """How a call fails: an HTTP status, or Slack's own error at status 200."""

    status: int = 200
    error: str = ""
    retry_after: str | None = None


class FakeSlack:
    """The server.

    Attributes:
        calls: every call of the Web API as (method, arguments), in order.
        called_at: when each came, in seconds of the monotonic clock.
        messages: what stands in the channels, by (channel, ts).
        acknowledged: seconds from sending an envelope to its acknowledgement.
        failing: failures still to come, by method.
        absent: channels that the app is not a member of.
        people: what users.info tells, by user.
        scopes: what the bot's token may, as Slack tells with each answer.
        held: methods that are not answered until their event is set.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.called_at: list[float] = []
        self.messages: dict[tuple[str, str], Posted] = {}
        self.acknowledged: list[float] = []
        self.scopes: set[str] = set()
        self.held: dict[str, asyncio.Event] = {}
        self.failing: defaultdict[str, deque[Failure]] = defaultdict(deque)
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.statuses: list[str] = []
        self.views: list[dict[str, Any]] = []
        self.absent: set[str] = set()
        self.people: dict[str, dict[str, Any]] = {}
        self.connections = 0
        self.sockets: set[web.WebSocketResponse] = set()
        self.url = ""
        self._waiting: dict[str, tuple[float, asyncio.Future[dict[str, Any]]]] = {}
        self._envelopes = itertools.count(1)
        self._connected = asyncio.Event()

    def ts(self) -> str:
        """Return a new message time."""
        micro = next(_CLOCK)
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    def fail(self, method: str, *failures: Failure) -> None:
        """Let the next calls of a method fail."""
        self.failing[method].extend(failures)

    def count(self, method: str) -> int:
        """Return how often a method was called."""
        return Counter(name for name, _ in self.calls)[method]

    def in_thread(self, thread_ts: str, channel: str | None = None) -> list[Posted]:
        """Return the app's messages in a thread."""
        return [m for m in self.messages.values() if m.thread_ts == thread_ts and channel in {None, m.channel}]

    @property
    def open_streams(self) -> list[Posted]:
        """The streams that nobody stopped."""
        return [m for m in self.messages.values() if m.is_streaming]

    @property
    def whispered(self) -> list[str]:
        """What single people were told: by response_url, or in messages that only they see."""
        return [
            str(given.get("text", "")) for name, given in self.calls if name in {"response_url", "chat.postEphemeral"}
        ]

    async def event(self, event: dict[str, Any], *, event_id: str | None = None, retry: int = 0) -> dict[str, Any]:
        """Deliver an event over the socket and return the acknowledgement."""
        body = {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event": event,
            "event_id": event_id or f"Ev{event.get('ts', self.ts())}", "event_time": 1,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }  # fmt: skip
        return await self.deliver("events_api", body, retry=retry)

    async def deliver(self, kind: str, body: dict[str, Any], *, retry: int = 0) -> dict[str, Any]:
        """Send an envelope over a socket and return the acknowledgement."""
        await asyncio.wait_for(self._connected.wait(), 10)
        envelope = f"env-{next(self._envelopes)}"
        acknowledged = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = (time.monotonic(), acknowledged)
        message = {"type": kind, "envelope_id": envelope, "payload": body, "accepts_response_payload": True}
        if retry:
            message |= {"retry_attempt": retry, "retry_reason": "timeout"}
        socket = next(iter(self.sockets))
        await socket.send_str(json.dumps(message))
        return await asyncio.wait_for(acknowledged, 10)

    async def drop_sockets(self) -> None:
        """Cut every connection, as Slack does now and then."""
        for socket in list(self.sockets):
            await socket.close(code=1001)

    @asynccontextmanager
    async def serving(self):
        """Run the server."""
        app = web.Application(client_max_size=200 * 2**20)
        app.router.add_get("/link", self._socket)
        app.router.add_get("/files/{name}", self._download)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_route("*", "/api/{method}", self._api)
        runner = web.AppRunner(app, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            await self.drop_sockets()
            await runner.cleanup()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self.connections += 1
        self.sockets.add(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self._connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self.sockets.discard(socket)
            if not self.sockets:
                self._connected.clear()
        return socket

    def _acknowledge(self, message: dict[str, Any]) -> None:
        sent, waiting = self._waiting.pop(message.get("envelope_id", ""), (0.0, None))
        if waiting is not None and not waiting.done():
            self.acknowledged.append(time.monotonic() - sent)
            waiting.set_result(message.get("payload") or {})

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = await _arguments(request)
        self.calls.append((method, given))
        self.called_at.append(time.monotonic())
        if method in self.held:
            await self.held[method].wait()
        if self.failing[method]:
            failure = self.failing[method].popleft()
            headers = {"Retry-After": failure.retry_after} if failure.retry_after is not None else {}
            return web.json_response({"ok": False, "error": failure.error}, status=failure.status, headers=headers)
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        found = handler(given) if handler else {}
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        return web.json_response({"ok": "error" not in found, **found}, headers=headers)

    def _auth_test(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "team_id": TEAM,
            "team": "Acme",
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "user": "adroit",
            "url": self.url,
        }

    def _apps_connections_open(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.url.replace("http", "ws") + "/link"}

    def _chat_postMessage(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's name
        if given["channel"] in self.absent:
            return {"error": "not_in_channel"}
        if (error := _refused(given)) is not None:
            return {"error": error}
        ts = self.ts()
        self.messages[given["channel"], ts] = Posted(
            given["channel"], ts, given.get("thread_ts"), given.get("text", ""), given.get("blocks") or []
        )
        return {"ts": ts, "channel": given["channel"]}

    def _chat_postEphemeral(self, _given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"message_ts": self.ts()}

    def _chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None:
            return {"error": "message_not_found"}
        if message.is_streaming:
            return {"error": "streaming_state_conflict"}
        if (error := _refused(given)) is not None:
            return {"error": error}
        message.text, message.blocks = given.get("text", ""), given.get("blocks") or []
        message.updates += 1
        return {"ts": message.ts, "channel": message.channel}

    def _chat_startStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not given.get("thread_ts"):
            return {"error": "invalid_arguments"}
        ts = self.ts()
        self.messages[given["channel"], ts] = Posted(given["channel"], ts, given["thread_ts"], is_streaming=True)
        return self._added(self.messages[given["channel"], ts], given)

    def _chat_appendStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None or not message.is_streaming:
            return {"error": "message_not_in_streaming_state"}
        return self._added(message, given)

    def _chat_stopStream(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        message = self.messages.get((given["channel"], given["ts"]))
        if message is None or not message.is_streaming:
            return {"error": "message_not_in_streaming_state"}
        if (error := _refused(given)) is not None:
            return {"error": error}
        found = self._added(message, given)
        message.is_streaming = False
        message.blocks = given.get("blocks") or []
        return found

    def _added(self, message: Posted, given: dict[str, Any]) -> dict[str, Any]:
        texts = [c["text"] for c in given.get("chunks") or [] if c.get("type") == "markdown_text"]
        text = "".join([*texts, given.get("markdown_text") or ""])
        if len(text) > LONGEST_MARKDOWN:
            return {"error": "msg_too_long"}
        message.text += text
        return {"ts": message.ts, "channel": message.channel}

    def _assistant_threads_setStatus(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.statuses.append(given["status"])
        return {}

    def _conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{given['users']}"}}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"user": {"id": given["user"], **self.people.get(given["user"], {})}}

    def _views_open(self, given: dict[str, Any]) -> dict[str, Any]:
        if (error := _refused_view(given["view"])) is not None:
            return {"error": error}
        self.views.append(given)
        return {"view": {"id": f"V{len(self.views)}"}}

    _views_publish = _views_open
    _views_update = _views_open
    _views_push = _views_open

    def _files_getUploadURLExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        name = f"F{len(self.uploads) + 1}"
        self.uploads[name] = dict(given)
        return {"upload_url": f"{self.url}/upload/{name}", "file_id": name}

    def _files_completeUploadExternal(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        files = given["files"] if isinstance(given["files"], list) else json.loads(given["files"])
        for file in files:
            self.uploads[file["id"]] |= {"shared": given, "title": file.get("title")}
        return {"files": files}

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["id"]]["content"] = await request.read()
        return web.Response(text="OK")

    def file(self, name: str, content: bytes, **more: Any) -> dict[str, Any]:
        """Return Slack's file object for a file that somebody uploads."""
        key = f"F{len(self.files) + 1}"
        self.files[key] = content
        return {
            "id": key, "name": name, "title": name, "size": len(content), "mode": "hosted",
            "url_private_download": f"{self.url}/files/{key}", **more,
        }  # fmt: skip

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["name"] == "moved":
            raise web.HTTPFound("https://elsewhere.test/")
        if request.match_info["name"] == "signin":
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        if not request.headers.get("Authorization", "").startswith("Bearer xoxb-"):
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=self.files[request.match_info["name"]])

    async def _response(self, request: web.Request) -> web.Response:
        self.calls.append(("response_url", await request.json()))
        self.called_at.append(time.monotonic())
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return {k: v for k, v in (await request.json()).items() if v is not None}
    found: dict[str, Any] = {}
    for name, value in [*request.query.items(), *(await request.post()).items()]:
        text = str(value)
        found[name] = json.loads(text) if text[:1] in {"[", "{"} else text
    return found


def _refused(given: dict[str, Any]) -> str | None:
    """Return Slack's error for blocks that it does not take."""
    blocks = given.get("blocks") or []
    if len(blocks) > MOST_BLOCKS:
        return "invalid_blocks"
    for block in blocks:
        text = (block.get("text") or {}).get("text", "x")
        if not text or len(text) > LONGEST_SECTION:
            return "invalid_blocks"
        if block["type"] == "actions" and not 1 <= len(block["elements"]) <= 25:
            return "invalid_blocks"
        if any(len(e.get("value", "")) > 2_000 for e in block.get("elements", []) if e.get("type") == "button"):
            return "invalid_blocks"
    return None


def _refused_view(view: dict[str, Any]) -> str | None:
    """Return Slack's error for a view that it does not take: too large, or a part of it too long."""
    blocks, metadata = view["blocks"], view.get("private_metadata", "")
    if len(json.dumps(view)) > LARGEST_VIEW or len(metadata) > LONGEST_SECTION or not 1 <= len(blocks) <= 100:
        return "view_too_large"
    if len((view.get("title") or {}).get("text", "")) > 24 or _refused({"blocks": blocks[:MOST_BLOCKS]}):
        return "invalid_arguments"
    return "invalid_arguments" if any(_is_refused_input(b) for b in blocks if b["type"] == "input") else None


def _is_refused_input(block: dict[str, Any]) -> bool:
    element = block["element"]
    options = [*element.get("options", []), *(o for g in element.get("option_groups", []) for o in g["options"])]
    initial = element.get("initial_option")
    return (
        not 1 <= len(block["label"]["text"]) <= 150
        or len(block["block_id"]) > 255
        or any(len(o["text"]["text"]) > 75 or len(o["value"]) > 150 for o in options)
        or max([len(element.get("options", [])), *(len(g["options"]) for g in element.get("option_groups", []))]) > 100
        or (initial is not None and initial not in options)
        or len(element.get("initial_value", "")) > element.get("max_length", 3_000)
    )
