"""Over HTTP: Slack's signature and its age are verified before anything else sees a request, in any server."""

import asyncio
import hashlib
import hmac
import json
import time
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from agent.assistant import Assistant
from agent.channels.slack.asgi import SlackAsgi
from agent.channels.slack.running import SlackService
from agent.channels.slack.settings import SlackSettings, SlackTokens
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.channels.slack.conftest import TOKENS, Office, until
from tests.agent.channels.slack.fake_slack import BOT_USER, TEAM, FakeSlack

QUESTION = "spent $5,000 for 125 sales, what is our CPA?"


def event(ts, text=QUESTION):
    return {
        "type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}",
        "event": {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT_USER}> {text}", "ts": ts},
    }  # fmt: skip


def signed(body, *, by=TOKENS.signing_secret, age=0, **headers):
    """Return a request's content and headers as Slack signs them."""
    content = json.dumps(body)
    when = str(int(time.time()) - age)
    digest = hmac.new(by.encode(), f"v0:{when}:{content}".encode(), hashlib.sha256).hexdigest()
    return {
        "content": content,
        "headers": {
            "Content-Type": "application/json", "X-Slack-Request-Timestamp": when, "X-Slack-Signature": f"v0={digest}",
            **headers,
        },
    }  # fmt: skip


@asynccontextmanager
async def own_server(office, _folder):
    async with office(mode="http") as at_work:
        yield at_work, f"http://127.0.0.1:{at_work.service.port}"


@asynccontextmanager
async def asgi_server(_office, folder):
    """Serve with uvicorn, as the documented two lines do."""
    async with FakeSlack().serving() as slack:
        workspace, settings = Workspace(folder, is_configured=True), Settings(model="offline")
        tokens = SlackTokens(TOKENS.bot, "", TOKENS.signing_secret, f"{slack.url}/api/")
        opened = []

        def service():
            assistant = Assistant.open(workspace, settings, threads=Threads.open(workspace, settings))
            opened.append(SlackService(assistant, SlackSettings(mode="http"), tokens, is_mounted=True))
            return opened[0]

        server = uvicorn.Server(uvicorn.Config(SlackAsgi(service), port=0, lifespan="on", log_level="error"))
        server.install_signal_handlers = lambda: None
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield Office(slack, opened[0]), f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving


both = pytest.mark.parametrize("server", [own_server, asgi_server])


@both
async def test_a_signed_request_is_answered_and_its_repetition_is_not(server, office, tmp_path):
    async with server(office, tmp_path) as (at_work, url), httpx.AsyncClient() as web:
        ts = at_work.slack.ts()
        for retry in ("0", "1", "2"):
            done = await web.post(f"{url}/slack/events", **signed(event(ts), **{"X-Slack-Retry-Num": retry}))
            assert done.status_code == 200
        assert "$40.00" in (await at_work.answer(ts)).shown
        await until(lambda: not at_work.service.desk.is_busy)
        assert len(at_work.slack.in_thread(ts)) == 1


@both
async def test_a_request_without_slacks_signature_is_refused(server, office, tmp_path):
    async with server(office, tmp_path) as (at_work, url), httpx.AsyncClient() as web:
        body = event(at_work.slack.ts())
        unsigned = {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}
        other = signed(event(at_work.slack.ts(), "another text"))
        changed = {**signed(body), "content": other["content"]}
        for request in (
            signed(body, by="another app"),
            signed(body, age=301),
            signed(body, age=-301),
            unsigned,
            changed,
        ):
            assert (await web.post(f"{url}/slack/events", **request)).status_code == 401
        assert not at_work.service.desk.is_busy
        assert at_work.slack.messages == {}
        assert at_work.service.inbox.left() == []


@both
async def test_the_address_is_verified_and_health_is_told(server, office, tmp_path):
    async with server(office, tmp_path) as (at_work, url), httpx.AsyncClient() as web:
        asked = {"type": "url_verification", "challenge": "abc", "token": "x"}
        assert (await web.post(f"{url}/slack/events", **signed(asked))).json() == {"challenge": "abc"}
        health = await web.get(f"{url}/health")
        assert (health.status_code, health.json()) == (200, {"status": "well"})
        at_work.service.inbox._database.close()
        health = await web.get(f"{url}/health")
        assert (health.status_code, health.json()) == (503, {"status": "unwell"})


async def test_in_socket_mode_health_tells_whether_the_socket_is_open(office):
    async with office() as at_work, httpx.AsyncClient() as web:
        url = f"http://127.0.0.1:{at_work.service.port}"
        assert (await web.get(f"{url}/health")).status_code == 200
        assert (await web.post(f"{url}/slack/events", **signed(event("1.1")))).status_code == 404
        at_work.slack.held["apps.connections.open"] = asyncio.Event()
        await at_work.slack.drop_sockets()
        await until(lambda: at_work.slack.count("apps.connections.open") >= 2, 15)
        assert (await web.get(f"{url}/health")).status_code == 503
        at_work.slack.held.pop("apps.connections.open").set()


async def test_a_server_that_sends_no_lifespan_events_is_unwell():
    sent = []

    async def send(message):
        sent.append(message)

    await SlackAsgi(lambda: None)({"type": "http", "path": "/health", "method": "GET"}, None, send)
    assert sent[0]["status"] == 503
    assert b"lifespan" in sent[1]["body"]
