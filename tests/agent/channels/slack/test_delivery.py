"""An answer grows in Slack by its streaming calls, is put right where it must be, and no stream stays open."""

import pytest

from agent.answer import Answer
from agent.events import CheckedText, ToolActivity
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure

FIRST = "CPA rose from **$26.03** to **$31.20**."
WHOLE = FIRST + "\n\nThe conversion rate fell. " + "It did so on every device. " * 60
RATE_LIMITED = Failure(429, "ratelimited", retry_after="0")
DOWN = Failure(503, "service_unavailable")


@pytest.fixture
def saying(office, monkeypatch):
    """Open an office whose assistant yields what a test lists."""

    def opened(*events, **settings):
        monkeypatch.setattr("agent.assistant.Assistant.stream", lambda *_a, **_k: iter(events))
        return office(**settings)

    return opened


async def test_text_is_streamed_as_it_is_checked_and_ends_with_its_buttons(saying):
    events = (
        ToolActivity("explain_change", is_done=False, call_id="c"), CheckedText(FIRST), CheckedText(WHOLE.strip()),
        Answer(text=WHOLE.strip()),
    )  # fmt: skip
    async with saying(*events) as at_work:
        answer = await at_work.answer(await at_work.mention("why?"))
        assert answer.text == WHOLE.strip()
        assert "adroit_good" in answer.buttons
        assert at_work.slack.statuses[:2] == ["is thinking …", "is looking for what changed …"]
        assert at_work.slack.count("chat.startStream") == 1
        assert at_work.slack.count("chat.postMessage") == 0


async def test_a_long_answer_takes_few_calls(saying):
    text = " ".join(f"Sentence number {n} of a long answer." for n in range(200))
    grown = [CheckedText(text[:end]) for end in range(20, len(text), 20)]
    async with saying(*grown, Answer(text=text)) as at_work:
        answer = await at_work.answer(await at_work.mention("tell me everything"))
        assert answer.text == text
        assert at_work.slack.count("chat.appendStream") <= len(text) // 1_000


async def test_an_answer_that_was_repaired_replaces_what_was_streamed(saying):
    async with saying(CheckedText("CPA rose to $99."), Answer(text="CPA rose to $31.20.")) as at_work:
        ts = await at_work.mention("why?")
        answer = await until(lambda: next((m for m in at_work.slack.in_thread(ts) if m.updates), None))
        assert "$31.20" in answer.shown
        assert "$99" not in answer.shown
        assert len(at_work.slack.in_thread(ts)) == 1
        assert not at_work.slack.open_streams


@pytest.mark.parametrize("failure", [RATE_LIMITED, DOWN, Failure(200, "streaming_mode_mismatch")])
@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
async def test_no_stream_is_left_open_and_the_answer_is_whole_whatever_fails(saying, method, failure, monkeypatch):
    monkeypatch.setattr("agent.channels.slack.delivery._BUFFER", 10)
    monkeypatch.setattr("slack_sdk.http_retry.builtin_interval_calculators.random", lambda: 0.0, raising=False)
    events = [CheckedText(WHOLE[:end].strip()) for end in (200, 600, 1200)]
    async with saying(*events, Answer(text=WHOLE.strip())) as at_work:
        at_work.slack.fail(method, *[failure] * 2)
        ts = await at_work.mention("why?")
        await until(
            lambda: any("every device" in m.shown and not m.is_streaming for m in at_work.slack.in_thread(ts)), 30
        )
        assert not at_work.slack.open_streams
        assert sum("$26.03" in m.shown for m in at_work.slack.in_thread(ts)) == 1


async def test_without_a_status_a_message_says_that_work_goes_on_and_becomes_the_answer(saying):
    async with saying(Answer(text="A CPA is a cost.")) as at_work:
        at_work.slack.fail("assistant.threads.setStatus", Failure(200, "missing_scope"))
        ts = await at_work.mention("what is a CPA?")
        answer = await at_work.answer(ts)
        assert "A CPA is a cost." in answer.shown
        assert answer.updates == 1
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_a_very_long_answer_goes_on_in_further_messages(saying):
    text = "\n\n".join(f"Paragraph {n}. " + "Words and more words. " * 30 for n in range(30))
    async with saying(Answer(text=text)) as at_work:
        ts = await at_work.mention("everything, please")
        await until(lambda: any("Paragraph 29." in m.shown for m in at_work.slack.in_thread(ts)))
        found = at_work.slack.in_thread(ts)
        assert 2 <= len(found) <= 6
        assert [bool(m.buttons) for m in found] == [False] * (len(found) - 1) + [True]
        assert all(f"Paragraph {n}." in "".join(m.shown for m in found) for n in range(30))


async def test_nothing_in_an_answer_calls_anybody(saying):
    text = "Tell <!channel> and @here about <@U2>, see <https://evil.example|this>."
    async with saying(CheckedText(text), Answer(text=text)) as at_work:
        streamed = await at_work.answer(await at_work.mention("x"))
        assert "<!" not in streamed.text
        assert "<@" not in streamed.text
        assert "@here" not in streamed.text
    async with saying(Answer(text=text)) as at_work:
        posted = await at_work.answer(await at_work.mention("x"))
        assert "<!" not in posted.shown
        assert "@here" not in posted.shown
