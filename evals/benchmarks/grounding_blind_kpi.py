"""Computed KPIs and funnels worded for the blind grounding test."""

import random
from collections.abc import Callable
from typing import Any

from evals.benchmarks.grounding_blind_tale import cap, rows
from evals.benchmarks.grounding_numbers import Pen
from tools.kpi.comparison import RateComparison
from tools.kpi.compute import KpiAnswer
from tools.kpi.definitions import METRICS
from tools.kpi.figures import KpiFigure
from tools.kpi.funnel import FunnelPlan, Stage
from tools.kpi.scenarios import WhatIfAnswer
from tools.quantities import Unit, format_number

_LONG = {
    "cpa": "Cost per acquisition", "roas": "Return on ad spend", "ctr": "Click-through rate", "cpc": "Cost per click",
    "conversion_rate": "Conversion rate", "cpm": "Cost per thousand impressions", "aov": "Average order value",
}  # fmt: skip
Words = Callable[[Any, Pen, random.Random], str | None]
"""Words a result, or nothing where the manner does not fit it."""


def given_of(r: KpiAnswer | FunnelPlan | WhatIfAnswer) -> dict[str, str]:
    """Return the figures given, as the tool writes them."""
    return {g.metric: format_number(g.value, g.unit, g.currency) for g in r.given}


def _values(r: KpiAnswer) -> dict[str, float]:
    return {g.metric: g.value for g in r.given} | {f.metric: f.value for f in r.results if f.value is not None}


def _shown(r: KpiAnswer) -> dict[str, str]:
    return given_of(r) | {f.metric: f.shown for f in r.results}


def money(value: float, r: KpiAnswer | FunnelPlan | WhatIfAnswer | RateComparison) -> str:
    """Return an amount in the result's currency."""
    given = () if isinstance(r, RateComparison) else r.given
    currency = r.currency if isinstance(r, RateComparison) else next(g.currency for g in given if g.currency)
    return format_number(value, Unit.MONEY, currency)


def thanks_for_the_numbers(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s = _shown(r)
    return (
        f"Thanks for the numbers! With {s['spend']} you bought {s['clicks']} clicks, so a click cost you {s['cpc']} on average. "
        f"{s['conversions']} of them turned into sales: that's a conversion rate of {s['conversion_rate']} and a CPA of {s['cpa']}. 🎯"
    )


def report_card(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s = _shown(r)
    how = {
        "cpa": f"{s['spend']} ÷ {s['conversions']} conversions", "roas": f"{s['revenue']} ÷ {s['spend']}",
        "ctr": f"{s['clicks']} ÷ {s['impressions']} impressions", "cpc": f"{s['spend']} ÷ {s['clicks']} clicks",
        "aov": f"{s['revenue']} ÷ {s['conversions']} orders",
    }  # fmt: skip
    return rows(
        ["KPI", "Result", "Calculation"],
        *([f.label, f"**{f.shown}**", how[f.metric]] for f in r.results if f.metric in how),
    )


def _interval(f: KpiFigure) -> str:
    ends = [format_number(v or 0.0, f.unit, f.currency) for v in (f.low, f.high)]
    return f"95% interval: {ends[0]}–{ends[1]}" if f.low and f.high and ends[0] != ends[1] else ""


def bullets_with_intervals(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    lines = [f"* {_LONG[f.metric]}: **{f.shown}**" + (f" ({_interval(f)})" if _interval(f) else "") for f in r.results]
    return "Here you go:\n\n" + "\n".join(lines)


def down_the_funnel(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s = _shown(r)
    return (
        f"Your ads were shown {s['impressions']} times. {s['ctr']} of these impressions led to a click ({s['clicks']} clicks), and "
        f"{s['conversion_rate']} of the clicks ended in a conversion ({s['conversions']} conversions)."
    )


def every_dollar(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s, v = _shown(r), _values(r)
    one = money(1, r).removesuffix(".00")
    return f"Every {one} of spend brought back {money(v['roas'], r)} in revenue, i.e. a ROAS of {s['roas']} ({s['revenue']} on {s['spend']})."


def one_in_so_many(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s, v = _shown(r), _values(r)
    return f"One in {1 / v['conversion_rate']:.0f} clicks became a sale (conversion rate {s['conversion_rate']}), and one sale cost {s['cpa']}."


def what_is_left(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s, v = _shown(r), _values(r)
    left, each = v["revenue"] - v["spend"], v["aov"] - v["cpa"]
    if left <= 0:
        return (
            f"Revenue of {s['revenue']} is {money(-left, r)} short of the {s['spend']} spent; the ROAS is {s['roas']}."
        )
    return (
        f"**Is it profitable before other costs?** Revenue exceeds spend by {money(left, r)} ({s['revenue']} vs {s['spend']}).\n\n"
        f"**And on a single order?** The AOV is {s['aov']} and the CPA {s['cpa']}, which leaves {money(each, r)}."
    )


def slashes(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    x = rng.choice(("", "x"))
    names = {"conversion_rate": rng.choice(("CVR", "Conv. rate"))}
    return " / ".join(f"{names.get(f.metric, f.label)} {f.shown}{x if f.metric == 'roas' else ''}" for f in r.results)


def memo(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s = _shown(r)
    return (
        f"Subject: Campaign results\n\nHello team,\n\nspend: {s['spend']}\nrevenue: {s['revenue']}\nROAS: {s['roas']}\n\n"
        f"The average order came to {s['aov']}, and we paid {s['cpa']} per conversion. A thousand impressions cost {s['cpm']} (CPM)."
        "\n\nKind regards"
    )


def nested_by_step(r: KpiAnswer, pen: Pen, rng: random.Random) -> str:
    s = _shown(r)
    return (
        f"- Traffic\n  - impressions: {s['impressions']} at a CPM of {s['cpm']}\n  - clicks: {s['clicks']} at a CPC of {s['cpc']} (CTR {s['ctr']})\n"
        f"- Sales\n  - conversions: {s['conversions']} at a CPA of {s['cpa']}\n  - revenue: {s['revenue']}, so a ROAS of {s['roas']}"
    )


def _stages(r: FunnelPlan) -> dict[str, Stage]:
    return {stage.metric: stage for stage in r.stages}


def _count(stage: Stage) -> str:
    return format_number(round(stage.count), Unit.COUNT)


def chain_of_arrows(r: FunnelPlan, pen: Pen, rng: random.Random) -> str:
    counts = " → ".join(f"{_count(stage)} {METRICS[stage.metric].label}" for stage in r.stages)
    return f"{given_of(r)['spend']} budget → {counts} → {money(r.outcomes['revenue'], r)} revenue"


def funnel_steps(r: FunnelPlan, pen: Pen, rng: random.Random) -> str:
    body = [
        [cap(METRICS[s.metric].label), _count(s), "–" if s.rate is None else format_number(s.rate, Unit.RATE), f"{money(s.cost or 0, r)} {METRICS[s.cost_metric].label}"]
        for s in r.stages
    ]  # fmt: skip
    return "**Your funnel**\n\n" + rows(["Step", "Volume", "Rate", "Unit cost"], *body)


def rounded_plan(r: FunnelPlan, pen: Pen, rng: random.Random) -> str:
    s = _stages(r)
    seen, clicks = s["impressions"].count, s["clicks"].count
    big = f"{seen / 1e6:.2f} million" if seen >= 1e6 else f"{seen / 1e3:.0f}k"
    some = f"{clicks / 1e3:.1f}k" if clicks >= 1e4 else f"{clicks:,.0f}"
    return (
        f"Rule of thumb for this budget: you'd get about {big} impressions, around {some} clicks and {_count(s['conversions'])} sales. "
        f"That works out at {money(s['conversions'].cost or 0, r)} a sale."
    )


def plan_in_words(r: FunnelPlan, pen: Pen, rng: random.Random) -> str:
    s, g = _stages(r), given_of(r)
    roas = format_number(r.outcomes["roas"], Unit.RATIO)
    return (
        f"## What {g['spend']} gets you\n\n**In short:** {_count(s['conversions'])} conversions and {money(r.outcomes['revenue'], r)} of revenue, a ROAS of {roas}x.\n\n"
        f"1. At a CPM of {g['cpm']}, you reach {_count(s['impressions'])} impressions.\n2. At a CTR of {g['ctr']}, these bring {_count(s['clicks'])} clicks "
        f"(CPC {money(s['clicks'].cost or 0, r)}).\n3. At a conversion rate of {g['conversion_rate']}, you end up with {_count(s['conversions'])} conversions "
        f"(CPA {money(s['conversions'].cost or 0, r)})."
    )


def plan_balance(r: FunnelPlan, pen: Pen, rng: random.Random) -> str:
    s, g, revenue = _stages(r), given_of(r), r.outcomes["revenue"]
    gap = revenue - r.outcomes["spend"]
    side = "over" if gap > 0 else "under"
    return (
        f"Hey! Quick plan:\n> {_count(s['conversions'])} conversions at {g['aov']} AOV → {money(revenue, r)} revenue\n"
        f"> that's {money(abs(gap), r)} {side} the {g['spend']} you put in\n> CPA would be {money(s['conversions'].cost or 0, r)}"
    )


KPI: tuple[Words, ...] = (
    thanks_for_the_numbers, report_card, bullets_with_intervals, down_the_funnel, every_dollar, one_in_so_many,
    what_is_left, slashes, memo, nested_by_step,
)  # fmt: skip
FUNNEL: tuple[Words, ...] = (chain_of_arrows, funnel_steps, rounded_plan, plan_in_words, plan_balance)
