"""Scores the grounding check: right answers worded in many manners must pass, and mutations of them must not.

Run: python -m evals.benchmarks.grounding [--held] [--verbose]
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from agent.grounding import ground
from evals.benchmarks import (
    grounding_guide,
    grounding_manners,
    grounding_manners_kpi,
    grounding_wordings,
    grounding_wordings_kpi,
)
from evals.benchmarks.grounding_evidence import Source, compared, computed, explanations, planned, supposed
from evals.benchmarks.grounding_handwritten import handwritten
from evals.benchmarks.grounding_mutations import Mutant, mutants_of
from evals.benchmarks.grounding_numbers import Pen, usable
from tools.diagnosis.report import ChangeReport
from tools.periods import parse_period

CATCH, FALSE_FLAGS, MILLISECONDS = 0.99, 0.01, 10.0


@dataclass(frozen=True)
class Case:
    """A right answer with what it rests on.

    Attributes:
        manner: the wording that made it.
        is_held: that wording was held back while the check was developed.
    """

    manner: str
    text: str
    source: Source
    is_held: bool


@dataclass(frozen=True)
class Score:
    """What the check said of the cases.

    Attributes:
        flagged: right answers that lost something, with what.
        missed: mutants that passed whole.
        seconds: of each check, the ledger's opening included.
    """

    cases: int
    mutants: int
    flagged: list[tuple[Case, list[str]]]
    missed: list[tuple[Case, Mutant]]
    by_kind: dict[str, tuple[int, int]]
    seconds: list[float]

    @property
    def catch_rate(self) -> float:
        """Share of the mutants in which something was flagged."""
        return 1 - len(self.missed) / self.mutants if self.mutants else 1.0

    @property
    def false_flag_rate(self) -> float:
        """Share of the right answers in which something was flagged."""
        return len(self.flagged) / self.cases if self.cases else 0.0


def cases(*, seed: int = 7, reports: int = 10, each: int = 2, computed_count: int = 24) -> Iterator[Case]:
    """Yield right answers: every wording over every result that it fits."""
    rng = random.Random(seed)  # noqa: S311 - wordings, not secrets
    for source in explanations(reports):
        if isinstance(source.result, ChangeReport) and usable(source.result):
            for _ in range(each):
                yield from _worded(source, grounding_wordings.ALL, grounding_wordings.HELD, rng)
                yield from _worded(source, grounding_manners.ALL, (), rng)
    for number, (name, text, source) in enumerate(handwritten()):
        yield Case(name, text, source, is_held=number % 2 == 1)
    yield from (Case(name, text, source, is_held=False) for name, text, source in grounding_guide.right_answers())
    groups: tuple[tuple[Iterable[Source], Sequence[Callable[..., Any]], Sequence[Callable[..., Any]]], ...] = (
        (computed(rng, computed_count), grounding_wordings_kpi.KPI, grounding_manners_kpi.KPI),
        (planned(rng, computed_count // 2), grounding_wordings_kpi.FUNNEL, grounding_manners_kpi.FUNNEL),
        (supposed(rng, computed_count // 2), grounding_wordings_kpi.WHAT_IF, grounding_manners_kpi.WHAT_IF),
        (compared(rng, computed_count // 2), grounding_wordings_kpi.COMPARE, grounding_manners_kpi.COMPARE),
    )
    for sources, wordings, more in groups:
        for source in sources:
            yield from _worded(source, wordings, wordings[1::2], rng)
            yield from _worded(source, more, (), rng)


def _worded(
    source: Source, wordings: Sequence[Callable[..., Any]], held: Sequence[Callable[..., Any]], rng: random.Random
) -> Iterator[Case]:
    for wording in wordings:
        text = wording(source.result, Pen(rng), rng)
        if text:
            yield Case(wording.__name__, _periods_named(text, source), source, is_held=wording in held)


def _periods_named(text: str, source: Source) -> str:
    """Name the periods that an explanation compares by what they are: not every one is a week against the last."""
    report = source.result
    if not isinstance(report, ChangeReport):
        return text
    current, baseline = (parse_period(p, today=date(2026, 6, 1)) for p in (report.current, report.baseline))
    if current.days == 7 and baseline == current.previous():  # noqa: PLR2004 - a week
        return text
    for old, new in (
        ("last week", "in the current period"),
        ("Last week", "In the current period"),
        ("the week before", "the baseline period"),
        ("Week before", "Baseline period"),
        (" week over week", ""),
    ):
        text = text.replace(old, new)
    return text.replace("in in the", "in the")


def score(found: Iterable[Case], *, seed: int = 7, most_mutants: int | None = None) -> Score:
    """Check each case and its mutants."""
    rng = random.Random(seed)  # noqa: S311 - mutations, not secrets
    flagged, missed, seconds = [], [], []
    by_kind: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    count = 0
    for case in found:
        count += 1
        start = perf_counter()
        removed = _removed(case.text, case.source)
        seconds.append(perf_counter() - start)
        if removed:
            flagged.append((case, removed))
            continue
        for mutant in mutants_of(case.text, case.source.evidence, rng):
            if most_mutants is not None and sum(n for n, _ in by_kind.values()) >= most_mutants:
                break
            caught = bool(_removed(mutant.text, case.source))
            by_kind[mutant.kind][0] += 1
            by_kind[mutant.kind][1] += caught
            if not caught:
                missed.append((case, mutant))
    kinds = {kind: (n, hit) for kind, (n, hit) in by_kind.items()}
    return Score(count, sum(n for n, _ in kinds.values()), flagged, missed, kinds, seconds)


def _removed(text: str, source: Source) -> list[str]:
    checked = ground(text, evidence=[source.evidence], passages=source.passages, user_words=[source.question])
    return checked.removed


def table(name: str, found: Score) -> str:
    """Return the scores as Markdown."""
    times = sorted(t * 1000 for t in found.seconds)
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    lines = [
        f"### {name}", "",
        f"- right answers: {found.cases}, flagged {len(found.flagged)} ({found.false_flag_rate:.2%})",
        f"- mutants: {found.mutants}, caught {found.catch_rate:.2%}",
        f"- milliseconds an answer: median {median(times):.1f}, p95 {p95:.1f}", "",
        "| mutation | mutants | caught |", "|---|---:|---:|",
        *(f"| {kind} | {n} | {hit / n:.1%} |" for kind, (n, hit) in found.by_kind.items()),
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Print the scores of the wordings seen, and of those held back when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="score the wordings held back too")
    parser.add_argument("--verbose", action="store_true", help="show what was flagged and missed")
    arguments = parser.parse_args()
    found = list(cases())
    for name, is_held in (("seen", False), *([("held back", True)] if arguments.held else [])):
        result = score(case for case in found if case.is_held is is_held)
        print(table(name, result), "\n")
        if arguments.verbose:
            for case, removed in result.flagged:
                print(f"FLAGGED {case.manner}: {removed}\n    {case.text!r}")
            for case, mutant in result.missed:
                print(f"MISSED {mutant.kind} ({case.manner}): {mutant.change}\n    {mutant.text!r}")


if __name__ == "__main__":
    main()
