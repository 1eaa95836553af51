"""Answers what is asked in Slack: one turn at a time in a thread, several threads at once, each in a worker thread."""

import asyncio
import contextlib
import logging
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from agent.answer import Answer
from agent.channels.slack.access import Access
from agent.channels.slack.asks import Ask, Place
from agent.channels.slack.blocks import Block, Message, confirmation, footer, messages_of, reference, section
from agent.channels.slack.brief_form import edit_buttons
from agent.channels.slack.delivery import FAILURES, Delivery, is_passing, told
from agent.channels.slack.inbox import Inbox
from agent.channels.slack.mrkdwn import escaped
from agent.channels.slack.prompts import set_title
from agent.errors import AdroitError
from agent.events import CheckedText, ConfirmationNeeded, Event, ToolActivity
from agent.log import ErrorLog
from agent.threads.records import Turn, title_of

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from agent.assistant import Assistant

_LOG = logging.getLogger(__name__)
_FAULT = "Something went wrong inside Adroit. It is written down; the conversation goes on, so ask again."

Run = Callable[[], Iterator[Event]]
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
        self._at_work = 0
        self._lock = threading.Lock()

    async def answer(self, ask: Ask, client: "AsyncWebClient", *, in_message: str = "") -> None:
        """Answer a question in its thread, after those asked there before.

        Args:
            ask: the question.
            client: how Slack is called.
            in_message: the message in which a process that ended had begun the answer.
        """
        place = ask.place
        refusal = await asyncio.to_thread(self.access.refusal, f"{place.team}:{place.user}")
        delivery = Delivery(client, place, lambda ts: self._began(ask.key, place, ts), in_message)
        if refusal:
            await self._seen_to(self._refused(delivery, refusal), delivery, ask.key)
            return

        def begin() -> Iterator[Event]:
            return self.assistant.stream(ask.text, thread=place.thread, user=place.owner)

        await self._seen_to(self._turn(begin, place, delivery, ask.key), delivery, ask.key)

    async def resume(self, place: Place, question: str, client: "AsyncWebClient", *, approved: bool, key: str) -> None:
        """Go on with a turn that waits for a yes or a no."""

        def begin() -> Iterator[Event]:
            return self.assistant.resume(place.thread, question, approved, user=place.owner)

        delivery = Delivery(client, place, lambda ts: self._began(key, place, ts))
        await self._seen_to(self._turn(begin, place, delivery, key), delivery, key)

    @property
    def is_busy(self) -> bool:
        """Whether a turn runs or waits."""
        return bool(self._running)

    @property
    def has_workers(self) -> bool:
        """Whether a worker is still busy with a turn that was let go of: it can't be stopped, only left behind."""
        return self._at_work > 0

    def let_go(self) -> None:
        """End the turns that run; they stay in the inbox."""
        for task in self._running:
            task.cancel()

    async def finish(self, seconds: float) -> None:
        """Wait so long for the turns that run, then let go of them."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        self.let_go()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _seen_to(self, turn: "Coroutine[Any, Any, Decimal | None]", delivery: Delivery, key: str) -> None:
        """See a turn to its end; what Slack does not take now is sent later, whatever else fails is written down."""
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        cost: Decimal | None = None
        try:
            cost = await turn
        except FAILURES as error:
            _LOG.warning("an answer could not be shown: %s", told(error))
            if is_passing(error):
                await asyncio.to_thread(self.inbox.give_back, key)
                return
        except Exception as error:  # noqa: BLE001 - written down; asked again, it would only fail again
            self._log.keep(error, doing="showing an answer in Slack")
        finally:
            await delivery.close()
        await asyncio.to_thread(self.inbox.done, key, cost)

    async def _refused(self, delivery: Delivery, refusal: str) -> None:
        await delivery.replace(messages_of(escaped(refusal)))

    async def _turn(self, begin: Run, place: Place, delivery: Delivery, key: str) -> Decimal | None:
        """Show a turn, and return what it cost."""
        await delivery.begin()
        async with self._in_turn(place.thread):
            last = await asyncio.to_thread(self._kept, place, key) or await self._shown(begin, delivery)
            if not isinstance(last, Answer):
                await self._asked_back(last, place, delivery)
                return None
            turn = await asyncio.to_thread(self._turn_of, place, last)
            if turn is not None:
                await self._noted(self.inbox.answered, key, turn.message_id)
            await self._answered(last, turn, place, delivery)
            return last.usage.cost if last.usage else None

    def _kept(self, place: Place, key: str) -> Answer | None:
        """Return an answer that was found before and not shown: nothing is asked or written a second time."""
        try:
            message_id = self.inbox.answer_of(key)
            turns = self.assistant.threads.turns(place.thread, place.owner) if message_id else ()
        except AdroitError:
            return None
        return next((turn.read_answer() for turn in turns if turn.message_id == message_id), None)

    async def _began(self, key: str, place: Place, ts: str) -> None:
        await self._noted(self.inbox.began, key, place.channel, ts)

    async def _noted(self, note: Callable[..., None], *values: str) -> None:
        """Note how far an answer came; without the note it is only found or begun anew after a death."""
        try:
            await asyncio.to_thread(note, *values)
        except AdroitError as error:
            _LOG.warning("how far an answer came was not noted: %s", error)

    async def _shown(self, begin: Run, delivery: Delivery) -> Answer | ConfirmationNeeded | str:
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

    async def _asked_back(self, last: ConfirmationNeeded | str, place: Place, delivery: Delivery) -> None:
        if isinstance(last, str):
            await delivery.replace([Message(last, [section(escaped(last))])])
            return
        carried = reference(question=last.id, thread_ts=place.thread_ts, user=place.user)
        await delivery.replace([confirmation(last, carried)])

    async def _answered(self, answer: Answer, turn: Turn | None, place: Place, delivery: Delivery) -> None:
        carried = reference(thread_ts=place.thread_ts, user=place.user, turn=turn.message_id if turn else "")
        editing = await asyncio.to_thread(self._editing, answer, place)
        await delivery.finish(answer, [*footer(answer, carried), *editing])
        if turn is not None and turn.number == 1 and place.is_direct:
            await set_title(delivery.client, place, title_of(turn.question))
        if self._enclose is not None:
            await self._enclose(delivery.client, place, answer)

    def _editing(self, answer: Answer, place: Place) -> list[Block]:
        try:
            return edit_buttons(answer, self.assistant.toolbox.workspace.briefs, place.thread_ts)
        except AdroitError:  # the brief is gone again
            return []

    def _turn_of(self, place: Place, answer: Answer) -> Turn | None:
        """Return the turn that an answer was given in, as it was kept; None when it can't be read now."""
        try:
            turns = self.assistant.threads.turns(place.thread, place.owner)
        except AdroitError:
            return None
        return next((turn for turn in reversed(turns) if turn.shown == answer.text), None)

    @contextlib.asynccontextmanager
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

    async def _events(self, begin: Run) -> AsyncIterator[Event]:
        """Yield the events of a turn that runs in a worker thread."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()

        def put(item: Event | BaseException | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(arrived.put_nowait, item)

        def run() -> None:
            try:
                for event in begin():
                    put(event)
            except BaseException as error:  # noqa: BLE001 - raised where the turn is listened to
                put(error)
            else:
                put(None)

        with self._lock:
            self._at_work += 1
        self._workers.submit(run).add_done_callback(self._rested)
        while (item := await arrived.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _rested(self, _run: object) -> None:
        with self._lock:
            self._at_work -= 1


class _Queue:
    """The questions of one thread that wait for each other."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
