"""Kill -9 at random points of a turn: nothing shown is lost, nothing is done twice, the thread goes on.

    python -m evals.benchmarks.crash --points 500

Every trial is a process of its own with a real SQLite database; it is killed after a random time, and another process
opens what it left behind (`crash_turns.Conversation.check` says what is looked at). POSIX only.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.benchmarks.crash_turns import Conversation

QUESTIONS = ("the first question", "the second question")


@dataclass(frozen=True)
class Trial:
    """One kill.

    Attributes:
        progress: how many events had been shown.
        seconds: how long after the event that it waited for.
        is_finished: both answers were there before the kill.
        problems: what was lost, repeated or broken.
    """

    progress: int
    seconds: float
    is_finished: bool
    problems: list[str]


def run(points: int, seed: int, folder: Path) -> list[Trial]:
    """Kill a conversation at that many random points; must run in a process without other threads."""
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    events, longest = _whole(folder / "whole")
    trials = []
    for number in range(points):
        conversation = Conversation.begin(folder / f"trial-{number}")
        # Which event is waited for and how long after it: as even over the turn on a busy machine as on an idle one.
        event, seconds = chance.randrange(events), chance.uniform(0, 2 * longest / events)
        _kill_after(conversation, event, seconds)
        shown = conversation.shown()
        finished = sum(event["kind"] == "answer" for event in shown) == len(QUESTIONS)
        trials.append(Trial(len(shown), round(seconds, 4), finished, _in_child(conversation.check)))
    return trials


def _whole(folder: Path) -> tuple[int, float]:
    """Return how many events the conversation has when nobody kills it, and how long it takes.

    It is held here first, so that the processes forked from this one need not import anything.
    """
    _timed(Conversation.begin(folder / "first"))
    whole = Conversation.begin(folder / "whole")
    took = float(_in_child(lambda: [str(_timed(whole))])[0])
    return len(whole.shown()), took


def _timed(conversation: Conversation) -> float:
    assistant = conversation.assistant()
    start = time.perf_counter()
    for question in QUESTIONS:
        conversation.talk(assistant, question)
    took = time.perf_counter() - start
    assistant.threads.close()
    return took


def _kill_after(conversation: Conversation, event: int, seconds: float) -> None:
    """Hold the conversation in a process of its own and kill it so long after it has shown so many events."""
    child = os.fork()
    if child == 0:
        _timed(conversation)
        os._exit(0)
    runs = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while len(conversation.shown()) < event and os.waitid(os.P_PID, child, runs) is None:
        time.sleep(0.0005)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _in_child(work: Callable[[], list[str]]) -> list[str]:
    """Return what a function gives in a process of its own, which shares nothing with the one that was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the trial's result
            result = [f"{type(error).__name__}: {error}"]
        with os.fdopen(writing, "w") as file:
            json.dump(result, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        said = file.read()
    os.waitpid(child, 0)
    return list(json.loads(said))


def main() -> None:
    """Run the trials and print what was found, as JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="adroit-crash-") as folder:
        trials = run(given.points, given.seed, Path(folder))
    if given.json:
        print(json.dumps([asdict(trial) for trial in trials]))
    else:
        bad = [trial for trial in trials if trial.problems]
        cut = Counter(trial.progress for trial in trials if not trial.is_finished)
        print(
            f"{len(trials)} kills, {sum(cut.values())} of them before the end, in {time.perf_counter() - start:.0f} s"
        )
        print(f"events shown before the kill: {dict(sorted(cut.items()))}")
        print(f"trials in which anything was lost, repeated or broken: {len(bad)}")
        for trial in bad:
            print(trial)
    sys.exit(any(trial.problems for trial in trials))


if __name__ == "__main__":
    main()
