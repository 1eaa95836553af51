"""Real tool results for the grounding benchmark: explanations of invented advertisers' weeks, and computed KPIs."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from agent.answer import Citation, Evidence
from tools.catalog import tool
from tools.diagnosis.report import ChangeReport
from tools.result import ToolResult

STORIES = (
    (3, "conversion rate"), (5, "click rate"), (8, "price"), (11, "order value"), (14, "mix"), (17, "two causes"),
    (21, "everywhere"), (23, "conversion rate"), (29, "price"), (34, "two causes"),
)  # fmt: skip
CURRENCIES = ("$", "€", "£")


@dataclass(frozen=True)
class Source:
    """One tool result with what the user had asked.

    Attributes:
        result: the typed result, from which wordings take their figures.
        question: the user's words.
    """

    result: ToolResult
    evidence: Evidence
    question: str
    passages: tuple[Citation, ...] = field(default=())


def sourced(name: str, arguments: dict[str, Any], question: str) -> Source:
    """Run a tool and return its result as evidence."""
    result = tool(name).run(arguments)
    return Source(result, evidence_of(name, arguments, result), question)


def evidence_of(name: str, arguments: dict[str, Any], result: ToolResult) -> Evidence:
    """Return a result as the evidence of a turn."""
    shown = {k: v for k, v in arguments.items() if k != "data"}
    return Evidence(id="e1", tool=name, arguments=shown, facts=result.facts(), text=result.render())


@cache
def explanations(count: int = len(STORIES)) -> tuple[Source, ...]:
    """Return explanations of changes: of invented advertisers, and of the sample table."""
    from evals.benchmarks.diagnosis_stories import tell
    from evals.benchmarks.planted import explained
    from tools.data.samples import sample_path

    found = []
    for number, kind in STORIES[:count]:
        report = explained(tell(number, kind))
        arguments = {"kpi": report.kpi.metric, "current": "last week"}
        found.append(_of_report(report, arguments, f"why did {report.kpi.label} change last week?"))
    data = str(sample_path())
    asked: tuple[dict[str, Any], ...] = (
        {"kpi": "cpa", "current": "last week"},
        {"kpi": "roas", "current": "last week"},
        {"kpi": "conversion_rate", "current": "last week", "where": {"device": "Mobile"}},
        {"kpi": "conversions", "current": "last 14 days"},
        {"kpi": "cpa", "current": "2026-05-18..2026-05-24", "baseline": "2026-05-04..2026-05-10"},
        {"kpi": "ctr", "current": "last week", "where": {"channel": "Social"}},
    )
    for request in asked[: max(1, count)]:
        result = tool("explain_change").run({"data": data, **request})
        where = "".join(f" on {v}" for v in request.get("where", {}).values())
        found.append(_of_report(result, request, f"why did {request['kpi']} change {request['current']}{where}?"))
    return tuple(found)


def _of_report(report: ToolResult, arguments: dict[str, Any], question: str) -> Source:
    if not isinstance(report, ChangeReport):
        raise TypeError(type(report))
    return Source(report, evidence_of("explain_change", arguments, report), question)


def computed(rng: random.Random, count: int) -> Iterator[Source]:
    """Yield KPIs computed from figures as users state them."""
    for _ in range(count):
        sign = rng.choice(CURRENCIES)
        spend, sales = rng.randrange(800, 60_000), rng.randrange(20, 1_500)
        clicks = sales * rng.randrange(12, 70)
        impressions = clicks * rng.randrange(30, 160)
        revenue = round(spend * rng.uniform(0.8, 5.5))
        given = {
            "spend": f"{sign}{spend:,}", "conversions": f"{sales:,}", "clicks": f"{clicks:,}",
            "impressions": f"{impressions:,}", "revenue": f"{sign}{revenue:,}",
        }  # fmt: skip
        question = (
            f"We spent {sign}{spend:,} and got {impressions:,} impressions, {clicks:,} clicks, {sales:,} sales and "
            f"{sign}{revenue:,} of revenue. How did we do?"
        )
        targets = ["cpa", "roas", "ctr", "conversion_rate", "cpc", "cpm", "aov"]
        yield sourced("compute_kpi", {"given": given, "targets": targets}, question)


def planned(rng: random.Random, count: int) -> Iterator[Source]:
    """Yield funnels planned from a budget, prices and rates."""
    for _ in range(count):
        sign = rng.choice(CURRENCIES)
        budget, cpm = rng.randrange(5, 120) * 1_000, rng.randrange(40, 300) / 10
        ctr, rate, aov = rng.randrange(5, 30) / 10, rng.randrange(10, 60) / 10, rng.randrange(40, 180)
        given = {
            "spend": f"{sign}{budget:,}", "cpm": f"{sign}{cpm}", "ctr": f"{ctr}%", "conversion_rate": f"{rate}%",
            "aov": f"{sign}{aov}",
        }  # fmt: skip
        question = (
            f"What do we get for {sign}{budget:,} at a {sign}{cpm} CPM, {ctr}% CTR, {rate}% conversion and an AOV of "
            f"{sign}{aov}?"
        )
        yield sourced("plan_funnel", {"given": given}, question)


def supposed(rng: random.Random, count: int) -> Iterator[Source]:
    """Yield what-ifs over stated figures."""
    for _ in range(count):
        sign = rng.choice(CURRENCIES)
        cpm, ctr, rate = rng.randrange(40, 300) / 10, rng.randrange(5, 30) / 10, rng.randrange(10, 60) / 10
        more, less = rng.randrange(5, 40), rng.randrange(5, 25)
        given = {"cpm": f"{sign}{cpm}", "ctr": f"{ctr}%", "conversion_rate": f"{rate}%"}
        question = (
            f"We run at a {sign}{cpm} CPM, {ctr}% CTR and {rate}% conversion rate. What happens to CPA if CTR rises "
            f"{more}% and CPM falls {less}%?"
        )
        changes = {"ctr": f"+{more}%", "cpm": f"-{less}%"}
        yield sourced("what_if", {"given": given, "changes": changes, "targets": ["cpa", "cpc"]}, question)


NAMES = (("A", "B"), ("Brand", "Generic"), ("Control", "Variant"), ("Spring Sale", "Always On"), ("Meta", "Google"))


def compared(rng: random.Random, count: int) -> Iterator[Source]:
    """Yield comparisons of two conversion rates or two costs."""
    for number in range(count):
        one, two = NAMES[number % len(NAMES)]
        kpi = "cpa" if number % 3 == 0 else "conversion_rate"
        sales = [rng.randrange(20, 300), rng.randrange(20, 300)]
        below = [rng.randrange(1_500, 9_000), rng.randrange(1_500, 9_000)]
        measure, sign = ("spend", "$") if kpi == "cpa" else ("clicks", "")
        sides = [
            {measure: f"{sign}{b:,}", "conversions": f"{s:,}"} for b, s in zip(below, sales, strict=True)
        ]  # fmt: skip
        question = (
            f"{one} had {sides[0]['conversions']} conversions from {sides[0][measure]} {measure}, {two} had "
            f"{sides[1]['conversions']} from {sides[1][measure]}. Which is better?"
        )
        arguments = {"kpi": kpi, "first": sides[0], "second": sides[1], "names": [one, two]}
        yield sourced("compare_rates", arguments, question)
