"""Answers what is asked in Slack: one turn at a time in a thread, several threads at once, each in a worker thread."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from slack_sdk.errors import SlackClientError

from agent.answer import Answer
from agent.channels.slack.access import Access
from agent.channels.slack.asks import Ask, Place
from agent.channels.slack.blocks import Message, confirmation, footer, messages_of, reference, section
from agent.channels.slack.delivery import Delivery, told
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.mrkdwn import escaped
from agent.errors import AdroitError
from agent.events import CheckedText, ConfirmationNeeded, Event, ToolActivity
from agent.log import ErrorLog

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from agent.assistant import Assistant

_LOG = logging.getLogger(__name__)
_FAULT = "Something went wrong inside Adroit. It is written down; the conversation goes on, so ask again."

Turn = Callable[[], Iterator[Event]]
Enclosures = Callable[["AsyncWebClient", Place, Answer], Awaitable[None]]
"""Sends what an answer brings along: charts and documents."""


class Desk:
    """Takes questions and sees them answered.

    Args:
        assistant: opened once for all threads.
        at_once: how many turns run at a time; the others wait in the order they came.
        enclose: sends charts and files after an answer.
    """

    def __init__(
        self, assistant: "Assistant", inbox: Inbox, access: Access, *, at_once: int, enclose: Enclosures | None = None
    ) -> None:
        self.assistant = assistant
        self.inbox = inbox
        self.access = access
        self._enclose = enclose
        self._log = ErrorLog(assistant.toolbox.workspace.hidden / "log")
        self._workers = ThreadPoolExecutor(at_once, thread_name_prefix="slack-turn")
        self._room = asyncio.Semaphore(at_once)
        self._threads: defaultdict[str, _Queue] = defaultdict(_Queue)
        self._running: set[asyncio.Task[None]] = set()

    async def answer(self, ask: Ask, client: "AsyncWebClient", *, in_message: str = "") -> None:
        """Answer a question in its thread, after those asked there before.

        Args:
            ask: the question.
            client: how Slack is called.
            in_message: the message in which a process that ended had begun the answer.
        """
        place = ask.place
        person = f"{place.team}:{place.user}"
        if refusal := await asyncio.to_thread(self.access.refusal, person):
            await self._say(client, place, refusal)
            await asyncio.to_thread(self.inbox.done, ask.key)
            return
        await self._turn(
            lambda: self.assistant.stream(ask.text, thread=place.thread, user=place.owner),
            place, client, ask.key, in_message,
        )  # fmt: skip

    async def resume(self, place: Place, question: str, client: "AsyncWebClient", *, approved: bool, key: str) -> None:
        """Go on with a turn that waits for a yes or a no."""
        await self._turn(
            lambda: self.assistant.resume(place.thread, question, approved, user=place.owner), place, client, key
        )

    @property
    def is_busy(self) -> bool:
        """Whether a turn runs or waits."""
        return bool(self._running)

    async def finish(self, seconds: float) -> None:
        """Wait so long for the turns that run, then let go of them."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, begin: Turn, place: Place, client: "AsyncWebClient", key: str, in_message: str = "") -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        delivery = Delivery(client, place, lambda ts: self._began(key, place, ts), in_message)
        await delivery.begin()
        cost: Decimal | None = None
        try:
            async with self._in_turn(place.thread):
                last = await self._shown(begin, delivery)
                cost = await self._ended(last, place, client, delivery)
        except SlackClientError as error:  # Slack is out of reach: the answer is kept, and sent a little later
            _LOG.warning("an answer could not be shown: %s", told(error))
            await asyncio.to_thread(self.inbox.give_back, key)
            return
        finally:
            await delivery.close()
        await asyncio.to_thread(self.inbox.done, key, cost)

    async def _began(self, key: str, place: Place, ts: str) -> None:
        await asyncio.to_thread(self.inbox.began, key, place.channel, ts)

    async def _shown(self, begin: Turn, delivery: Delivery) -> Answer | ConfirmationNeeded | str:
        """Show a turn's events and return the last; a sentence when there is none."""
        last: Answer | ConfirmationNeeded | str = _FAULT
        try:
            async for event in self._events(begin):
                if isinstance(event, ToolActivity | CheckedText):
                    await delivery.show(event)
                else:
                    last = event
        except AdroitError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - written down; whoever asked gets a sentence
            self._log.keep(error, doing="a turn in Slack")
        return last

    async def _ended(
        self, last: Answer | ConfirmationNeeded | str, place: Place, client: "AsyncWebClient", delivery: Delivery
    ) -> Decimal | None:
        if isinstance(last, str):
            await delivery.replace([Message(last, [section(escaped(last))])])
            return None
        if isinstance(last, ConfirmationNeeded):
            carried = reference(question=last.id, thread_ts=place.thread_ts, user=place.user)
            await delivery.replace([confirmation(last, carried)])
            return None
        await delivery.finish(last, footer(last, reference(thread_ts=place.thread_ts, user=place.user)))
        if self._enclose is not None:
            await self._enclose(client, place, last)
        return last.usage.cost if last.usage else None

    async def _say(self, client: "AsyncWebClient", place: Place, text: str) -> None:
        for message in messages_of(escaped(text)):
            await client.chat_postMessage(
                channel=place.channel, thread_ts=place.thread_ts, text=message.text, blocks=message.blocks
            )

    @asynccontextmanager
    async def _in_turn(self, thread: str) -> AsyncIterator[None]:
        """Wait until the thread's earlier questions are answered and a worker is free."""
        queue = self._threads[thread]
        queue.waiting += 1
        try:
            async with queue.lock, self._room:
                yield
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                self._threads.pop(thread, None)

    async def _events(self, begin: Turn) -> AsyncIterator[Event]:
        """Yield the events of a turn that runs in a worker thread."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()

        def put(item: Event | BaseException | None) -> None:
            loop.call_soon_threadsafe(arrived.put_nowait, item)

        def run() -> None:
            try:
                for event in begin():
                    put(event)
            except BaseException as error:  # noqa: BLE001 - raised where the turn is listened to
                put(error)
            else:
                put(None)

        self._workers.submit(run)
        while (item := await arrived.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item


class _Queue:
    """The questions of one thread that wait for each other."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
