"""What a run comes to: a suite's score with its interval, each scorer's mean, the slices, the worst cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.run import Record, Run
from evals.statistics import Comparison, Estimate, compare, mean, passes_all, share

_WORST = 10


@dataclass(frozen=True, slots=True)
class SuiteSummary:
    """One suite of a run.

    Attributes:
        right: share of the cases that were right in every epoch.
        scores: mean of each scorer over the records that it applies to.
        slices: share of right cases by tag.
        passes: pass^k by k, where cases were run more than once.
        flaky: cases right in some epochs and wrong in others.
        worst: wrong records, those that reached least first.
        change: against another run.
    """

    suite: str
    version: str
    right: Estimate
    scores: dict[str, Estimate]
    slices: dict[str, Estimate]
    passes: dict[int, float]
    flaky: list[str]
    worst: list[Record]
    seconds: float
    tokens: int
    change: Comparison | None = None


def summarise(run: Run, other: Run | None = None) -> list[SuiteSummary]:
    """Return the summary of each suite of a run, compared with another run where both hold the same version of it."""
    return [_suite(run, name, other) for name in run.versions]


def _suite(run: Run, name: str, other: Run | None) -> SuiteSummary:
    records, rights = run.of(name), run.rights(name)
    is_same = other is not None and other.versions.get(name) == run.versions[name]
    by_case: defaultdict[str, list[bool]] = defaultdict(list)
    for record in records:
        by_case[record.case].append(record.right)
    epochs = max((len(tries) for tries in by_case.values()), default=1)
    scorers = sorted({scorer for record in records for scorer in record.scores})
    tags = sorted({tag for record in records for tag in record.tags})
    return SuiteSummary(
        suite=name, version=run.versions[name], right=share(sum(rights.values()), len(rights)),
        scores={s: mean([r.scores[s] for r in records if s in r.scores]) for s in scorers},
        slices={t: _slice(t, records, rights) for t in tags},
        passes={k: _passes(by_case.values(), k) for k in (1, 4) if 1 < epochs >= k},
        flaky=sorted(case for case, tries in by_case.items() if len(set(tries)) > 1),
        worst=sorted((r for r in records if not r.right), key=lambda r: (_reached(r), r.case))[:_WORST],
        seconds=sum(r.seconds for r in records) / len(records) if records else 0.0,
        tokens=sum(r.input_tokens + r.output_tokens for r in records),
        change=compare(other.rights(name), rights) if other is not None and is_same else None,
    )  # fmt: skip


def _slice(tag: str, records: Sequence[Record], rights: dict[str, bool]) -> Estimate:
    cases = {record.case for record in records if tag in record.tags}
    return share(sum(rights[case] for case in cases), len(cases))


def _passes(tries: Iterable[list[bool]], k: int) -> float:
    found = [passes_all(right, k) for right in tries if len(right) >= k]
    return sum(found) / len(found) if found else 0.0


def _reached(record: Record) -> float:
    return sum(record.scores.values()) / len(record.scores) if record.scores else 0.0
