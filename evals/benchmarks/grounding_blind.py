"""Scores the grounding check on right answers worded by somebody who has not seen it, nor its other wordings.

Run: python -m evals.benchmarks.grounding_blind [--verbose]
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from evals.benchmarks.grounding import Case, score, table
from evals.benchmarks.grounding_blind_kpi import FUNNEL, KPI, Words
from evals.benchmarks.grounding_blind_layouts import LAYOUTS
from evals.benchmarks.grounding_blind_prose import PROSE
from evals.benchmarks.grounding_blind_scenarios import COMPARE, WHAT_IF
from evals.benchmarks.grounding_evidence import Source, computed, evidence_of, planned, sourced, supposed
from evals.benchmarks.grounding_numbers import Pen, usable
from tools.diagnosis.report import ChangeReport
from tools.kpi.definitions import METRICS

__all__ = ["COMPARE", "FUNNEL", "KPI", "REPORT", "WHAT_IF", "cases"]
REPORT: tuple[Words, ...] = (*LAYOUTS, *PROSE)
STORIES = (
    (103, "conversion rate"), (105, "click rate"), (108, "price"), (109, "new segment"), (112, "order value"),
    (117, "mix"), (121, "vanished segment"), (126, "two causes"), (133, "everywhere"), (141, "price"),
    (144, "two causes"), (151, "click rate"),
)  # fmt: skip
_ASKED: tuple[dict[str, Any], ...] = (
    {"kpi": "roas", "current": "2026-05-04..2026-05-10"},
    {"kpi": "revenue", "current": "2026-05-11..2026-05-17"},
    {"kpi": "aov", "current": "last 14 days"},
    {"kpi": "cpa", "current": "2026-05-11..2026-05-17", "baseline": "2026-04-13..2026-04-19"},
    {"kpi": "ctr", "current": "last week", "where": {"device": "Desktop"}},
    {"kpi": "conversions", "current": "last 28 days"},
    {"kpi": "cpc", "current": "last week", "where": {"channel": "Search"}},
)
NAMES = (("Summer Push", "Evergreen"), ("Old page", "New page"), ("TikTok", "Pinterest"), ("Carousel", "Video"))


@cache
def explanations() -> tuple[Source, ...]:
    """Return explanations that `grounding.cases` does not use."""
    from evals.benchmarks.diagnosis_stories import tell
    from evals.benchmarks.planted import explained
    from tools.data.samples import sample_path

    found = []
    for number, kind in STORIES:
        report = explained(tell(number, kind))
        arguments = {"kpi": report.kpi.metric, "current": "last week"}
        question = f"why did {report.kpi.label} change last week?"
        found.append(Source(report, evidence_of("explain_change", arguments, report), question))
    for request in _ASKED:
        where = "".join(f" for {v}" for v in request.get("where", {}).values())
        question = f"why did {METRICS[request['kpi']].label} change in {request['current']}{where}?"
        if "baseline" in request:
            question = question.replace("?", f" against {request['baseline']}?")
        found.append(sourced("explain_change", {"data": str(sample_path()), **request}, question))
    return tuple(found)


def compared(rng: random.Random, count: int) -> Iterator[Source]:
    """Yield comparisons of conversion rates, click-through rates and costs, some of them far apart."""
    kinds = (
        ("conversion_rate", "conversions", "clicks"),
        ("cpa", "conversions", "spend"),
        ("ctr", "clicks", "impressions"),
    )
    for number in range(count):
        names, (kpi, part, whole) = NAMES[number % len(NAMES)], kinds[number % len(kinds)]
        parts = [rng.randrange(25, 240), rng.randrange(25, 240)]
        wholes = [rng.randrange(2_000, 8_000), rng.randrange(2_000, 8_000)]
        sign = "€" if whole == "spend" else ""
        sides = [{whole: f"{sign}{w:,}", part: f"{p:,}"} for w, p in zip(wholes, parts, strict=True)]
        told = [f"{name}: {side[part]} {part}, {side[whole]} {whole}" for name, side in zip(names, sides, strict=True)]
        arguments = {"kpi": kpi, "first": sides[0], "second": sides[1], "names": list(names)}
        yield sourced("compare_rates", arguments, f"{'; '.join(told)}. Which one has the better {METRICS[kpi].label}?")


def cases(*, seed: int = 4021, count: int = 16) -> Iterator[Case]:
    """Yield right answers: every wording over every result that it fits."""
    rng = random.Random(seed)  # noqa: S311 - wordings, not secrets
    reports = [s for s in explanations() if isinstance(s.result, ChangeReport) and usable(s.result)]
    groups: tuple[tuple[Iterable[Source], Sequence[Words]], ...] = (
        (reports, REPORT), (computed(rng, count), KPI), (planned(rng, count), FUNNEL), (supposed(rng, count), WHAT_IF),
        (compared(rng, count), COMPARE),
    )  # fmt: skip
    for sources, wordings in groups:
        for source in sources:
            for wording in wordings:
                text = wording(source.result, Pen(rng), rng)
                if text:
                    yield Case(wording.__name__, text, source, is_held=True)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="show what was flagged and missed")
    arguments = parser.parse_args()
    result = score(cases())
    print(table("blind", result))
    if arguments.verbose:
        for case, removed in result.flagged:
            print(f"FLAGGED {case.manner}: {removed}\n    {case.text!r}")
        for missed, mutant in result.missed:
            print(f"MISSED {mutant.kind} ({missed.manner}): {mutant.change}\n    {mutant.text!r}")


if __name__ == "__main__":
    main()
