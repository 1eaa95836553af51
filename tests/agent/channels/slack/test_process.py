"""`adroit slack` as it runs: started, stopped by a signal, killed in mid-turn and started again."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.agent.channels.slack.conftest import Office, until
from tests.agent.channels.slack.fake_slack import BOT_USER, FakeSlack

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="sends signals that Windows does not have"),
]
QUESTION = "spent $5,000 for 125 sales, what is our CPA?"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1234567890-abcdef", "SLACK_APP_TOKEN": "xapp-1-A1-123-abcdef"}


class Process:
    """The program, what it wrote, and its fake Slack."""

    def __init__(self, slack, folder, **environment):
        self.slack, self.folder = slack, folder
        self.environment = {**os.environ, **TOKENS, "SLACK_API_URL": f"{slack.url}/api/", **environment}
        self.running = None

    async def start(self, *arguments):
        command = [sys.executable, "-m", "agent.start", "--workspace", str(self.folder), "slack", *arguments]
        before = self.slack.connections
        self.running = await asyncio.create_subprocess_exec(
            *command, env=self.environment, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        await until(lambda: self.slack.connections > before or self.running.returncode is not None, 40)
        return self.running

    async def end(self, sent=signal.SIGTERM):
        """Send a signal; return the exit code and what was written."""
        self.running.send_signal(sent)
        out, err = await asyncio.wait_for(self.running.communicate(), 30)
        return self.running.returncode, (out + err).decode()


@pytest.fixture
def program(tmp_path):
    """Open a fake Slack and the program, not yet started."""
    (tmp_path / "adroit.toml").write_text('model = "offline"\n[slack]\nport = 0\nlease_seconds = 1\n')

    @asynccontextmanager
    async def opened(**environment):
        async with FakeSlack().serving() as slack:
            process = Process(slack, tmp_path, **environment)
            try:
                yield process
            finally:
                if process.running is not None and process.running.returncode is None:
                    process.running.kill()
                    await process.running.wait()

    return opened


@pytest.fixture
def office_of(office):
    return office


async def test_a_kill_in_mid_turn_loses_no_answer_and_repeats_none(program):
    async with program() as process:
        slack, office = process.slack, Office(process.slack, None)
        await process.start()
        slack.held["chat.postMessage"] = asyncio.Event()  # the answer is on its way and does not arrive
        ts = await office.mention(QUESTION)
        await until(lambda: slack.count("chat.postMessage"), 30)
        process.running.kill()
        await process.running.wait()
        slack.held.pop("chat.postMessage")
        await until(lambda: not slack.sockets)
        await process.start()
        assert "$40.00" in (await office.answer(ts)).shown
        event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT_USER}> {QUESTION}", "ts": ts}
        await slack.event(event, retry=1)
        later = await office.mention("and with 250 sales?", thread_ts=ts)
        assert later
        assert "$20.00" in (await office.answer(ts, nth=2)).shown
        assert len(slack.in_thread(ts)) == 2
        code, written = await process.end()
        assert code == 0, written
        assert not any(token in written for token in TOKENS.values())
        assert "125 sales" not in written


async def test_a_stop_by_signal_finishes_the_answer_at_work(program):
    async with program() as process:
        slack, office = process.slack, Office(process.slack, None)
        await process.start()
        slack.held["chat.postMessage"] = asyncio.Event()
        ts = await office.mention(QUESTION)
        await until(lambda: slack.count("chat.postMessage"), 30)
        ending = asyncio.create_task(process.end(signal.SIGINT))
        await until(lambda: not slack.sockets)  # takes nothing new
        assert not ending.done()
        slack.held.pop("chat.postMessage").set()
        code, written = await ending
        assert code == 0, written
        assert "$40.00" in (await office.answer(ts)).shown
        assert "finished first" in written


async def test_a_second_signal_hands_the_answer_back_to_the_next_process(program, office_of):
    async with program() as process:
        slack, office = process.slack, Office(process.slack, None)
        await process.start()
        slack.held["chat.postMessage"] = asyncio.Event()
        ts = await office.mention(QUESTION)
        await until(lambda: slack.count("chat.postMessage"), 30)
        process.running.send_signal(signal.SIGTERM)
        await until(lambda: not slack.sockets)
        code, written = await process.end()
        assert code == 0, written
        slack.held.pop("chat.postMessage")
        async with office_of(slack=slack):  # the next process, on the same workspace
            assert "$40.00" in (await office.answer(ts)).shown
            assert len(slack.in_thread(ts)) == 1


async def test_over_http_the_program_serves_health(program):
    async with program(SLACK_SIGNING_SECRET="0123456789abcdef" * 2) as process:
        command = [sys.executable, "-m", "agent.start", "-w", str(process.folder), "slack", "--http", "--port", "0"]
        process.running = await asyncio.create_subprocess_exec(
            *command, env=process.environment, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        async for line in process.running.stderr:
            if b"health at port" in line:
                break
        port = int(line.rsplit(b" ", 1)[1])
        async with httpx.AsyncClient() as web:
            assert (await web.get(f"http://127.0.0.1:{port}/health")).json() == {"status": "well"}
            assert (await web.post(f"http://127.0.0.1:{port}/slack/events", content="{}")).status_code == 401
        code, written = await process.end()
        assert code == 0, written
