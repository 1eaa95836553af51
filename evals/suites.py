"""The suites: which files of cases there are, and the sets of the benchmarks made into cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from agent.errors import SettingsError
from evals.case import Case, Expected, ExpectedCall, Split, read_set

_HERE = Path(__file__).parent
CASES = _HERE / "cases"
_BENCHMARKS = _HERE / "benchmarks"
_QUESTIONS: tuple[tuple[str, Split], ...] = (
    ("retrieval_questions", "development"), ("retrieval_held_back", "held-back"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases about one thing.

    Attributes:
        version: of the set; two runs of different versions are not compared case by case.
    """

    name: str
    version: str
    about: str
    cases: Sequence[Case]

    def part(self, split: Split | None) -> "Suite":
        """Return the suite with the cases of one split alone; all without."""
        chosen = [case for case in self.cases if split in {None, case.split}]
        return Suite(self.name, self.version, self.about, chosen)


def suites(names: Sequence[str] = ()) -> list[Suite]:
    """Return the suites of these names; all without any.

    Raises:
        SettingsError: when there is no suite of a name.
    """
    known: dict[str, Callable[[], Suite]] = {path.stem: partial(_of_set, path) for path in sorted(CASES.glob("*.yaml"))}
    known |= {"tools": _tool_choice, "retrieval": _retrieval}
    for name in names:
        if name not in known:
            raise SettingsError(f"'{name}' is not a suite", remedy=f"There are: {', '.join(sorted(known))}.")
    return [known[name]() for name in sorted(known) if not names or name in names]


def _of_set(path: Path) -> Suite:
    found = read_set(path)
    return Suite(found.suite, found.version, found.about, found.cases)


def _tool_choice() -> Suite:
    """Make the requests of the planner's benchmark into cases: the tool, its arguments, and no needless call."""
    parts: tuple[tuple[str, Split], ...] = (("planner_requests", "development"), ("planner_held_back", "held-back"))
    cases = [_tool_case(entry, split) for name, split in parts for entry in _yaml(_BENCHMARKS / f"{name}.yaml")]
    return Suite("tools", "1", "The right tool with the right arguments, and none without need.", cases)


def _tool_case(entry: Mapping[str, Any], split: Split) -> Case:
    calls = [ExpectedCall(tool=e["tool"], arguments=e.get("arguments") or {}) for e in entry.get("expect") or []]
    status = {"asks": "needs_input", "refusal": "not_covered"}.get(entry.get("reply", ""))
    return Case(
        id=entry["id"], suite="tools", split=split, turns=[*entry.get("thread", ()), entry["message"]],
        data=entry.get("data", "none"), source="evals/benchmarks/planner_*.yaml",
        tags=[entry.get("chapter") or "talk", *dict.fromkeys(call.tool for call in calls)],
        expected=Expected(
            calls=calls or None, status=status, asks_for=entry.get("asks_for") or []
        ),
    )  # fmt: skip


def _retrieval() -> Suite:
    """Make the questions of the search's benchmark into cases: an answer cites a section that answers them."""
    cases = [case for name, split in _QUESTIONS for case in _questions(name, split)]
    return Suite("retrieval", "1", "A question is answered from the section that answers it, or refused.", cases)


def _questions(name: str, split: Split) -> Iterator[Case]:
    found = _yaml(_BENCHMARKS / f"{name}.yaml")
    for number, entry in enumerate(found["questions"], 1):
        yield Case(
            id=f"{name}-{number}", suite="retrieval", turns=[entry["question"]], split=split,
            expected=Expected(sections=entry["sections"], status="answered"),
            source=f"evals/benchmarks/{name}.yaml", tags=[entry["sections"][0].partition("#")[0]],
        )  # fmt: skip
    for number, entry in enumerate(found.get("outside") or [], 1):
        yield Case(
            id=f"{name}-outside-{number}", suite="retrieval", split=split,
            turns=[entry if isinstance(entry, str) else entry["question"]],
            expected=Expected(status="not_covered"), source=f"evals/benchmarks/{name}.yaml", tags=["outside"],
        )  # fmt: skip


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
