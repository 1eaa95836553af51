"""Scores `tools.diagnosis` on planted stories: are the right segments named, are quiet weeks left quiet, is p honest?

A named segment counts as right when it covers the same leaves as a planted one (a campaign, and the same campaign in
its channel, are alike), and as near when at least half of their joint spend is common to both.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from evals.benchmarks.diagnosis_stories import Story, kinds, tell
from evals.benchmarks.story_oracle import detectable
from evals.benchmarks.story_plan import DAYS, FIRST_DAY
from tools.diagnosis import ChangeReport, ExplainChange, explain_change

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEAR = 0.5
CONFIDENCES = (0.001, 0.01, 0.05)
"""Upper ends of the bands of p-values in which named segments are counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """One segment of a report."""

    segment: Mapping[str, str]
    p_value: float | None
    is_right: bool
    is_near: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a report said about a story.

    Attributes:
        planted: how many causes there are.
        found, near: how many of them were named exactly, or at least nearly.
        detectable: how many of them an oracle could tell from the noise; None when it was not asked.
        p_total: of the total's change.
    """

    number: int
    kind: str
    kpi: str
    verdict: str
    planted: int
    found: int
    near: int
    named: tuple[Named, ...]
    p_total: float | None
    seconds: float
    detectable: int | None = None


def run_stories(
    limit: int | None = None, workers: int = 2, *, first: int = 0, with_oracle: bool = False
) -> list[Outcome]:
    """Tell the stories (all, or about `limit` of them in the same proportions) and explain each.

    Args:
        limit: about how many; all when None.
        workers: processes.
        first: the number of each kind's first story.
        with_oracle: count the causes that an oracle could tell from the noise as well, which takes longer.
    """
    asked = kinds(limit, first=first)
    with ProcessPoolExecutor(workers) as pool:
        outcomes = list(pool.map(_outcome, *zip(*asked, strict=True), chunksize=4))
        if not with_oracle:
            return outcomes
        possible = pool.map(detectable, *zip(*asked, strict=True), chunksize=4)
        return [replace(o, detectable=n) for o, n in zip(outcomes, possible, strict=True)]


def write_table(columns: "Mapping[str, NDArray[np.generic]]", path: Path) -> None:
    """Write columns as a Parquet file."""
    import duckdb

    with duckdb.connect() as connection:
        data = {name: values.astype(str) if values.dtype.kind == "M" else values for name, values in columns.items()}
        connection.register("columns", data)
        day = "* REPLACE (CAST(day AS DATE) AS day)" if "day" in data else "*"
        connection.execute(f"COPY (SELECT {day} FROM columns) TO '{path}' (FORMAT parquet)")


def explained(story: Story) -> ChangeReport:
    """Ask why the story's KPI changed in its last week."""
    start, end = story.current
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.parquet"
        write_table(story.columns, path)
        request = ExplainChange(kpi=story.kpi, data=str(path), current=f"{start}..{end}")
        return explain_change(request, today=FIRST_DAY + timedelta(days=DAYS))


def _outcome(number: int, kind: str) -> Outcome:
    story = tell(number, kind)
    start = perf_counter()
    report = explained(story)
    seconds = perf_counter() - start
    truths = [story.plan.mask(p.segment) for p in story.planted]
    masks = [story.plan.mask(d.segment) for d in report.drivers]
    weight = story.before["spend"] + story.after["spend"]
    close = [[_overlap(mask, truth, weight) for truth in truths] for mask in masks]
    named = tuple(
        Named(d.segment, d.p_value, max(row, default=0.0) > _SAME, max(row, default=0.0) >= _NEAR)
        for d, row in zip(report.drivers, close, strict=True)
    )
    best = [max((row[t] for row in close), default=0.0) for t in range(len(truths))]
    return Outcome(
        number, kind, story.kpi, report.verdict, len(truths), sum(b > _SAME for b in best),
        sum(b >= _NEAR for b in best), named, report.p_value, seconds,
    )  # fmt: skip


_SAME = 1 - 1e-9


def _overlap(a: "NDArray[np.bool_]", b: "NDArray[np.bool_]", weight: "NDArray[np.float64]") -> float:
    both, either = float(weight[a & b].sum()), float(weight[a | b].sum())
    return both / either if either else 0.0


def table(outcomes: Sequence[Outcome]) -> str:
    """Return precision and recall by kind of story."""
    lines = [
        "| story | stories | an oracle's recall | recall | nearly | precision | nearly | verdicts |",
        "|---|" + 6 * "---:|" + "---|",
    ]
    by_kind = {kind: [o for o in outcomes if o.kind == kind] for kind in dict.fromkeys(o.kind for o in outcomes)}
    told = [o for o in outcomes if o.kind != "quiet"]
    for kind, some in [*by_kind.items(), ("all but quiet", told)]:
        lines.append(f"| {kind} | {len(some)} | {' | '.join(_rates(some))} | {_verdicts(some)} |")
    return "\n".join(lines)


def _rates(some: Sequence[Outcome]) -> list[str]:
    named = [n for o in some for n in o.named]
    planted = sum(o.planted for o in some)
    known = [o.detectable for o in some if o.detectable is not None]
    return [
        _share(sum(known), planted) if known else "-",
        _share(sum(o.found for o in some), planted),
        _share(sum(o.near for o in some), planted),
        _share(sum(n.is_right for n in named), len(named)),
        _share(sum(n.is_near for n in named), len(named)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _verdicts(some: Iterable[Outcome]) -> str:
    verdicts = [o.verdict for o in some]
    return ", ".join(f"{verdicts.count(v)} {v}" for v in sorted(set(verdicts), key=verdicts.count, reverse=True))


def false_alarms(outcomes: Sequence[Outcome]) -> float:
    """Return the share of quiet stories in which something was claimed."""
    quiet = [o for o in outcomes if o.kind == "quiet"]
    return sum(o.verdict != "normal variation" or bool(o.named) for o in quiet) / max(1, len(quiet))


def calibration(outcomes: Sequence[Outcome]) -> str:
    """Return how often named segments are right by their p-value, and how often a quiet total falls below a p-value."""
    lines, below = ["| p-value | named | right | nearly |", "|---|---:|---:|---:|"], 0.0
    for most in CONFIDENCES:
        band = [n for o in outcomes for n in o.named if n.p_value is not None and below <= n.p_value < most]
        right, near = sum(n.is_right for n in band), sum(n.is_near for n in band)
        lines.append(
            f"| {below:g} to {most:g} | {len(band)} | {_share(right, len(band))} | {_share(near, len(band))} |"
        )
        below = most
    quiet = [o.p_total for o in outcomes if o.kind == "quiet" and o.p_total is not None]
    shares = [
        f"{sum(p < level for p in quiet) / max(1, len(quiet)):.0%} under p = {level}"
        for level in (0.05, 0.1, 0.25, 0.5)
    ]
    return "\n".join([*lines, "", f"Totals of quiet weeks: {', '.join(shares)}."])
