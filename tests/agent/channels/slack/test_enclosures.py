"""Charts and documents come after the answer, in its thread; what can't be uploaded is said and costs no answer."""

import pytest

from agent.answer import Answer
from tests.agent.channels.slack.conftest import until
from tests.agent.channels.slack.fake_slack import Failure
from tools.charts import Chart, Point
from tools.quantities import Unit

CHART = Chart(
    "waterfall", "Why CPA rose", "CPA rose from $26 to $31, @channel.", Unit.MONEY,
    (Point("before", 26.0, "total"), Point("conversion rate", 5.0, "up"), Point("now", 31.0, "total")), currency="USD",
)  # fmt: skip


@pytest.fixture
def enclosing(office, monkeypatch):
    """Open an office whose assistant gives one answer."""

    def opened(answer):
        monkeypatch.setattr("agent.assistant.Assistant.stream", lambda *_a, **_k: iter([answer]))
        return office()

    return opened


async def test_a_chart_is_a_picture_in_the_thread_with_a_text_for_those_who_do_not_see_it(enclosing):
    async with enclosing(Answer(text="CPA rose.", charts=[CHART])) as at_work:
        ts = await at_work.mention("why?")
        upload = await until(lambda: next((u for u in at_work.slack.uploads.values() if "shared" in u), None))
        assert upload["content"].startswith(b"\x89PNG")
        assert upload["filename"] == "why-cpa-rose.png"
        assert upload["title"] == "Why CPA rose"
        assert upload["alt_txt"].startswith("CPA rose from $26 to $31")
        assert "@channel" not in upload["alt_txt"]
        assert (upload["shared"]["channel_id"], upload["shared"]["thread_ts"]) == ("C1", ts)
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_several_charts_are_one_upload_and_documents_another(enclosing, tmp_path):
    brief = tmp_path / "spring-brief.docx"
    brief.write_bytes(b"PK-a-document")
    async with enclosing(Answer(text="Here.", charts=[CHART, CHART], files=[brief])) as at_work:
        await at_work.mention("export it")
        await until(lambda: at_work.slack.count("files.completeUploadExternal") == 2)
        names = [upload["filename"] for upload in at_work.slack.uploads.values()]
        assert names == ["why-cpa-rose.png", "why-cpa-rose.png", "spring-brief.docx"]
        assert at_work.slack.uploads["F3"]["content"] == b"PK-a-document"


@pytest.mark.parametrize(
    ("method", "failure", "said"),
    [
        ("files.getUploadURLExternal", Failure(200, "missing_scope"), "files:write"),
        ("files.completeUploadExternal", Failure(200, "not_in_channel"), "could not be uploaded"),
        ("files.getUploadURLExternal", Failure(200, "invalid_auth"), "could not be uploaded"),
    ],
)
async def test_what_can_not_be_uploaded_is_said_once_and_the_answer_stands(enclosing, method, failure, said):
    async with enclosing(Answer(text="CPA rose.", charts=[CHART])) as at_work:
        at_work.slack.fail(method, failure)
        ts = await at_work.mention("why?")
        assert "CPA rose." in (await at_work.answer(ts)).shown
        assert said in (await at_work.answer(ts, nth=2)).shown
        await until(lambda: not at_work.service.desk.is_busy)
        await at_work.service.caretaker.look()
        assert len(at_work.slack.in_thread(ts)) == 2


async def test_an_upload_waits_as_long_as_slack_asks(enclosing):
    async with enclosing(Answer(text="CPA rose.", charts=[CHART])) as at_work:
        at_work.slack.fail("files.getUploadURLExternal", *[Failure(429, "ratelimited", retry_after="0")] * 2)
        ts = await at_work.mention("why?")
        await until(lambda: at_work.slack.count("files.completeUploadExternal"))
        assert len(at_work.slack.in_thread(ts)) == 1


async def test_a_document_that_is_gone_is_said(enclosing, tmp_path):
    async with enclosing(Answer(text="Here.", files=[tmp_path / "gone.docx"])) as at_work:
        ts = await at_work.mention("export it")
        assert "could not be read" in (await at_work.answer(ts, nth=2)).shown


async def test_a_conversation_with_the_app_gets_the_first_question_as_its_title(office):
    async with office() as at_work:
        ts = await at_work.direct("spent $5,000 for 125 sales, what is our CPA?")
        await at_work.answer(ts)
        await at_work.direct("and with 250 sales?", thread_ts=ts)
        await at_work.answer(ts, nth=2)
        await at_work.mention("what does CPL mean?")
        await until(lambda: not at_work.service.desk.is_busy)
        titles = [given for name, given in at_work.slack.calls if name == "assistant.threads.setTitle"]
        assert [(given["thread_ts"], given["title"]) for given in titles] == [
            (ts, "spent $5,000 for 125 sales, what is our CPA?")
        ]
