"""Several processes on one PostgreSQL: whichever hears an event, it is answered once, and a dead one's are taken up."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from agent.assistant import Assistant
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.running import SlackService
from agent.channels.slack.settings import SlackSettings, SlackTokens
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.channels.slack.conftest import TOKENS, Office, until
from tests.agent.channels.slack.fake_slack import BOT_USER, FakeSlack
from tests.tools.data.postgres_server import postgres, reason_to_skip

QUESTION = "spent $5,000 for 125 sales, what is our CPA?"


@pytest.fixture(scope="module")
def address():
    if reason := reason_to_skip():
        pytest.skip(reason)
    pytest.importorskip("langgraph.checkpoint.postgres", reason="the extra postgres is not installed")
    with postgres() as running:
        yield running.address.replace("postgres://", "postgresql://")


@pytest.fixture
def replicas(address, tmp_path):
    """Open several offices on one Slack, each as if on a machine of its own."""

    @asynccontextmanager
    async def opened(count):
        async with AsyncExitStack() as stack:
            slack = await stack.enter_async_context(FakeSlack().serving())
            tokens = SlackTokens(TOKENS.bot, TOKENS.app, TOKENS.signing_secret, f"{slack.url}/api/")

            def service(number):
                folder = tmp_path / str(number)
                folder.mkdir()
                workspace = Workspace(folder, is_configured=True)
                settings = Settings(model="offline", threads_url=address)
                threads = Threads.open(workspace, settings)
                stack.callback(threads.close)
                return SlackService(Assistant.open(workspace, settings, threads=threads), SlackSettings(port=0), tokens)

            # At once, as an orchestrator starts them: they make the same tables.
            services = await asyncio.gather(*(asyncio.to_thread(service, n) for n in range(count)))
            yield [Office(slack, await stack.enter_async_context(each)) for each in services]

    return opened


def mention(ts, text=QUESTION):
    return {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT_USER}> {text}", "ts": ts}


async def to_each(slack, event, event_id):
    """Deliver an event over every socket at once, as it happens when an acknowledgement is lost."""
    await until(lambda: len(slack.sockets) == 3)
    sockets = list(slack.sockets)
    for socket in sockets:
        slack.sockets.clear()
        slack.sockets.add(socket)
        await slack.event(event, event_id=event_id)
    slack.sockets.update(sockets)


async def test_an_event_that_every_replica_hears_is_answered_by_one(replicas):
    async with replicas(3) as offices:
        slack = offices[0].slack
        asked = [slack.ts() for _ in range(6)]
        for ts in asked:
            await to_each(slack, mention(ts), f"Ev{ts}")
        for ts in asked:
            assert "$40.00" in (await offices[0].answer(ts)).shown
        await until(lambda: not any(office.service.desk.is_busy for office in offices))
        assert [len(slack.in_thread(ts)) for ts in asked] == [1] * 6


async def test_a_conversation_goes_on_at_another_replica_and_what_a_dead_one_left_is_taken_up_once(replicas):
    async with replicas(2) as offices:
        slack = offices[0].slack
        ts = await offices[0].mention(QUESTION)
        await offices[0].answer(ts)
        died = Inbox(offices[0].service.desk.assistant.threads.database)
        later = slack.ts()
        body = {
            "type": "event_callback", "team_id": "T1", "event_id": "Ev9",
            "event": {**mention(later, "and with 250 sales?"), "thread_ts": ts},
        }  # fmt: skip
        died.take(f"message:T1:C1:{later}", body, "T1:U1")
        died.hand_back()
        await asyncio.gather(*(office.service.caretaker.look() for office in offices))
        assert "$20.00" in (await offices[0].answer(ts, nth=2)).shown
        await until(lambda: not any(office.service.desk.is_busy for office in offices))
        assert len(slack.in_thread(ts)) == 2
