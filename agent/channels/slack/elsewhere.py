"""Answers what was not asked in a message but by a command, a shortcut or the clock: who may ask, and where."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackClientError

from agent.channels.slack.asks import Ask, Place
from agent.channels.slack.deliveries import KEY, MESSAGE
from agent.channels.slack.delivery import told
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.opening import begin_thread, thread_begun, with_thread

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from agent.channels.slack.desk import Desk

_LOG = logging.getLogger(__name__)
NOT_HERE = "Adroit does not answer you here. Ask whoever looks after it."
NOWHERE = (
    "I can write neither here nor to you directly. Invite me to the channel, or ask whoever looks after me to give me "
    "the scope im:write."
)
ELSEWHERE = (
    "I am not a member of this conversation, so I answer you in a direct message. To have answers here, invite me."
)

Respond = Callable[..., Awaitable[Any]]
"""Says something that only the person who gave a command, or used a shortcut, sees."""

Prepare = Callable[[Place], None]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A delivery that is no message: a command, a shortcut."""

    body: Mapping[str, Any]
    context: Mapping[str, Any]
    client: "AsyncWebClient"
    respond: Respond

    @property
    def key(self) -> str:
        """What the inbox knows it by."""
        return str(self.context.get(KEY) or "")


async def answer_elsewhere(
    desk: "Desk", incoming: Incoming, where: Place, question: str, shown: str, *, prepare: Prepare | None = None
) -> None:
    """Answer what was not asked in a message, in a thread that is begun for it.

    Args:
        desk: answers.
        incoming: the delivery.
        where: the channel it was asked from and who asked; with a `thread_ts`, the thread to answer in.
        question: for the assistant.
        shown: what others read of it, in mrkdwn.
        prepare: called with the thread before the question is asked in it.
    """
    if refused := await refusal_of(desk, where):
        await tell(incoming.respond, refused)
        await asyncio.to_thread(desk.inbox.done, incoming.key)
        return
    try:
        place = thread_begun(incoming.body, where) or await begin_thread(incoming.client, where, shown)
    except SlackClientError as error:
        _LOG.warning("a thread could not be begun: %s", told(error))
        await asyncio.to_thread(desk.inbox.give_back, incoming.key)
        return
    if place is None:
        await tell(incoming.respond, NOWHERE)
        await asyncio.to_thread(desk.inbox.done, incoming.key)
        return
    await asyncio.to_thread(desk.inbox.amend, incoming.key, with_thread(incoming.body, place))
    if place.channel != where.channel:
        await tell(incoming.respond, ELSEWHERE)
    if prepare is not None:
        await asyncio.to_thread(prepare, place)
    begun = str(incoming.context.get(MESSAGE) or "")
    await desk.answer(Ask(place, question, incoming.key), incoming.client, in_message=begun)


async def refusal_of(desk: "Desk", place: Place) -> str:
    """Return why somebody is not served now; empty when they are."""
    if not desk.access.may_ask(place):
        return NOT_HERE
    return await asyncio.to_thread(desk.access.refusal, f"{place.team}:{place.user}")


async def tell(respond: Respond, text: str) -> None:
    """Say something to one person; when that can't be said, the work goes on."""
    try:
        await respond(text=escaped(text), response_type="ephemeral", replace_original=False)
    except (SlackClientError, OSError, ValueError) as error:
        _LOG.info("nothing could be said to one person: %s", told(error))
