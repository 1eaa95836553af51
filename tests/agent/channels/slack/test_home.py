"""The Home tab shows a person their own things, and nobody else's."""

from datetime import date

from agent.channels.slack.asks import Place
from agent.channels.slack.digest_book import DigestBook
from agent.channels.slack.recurrence import Schedule
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure
from tools.brief.drafting import draft
from tools.brief.store import BriefStore


async def home(at_work, user="U1"):
    """Open the tab and return what can be read in it."""
    before = len(at_work.slack.views)
    await at_work.slack.event({
        "type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": "home", "event_ts": at_work.slack.ts()
    })  # fmt: skip
    view = (await until(lambda: at_work.slack.views[before:]))[0]
    assert view["user_id"] == user
    assert len(view["view"]["blocks"]) <= 100
    return str(view["view"]["blocks"])


def keep_brief(tmp_path, name, by):
    made = draft(f"{name}, $20,000 in July 2026", today=date(2026, 5, 1)).brief
    BriefStore(tmp_path / "briefs").save(name, made.model_copy(update={"name": name}), expected=0, by=by, change="x")


async def test_an_empty_home_says_how_to_begin(office):
    async with office() as at_work:
        shown = await home(at_work)
        assert "draft a brief" in shown
        assert "Drop a CSV" in shown
        assert "/adroit ask" in shown
        assert "0 of 300 questions" in shown


async def test_briefs_are_the_persons_own_and_the_workspaces(office, tmp_path):
    keep_brief(tmp_path, "mine", "slack:T1:U1")
    keep_brief(tmp_path, "theirs", "slack:T1:U2")
    keep_brief(tmp_path, "of-a-channel", "slack:T1:C9")
    keep_brief(tmp_path, "of-the-team", "ann")
    async with office() as at_work:
        shown = await home(at_work)
        assert "*mine*" in shown
        assert "*of-the-team*" in shown
        assert "theirs" not in shown
        assert "of-a-channel" not in shown
        assert "*theirs*" in await home(at_work, "U2")


async def test_a_brief_is_edited_from_home(office, tmp_path):
    keep_brief(tmp_path, "mine", "slack:T1:U1")
    async with office() as at_work:
        await home(at_work)
        body = {
            "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "t-1",
            "container": {"type": "view"}, "view": {"type": "home"},
            "actions": [{
                "type": "button", "action_id": "adroit_edit_brief", "block_id": "b",
                "value": '{"brief":"mine","thread_ts":""}',
            }],
        }  # fmt: skip
        await at_work.slack.deliver("interactive", body)
        view = (await until(lambda: at_work.slack.views[1:]))[0]["view"]
        await at_work.submit(view, {"offer@1": "Half price"})
        told = (await until(lambda: at_work.begun("DU1")))[0]
        assert "Half price" in told.shown
        at_work.slack.fail("views.open", Failure(200, "expired_trigger_id"))
        await at_work.slack.deliver("interactive", {**body, "trigger_id": "t-2"})
        await until(lambda: any("once more" in m.shown for m in at_work.begun("DU1")))


async def test_data_sets_and_digests_are_those_of_the_persons_own_conversations(office):
    async with office() as at_work:
        for channel, user, name in (("D1", "U1", "mine.csv"), ("D2", "U2", "theirs.csv")):
            file = at_work.slack.file(name, b"Day,Cost\n2026-05-01,1\n2026-05-02,2\n")
            await at_work.answer(await at_work.direct("", channel=channel, user=user, files=[file]))
        book = DigestBook(at_work.service.desk.assistant.threads.database)
        daily = Schedule("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0", "every day at 9:00", "UTC")
        book.add("d-000001", Place("T1", "C1", "1.0", "U2"), daily, "what changed?")
        shown = await home(at_work)
        assert "*mine.csv*" in shown
        assert "theirs.csv" not in shown
        assert "d-000001" not in shown
        assert "d-000001" in await home(at_work, "U2")
        assert "1 of 300 questions" in shown


async def test_who_may_not_ask_sees_nothing(office, tmp_path):
    keep_brief(tmp_path, "of-the-team", "ann")
    async with office(users=["U2"]) as at_work:
        shown = await home(at_work)
        assert "does not answer you here" in shown
        assert "of-the-team" not in shown


async def test_a_home_that_slack_does_not_take_is_only_not_shown(office):
    async with office() as at_work:
        at_work.slack.fail("views.publish", Failure(200, "not_enabled"))
        await at_work.slack.event({"type": "app_home_opened", "user": "U1", "tab": "home", "event_ts": "1.0"})
        await until(lambda: at_work.slack.count("views.publish"))
        assert "questions" in await home(at_work)
