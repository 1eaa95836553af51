"""How well the offline planner reads requests: the right tools with the right arguments, or the right sort of reply.

    python -m evals.benchmarks.planner               accuracy on each file of requests, by tool and chapter
    python -m evals.benchmarks.planner --misses      what was read wrongly among the development requests
    python -m evals.benchmarks.planner --held-back   the same for those that were held back at first
    python -m evals.benchmarks.planner --file FILE   the same for requests of another file, which nobody tuned on

The planner is tuned on all three files by now. Those held back at first were written by someone who saw the tools'
inputs and the guide, and not the planner; only requests that the planner's authors have not seen measure it. Each
request goes through the real planner, tools, guide and sample table, its thread first. A request counts as right when
every expected call is made with the arguments listed, and no other call but a look at the data before an explanation,
or a further search of the guide; numbers, changes and periods are compared by what they mean.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.errors import AdroitError
from agent.guide_tool import GuidePassages
from agent.offline.model import OfflineModel
from agent.settings import Settings
from agent.toolbox import Toolbox, result_of
from agent.workspace import Workspace
from evals.benchmarks.planner_matching import differences
from tools.data.samples import sample_path

DEVELOPMENT = Path(__file__).with_name("planner_requests.yaml")
VARIATIONS = Path(__file__).with_name("planner_variations.yaml")
HELD_BACK = Path(__file__).with_name("planner_held_back.yaml")
TODAY = date(2026, 5, 25)
"""The day after the sample table's last one, from which relative dates count."""
_MOST_ROUNDS = 6


@dataclass(frozen=True)
class Case:
    """One request with what should come of it.

    Attributes:
        thread: the user's earlier messages.
        expect: the calls, each with `tool` and the `arguments` that matter.
        reply: what sort of reply is right where there is no call: talk, capabilities, refusal or asks.
        asks_for: words of which the reply must hold one.
    """

    id: str
    message: str
    expect: Sequence[dict[str, Any]]
    chapter: str | None = None
    data: str = "none"
    thread: Sequence[str] = ()
    reply: str = ""
    asks_for: Sequence[str] = ()

    @property
    def kind(self) -> str:
        """The tools expected, or the sort of reply."""
        return " + ".join(sorted({e["tool"] for e in self.expect})) or self.reply


@dataclass
class Outcome:
    """What the planner did with one request.

    Attributes:
        calls: the calls of the last turn as (tool, arguments).
        covered: whether a search of the guide found something.
        seconds: spent in the planner for the last message, its tools left out.
    """

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    reply: str = ""
    text: str = ""
    covered: bool = False
    seconds: float = 0.0


def read_cases(path: Path = DEVELOPMENT) -> list[Case]:
    """Return the requests of a file."""
    return [Case(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


class Bench:
    """Runs requests through the planner and the tools of one throw-away workspace."""

    def __init__(self, folder: Path) -> None:
        workspace = Workspace(folder, is_configured=True)
        settings = Settings(model="offline")
        self.model = OfflineModel(today=TODAY)
        self._boxes = {
            "none": Toolbox(workspace, settings),
            "sample": Toolbox(workspace, settings, sample_path()),
        }

    def run(self, case: Case) -> Outcome:
        """Return what the planner does with a request after its thread."""
        messages: list[BaseMessage] = []
        outcome = Outcome()
        for said in (*case.thread, case.message):
            messages.append(HumanMessage(said))
            outcome = self._turn(messages, self._boxes[case.data])
        return outcome

    def _turn(self, messages: list[BaseMessage], box: Toolbox) -> Outcome:
        outcome = Outcome()
        for _ in range(_MOST_ROUNDS):
            began = time.perf_counter()
            answer = self.model.invoke(messages)
            outcome.seconds += time.perf_counter() - began
            messages.append(answer)
            if not isinstance(answer, AIMessage) or not answer.tool_calls:
                outcome.text = str(answer.text)
                outcome.reply = answer.response_metadata.get("reply", "")
                return outcome
            for call in answer.tool_calls:
                outcome.calls.append((call["name"], call["args"]))
                message = _called(box, call["name"], call["args"], str(call["id"]))
                messages.append(message)
                outcome.covered = outcome.covered or _is_covered(message)
        return outcome


def _called(box: Toolbox, name: str, arguments: dict[str, Any], call_id: str) -> ToolMessage:
    try:
        result = box.run(name, arguments)
    except AdroitError as error:
        return ToolMessage(str(error), tool_call_id=call_id, name=name, status="error")
    artifact = {"tool": name, "result": result.model_dump(mode="json")}
    return ToolMessage(result.render(), tool_call_id=call_id, name=name, artifact=artifact)


def _is_covered(message: ToolMessage) -> bool:
    found = result_of(message.artifact) if message.artifact else None
    return isinstance(found, GuidePassages) and found.covered


def what_is_wrong(case: Case, outcome: Outcome) -> str:
    """Return what differs from what is expected; empty when nothing does."""
    if case.expect:
        return _wrong_calls(case.expect, outcome)
    others = sorted({tool for tool, _ in outcome.calls if tool not in {"search_guide", "describe_data"}})
    refuses = case.reply == "refusal" and not others and not outcome.covered and outcome.reply in {"answer", "refusal"}
    if outcome.reply != case.reply and not refuses:
        return f"replies {outcome.reply} ({', '.join(t for t, _ in outcome.calls) or 'no call'}), not {case.reply}"
    if case.asks_for and not any(word.lower() in outcome.text.lower() for word in case.asks_for):
        return f"the reply holds none of {', '.join(case.asks_for)}"
    return ""


def is_right_by_either_tool(case: Case, outcome: Outcome) -> bool:
    """Return whether a request is right when the guide and `explain_kpi` may both say what a KPI means.

    The planner's rule is that `explain_kpi` says what one KPI is, and the guide how to use it.
    """
    explained = [{"tool": "search_guide"} if e["tool"] == "explain_kpi" else e for e in case.expect]
    looked_up = replace(
        outcome, calls=[("search_guide", {}) if t == "explain_kpi" else (t, a) for t, a in outcome.calls]
    )
    return bool(case.expect) and not _wrong_calls(explained, looked_up)


def _wrong_calls(expect: Sequence[dict[str, Any]], outcome: Outcome) -> str:
    left = list(outcome.calls)
    for expected in expect:
        found = [(differences(expected, call), call) for call in left if call[0] == expected["tool"]]
        if not found:
            made = ", ".join(f"{tool} {arguments}" for tool, arguments in outcome.calls) or f"none ({outcome.reply})"
            return f"no {expected['tool']}; calls: {made}"
        differs, call = min(found, key=lambda pair: len(pair[0]))
        if differs:
            return f"{expected['tool']}: {differs}"
        left.remove(call)
    tools = {e["tool"] for e in expect}
    looked_up = {"search_guide"} & tools | ({"describe_data"} if "explain_change" in tools else set())
    extra = [tool for tool, _ in left if tool not in looked_up]
    return f"also calls {', '.join(extra)}" if extra else ""


def report(name: str, cases: Sequence[Case], *, misses: bool) -> float:
    """Print the accuracy over all requests, by tool and by chapter, and the planner's time; return the accuracy."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.run(Case("warm-up", "what does CPL mean", []))
        outcomes = [(case, bench.run(case)) for case in cases]
    wrong = {case.id: what_is_wrong(case, outcome) for case, outcome in outcomes}
    right = [not wrong[case.id] for case in cases]
    either = sum(not wrong[c.id] or is_right_by_either_tool(c, o) for c, o in outcomes)
    times = sorted(outcome.seconds * 1000 for _, outcome in outcomes)
    print(f"\n{name}: {sum(right)} of {len(cases)} right, {sum(right) / len(cases):.3f}")
    print(f"  where the guide may say what a KPI means too: {either} right, {either / len(cases):.3f}")
    print(f"planner: {statistics.median(times):.1f} ms at the median, {times[int(0.95 * len(times))]:.1f} ms at 95%")
    for title, of in (("by tool or reply", _kind), ("by chapter", _chapter)):
        print(f"  {title}:")
        for group in sorted({of(c) for c in cases}):
            own = [not wrong[c.id] for c in cases if of(c) == group]
            print(f"    {group:44} {sum(own):3} of {len(own):3}  {sum(own) / len(own):.2f}")
    if misses:
        for case in cases:
            if wrong[case.id]:
                print(f"\n{case.id}: {' | '.join((*case.thread, case.message))}\n    {wrong[case.id]}")
    return sum(right) / len(cases)


def _kind(case: Case) -> str:
    return case.kind


def _chapter(case: Case) -> str:
    return case.chapter or "none"


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="show the development requests that were read wrongly")
    parser.add_argument("--held-back", action="store_true", help="show the held-back requests that were read wrongly")
    parser.add_argument("--file", type=Path, help="requests of another file, with what was read wrongly")
    flags = parser.parse_args()
    if flags.file:
        report(flags.file.stem, read_cases(flags.file), misses=True)
        return
    if not flags.held_back:
        report("development", read_cases(), misses=flags.misses)
        report("variations", read_cases(VARIATIONS), misses=flags.misses)
    if HELD_BACK.exists() and not flags.misses:
        report("held back at first", read_cases(HELD_BACK), misses=flags.held_back)


if __name__ == "__main__":
    main()
