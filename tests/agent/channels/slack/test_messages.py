"""Somebody writes to the app, and the app answers in their thread."""

from tests.agent.channels.slack.conftest import until


async def test_a_mention_in_a_channel_is_answered_in_its_thread(office):
    async with office() as at_work:
        ts = await at_work.mention("spent $5,000 for 125 sales, what is our CPA?")
        answer = await at_work.answer(ts)
        assert answer.channel == "C1"
        assert "$40.00" in answer.shown
        assert {"adroit_evidence", "adroit_good", "adroit_bad"} <= set(answer.buttons)


async def test_a_direct_message_is_answered_and_a_follow_up_knows_what_came_before(office):
    async with office() as at_work:
        ts = await at_work.direct("spent $5,000 for 125 sales, what is our CPA?")
        await at_work.answer(ts)
        await at_work.direct("and with 250 sales?", thread_ts=ts)
        assert "$20.00" in (await at_work.answer(ts, nth=2)).shown


async def test_something_is_shown_before_the_answer(office):
    async with office() as at_work:
        await at_work.mention("what does CPL mean?")
        await until(lambda: at_work.slack.statuses)
        assert at_work.slack.statuses[0] == "is thinking …"
