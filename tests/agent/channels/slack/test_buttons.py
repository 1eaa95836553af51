"""Under an answer: its sources, its evidence, what people think of it, and a yes or a no."""

import pytest

from agent.answer import Answer
from agent.channels.slack.answer_views import evidence_of, modal, sources_of
from agent.events import ConfirmationNeeded
from agent.threads.judgements import Judgements, Verdict
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure

CPA = "spent $5,000 for 125 sales, what is our CPA?"


def calls(at_work, method):
    return [given for name, given in at_work.slack.calls if name == method]


def read_in(view):
    return "\n".join(block["text"]["text"] for block in view["blocks"] if "text" in block)


async def test_the_evidence_opens_in_a_window_with_each_figure_and_its_source(office):
    async with office() as at_work:
        answer = await at_work.answer(await at_work.mention(CPA))
        await at_work.press(answer, "adroit_evidence", user="U2")
        (opened,) = await until(lambda: at_work.slack.views)
        assert opened["view"]["title"]["text"] == "Evidence"
        shown = read_in(opened["view"])
        assert "$40.00: e1" in shown
        assert "compute kpi" in shown


async def test_the_sources_show_the_passages_that_were_cited(office):
    async with office() as at_work:
        answer = await at_work.answer(await at_work.mention("how do I set a target CPA?"))
        await at_work.press(answer, "adroit_sources")
        (opened,) = await until(lambda: at_work.slack.views)
        assert opened["view"]["title"]["text"] == "Sources"
        assert "\n> " in read_in(opened["view"])


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "view_too_large"])
async def test_where_no_window_opens_the_same_person_is_answered_in_the_thread(office, error):
    async with office() as at_work:
        ts = await at_work.mention(CPA)
        answer = await at_work.answer(ts)
        at_work.slack.fail("views.open", Failure(200, error))
        await at_work.press(answer, "adroit_evidence", user="U2")
        (whispered,) = await until(lambda: calls(at_work, "chat.postEphemeral"))
        assert (whispered["user"], whispered["thread_ts"]) == ("U2", ts)
        assert "$40.00" in str(whispered["blocks"])


async def test_the_second_answer_of_a_thread_shows_its_own_evidence(office):
    async with office() as at_work:
        ts = await at_work.direct(CPA)
        await at_work.answer(ts)
        await at_work.direct("and with 250 sales?", thread_ts=ts)
        second = await at_work.answer(ts, nth=2)
        await at_work.press(second, "adroit_evidence")
        (opened,) = await until(lambda: at_work.slack.views)
        assert "$20.00" in read_in(opened["view"])
        assert "$40.00: e1" not in read_in(opened["view"])


async def test_a_button_of_one_channel_shows_nothing_of_another(office):
    async with office() as at_work:
        answer = await at_work.answer(await at_work.mention(CPA, channel="CPRIVATE"))
        answer.channel = "C1"  # a press as it would come from elsewhere, with the reference of the private thread
        await at_work.press(answer, "adroit_evidence")
        (whispered,) = await until(lambda: calls(at_work, "chat.postEphemeral"))
        assert "no longer kept" in whispered["text"]
        assert at_work.slack.views == []


async def test_who_may_not_ask_may_neither_look_behind_an_answer_nor_judge_it(office):
    async with office(users=["U1"]) as at_work:
        answer = await at_work.answer(await at_work.mention(CPA))
        for action in ("adroit_evidence", "adroit_bad"):
            await at_work.press(answer, action, user="U2")
        await until(lambda: len(calls(at_work, "chat.postEphemeral")) == 2)
        assert all("does not answer you here" in given["text"] for given in calls(at_work, "chat.postEphemeral"))
        assert at_work.slack.views == []
        assert Judgements(at_work.service.desk.assistant.threads.database).all() == []


async def test_the_evidence_is_found_after_a_restart_and_not_once_the_thread_is_deleted(office):
    async with office() as first:
        answer = await first.answer(await first.mention(CPA))
    async with office() as second:
        await second.press(answer, "adroit_evidence")
        await until(lambda: second.slack.views)
        place = f"slack:T1:C1:{answer.thread_ts}"
        second.service.desk.assistant.threads.delete(place, "slack:T1:C1")
        await second.press(answer, "adroit_evidence")
        (whispered,) = await until(lambda: calls(second, "chat.postEphemeral"))
        assert "no longer kept" in whispered["text"]


async def test_a_verdict_is_kept_for_the_evaluation_and_the_last_of_each_person_counts(office):
    async with office() as at_work:
        ts = await at_work.mention(CPA)
        answer = await at_work.answer(ts)
        threads = at_work.service.desk.assistant.threads
        (turn,) = threads.turns(f"slack:T1:C1:{ts}", "slack:T1:C1")
        for user, action in (("U1", "adroit_good"), ("U1", "adroit_bad"), ("U2", "adroit_good")):
            before = len(calls(at_work, "chat.postEphemeral"))
            await at_work.press(answer, action, user=user)
            await until(lambda before=before: len(calls(at_work, "chat.postEphemeral")) > before)
        kept = Judgements(threads.database).all()
        assert sorted(each.verdict for each in kept) == [Verdict.BAD, Verdict.GOOD]
        assert {(each.thread, each.message_id) for each in kept} == {(turn.thread, turn.message_id)}
        assert "U1" not in {each.person for each in kept}
        assert "bad answer" in calls(at_work, "chat.postEphemeral")[1]["text"]
        threads.delete(turn.thread, "slack:T1:C1")
        assert Judgements(threads.database).all() == []


@pytest.fixture
def writing(office, monkeypatch):
    """Open an office whose assistant asks before it writes."""

    def opened():
        asked = ConfirmationNeeded("q1", "export_brief", "Write the brief as DOCX?", "**Brief** of spring")
        monkeypatch.setattr("agent.assistant.Assistant.stream", lambda *_a, **_k: iter([asked]))
        monkeypatch.setattr(
            "agent.assistant.Assistant.resume",
            lambda _self, _thread, question, approved, **_k: iter([Answer(text=f"{question}: {approved}")]),
        )
        return office()

    return opened


@pytest.mark.parametrize(("action", "said"), [("adroit_yes", "q1: True"), ("adroit_no", "q1: False")])
async def test_only_the_person_who_asked_says_yes_or_no(writing, action, said):
    async with writing() as at_work:
        ts = await at_work.mention("export the brief")
        question = await at_work.answer(ts)
        await at_work.press(question, action, user="U2")
        await until(lambda: calls(at_work, "chat.postEphemeral"))
        assert len(at_work.slack.in_thread(ts)) == 1
        await at_work.press(question, action)
        assert said in (await at_work.answer(ts, nth=2)).shown
        assert question.buttons == {}


async def test_an_answer_to_a_yes_that_slack_did_not_take_is_sent_later(writing):
    async with writing() as at_work:
        ts = await at_work.mention("export the brief")
        question = await at_work.answer(ts)
        at_work.slack.fail("chat.postMessage", Failure(200, "internal_error"))
        await at_work.press(question, "adroit_yes")
        await until(lambda: len(calls(at_work, "chat.postMessage")) > 1)
        await until(lambda: not at_work.service.desk.is_busy)
        await at_work.service.caretaker.look()
        assert "q1: True" in (await at_work.answer(ts, nth=2)).shown


def test_a_window_takes_whatever_an_answer_rests_on():
    view = modal("Evidence", "\n\n".join("word " * 500 for _ in range(200)))
    assert len(view["blocks"]) <= 100
    assert "too long" in str(view["blocks"][-1])
    assert read_in(modal("Sources", sources_of(Answer(text="x")))) == "Nothing is kept for this answer."
    assert evidence_of(Answer(text="x")) == ""
