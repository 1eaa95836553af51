"""Every delivery is answered once: repeated, at the same time, by two processes, after a death."""

import asyncio

from agent.answer import Answer
from agent.assistant import Assistant
from agent.channels.slack.inbox import LEASE_SECONDS, Inbox
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import BOT_ID, BOT_USER, Failure

QUESTION = "spent $5,000 for 125 sales, what is our CPA?"


def mention(ts, text=QUESTION, **more):
    return {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{BOT_USER}> {text}", "ts": ts, **more}


async def test_a_repeated_delivery_is_answered_once(office):
    async with office() as at_work:
        ts = at_work.slack.ts()
        for retry in range(4):
            await at_work.slack.event(mention(ts), event_id="Ev1", retry=retry)
        await at_work.answer(ts)
        await until(lambda: not at_work.service.desk.is_busy)
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_repeated_deliveries_at_the_same_moment_are_answered_once(office):
    async with office() as at_work:
        ts = at_work.slack.ts()
        await asyncio.gather(*(at_work.slack.event(mention(ts), event_id="Ev1", retry=n) for n in range(8)))
        await at_work.answer(ts)
        await until(lambda: not at_work.service.desk.is_busy)
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_two_events_for_one_message_are_answered_once(office):
    async with office() as at_work:
        ts = at_work.slack.ts()
        await at_work.slack.event(mention(ts, channel_type="im"), event_id="Ev1")
        await at_work.slack.event({**mention(ts), "type": "message", "channel_type": "im"}, event_id="Ev2")
        await at_work.answer(ts)
        await until(lambda: not at_work.service.desk.is_busy)
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_a_delivery_repeated_after_a_restart_is_not_answered_again(office):
    async with office() as first:
        ts = await first.mention(QUESTION)
        await first.answer(ts)
        await until(lambda: not first.service.desk.is_busy)
        slack = first.slack
        body = mention(ts)
    # The same Slack is gone with its server; a new one repeats the delivery to the next process.
    async with office() as second:
        await second.slack.event(body, retry=1)
        await second.service.caretaker.look()
        assert second.slack.in_thread(ts) == []
    assert len(slack.in_thread(ts)) == 1


async def test_what_a_dead_process_left_is_answered_by_the_next(office, tmp_path):
    ts = "1760000000.000100"
    body = {"type": "event_callback", "team_id": "T1", "event": mention(ts), "event_id": "Ev9"}
    threads = Threads.open(Workspace(tmp_path, is_configured=True), Settings(model="offline"))
    died = Inbox(threads.database)
    assert died.take("message:T1:C1:" + ts, body, "T1:U1")
    died.hand_back()  # its lease is over
    threads.close()
    async with office() as at_work:
        assert "$40.00" in (await at_work.answer(ts)).shown
        await at_work.slack.event(mention(ts), event_id="Ev9", retry=1)
        await until(lambda: not at_work.service.desk.is_busy)
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_an_answer_begun_by_a_dead_process_is_ended_in_the_same_message(office):
    async with office() as at_work:
        ts = at_work.slack.ts()
        begun = await at_work.service.client.chat_startStream(channel="C1", thread_ts=ts, markdown_text="CPA ro")
        body = {"type": "event_callback", "team_id": "T1", "event": mention(ts), "event_id": "Ev9"}
        died = Inbox(at_work.service.desk.assistant.threads.database)
        died.take("message:T1:C1:" + ts, body, "T1:U1")
        died.began("message:T1:C1:" + ts, "C1", begun["ts"])
        died.hand_back()
        await at_work.service.caretaker.look()
        message = await until(lambda: next((m for m in at_work.slack.in_thread(ts) if m.updates), None))
        assert "$40.00" in message.shown
        assert len(at_work.slack.in_thread(ts)) == 1
        assert not at_work.slack.open_streams


async def test_an_answer_that_slack_did_not_take_is_sent_later(office):
    async with office() as at_work:
        at_work.slack.fail("chat.postMessage", *[Failure(200, "internal_error")])
        ts = await at_work.mention(QUESTION)
        await until(lambda: at_work.slack.count("chat.postMessage"))
        await until(lambda: not at_work.service.desk.is_busy)
        await at_work.service.caretaker.look()
        assert "$40.00" in (await at_work.answer(ts)).shown


async def test_a_question_whose_listener_failed_on_the_way_to_slack_is_taken_up_again(office, monkeypatch):
    from aiohttp import ServerDisconnectedError

    async def cut(*_args, **_more):
        raise ServerDisconnectedError

    async with office() as at_work:
        with monkeypatch.context() as patch:
            patch.setattr("agent.channels.slack.desk.Desk.answer", cut)
            ts = await at_work.mention(QUESTION)
            row = "SELECT taken_by FROM adroit_slack_inbox WHERE key = ?"
            database = at_work.service.inbox._database
            await until(lambda: database.execute(row, f"message:T1:C1:{ts}") == [("",)])
        await at_work.service.caretaker.look()
        assert "$40.00" in (await at_work.answer(ts)).shown


async def test_an_answer_is_kept_while_slack_is_down_and_the_model_is_asked_once(office, monkeypatch):
    asked = []
    stream = Assistant.stream

    def counted(self, *args, **more):
        asked.append(args)
        return stream(self, *args, **more)

    monkeypatch.setattr("agent.assistant.Assistant.stream", counted)
    async with office() as at_work:
        at_work.slack.fail("chat.postMessage", *[Failure(200, "internal_error")] * 4)
        ts = await at_work.mention(QUESTION)
        for attempt in range(1, 5):
            await until(lambda n=attempt: at_work.slack.count("chat.postMessage") >= n)
            await until(lambda: not at_work.service.desk.is_busy)
            await at_work.service.caretaker.look()
        assert "$40.00" in (await at_work.answer(ts)).shown
        assert len(asked) == 1
        place = f"slack:T1:C1:{ts}"
        assert len(at_work.service.desk.assistant.threads.turns(place, "slack:T1:C1")) == 1


async def test_where_slack_refuses_for_good_nothing_is_tried_again(office):
    async with office() as at_work:
        at_work.slack.fail("chat.postMessage", Failure(200, "is_archived"))
        await at_work.mention(QUESTION)
        await until(lambda: at_work.slack.count("chat.postMessage"))
        await until(lambda: not at_work.service.desk.is_busy)
        await at_work.service.caretaker.look()
        await until(lambda: not at_work.service.desk.is_busy)
        assert at_work.slack.count("chat.postMessage") == 1


async def test_a_delivery_that_can_not_be_written_down_is_not_acknowledged(office, monkeypatch):
    from agent.threads.database import StorageError

    def locked(*_):
        raise StorageError("locked")

    async with office() as at_work:
        with monkeypatch.context() as patch:
            patch.setattr(at_work.service.inbox, "take", locked)
            ts = at_work.slack.ts()
            lost = asyncio.ensure_future(at_work.slack.event(mention(ts), event_id="Ev1"))
            await asyncio.sleep(0.2)
            assert not lost.done()
            lost.cancel()
        await at_work.slack.event(mention(ts), event_id="Ev1", retry=1)
        assert "$40.00" in (await at_work.answer(ts)).shown


async def test_bots_the_app_itself_and_changed_messages_are_not_answered(office):
    async with office() as at_work:
        for more in (
            {"bot_id": "B2"}, {"bot_id": BOT_ID, "user": BOT_USER}, {"subtype": "message_changed"}, {"app_id": "A2"},
            {"subtype": "message_deleted"}, {"user": "USLACKBOT"}, {"subtype": "channel_join"},
        ):  # fmt: skip
            ts = at_work.slack.ts()
            event = {**mention(ts), "type": "message", "channel_type": "im", "channel": "D1", **more}
            await at_work.slack.event(event)
        await at_work.slack.event({**mention(at_work.slack.ts()), "type": "message", "channel_type": "channel"})
        await asyncio.sleep(0.2)
        assert not at_work.service.desk.is_busy
        assert at_work.slack.messages == {}


async def test_a_dropped_socket_is_taken_up_again(office):
    async with office() as at_work:
        await at_work.slack.drop_sockets()
        await until(lambda: at_work.slack.connections >= 2 and at_work.slack.sockets, 15)
        assert "$40.00" in (await at_work.answer(await at_work.mention(QUESTION))).shown


async def test_a_stop_waits_for_the_answer_in_flight(office, monkeypatch):
    import time

    def slow(*_args, **_more):
        time.sleep(0.4)
        yield Answer(text="Here it is.")

    monkeypatch.setattr("agent.assistant.Assistant.stream", slow)
    async with office() as at_work:
        ts = await at_work.mention("x")
        await until(lambda: at_work.service.desk.is_busy)
    assert "Here it is." in at_work.slack.in_thread(ts)[0].shown


def test_a_process_that_lives_keeps_what_it_took(tmp_path):
    now = [1_000.0]
    threads = Threads.open(Workspace(tmp_path, is_configured=True), Settings(model="offline"))
    mine, other = (Inbox(threads.database, clock=lambda: now[0]) for _ in range(2))
    assert mine.take("k", {"a": 1})
    now[0] += LEASE_SECONDS - 1
    mine.live()
    now[0] += LEASE_SECONDS - 1
    assert other.left() == []
    mine.hand_back()
    now[0] += 1
    assert [left.key for left in other.left()] == ["k"]
    assert mine.left() == []


def test_a_delivery_that_kills_every_process_is_left_alone(tmp_path):
    now = [1_000.0]
    threads = Threads.open(Workspace(tmp_path, is_configured=True), Settings(model="offline"))
    inbox = Inbox(threads.database, clock=lambda: now[0])
    inbox.take("k", {})
    tries = 0
    for _ in range(10):
        now[0] += LEASE_SECONDS + 1
        tries += len(inbox.left())
    assert tries == 2
