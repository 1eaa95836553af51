"""Somebody types /adroit."""

import asyncio

import pytest

from agent.channels.slack.commands import read_command
from agent.channels.slack.inbox import Inbox
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure

QUESTION = "ask spent $5,000 for 125 sales, what is our CPA?"


async def thread(at_work, channel="C1"):
    return (await until(lambda: at_work.begun(channel)))[0]


async def test_a_question_is_shown_in_the_channel_and_answered_in_its_thread(office):
    async with office() as at_work:
        await at_work.command(QUESTION)
        asked = await thread(at_work)
        assert asked.blocks[0]["text"]["text"] == "<@U1> asked: spent $5,000 for 125 sales, what is our CPA?"
        assert "$40.00" in (await at_work.answer(asked.ts)).shown
        assert at_work.slack.whispered == []


async def test_it_is_acknowledged_at_once(office):
    async with office() as at_work:
        await at_work.command("help")
        at_work.slack.acknowledged.clear()
        for _ in range(20):
            await at_work.command("help")
        assert sorted(at_work.slack.acknowledged)[10] < 0.2


async def test_a_follow_up_in_the_thread_knows_what_came_before(office):
    async with office() as at_work:
        await at_work.command(QUESTION)
        asked = await thread(at_work)
        await at_work.answer(asked.ts)
        await at_work.mention("and with 250 sales?", thread_ts=asked.ts)
        assert "$20.00" in (await at_work.answer(asked.ts, nth=2)).shown


async def test_where_the_app_is_no_member_it_answers_directly_and_says_so(office):
    async with office() as at_work:
        at_work.slack.absent.add("C1")
        await at_work.command(QUESTION)
        asked = await thread(at_work, "DU1")
        assert "$40.00" in (await at_work.answer(asked.ts)).shown
        assert any("direct message" in text for text in at_work.slack.whispered)
        assert at_work.begun("C1") == []


async def test_without_the_scope_to_write_directly_it_says_what_to_do(office):
    async with office() as at_work:
        at_work.slack.absent.add("C1")
        at_work.slack.fail("conversations.open", Failure(200, "missing_scope"))
        await at_work.command(QUESTION)
        assert "im:write" in (await until(lambda: at_work.slack.whispered))[0]
        await at_work.quiet()
        assert at_work.service.inbox.left() == []


async def test_a_command_delivered_twice_is_answered_once(office):
    async with office() as at_work:
        await asyncio.gather(*(at_work.command(QUESTION, trigger="t-1") for _ in range(4)))
        asked = await thread(at_work)
        await at_work.answer(asked.ts)
        await at_work.quiet()
        assert len(at_work.begun()) == 1
        assert len(at_work.slack.in_thread(asked.ts)) == 1


async def test_a_command_whose_process_died_is_answered_in_the_thread_it_began(office):
    async with office() as at_work:
        await at_work.command(QUESTION, trigger="t-1")
        asked = await thread(at_work)
        await at_work.answer(asked.ts)
        await at_work.quiet()
        body = {
            "command": "/adroit", "text": QUESTION, "team_id": "T1", "channel_id": "C1", "user_id": "U1",
            "trigger_id": "t-2", "adroit_opened": ["C1", asked.ts, False],
        }  # fmt: skip
        died = Inbox(at_work.service.desk.assistant.threads.database)
        died.take("trigger:t-2", body, "T1:U1")
        died.hand_back()
        await at_work.service.caretaker.look()
        await at_work.answer(asked.ts, nth=2)
        assert len(at_work.begun()) == 1


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ("kpi cpa spend=5000 conversions=125", "What is the cpa with spend 5000, conversions 125?"),
        ("audience running shoes", "Suggest audiences for running shoes"),
        ("brief for a shoe shop, $20,000 in May", "Draft a campaign brief for a shoe shop, $20,000 in May"),
    ],
)
async def test_short_forms_become_questions(office, canned, given, question):
    canned("Done.")
    async with office() as at_work:
        await at_work.command(given)
        asked = await thread(at_work)
        assert question in asked.shown
        await at_work.answer(asked.ts)


async def test_what_a_kpi_means_is_told_to_the_one_who_asks(office):
    async with office() as at_work:
        await at_work.command("kpi roas")
        assert "ROAS" in (await until(lambda: at_work.slack.whispered))[0]
        await at_work.command("kpi")
        assert await until(lambda: any("Cost per acquisition" in text for text in at_work.slack.whispered[1:]))
        await at_work.command("kpi frobnication")
        assert await until(lambda: any("frobnication" in t for t in at_work.slack.whispered))
        assert at_work.slack.messages == {}


@pytest.mark.parametrize("given", ["", "HELP me", "frobnicate", "ask", "why", "why cpa last week", "<!channel>"])
async def test_help_and_what_can_not_be_asked_is_told_to_one_person(office, given):
    async with office() as at_work:
        await at_work.command(given)
        told = (await until(lambda: at_work.slack.whispered))[0]
        assert "/adroit" in told or "No data" in told
        assert "<!channel>" not in told
        await at_work.quiet()
        assert at_work.slack.messages == {}
        assert at_work.service.inbox.left() == []


async def test_lists_and_limits_hold_for_commands(office):
    async with office(users=["U1"], questions_a_minute=1) as at_work:
        await at_work.command(QUESTION, user="U2")
        assert "does not answer you here" in (await until(lambda: at_work.slack.whispered))[0]
        await at_work.command("help", user="U2")
        assert "does not answer you here" in (await until(lambda: at_work.slack.whispered[1:]))[0]
        await at_work.command(QUESTION)
        await at_work.answer((await thread(at_work)).ts)
        await at_work.command(QUESTION)
        assert "more than 1 questions" in (await until(lambda: at_work.slack.whispered[2:]))[0]
        assert len(at_work.begun()) == 1


async def test_a_command_that_slack_could_not_show_is_answered_later(office):
    async with office() as at_work:
        at_work.slack.fail("chat.postMessage", Failure(200, "internal_error"))
        await at_work.command(QUESTION)
        await until(lambda: at_work.slack.count("chat.postMessage"))
        await at_work.quiet()
        await until(lambda: _is_given_back(at_work))
        await at_work.service.caretaker.look()
        assert "$40.00" in (await at_work.answer((await thread(at_work)).ts)).shown


def _is_given_back(at_work):
    rows = at_work.service.desk.assistant.threads.database.execute(
        "SELECT 1 FROM adroit_slack_inbox WHERE is_done = 0 AND taken_until = 0"
    )
    return bool(rows)


def test_a_question_of_the_command_calls_nobody_and_keeps_its_words(tmp_path):
    del tmp_path
    assert read_command("ASK  what is &lt;CPA&gt; in <#C2|ads>?") == ("ask", "what is <CPA> in ads?")
    assert read_command("  ") == ("", "")


def test_what_is_amended_is_found_by_the_next_process_and_not_after_the_end(tmp_path):
    threads = Threads.open(Workspace(tmp_path, is_configured=True), Settings(model="offline"))
    inbox = Inbox(threads.database)
    inbox.take("k", {"a": 1})
    inbox.amend("k", {"a": 1, "b": 2})
    inbox.hand_back()
    assert Inbox(threads.database).left()[0].body == {"a": 1, "b": 2}
    inbox.done("k")
    inbox.amend("k", {"a": 1})
    assert threads.database.execute("SELECT body FROM adroit_slack_inbox") == [("",)]
