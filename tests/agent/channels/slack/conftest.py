"""A Slack on loopback with the app connected to it by Socket Mode, the offline planner as its brain."""

import asyncio
import inspect
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from agent.answer import Answer
from agent.assistant import Assistant
from agent.channels.slack.settings import SlackSettings, SlackTokens
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.channels.slack.fake_slack import BOT_USER, TEAM, FakeSlack

TOKENS = SlackTokens("xoxb-test-token", "xapp-test-token", "test-signing-secret")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run `async def` tests of this folder in a loop of their own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), 60))
    return True


class Office:
    """The fake, the running app, and a few words for what people do in Slack."""

    def __init__(self, slack, service):
        self.slack, self.service = slack, service

    async def mention(self, text, *, channel="C1", user="U1", thread_ts=None, **more):
        """Write to the app in a channel and return the message's time."""
        ts = self.slack.ts()
        event = {
            "type": "app_mention", "channel": channel, "user": user, "text": f"<@{BOT_USER}> {text}", "ts": ts,
            "channel_type": "channel", **({"thread_ts": thread_ts} if thread_ts else {}), **more,
        }  # fmt: skip
        await self.slack.event(event)
        return ts

    async def direct(self, text, *, channel="D1", user="U1", thread_ts=None, **more):
        """Write to the app directly and return the message's time."""
        ts = self.slack.ts()
        event = {
            "type": "message", "channel": channel, "channel_type": "im", "user": user, "text": text, "ts": ts,
            **({"thread_ts": thread_ts} if thread_ts else {}), **more,
        }  # fmt: skip
        await self.slack.event(event)
        return ts

    async def press(self, message, action, *, user="U1"):
        """Press a button of a message."""
        body = {
            "type": "block_actions", "team": {"id": "T1"}, "user": {"id": user}, "channel": {"id": message.channel},
            "trigger_id": f"trigger-{self.slack.ts()}", "response_url": f"{self.slack.url}/response/1",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "message": {
                "ts": message.ts, "thread_ts": message.thread_ts, "blocks": message.blocks, "text": message.text,
            },
            "actions": [{"type": "button", "action_id": action, "value": message.buttons[action], "block_id": "b"}],
        }  # fmt: skip
        return await self.slack.deliver("interactive", body)

    async def choose(self, message, block_id, value, *, user="U1"):
        """Choose an option of a select beside a section of a message."""
        block = next(b for b in message.blocks if b.get("block_id") == block_id)
        body = self._action(message.channel, user) | {
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "message": {"ts": message.ts, "thread_ts": message.thread_ts, "blocks": message.blocks, "text": ""},
            "actions": [{
                "type": "static_select", "action_id": block["accessory"]["action_id"], "block_id": block_id,
                "selected_option": {"value": value},
            }],
        }  # fmt: skip
        return await self.slack.deliver("interactive", body)

    async def submit(self, view, values, *, user="U1", trigger=None):
        """Submit a modal with the values of its blocks, and return Slack's side of the acknowledgement."""
        state = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                given = values.get(block["block_id"], _initial(element))
                state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **_state(element, given)}}
        body = {
            "type": "view_submission", "team": {"id": TEAM}, "user": {"id": user}, "api_app_id": "A1",
            "trigger_id": trigger or f"trigger-{self.slack.ts()}", "view": {**view, "state": {"values": state}},
        }  # fmt: skip
        return await self.slack.deliver("interactive", body)

    def _action(self, channel, user):
        return {
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": user}, "channel": {"id": channel},
            "trigger_id": f"trigger-{self.slack.ts()}", "response_url": f"{self.slack.url}/response/1",
        }  # fmt: skip

    async def command(self, text, *, channel="C1", user="U1", trigger=None):
        """Give the command and return the acknowledgement."""
        body = {
            "command": "/adroit", "text": text, "team_id": TEAM, "channel_id": channel, "user_id": user,
            "trigger_id": trigger or f"trigger-{self.slack.ts()}", "response_url": f"{self.slack.url}/response/1",
            "api_app_id": "A1", "is_enterprise_install": "false",
        }  # fmt: skip
        return await self.slack.deliver("slash_commands", body)

    async def explain(self, text, *, channel="C1", user="U1", ts=None, trigger=None, **more):
        """Use the shortcut on somebody's message and return the message's time."""
        ts = ts or self.slack.ts()
        body = {
            "type": "message_action", "callback_id": "adroit_explain", "team": {"id": TEAM}, "user": {"id": user},
            "channel": {"id": channel}, "trigger_id": trigger or f"trigger-{self.slack.ts()}",
            "response_url": f"{self.slack.url}/response/1", "message_ts": ts,
            "message": {"type": "message", "user": "U9", "ts": ts, "text": text, **more},
        }  # fmt: skip
        await self.slack.deliver("interactive", body)
        return ts

    def begun(self, channel="C1"):
        """Return the messages in a channel that hang from no other: threads that the app began."""
        return [m for m in self.slack.messages.values() if m.channel == channel and m.thread_ts is None]

    async def quiet(self):
        """Wait until nothing is worked on."""
        await until(lambda: not self.service.desk.is_busy)

    async def answer(self, thread_ts, *, nth=1, seconds=20):
        """Return the nth whole message of the app in a thread."""
        return await until(lambda: _whole(self.slack.in_thread(thread_ts), nth), seconds)


def _initial(element):
    option = element.get("initial_option")
    return option["value"] if option else element.get("initial_date") or element.get("initial_value")


def _state(element, given):
    if element["type"] == "static_select":
        return {"selected_option": {"value": given} if given else None}
    return {"selected_date" if element["type"] == "datepicker" else "value": given or None}


def _whole(found, nth):
    whole = [m for m in found if not m.is_streaming and "Working on it" not in m.text]
    return whole[nth - 1] if len(whole) >= nth else None


async def until(probe, seconds=10.0):
    """Return what a probe finds, as soon as it finds something."""
    for _ in range(int(seconds / 0.01)):
        if found := probe():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"nothing came of {inspect.getsource(probe).strip()}")


@pytest.fixture
def office(tmp_path):
    """Open an office: `async with office() as at_work`. Settings go in by name; several share the workspace."""

    @asynccontextmanager
    async def opened(*, slack=None, assistant=None, **settings):
        from agent.channels.slack.running import SlackService

        async with AsyncExitStack() as stack:
            fake = slack or await stack.enter_async_context(FakeSlack().serving())
            workspace = Workspace(tmp_path, is_configured=True)
            base = Settings(model="offline", slack=SlackSettings(port=0, **settings))
            made = assistant or Assistant.open(workspace, base, threads=Threads.open(workspace, base))
            tokens = SlackTokens(TOKENS.bot, TOKENS.app, TOKENS.signing_secret, f"{fake.url}/api/")
            service = await stack.enter_async_context(SlackService(made, base.slack, tokens))
            yield Office(fake, service)

    return opened


@pytest.fixture
def canned(monkeypatch):
    """Let the assistant answer with a text at once; returns the list of what it is asked."""

    def says(text):
        asked = []

        def stream(_self, message, **_more):
            asked.append(message)
            yield Answer(text=text)

        monkeypatch.setattr(Assistant, "stream", stream)
        return asked

    return says
