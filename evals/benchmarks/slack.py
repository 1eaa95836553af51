"""The Slack process under load: how soon it shows a sign, how many it answers at once, what it loses and repeats.

    python -m evals.benchmarks.slack

`adroit slack` runs as a process of its own, with the offline planner, against the Slack of the tests in this one (real
HTTP and a real WebSocket on loopback), so it is run from the repository. It is killed (SIGKILL) in the middle of the
events and started again. `--json` prints figures for programs; `--events 200` makes it shorter.
"""

import argparse
import asyncio
import contextlib
import importlib
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SETTINGS = 'model = "offline"\n[slack]\nport = 0\nlease_seconds = 2\n'
_TOKENS = {"SLACK_BOT_TOKEN": "xoxb-benchmark-token", "SLACK_APP_TOKEN": "xapp-benchmark-token"}
_SLACK_WAITS = 3.0
"""Seconds after which Slack repeats what was not acknowledged."""
_RETRIES = 3
_AT_ONCE = 16
_MANY = 200
"""With fewer events everything else is measured more briefly too."""
_SIGNS = {"assistant.threads.setStatus", "chat.postMessage", "chat.startStream"}


@dataclass
class Program:
    """`adroit slack` as a process."""

    slack: Any
    folder: Path
    running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        before = self.slack.connections
        environment = {**os.environ, **_TOKENS, "SLACK_API_URL": f"{self.slack.url}/api/"}
        self.running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agent.start", "--workspace", str(self.folder), "slack",
            env=environment, stderr=(self.folder / "slack.log").open("ab"),
        )  # fmt: skip
        await _until(lambda: self.slack.connections > before)

    async def end(self, sent: int) -> None:
        """Send a signal and wait until it is gone."""
        if self.running is not None and self.running.returncode is None:
            self.running.send_signal(sent)
            await self.running.wait()
        await _until(lambda: not self.slack.sockets)

    def computed(self) -> float:
        """Return the seconds of processor time it took so far; nan where the system does not tell."""
        assert self.running is not None  # noqa: S101 - started before
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{self.running.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return float("nan")

    def memory(self) -> float:
        """Return what it holds now, in MB; nan where the system does not tell."""
        assert self.running is not None  # noqa: S101 - started before
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.running.pid}/status").read_text("utf-8").splitlines():
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return float("nan")


@dataclass
class Figures:
    """What was measured; times in seconds."""

    first_sign: list[float] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    computed: float = float("nan")
    acknowledged: list[float] = field(default_factory=list)
    events: int = 0
    deliveries: int = 0
    drops: int = 0
    lost: int = 0
    repeated: int = 0
    mixed: int = 0
    events_seconds: float = 0.0
    streams: int = 0
    streams_open: int = 0
    streams_lost: int = 0
    failures: int = 0

    def summary(self) -> dict[str, Any]:
        """Return the figures as they are quoted."""
        return {
            "first sign, ms, median / p99": _ms(self.first_sign),
            "50 threads at once, s, median / p95": [round(_at(self.at_once, q), 2) for q in (0.5, 0.95)],
            "processor time for 50 answers, s": round(self.computed, 2),
            "memory after each round of 50, MB": [round(mb) for mb in self.memory],
            "acknowledged, ms, median / p99": _ms(self.acknowledged),
            "events": self.events,
            "deliveries": self.deliveries,
            "sockets dropped": self.drops,
            "answers lost": self.lost,
            "answers repeated": self.repeated,
            "answers mixed": self.mixed,
            "events a second": round(self.events / self.events_seconds, 1) if self.events_seconds else None,
            "streams": self.streams,
            "failures injected": self.failures,
            "streams left open": self.streams_open,
            "streamed answers not whole": self.streams_lost,
        }


class Load:
    """Asks, and looks at what came of it."""

    def __init__(self, slack: Any, program: Program, dice: random.Random) -> None:
        self.slack, self.program, self.dice = slack, program, dice
        self._asked = 0
        self.wanted: dict[str, str] = {}
        self.sent_at: dict[str, float] = {}
        self.drops = 0
        self.deliveries = 0

    def event(self) -> dict[str, Any]:
        """Return a new question by a person of its own, whose answer has a figure of its own."""
        self._asked += 1
        ts = self.slack.ts()
        spend = 10_000 + 10 * self._asked
        self.wanted[ts] = f"${spend / 1000:.2f}"
        text = f"<@UBOT> spent ${spend:,} for 1,000 sales, what is our CPA?"
        return {"type": "app_mention", "channel": "C1", "user": f"U{self._asked}", "text": text, "ts": ts}

    async def deliver(self, event: dict[str, Any], *, retry: int = 0) -> None:
        """Deliver an event as Slack does: again, until it is acknowledged, at most three times."""
        self.sent_at.setdefault(event["ts"], time.monotonic())
        for again in range(retry, retry + _RETRIES + 1):
            self.deliveries += 1
            try:
                await asyncio.wait_for(self.slack.event(event, event_id=f"Ev{event['ts']}", retry=again), _SLACK_WAITS)
            except (TimeoutError, ConnectionError, StopIteration, RuntimeError):
                await asyncio.sleep(0.5)  # Slack waits up to five minutes before the last; here a restart is shorter
            else:
                return

    async def answered(self, ts: Sequence[str], seconds: float) -> None:
        """Wait until every question has an answer, or the time is over."""
        await _until(lambda: all(self.answers(each) for each in ts), seconds)

    def answers(self, ts: str) -> list[Any]:
        """Return the whole answers in a thread."""
        return [m for m in self.slack.in_thread(ts) if not m.is_streaming and "CPA" in m.shown]


async def _taken_up(service: Any, load: Load, asked: Sequence[str], seconds: float = 60) -> None:
    """Let what Slack did not take be sent again, until every question has an answer."""
    until = time.monotonic() + seconds
    while not all(load.answers(ts) for ts in asked) and time.monotonic() < until:
        await service.caretaker.look()
        await asyncio.sleep(0.5)
    await _until(lambda: not service.desk.is_busy)


async def _until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so, or the time is over."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:  # noqa: ASYNC110 - another process sets no event
        await asyncio.sleep(0.02)


async def measure_first_sign(load: Load, figures: Figures, count: int) -> None:
    """One question after the other: how long after the event is anything to be seen?"""
    await load.deliver(warm := load.event())
    await load.answered([warm["ts"]], 60)
    for _ in range(count):
        event = load.event()
        seen = len(load.slack.calls)
        sent = time.monotonic()
        await load.deliver(event)
        await load.answered([event["ts"]], 30)
        signs = [
            at
            for (method, given), at in zip(load.slack.calls[seen:], load.slack.called_at[seen:], strict=True)
            if method in _SIGNS and given.get("thread_ts") == event["ts"]
        ]
        figures.first_sign.append(signs[0] - sent)


async def measure_at_once(load: Load, figures: Figures, rounds: int) -> None:
    """Fifty threads ask at the same moment, several times over."""
    before = load.program.computed()
    for _ in range(rounds):
        events = [load.event() for _ in range(50)]
        await asyncio.gather(*(load.deliver(event) for event in events))
        await load.answered([event["ts"] for event in events], 120)
        figures.at_once += [
            load.answers(e["ts"])[0].at - load.sent_at[e["ts"]] for e in events if load.answers(e["ts"])
        ]
        figures.memory.append(load.program.memory())
    figures.computed = (load.program.computed() - before) / rounds


async def measure_events(load: Load, figures: Figures, count: int) -> None:
    """Many events, a tenth delivered again (at once, later, after the kill), some while the socket is cut."""
    started = time.monotonic()
    events = [load.event() for _ in range(count)]
    again = set(load.dice.sample(range(count), count // 10))
    drops = set(load.dice.sample(range(count), count // 50))
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> None:
        async with room:
            deliveries = [load.deliver(events[number])]
            if number in again and number % 2:
                deliveries.append(load.deliver(events[number], retry=1))
            if number in drops:
                load.drops += 1
                deliveries.append(load.slack.drop_sockets())
            await asyncio.gather(*deliveries)

    half = count // 2
    first = asyncio.gather(*(one(number) for number in range(half)))
    await first
    await load.program.end(signal.SIGKILL)  # with what it was answering
    await load.program.start()
    await asyncio.gather(*(load.deliver(events[n], retry=1) for n in again if n < half and n % 2 == 0))
    await asyncio.gather(*(one(number) for number in range(half, count)))
    await asyncio.gather(*(load.deliver(events[n], retry=2) for n in again if n >= half and n % 2 == 0))
    asked = [event["ts"] for event in events]
    await load.answered(asked, 120)
    figures.events_seconds = time.monotonic() - started
    await asyncio.sleep(3)  # whatever would be repeated comes within a lease
    figures.events, figures.drops = count, load.drops
    figures.lost = sum(not load.answers(ts) for ts in asked)
    figures.repeated = sum(len(load.answers(ts)) > 1 for ts in asked)
    figures.mixed = sum(load.wanted[ts] not in m.shown for ts in load.wanted for m in load.answers(ts))


async def measure_streams(slack: Any, figures: Figures, folder: Path, dice: random.Random, count: int) -> None:
    """Streamed answers, while Slack refuses one call in four (429, 503, its own errors)."""
    from agent.answer import Answer
    from agent.assistant import Assistant
    from agent.channels.slack import delivery
    from agent.channels.slack.running import SlackService
    from agent.channels.slack.settings import SlackSettings, SlackTokens
    from agent.events import CheckedText
    from agent.settings import Settings
    from agent.threads import Threads
    from agent.workspace import Workspace

    failure = importlib.import_module("tests.agent.channels.slack.fake_slack").Failure
    kinds = [failure(429, "ratelimited", "0"), failure(503, "service_unavailable"), failure(200, "internal_error")]
    text = " ".join(f"Sentence {n} of an answer that grows." for n in range(60))

    class Growing(Assistant):
        def stream(self, message: str, **_more: Any) -> Any:
            words = f"CPA {message}. {text}"
            yield from (CheckedText(words[:end]) for end in range(200, len(words), 400))
            yield Answer(text=words)

    delivery._BUFFER = 200  # noqa: SLF001 - more calls than in daily use, so that more of them fail
    settings = Settings(model="offline", slack=SlackSettings(port=0))
    workspace = Workspace(folder, is_configured=True)
    assistant = Growing.open(workspace, settings, threads=Threads.open(workspace, settings))
    tokens = SlackTokens("xoxb-benchmark-token", "xapp-benchmark-token", "", f"{slack.url}/api/")
    load = Load(slack, Program(slack, folder), dice)
    async with SlackService(assistant, settings.slack, tokens) as service:
        for start in range(0, count, 20):
            events = [{**load.event(), "user": f"V{start + n}"} for n in range(20)]
            for method in ("chat.startStream", "chat.appendStream", "chat.stopStream", "chat.postMessage"):
                chosen = [dice.choice(kinds) for _ in range(15)]
                slack.fail(method, *chosen)
                figures.failures += len(chosen)
            await asyncio.gather(*(load.deliver(event) for event in events))
            await _until(lambda: service.desk.is_busy, 5)
            await _until(lambda: not service.desk.is_busy)
            for method in list(slack.failing):
                figures.failures -= len(slack.failing[method])
                slack.failing[method].clear()
            await _taken_up(service, load, [event["ts"] for event in events])
            for event in events:
                wanted = event["text"].partition("> ")[2]
                whole = [m for m in load.answers(event["ts"]) if "Sentence 59" in m.shown and wanted in m.shown]
                figures.streams_lost += len(whole) != 1
    figures.streams = count
    figures.streams_open = len(slack.open_streams)


@contextlib.asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[tuple[Any, Program]]:
    fake = importlib.import_module("tests.agent.channels.slack.fake_slack")
    async with fake.FakeSlack().serving() as slack:
        program = Program(slack, folder)
        try:
            yield slack, program
        finally:
            await program.end(signal.SIGKILL)


async def run(events: int, seed: int, folder: Path) -> Figures:
    """Measure everything."""
    figures, dice = Figures(), random.Random(seed)  # noqa: S311 - a benchmark's own dice
    (folder / "adroit.toml").write_text(_SETTINGS, "utf-8")
    async with _opened(folder) as (slack, program):
        await program.start()
        load = Load(slack, program, dice)
        _at_work("first signs")
        await measure_first_sign(load, figures, 40 if events >= _MANY else 5)
        _at_work("fifty at once")
        await measure_at_once(load, figures, 4 if events >= _MANY else 1)
        _at_work("events")
        await measure_events(load, figures, events)
        figures.deliveries = load.deliveries
        figures.acknowledged = list(slack.acknowledged)
        await program.end(signal.SIGTERM)
    streaming = folder / "streams"
    streaming.mkdir()
    async with _opened(streaming) as (slack, _):
        _at_work("streams")
        await measure_streams(slack, figures, streaming, dice, min(200, events // 20 * 20))
    return figures


def _at_work(part: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {part}", file=sys.stderr, flush=True)


def _at(values: Sequence[float], quantile: float) -> float:
    if not values:
        return float("nan")
    return sorted(values)[min(len(values) - 1, int(quantile * len(values)))]


def _ms(values: Sequence[float]) -> list[float]:
    middle = statistics.median(values) if values else float("nan")
    return [round(1000 * middle, 1), round(1000 * _at(values, 0.99), 1)]


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="adroit-slack-") as folder:
        figures = asyncio.run(run(given.events, given.seed, Path(folder)))
    summary = figures.summary()
    if given.json:
        print(json.dumps(summary, indent=2))
    else:
        width = max(map(len, summary))
        print("\n".join(f"{name:<{width}}  {value}" for name, value in summary.items()))
        print("load", os.getloadavg())
    sys.exit(bool(figures.lost or figures.repeated or figures.mixed or figures.streams_open or figures.streams_lost))


if __name__ == "__main__":
    main()
