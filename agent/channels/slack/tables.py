"""Files dropped into a thread: a table becomes the thread's data set, and how its columns are read is shown."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Ask, Place
from agent.channels.slack.blocks import (
    LONGEST_SECTION,
    Block,
    Message,
    button,
    messages_of,
    read_reference,
    reference,
    section,
)
from agent.channels.slack.buttons import place_of_action, whisper
from agent.channels.slack.delivery import Delivery
from agent.channels.slack.downloads import fetch
from agent.channels.slack.mrkdwn import escaped
from agent.errors import AdroitError
from agent.threads.thread_data import plain_name

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk
    from tools.data.describe import DataDescription
    from tools.data.mapping import MappingOverrides

USE, CORRECT, CHOOSE = "adroit_use_table", "adroit_correct_columns", "adroit_choose_meaning"
_MOST_FILES = 10
_MOST_QUESTIONS = 10
_FEWEST_COLUMNS = 2
_UNANSWERED = "Your question may be about that, so I have not answered it. Send a table, or ask again without the file."


@dataclass(frozen=True, slots=True)
class TableAt:
    """The data set of a thread, as a button or a modal names it."""

    place: Place
    path: Path


async def take_tables(desk: "Desk", ask: Ask, client: "AsyncWebClient") -> bool:
    """Take the tables of a message and say how they are read; False when none could be.

    The last one is what questions in the thread are about.

    Raises:
        SlackClientError: when Slack is out of reach.
    """
    delivery = Delivery(client, ask.place, _unnoted)
    await delivery.begin()
    taken: list[tuple[TableAt, DataDescription | str]] = []
    messages: list[Message] = []
    for file in ask.files[:_MOST_FILES]:
        try:
            taken.append(await _taken(desk, ask.place, file, client))
        except AdroitError as error:
            messages.append(Message(escaped(str(error))[:200], [section(escaped(str(error))[:LONGEST_SECTION])]))
    for number, (at, found) in enumerate(taken, 1):
        messages.append(told(at, found, is_current=number == len(taken)))
    if len(ask.files) > _MOST_FILES:
        text = f"I take {_MOST_FILES} files of a message; the others are left out."
        messages.append(Message(text, [section(text)]))
    if not taken and ask.text:
        messages.append(Message(_UNANSWERED, [section(_UNANSWERED)]))
    await delivery.replace(messages)
    return bool(taken)


def described(desk: "Desk", at: TableAt, said: "MappingOverrides | None" = None) -> "DataDescription":
    """Say how a thread's table is read, by what was said of its columns, or by `said`.

    Raises:
        ToolError: when it can't be read.
    """
    from tools.data.describe import DescribeData, describe_data
    from tools.data.standing import standing_overrides

    with standing_overrides(said or said_of(desk, at)):
        return describe_data(DescribeData(data=str(at.path)))


def table_of(desk: "Desk", place: Place) -> TableAt | None:
    """Return the data set of a thread; None when it has none of its own."""
    path = desk.assistant.threads.data_of(place.thread, place.owner)
    return TableAt(place, path) if path is not None else None


def columns_in(desk: "Desk", at: TableAt) -> tuple[str, ...]:
    """Return the columns of a thread's table, whether or not they are understood.

    Raises:
        ToolError: when the file is no table at all.
    """
    from tools.data.table import column_names

    return column_names(at.path, said_of(desk, at))


def said_of(desk: "Desk", at: TableAt) -> "MappingOverrides":
    """Return what was said of the columns of a thread's table, there or in the settings."""
    known = desk.assistant.threads.columns_of(at.place.thread, at.place.owner)
    return known or desk.assistant.toolbox.settings.columns


def told(at: TableAt, found: "DataDescription | str", *, is_current: bool = True) -> Message:
    """Return what is said of a table: its days, how columns are read, and what only the user can tell.

    Args:
        at: the table.
        found: its description, or why its columns are not understood yet.
        is_current: whether questions of the thread are about it.
    """
    if isinstance(found, str):
        carried = reference(thread_ts=at.place.thread_ts, file=at.path.name)
        shown = escaped(f"I keep {at.path.name}, but need to know what its columns are. {found}")[:LONGEST_SECTION]
        correcting = (
            button("Correct columns", CORRECT, carried) if is_current else button("Use this table", USE, carried)
        )
        return Message(shown[:200], [section(shown), _actions(correcting)])
    questions = found.mapping.questions[:_MOST_QUESTIONS]
    notes = tuple(note for note in found.mapping.notes if not note.options)
    plain = found.model_copy(update={"mapping": found.mapping.model_copy(update={"notes": notes})})
    first, *more = messages_of(plain.render())
    blocks = [*first.blocks, *([section("… and more; ask “what is in our data?”")] if more else [])]
    carried = reference(thread_ts=at.place.thread_ts, file=at.path.name)
    if not is_current:
        return Message(first.text, [*blocks, _actions(button("Use this table", USE, carried))])
    blocks += [_choice(number, note.sentence, note.options) for number, note in enumerate(questions)]
    return Message(first.text, [*blocks, _actions(button("Correct columns", CORRECT, carried))])


def register_tables(app: AsyncApp, desk: "Desk") -> None:
    """Listen to what is chosen under a table."""

    async def chosen(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        place = place_of_action(body, {})
        if not desk.access.may_ask(place):
            return
        try:
            message = await asyncio.to_thread(_say_choice, desk, place, str(action["selected_option"]["value"]))
        except AdroitError as error:
            await whisper(client, body, str(error))
            return
        await show_again(client, place.channel, body["message"]["ts"], message)

    async def used(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        place = place_of_action(body, {})
        if not desk.access.may_ask(place):
            return
        try:
            message = await asyncio.to_thread(_use, desk, place, carried.get("file", ""))
        except AdroitError as error:
            await whisper(client, body, str(error))
            return
        await show_again(client, place.channel, body["message"]["ts"], message)

    app.action(CHOOSE)(chosen)
    app.action(USE)(used)


async def show_again(client: "AsyncWebClient", channel: str, ts: str, message: Message) -> None:
    """Show a table anew in the message that showed it before."""
    await client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)


async def _taken(
    desk: "Desk", place: Place, file: Mapping[str, Any], client: "AsyncWebClient"
) -> "tuple[TableAt, DataDescription | str]":
    threads = desk.assistant.threads
    name = plain_name(str(file.get("name") or file.get("title") or "table"))
    most_mb = desk.assistant.toolbox.settings.slack.largest_file_mb
    with tempfile.TemporaryDirectory(prefix="adroit-") as folder:
        path = Path(folder) / name
        await fetch(client, file, path, most_mb=most_mb)
        found = await asyncio.to_thread(_read, desk, TableAt(place, path))
        kept = await asyncio.to_thread(threads.keep_file, place.thread, name, path, place.owner)
    return TableAt(place, kept), found


def _read(desk: "Desk", at: TableAt) -> "DataDescription | str":
    """See that a file is a table, before it takes the place of the one there is; what is unclear in it can be said.

    Raises:
        DataError: what it is instead.
    """
    from tools.data.file_kinds import check_is_file, file_kind
    from tools.data.table import column_names
    from tools.errors import DataError, ToolError

    check_is_file(at.path)
    if file_kind(at.path) not in {"text", "excel", "parquet"}:  # databases and archives of strangers stay closed
        raise DataError(f"'{at.path.name}' is no table that I take here", remedy="Export it as CSV, Excel or Parquet.")
    standing = desk.assistant.toolbox.settings.columns
    try:
        return described(desk, at, standing)
    except ToolError as error:
        if len(column_names(at.path, standing)) < _FEWEST_COLUMNS:
            raise
        return str(error)


def _say_choice(desk: "Desk", place: Place, choice: str) -> Message:
    from tools.errors import InputError

    at = table_of(desk, place)
    found = described(desk, at) if at else None
    if at is None or found is None:
        raise InputError("This thread has no table any more", remedy="Send it again.")
    answers = [option for note in found.mapping.questions for option in note.options]
    said = next((option for option in answers if digest(option) == choice), None)
    if said is None:
        raise InputError("The table is read differently by now", remedy="See “Correct columns” under the latest one.")
    return say(desk, at, found.said.merged(overrides_of(said)))


def say(desk: "Desk", at: TableAt, said: "MappingOverrides") -> Message:
    """Keep what is said of the columns, and return the table as it is read now.

    Raises:
        ToolError: when the table can't be read so; then nothing is kept.
    """
    found = described(desk, at, said)
    desk.assistant.threads.say_columns(at.place.thread, said, at.path, at.place.owner)
    return told(at, found)


def _use(desk: "Desk", place: Place, name: str) -> Message:
    from tools.errors import InputError

    threads = desk.assistant.threads
    path = threads.data_folder(place.thread) / plain_name(name)
    if not path.is_file():
        raise InputError("That table is no longer kept", remedy="Send it again.")
    threads.attach_data(place.thread, path, place.owner)
    at = TableAt(place, path)
    return told(at, described(desk, at))


def overrides_of(line: str) -> "MappingOverrides":
    """Return what a line of [columns] in adroit.toml says."""
    import tomllib

    from tools.data.mapping import MappingOverrides

    return MappingOverrides.model_validate(tomllib.loads(line))


def digest(text: str) -> str:
    """Return what stands for a text in a value that Slack limits in length."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _choice(number: int, sentence: str, options: tuple[str, ...]) -> Block:
    listed = [
        {"text": {"type": "plain_text", "text": overrides_of(option).worded()[:75]}, "value": digest(option)}
        for option in options
    ]
    return section(escaped(sentence)) | {
        "block_id": f"choice-{number}",
        "accessory": {
            "type": "static_select", "action_id": CHOOSE, "options": listed,
            "placeholder": {"type": "plain_text", "text": "It is …"},
        },
    }  # fmt: skip


def _actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


async def _unnoted(_ts: str) -> None:
    """Note nothing: a table's message is not the answer that a restart goes on with."""
