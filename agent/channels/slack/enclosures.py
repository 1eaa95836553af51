"""What an answer brings along, uploaded into its thread: charts as pictures with their text, briefs as documents.

The answer stands in the thread already, so nothing here may fail it: what can't be uploaded is said in a sentence.
"""

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from agent.answer import Answer
from agent.channels.slack.asks import Place
from agent.channels.slack.blocks import messages_of
from agent.channels.slack.delivery import FAILURES, told
from agent.channels.slack.mrkdwn import quiet
from tools.charts import Chart

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)
_MOST = 10  # files in a message
_LONGEST_ALT = 1_000
_LONGEST_TITLE = 250
_MISSING_SCOPE = (
    "{what} can't be shown here: the app may not upload files. Whoever looks after it adds the scope files:write "
    "(`adroit slack doctor` says where)."
)
_REFUSED = "{what} could not be uploaded to Slack just now. The answer above is whole without it."

Upload = dict[str, Any]


async def enclose(client: "AsyncWebClient", place: Place, answer: Answer) -> None:
    """Upload the charts and files of an answer into its thread."""
    if not answer.charts and not answer.files:
        return
    charts, unmade = await asyncio.to_thread(_pictures, answer.charts[:_MOST])
    files, unread = await asyncio.to_thread(_documents, answer.files[:_MOST])
    problems = [*unmade, *unread]
    for what, uploads in (("The chart", charts), ("The document", files)):
        if uploads and (problem := await _upload(client, place, uploads, what)):
            problems.append(problem)
    if problems:
        await _say(client, place, " ".join(problems))


async def _upload(client: "AsyncWebClient", place: Place, uploads: list[Upload], what: str) -> str:
    """Upload files in one message; return why not, in a sentence, when that fails."""
    try:
        await client.files_upload_v2(file_uploads=uploads, channel=place.channel, thread_ts=place.thread_ts)
    except SlackApiError as error:
        _LOG.warning("files were not uploaded: %s", told(error))
        sentence = _MISSING_SCOPE if error.response.get("error") == "missing_scope" else _REFUSED
    except (*FAILURES, AttributeError) as error:  # AttributeError: a body without JSON
        _LOG.warning("files were not uploaded: %s", type(error).__name__)
        sentence = _REFUSED
    else:
        return ""
    return sentence.format(what=what if len(uploads) == 1 else f"{what}s")


async def _say(client: "AsyncWebClient", place: Place, sentence: str) -> None:
    (message,) = messages_of(sentence)
    try:
        await client.chat_postMessage(
            channel=place.channel, thread_ts=place.thread_ts, text=message.text, blocks=message.blocks
        )
    except FAILURES as error:
        _LOG.warning("it could not be said that files were not uploaded: %s", told(error))


def _pictures(charts: Sequence[Chart]) -> tuple[list[Upload], list[str]]:
    """Return charts as uploads, and a sentence where one could not be drawn."""
    found: list[Upload] = []
    problems = []
    with tempfile.TemporaryDirectory(prefix="adroit-charts-") as folder:
        for number, chart in enumerate(charts, 1):
            path = Path(folder) / f"chart-{number}.png"
            try:
                chart.to_png(path)
                content = path.read_bytes()
            except Exception as error:  # noqa: BLE001 - whatever a drawing library raises, the answer stands already
                _LOG.warning("a chart was not drawn: %s", type(error).__name__)
                problems.append("A chart could not be drawn.")
                continue
            found.append({
                "content": content, "filename": f"{_file_name(chart.title)}.png",
                "title": _plain(chart.title, _LONGEST_TITLE), "alt_txt": _plain(chart.alt, _LONGEST_ALT),
            })  # fmt: skip
    return found, problems


def _documents(files: Sequence[Path]) -> tuple[list[Upload], list[str]]:
    """Return files as uploads, and a sentence where one could not be read."""
    found: list[Upload] = []
    problems = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            _LOG.warning("a file of an answer was not read: %s", error.strerror)
            problems.append("A document of this answer could not be read.")
            continue
        found.append({"content": content, "filename": path.name, "title": _plain(path.stem, _LONGEST_TITLE)})
    return found, problems


def _plain(text: str, longest: int) -> str:
    """Return a text for a field that shows no marks: in one line, calling nobody."""
    line = quiet(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _file_name(title: str) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.casefold()).split()
    return "-".join(words)[:60].rstrip("-") or "chart"
