"""The log says what happened, and holds no token and nobody's words."""

import io
import logging

import pytest

from agent.channels.slack.logs import log_to
from tests.agent.channels.slack.conftest import TOKENS, until
from tests.agent.channels.slack.fake_slack import Failure


@pytest.fixture
def log():
    """What the process writes."""
    stream, level = io.StringIO(), logging.getLogger().level
    handler = log_to(stream)
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(level)


async def test_no_token_and_no_word_of_a_conversation_is_logged(office, log):
    async with office() as at_work:
        at_work.slack.fail("chat.startStream", Failure(200, "internal_error"), Failure(503, "down"))
        at_work.slack.fail("chat.postMessage", Failure(200, "channel_not_found"))
        await at_work.mention("our secret margin is walrus-42, spent $5,000 for 125 sales, what is our CPA?")
        await until(lambda: at_work.slack.count("chat.postMessage") and not at_work.service.desk.is_busy)
        ts = await at_work.mention("the walrus wants a CPA for $5,000 and 125 sales")
        await at_work.answer(ts)
        await at_work.slack.drop_sockets()
        await until(lambda: at_work.slack.connections >= 2, 15)
        await until(lambda: not at_work.service.desk.is_busy)
    written = log.getvalue()
    assert "agent.channels.slack" in written
    for secret in (TOKENS.bot, TOKENS.app, TOKENS.signing_secret, "walrus", "$40", "5,000"):
        assert secret not in written


def test_an_exception_is_its_type_and_place_and_a_library_says_no_values(log):
    try:
        int("the walrus said xoxb-1234567890-abcdefghij")
    except ValueError:
        logging.getLogger("adroit.slack.bolt").exception("Failed to run listener (error: %s)", "walrus")
        logging.getLogger("agent.channels.slack.x").exception("an answer failed")
    logging.getLogger("slack_bolt.AsyncApp").warning("Unhandled request ({'text': 'walrus'})")
    lines = log.getvalue().splitlines()
    assert "walrus" not in log.getvalue()
    assert "ValueError < test_logs.py:" in lines[0]
    assert "an answer failed | ValueError" in lines[1]
    assert lines[2].endswith("Unhandled request")
