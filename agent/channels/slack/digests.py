"""Scheduled digests, said in words: proposed, confirmed, listed, deleted, and asked when their time comes.

Each run has a key of its own in the inbox, which every process shares: whoever writes it first asks the question, and
a process that dies on it is followed by another, as with any message.
"""

import asyncio
import logging
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from agent.channels.slack.asks import Ask, Place
from agent.channels.slack.blocks import Block, button, read_reference, reference, section
from agent.channels.slack.buttons import place_of_action, whisper
from agent.channels.slack.deliveries import KEY
from agent.channels.slack.digest_book import Digest, DigestBook
from agent.channels.slack.digest_questions import kpis_of, questions_of
from agent.channels.slack.elsewhere import Incoming, answer_elsewhere
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.opening import begin_thread
from agent.channels.slack.recurrence import Schedule, read_schedule
from agent.errors import AdroitError
from agent.threads.database import StorageError
from tools.errors import InputError

if TYPE_CHECKING:
    from agent.channels.slack.desk import Desk

_LOG = logging.getLogger(__name__)
DUE, KEEP, LEAVE = "adroit_digest_due", "adroit_digest_keep", "adroit_digest_leave"
LATEST = timedelta(hours=12)
"""A run that was missed, as no process ran, is made up for up to so long afterwards."""
_MOST = 20
_LONGEST = 500
_LIST = re.compile(r"(?:please\s+)?(?:(?:list|show)\s+)?(?:(?:me|us|my|our|the|all)\s+)*digests?[.?!]?", re.IGNORECASE)
_DELETE = re.compile(
    r"(?:please\s+)?(?:delete|remove|stop|cancel|end)\s+(?:the\s+|my\s+)?digest\s+(d-[0-9a-f]{6})[.!]?", re.IGNORECASE
)
USAGE = (
    "Say when and what: `every Monday 9:00: what changed last week and why`. The time of the day must be in it; a time "
    "zone may follow it (`9:00 London time`)."
)


async def digest_said(desk: "Desk", ask: Ask, client: AsyncWebClient) -> bool:
    """Do what a message says of digests; False when it speaks of none.

    Raises:
        SlackClientError: when Slack is out of reach.
    """
    text, under = await said_of_digests(desk, ask.place, ask.text, client)
    if text:
        await begin_thread(client, ask.place, text, under)
    return bool(text)


async def said_of_digests(desk: "Desk", place: Place, words: str, client: AsyncWebClient) -> tuple[str, list[Block]]:
    """Return what to say to words about digests, in mrkdwn, and the buttons under it; nothing when they are of none."""
    if _LIST.fullmatch(words):
        return await asyncio.to_thread(lambda: _listed(_book(desk), place)), []
    if deleting := _DELETE.fullmatch(words):
        return await asyncio.to_thread(lambda: _deleted(_book(desk), place, deleting[1].lower())), []
    try:
        found = read_schedule(words)
    except InputError as error:
        return escaped(str(error)), []
    if found is None:
        return "", []
    schedule, question = found
    if len(question) > _LONGEST:
        return f"A digest's question may have {_LONGEST} characters.", []
    book = await asyncio.to_thread(_book, desk)
    if await asyncio.to_thread(book.of_person, place) >= _MOST:
        return f"You have {_MOST} digests, which is the most here. Delete one first: `digests` lists them.", []
    if not schedule.zone:
        schedule = Schedule(schedule.rule, schedule.words, await _zone(desk, place.user, client))
    carried = reference(
        id=f"d-{uuid.uuid4().hex[:6]}", user=place.user, rule=schedule.rule, words=schedule.words, zone=schedule.zone,
        question=question,
    )  # fmt: skip
    text = (
        f"*{schedule.words[0].upper()}{schedule.words[1:]}* ({schedule.zone}), in this conversation, I am asked: "
        f"{escaped(question)}\nThe first time: {_local(schedule, book.now)}. Shall I?"
    )
    return text, [
        {"type": "actions", "elements": [button("Yes", KEEP, carried, "primary"), button("No", LEAVE, carried)]}
    ]


def register_digests(app: AsyncApp, desk: "Desk") -> None:
    """Listen to the yes and no to a digest, and to digests that are due."""

    async def decided(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        carried = read_reference(action.get("value", ""))
        place = place_of_action(body, {})
        if place.user != carried.get("user") or not desk.access.may_ask(place):
            await whisper(client, body, "Only the person who asked for it can answer that.")
            return
        said = "*No*, nothing is scheduled."
        if action["action_id"] == KEEP:
            said = await asyncio.to_thread(lambda: _keep(_book(desk), place, carried))
        shown = [b for b in body["message"].get("blocks", []) if b.get("type") != "actions"]
        await client.chat_update(
            channel=place.channel, ts=body["message"]["ts"], text=said, blocks=[*shown, section(said)]
        )

    async def due(body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        key = str(context.get(KEY) or "")
        digest = await asyncio.to_thread(lambda: _book(desk).get(str(body["event"].get("digest") or "")))
        if digest is None or not key:  # deleted since; an event without a key was not put there by this program
            await asyncio.to_thread(desk.inbox.done, key)
            return
        await _ask(desk, digest, Incoming(body, context, client, _directly(client, digest.place.user)))

    app.action(KEEP)(decided)
    app.action(LEAVE)(decided)
    app.event(DUE)(due)


class DueDigests:
    """Looks which digests are due, and asks them: each run once, whichever process looks first.

    Args:
        app: where a run is dispatched, as a delivery of Slack's would be.
    """

    def __init__(self, app: AsyncApp, desk: "Desk", book: DigestBook | None = None) -> None:
        self._app = app
        self._desk = desk
        self._book = book
        self._known: set[str] = set()

    async def __call__(self) -> None:
        """Look once.

        Raises:
            StorageError: when the database is out of reach.
        """
        if self._book is None:
            self._book = await asyncio.to_thread(_book, self._desk)
        book, now = self._book, self._book.now
        for digest in await asyncio.to_thread(book.all):
            try:
                moments = digest.schedule.between(max(digest.created, now - LATEST), now)
            except (ValueError, KeyError) as error:  # a time zone that this machine does not know
                _LOG.warning("the digest %s has no time here: %s", digest.id, error)
                continue
            if moments:
                await self._run(digest, moments[-1])

    async def _run(self, digest: Digest, moment: datetime) -> None:
        key = f"digest:{digest.id}:{moment.isoformat()}"
        if key in self._known:
            return
        place = digest.place
        body = {
            "type": "event_callback", "team_id": place.team, "event_id": key,
            "event": {"type": DUE, "digest": digest.id, "channel": place.channel, "user": place.user},
        }  # fmt: skip
        is_first = await asyncio.to_thread(self._desk.inbox.take, key, body, f"{place.team}:{place.user}")
        self._known.add(key)
        if is_first:
            request = AsyncBoltRequest(body=body, mode="socket_mode", context={KEY: key})
            await self._app.async_dispatch(request)


async def _ask(desk: "Desk", digest: Digest, incoming: Incoming) -> None:
    """Ask a digest's question in a new thread of its channel, about the data of the thread in which it was wanted."""
    asked_in = digest.place
    threads = desk.assistant.threads
    where = Place(asked_in.team, asked_in.channel, "", asked_in.user, is_direct=asked_in.is_direct)

    def prepare(place: Place) -> None:
        data = threads.data_of(asked_in.thread, asked_in.owner)
        if data is None or place.owner != asked_in.owner:  # moved to a direct message: a channel's data stays there
            return
        threads.attach_data(place.thread, data, place.owner)
        if columns := threads.columns_of(asked_in.thread, asked_in.owner):
            threads.say_columns(place.thread, columns, data, place.owner)

    shown = f"*Digest*, {escaped(digest.schedule.words)}: {escaped(digest.question)}"
    question = await asyncio.to_thread(_question, desk, digest)
    await answer_elsewhere(desk, incoming, where, question, shown, prepare=prepare)


def _question(desk: "Desk", digest: Digest) -> str:
    """Return what is asked; as it was said where the data can't be read, which the answer then says."""
    threads, toolbox, place = desk.assistant.threads, desk.assistant.toolbox, digest.place
    columns = threads.columns_of(place.thread, place.owner) or toolbox.settings.columns
    try:
        data = threads.data_of(place.thread, place.owner) or toolbox.data
        return questions_of(digest.question, kpis_of(list(toolbox.context.current.targets), data, columns))
    except AdroitError:
        return digest.question


def _directly(client: AsyncWebClient, user: str) -> Callable[..., Any]:
    """Return what tells a person directly why their digest does not come."""

    async def respond(*, text: str, **_more: Any) -> None:
        opened = await client.conversations_open(users=user)
        await client.chat_postMessage(channel=opened["channel"]["id"], text=f"A digest of yours: {text}")

    return respond


def _keep(book: DigestBook, place: Place, carried: dict[str, str]) -> str:
    schedule = Schedule(carried.get("rule", ""), carried.get("words", ""), carried.get("zone", ""))
    try:
        first = _local(schedule, book.now)
        book.add(carried["id"], place, schedule, carried["question"])
    except (StorageError, KeyError, ValueError):
        return "That could not be kept now. Say it once more."
    return f"*Yes.* The first time: {first}. To end it: `delete digest {carried['id']}`"


def _listed(book: DigestBook, place: Place) -> str:
    found = [d for d in book.seen_by(place) if d.place.channel == place.channel or place.is_direct]
    if not found:
        return f"There are no digests here. {USAGE}"
    lines = [
        f"• `{d.id}` {escaped(d.words)}{'' if d.place.channel == place.channel else f' in <#{d.place.channel}>'}, "
        f"next {_local(d.schedule, book.now)}"
        for d in found
    ]
    return "\n".join([*lines, f"To end one: `delete digest {found[0].id}`"])


def _deleted(book: DigestBook, place: Place, id_: str) -> str:
    digest = next((d for d in book.seen_by(place) if d.id == id_), None)
    if digest is None:
        return f"There is no digest `{id_}` here. `digests` lists them."
    book.delete(id_)
    return f"Deleted: {escaped(digest.words)}"


async def _zone(desk: "Desk", user: str, client: AsyncWebClient) -> str:
    """Return whose clock counts: the workspace's, where one is set, else the person's own in Slack, else UTC."""
    if known := desk.assistant.toolbox.context.current.time_zone:
        return known
    try:
        found = str((await client.users_info(user=user))["user"].get("tz") or "")
    except SlackApiError:  # without the scope users:read
        return "UTC"
    return found if found in available_timezones() else "UTC"


def _local(schedule: Schedule, now: datetime) -> str:
    moment = schedule.next(now).astimezone(ZoneInfo(schedule.zone))
    return f"{moment:%A} {moment.day} {moment:%B %Y}, {moment.hour}:{moment:%M}"


def _book(desk: "Desk") -> DigestBook:
    return DigestBook(desk.assistant.threads.database)
