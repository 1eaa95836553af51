"""Scheduled digests: said in words, confirmed, asked when their time comes, once, over restarts and summer time."""

import asyncio
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.channels.slack.asks import Place
from agent.channels.slack.digest_book import DigestBook
from agent.channels.slack.digest_questions import kpis_of, questions_of
from agent.channels.slack.digests import DueDigests
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.recurrence import Schedule, read_schedule
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure
from tools.data.mapping import MappingOverrides
from tools.errors import InputError

MONDAYS = "every Monday 9:00: what changed last week and why"
DAILY = Schedule("FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0", "every day at 9:00", "Europe/Berlin")


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock_of_the_service(monkeypatch):
    """A service looks for due digests by itself; its clock stands still here, so that no test depends on the hour."""
    clock = [at("2026-05-01 00:00")]

    def now():
        return clock[0].timestamp()

    def due(app, desk):
        return DueDigests(app, desk, DigestBook(desk.assistant.threads.database, clock=now))

    monkeypatch.setattr("agent.channels.slack.running.DueDigests", due)
    return clock


def book_of(at_work, clock=None):
    database = at_work.service.desk.assistant.threads.database
    if clock is None:
        return DigestBook(database)

    def now():
        return clock[0].timestamp()

    return DigestBook(database, clock=now)


async def kept(at_work, words=MONDAYS, *, channel="C1", **more):
    """Say a digest, say yes, and return it as it is kept."""
    ts = await at_work.mention(words, channel=channel, **more)
    message = await at_work.answer(more.get("thread_ts", ts))
    await at_work.press(message, "adroit_digest_keep")
    await until(lambda: message.updates)
    return book_of(at_work).all()[-1], message


async def test_a_digest_is_proposed_and_kept_on_a_yes(office):
    async with office() as at_work:
        at_work.slack.people["U1"] = {"tz": "Europe/Berlin"}
        ts = await at_work.mention(MONDAYS)
        message = await at_work.answer(ts)
        assert "*Every Monday at 9:00* (Europe/Berlin)" in message.shown
        assert "Monday" in message.shown.partition("The first time:")[2]
        assert book_of(at_work).all() == []
        before = deepcopy(message)
        for _ in range(2):  # the second before the client shows that it was answered
            await at_work.press(before, "adroit_digest_keep")
        await until(lambda: message.updates == 2)
        (digest,) = book_of(at_work).all()
        assert digest.words == "every Monday at 9:00 (Europe/Berlin): what changed last week and why"
        assert digest.place == Place("T1", "C1", ts, "U1")


async def test_on_a_no_or_from_somebody_else_nothing_is_kept(office):
    async with office() as at_work:
        message = await at_work.answer(await at_work.mention(MONDAYS))
        await at_work.press(message, "adroit_digest_keep", user="U2")
        assert "Only the person" in (await until(lambda: at_work.slack.whispered))[0]
        await at_work.press(message, "adroit_digest_leave")
        await until(lambda: message.updates)
        assert book_of(at_work).all() == []


async def test_the_clock_is_the_workspace_s_then_the_person_s_then_utc(office, tmp_path):
    (tmp_path / "adroit.toml").write_text("")
    async with office() as at_work:
        at_work.slack.fail("users.info", Failure(200, "missing_scope"))
        assert (await kept(at_work))[0].schedule.zone == "UTC"
        at_work.slack.people["U1"] = {"tz": "Asia/Tokyo"}
        assert (await kept(at_work))[0].schedule.zone == "Asia/Tokyo"
        (tmp_path / "adroit.toml").write_text('[context]\ntime_zone = "Europe/Paris"\n')
        assert (await kept(at_work))[0].schedule.zone == "Europe/Paris"
        assert (await kept(at_work, "every Monday 9:00 London time: what changed?"))[0].schedule.zone == "Europe/London"


async def test_a_digest_is_asked_in_its_channel_when_its_time_comes(office, canned):
    asked = canned("CPA rose.")
    clock = [at("2026-05-04 06:00")]
    async with office() as at_work:
        book = book_of(at_work, clock)
        book.add("d-000001", Place("T1", "C1", "1.0", "U1"), DAILY, "what changed?")
        due = DueDigests(at_work.service.app, at_work.service.desk, book)
        await due()
        await at_work.quiet()
        assert asked == []
        clock[0] = at("2026-05-04 07:00")  # 9:00 in Berlin's summer
        for _ in range(3):
            await due()
        root = (await until(at_work.begun))[0]
        assert "*Digest*, every day at 9:00: what changed?" in root.shown
        assert "CPA rose." in (await at_work.answer(root.ts)).shown
        await at_work.quiet()
        assert asked == ["what changed?"]


async def test_a_service_looks_for_due_digests_by_itself(office, canned, clock_of_the_service):
    asked = canned("Fine.")
    async with office() as at_work:
        clock = [at("2026-05-04 06:00")]
        book_of(at_work, clock).add("d-000001", Place("T1", "C1", "1.0", "U1"), DAILY, "what changed?")
        await at_work.service.caretaker.look()
        await at_work.quiet()
        assert asked == []
        clock_of_the_service[0] = at("2026-05-04 07:01")
        await at_work.service.caretaker.look()
        await until(lambda: asked)


async def test_each_run_is_asked_once_by_several_processes_and_after_a_restart(office, canned):
    asked = canned("Fine.")
    clock = [at("2026-05-04 06:00")]
    async with office() as at_work:
        book_of(at_work, clock).add("d-000001", Place("T1", "C1", "1.0", "U1"), DAILY, "what changed?")
        clock[0] += timedelta(hours=2)
        looking = [DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock)) for _ in range(5)]
        await asyncio.gather(*(look() for look in looking))
        await until(lambda: asked)
        await at_work.quiet()
    async with office() as again:
        await DueDigests(again.service.app, again.service.desk, book_of(again, clock))()
        await again.quiet()
        assert asked == ["what changed?"]
        clock[0] += timedelta(days=1)
        await DueDigests(again.service.app, again.service.desk, book_of(again, clock))()
        await until(lambda: len(asked) == 2)


async def test_a_run_that_was_missed_is_made_up_for_within_twelve_hours(office, canned):
    asked = canned("Fine.")
    clock = [at("2026-05-01 00:00")]
    async with office() as at_work:
        book_of(at_work, clock).add("d-000001", Place("T1", "C1", "1.0", "U1"), DAILY, "what changed?")
        clock[0] = at("2026-05-04 19:01")
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        await at_work.quiet()
        assert asked == []
        clock[0] = at("2026-05-05 18:59")
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        await until(lambda: asked)
        await at_work.quiet()
        assert len(asked) == 1


async def test_a_run_whose_process_died_is_taken_up(office, canned):
    asked = canned("Fine.")
    async with office() as at_work:
        book_of(at_work).add("d-000001", Place("T1", "C1", "1.0", "U1"), DAILY, "what changed?")
        died = Inbox(at_work.service.desk.assistant.threads.database)
        event = {"type": "adroit_digest_due", "digest": "d-000001", "channel": "C1", "user": "U1"}
        died.take("digest:d-000001:x", {"type": "event_callback", "team_id": "T1", "event": event}, "T1:U1")
        died.hand_back()
        await at_work.service.caretaker.look()
        await until(lambda: asked)


async def test_a_digest_wanted_in_a_thread_is_about_that_threads_data(office, canned):
    canned("Fine.")
    async with office() as at_work:
        threads = at_work.service.desk.assistant.threads
        thread = Place("T1", "C1", "1.0", "U1")
        threads.keep_data(thread.thread, "ads.csv", b"Day,Cost\n2026-05-01,1\n", thread.owner)
        clock = [at("2026-05-04 06:00")]
        book_of(at_work, clock).add("d-000001", thread, DAILY, "what changed?")
        clock[0] += timedelta(hours=2)
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        root = (await until(at_work.begun))[0]
        await at_work.answer(root.ts)
        assert threads.data_of(f"slack:T1:C1:{root.ts}", "slack:T1:C1").name == "ads.csv"


async def test_what_changed_is_asked_of_the_kpis_that_the_table_gives(office, canned):
    asked = canned("Fine.")
    async with office() as at_work:
        threads = at_work.service.desk.assistant.threads
        thread = Place("T1", "C1", "1.0", "U1")
        threads.keep_data(thread.thread, "ads.csv", b"Day,Cost,Orders\n2026-05-01,1,2\n2026-05-02,1,2\n", thread.owner)
        clock = [at("2026-05-04 06:00")]
        book_of(at_work, clock).add("d-000001", thread, DAILY, "what changed last week and why")
        clock[0] += timedelta(hours=2)
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        root = (await until(at_work.begun))[0]
        assert "what changed last week and why" in root.shown
        await at_work.answer(root.ts)
        assert asked == ["Why did CPA change last week?"]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("what changed last week and why", "Why did CPA change last week? Why did ROAS change last week?"),
        ("What's changed yesterday?", "Why did CPA change yesterday? Why did ROAS change yesterday?"),
        ("how did we do", "Why did CPA change last week? Why did ROAS change last week?"),
        ("what changed in CTR last week", "what changed in CTR last week"),
        ("what does CPL mean", "what does CPL mean"),
    ],
)
def test_an_open_question_is_asked_of_each_kpi(said, asked):
    assert questions_of(said, ["CPA", "ROAS"]) == asked


def test_targets_go_before_the_usual_kpis_and_only_what_the_table_gives(tmp_path):
    table = tmp_path / "ads.csv"
    table.write_text("Day,Cost,Orders,Clicks,Impressions\n2026-05-01,1,2,3,4\n2026-05-02,1,2,3,4\n")
    assert kpis_of(["ctr", "roas"], table, MappingOverrides()) == ["CTR", "CPA"]
    assert kpis_of(["ctr"], None, MappingOverrides()) == []


async def test_where_the_app_was_removed_the_digest_comes_directly_without_the_channels_data(office, canned):
    canned("Fine.")
    async with office() as at_work:
        threads = at_work.service.desk.assistant.threads
        thread = Place("T1", "C1", "1.0", "U1")
        threads.keep_data(thread.thread, "ads.csv", b"Day,Cost\n2026-05-01,1\n", thread.owner)
        clock = [at("2026-05-04 06:00")]
        book_of(at_work, clock).add("d-000001", thread, DAILY, "what changed?")
        clock[0] += timedelta(hours=2)
        at_work.slack.absent.add("C1")
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        root = (await until(lambda: [m for m in at_work.begun("DU1") if "Digest" in m.text]))[0]
        await at_work.answer(root.ts)
        assert threads.data_of(f"slack:T1:DU1:{root.ts}", "slack:T1:U1") is None


async def test_digests_are_listed_and_deleted(office):
    async with office() as at_work:
        digest, _ = await kept(at_work)
        ts = await at_work.mention("show my digests", user="U2")
        assert f"`{digest.id}`" in (await at_work.answer(ts)).shown
        elsewhere = await at_work.mention("digests", channel="C2", user="U2")
        assert "There are no digests here" in (await at_work.answer(elsewhere)).shown
        denied = await at_work.mention(f"delete digest {digest.id}", channel="C2", user="U2")
        assert "There is no digest" in (await at_work.answer(denied)).shown
        ended = await at_work.mention(f"please delete digest {digest.id}", user="U2")
        assert "Deleted: every Monday" in (await at_work.answer(ended)).shown
        assert book_of(at_work).all() == []


async def test_a_digest_by_command_is_confirmed_in_the_channel(office):
    async with office() as at_work:
        await at_work.command(f"digest {MONDAYS}")
        proposed = (await until(at_work.begun))[0]
        await at_work.press(proposed, "adroit_digest_keep")
        await until(lambda: proposed.updates)
        (digest,) = book_of(at_work).all()
        await at_work.command("digest list")
        assert digest.id in (await until(lambda: at_work.slack.whispered))[0]
        await at_work.command(f"digest delete {digest.id}")
        assert "Deleted" in (await until(lambda: at_work.slack.whispered[1:]))[0]
        await at_work.command("digest whenever you like")
        assert "time of the day" in (await until(lambda: at_work.slack.whispered[2:]))[0]


async def test_lists_and_limits_hold_for_digests(office, canned):
    asked = canned("Fine.")
    async with office(users=["U1"]) as at_work:
        clock = [at("2026-05-04 06:00")]
        book_of(at_work, clock).add("d-000001", Place("T1", "C1", "1.0", "U2"), DAILY, "what changed?")
        clock[0] += timedelta(hours=2)
        await DueDigests(at_work.service.app, at_work.service.desk, book_of(at_work, clock))()
        told = await until(lambda: at_work.begun("DU2"))
        assert "does not answer you here" in told[0].text
        assert asked == []


@pytest.mark.parametrize(
    ("said", "words", "question"),
    [
        (MONDAYS, "every Monday at 9:00", "what changed last week and why"),
        ("Every weekday at 8, tell us how CPA is", "every weekday at 8:00", "how CPA is"),
        ("what changed yesterday, daily at 5:30 pm", "every day at 17:30", "what changed yesterday"),
        ("every Monday at 9:00 what changed last week?", "every Monday at 9:00", "what changed last week?"),
        ("weekly on Mon and Thursday at noon: CPA by channel", "every Monday and Thursday at 12:00", "CPA by channel"),
        ("every month on the 1st at 9am - how is ROAS", "on day 1 of every month at 9:00", "how is ROAS"),
        (
            "every last Friday of the month 16:00: how did we do",
            "every last Friday of the month at 16:00",
            "how did we do",
        ),
    ],
)
def test_a_digest_is_read_from_words(said, words, question):
    schedule, asked = read_schedule(said)
    assert (schedule.words, asked) == (words, question)


@pytest.mark.parametrize(
    "said",
    [
        "every Monday our CPA rises, why?", "why does CPA rise every Monday?", "what is CPA?", "every day at 9:00",
        "plan a funnel for $20,000 at a $9 CPM", "why did CPA fall on Monday at 9:00?",
    ],
)  # fmt: skip
def test_a_question_is_no_digest(said):
    assert read_schedule(said) is None


@pytest.mark.parametrize("said", ["every day at 25:00: how is CPA", "every month on the 40th at 9:00: how is CPA"])
def test_a_time_that_does_not_exist_is_refused(said):
    with pytest.raises(InputError):
        read_schedule(said)


def test_the_clock_counts_in_summer_and_in_winter():
    found = DAILY.between(at("2026-03-28 00:00"), at("2026-03-30 00:00")) + DAILY.between(
        at("2026-10-24 00:00"), at("2026-10-26 00:00")
    )
    assert [m.hour for m in found] == [8, 7, 7, 8]


def test_a_time_that_the_clock_leaves_out_comes_an_hour_later():
    early = Schedule("FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0", "", "Europe/Berlin")
    (moment,) = early.between(at("2026-03-29 00:00"), at("2026-03-29 12:00"))
    assert moment == at("2026-03-29 01:30")  # 3:30 by the new clock


def test_a_time_that_comes_twice_counts_the_first_time():
    early = Schedule("FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0", "", "Europe/Berlin")
    assert early.between(at("2026-10-25 00:00"), at("2026-10-25 12:00")) == [at("2026-10-25 00:30")]


def test_the_31st_is_the_last_day_of_shorter_months():
    schedule, _ = read_schedule("every month on the 31st at 9:00: how is CPA")
    days = [m.day for m in schedule.between(at("2026-01-01 00:00"), at("2026-05-01 00:00"))]
    assert days == [31, 28, 31, 30]


@given(
    said=st.sampled_from([
        "every day at 2:30", "every Monday and Friday at 23:59", "every weekday at 0:00", "every last Sunday at 2:30",
        "monthly on the 31st at 9:00", "every first Monday of the month at 1:15", "monthly on the last day at noon",
    ]),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
    start=st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2025-01-01") + timedelta(minutes=minutes)),
    hours=st.lists(st.integers(1, 900), min_size=1, max_size=4),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_however_often_one_looks_each_moment_is_found_once(said, zone, start, hours):
    schedule = replace(read_schedule(f"{said}: what changed")[0], zone=zone)
    times = [start]
    for length in hours:
        times.append(times[-1] + timedelta(hours=length))
    parts = [m for one, other in pairwise(times) for m in schedule.between(one, other)]
    assert parts == schedule.between(times[0], times[-1])
    assert len(set(parts)) == len(parts)
