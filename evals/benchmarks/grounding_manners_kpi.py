"""More manners of wording computed KPIs, planned funnels, what-ifs and comparisons."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from evals.benchmarks.grounding_numbers import Pen
from tools.kpi.comparison import RateComparison
from tools.kpi.compute import KpiAnswer
from tools.kpi.definitions import METRICS
from tools.kpi.funnel import FunnelPlan
from tools.kpi.scenarios import WhatIfAnswer
from tools.quantities import Unit, format_number

Wording = Callable[[Any, Pen, random.Random], str | None]
_Known = Mapping[str, tuple[float, Unit, str | None]]


def _known(answer: KpiAnswer) -> _Known:
    found = {g.metric: (g.value, g.unit, g.currency) for g in answer.given}
    return found | {r.metric: (r.value, r.unit, r.currency) for r in answer.results if r.value is not None}


def kpi_chatty(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"Sure! With {pen.level(*k['spend'])} in and {pen.level(*k['revenue'])} out, you're looking at a ROAS of {pen.level(*k['roas'])}. Each conversion set you back {pen.level(*k['cpa'])}."


def kpi_dashes(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return "\n".join(
        f"* {METRICS[n].label} – {pen.level(*k[n])}"
        for n in ("cpa", "cpc", "cpm", "ctr", "conversion_rate", "roas", "aov")
    )


def kpi_bold_run(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"**CTR** {pen.level(*k['ctr'])} | **CVR** {pen.level(*k['conversion_rate'])} | **CPC** {pen.level(*k['cpc'])} | **CPA** {pen.level(*k['cpa'])}"


def kpi_inline_math(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"CTR: {format_number(*k['clicks'])} ÷ {format_number(*k['impressions'])} = {format_number(*k['ctr'])}. Conversion rate: {format_number(*k['conversions'])} / {format_number(*k['clicks'])} = {format_number(*k['conversion_rate'])}."


def kpi_table_formula(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    rows = [
        f"| CPA | {format_number(*k['spend'])} / {format_number(*k['conversions'])} | {format_number(*k['cpa'])} |",
        f"| CPC | {format_number(*k['spend'])} / {format_number(*k['clicks'])} | {format_number(*k['cpc'])} |",
        f"| ROAS | {format_number(*k['revenue'])} / {format_number(*k['spend'])} | {format_number(*k['roas'])} |",
    ]
    return "\n".join(["| Metric | Calculation | Result |", "|---|---|---|", *rows])


def kpi_so(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"You paid {pen.level(*k['cpc'])} for a click and {pen.level(*k['cpa'])} for a sale; an order was worth {pen.level(*k['aov'])} on average."


def kpi_percent_of(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"{format_number(*k['ctr'])} of impressions led to a click, and {format_number(*k['conversion_rate'])} of clicks to a sale."


def kpi_from_numbers(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"{pen.level(*k['impressions'])} impressions brought {pen.level(*k['clicks'])} clicks (CTR {pen.level(*k['ctr'])}), which brought {pen.level(*k['conversions'])} sales (conversion rate {pen.level(*k['conversion_rate'])}) at {pen.level(*k['cpa'])} apiece."


def kpi_headings(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"## Cost\n\nCPM is {pen.level(*k['cpm'])}, CPC {pen.level(*k['cpc'])} and CPA {pen.level(*k['cpa'])}.\n\n## Return\n\nYour ROAS is {pen.level(*k['roas'])}, on {pen.level(*k['revenue'])} of revenue."


def kpi_thousand(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"A thousand impressions cost you {pen.level(*k['cpm'])}; a click, {pen.level(*k['cpc'])}."


def kpi_range(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    r = next((r for r in answer.results if r.metric == "conversion_rate"), None)
    if r is None or r.low is None or r.high is None:
        return None
    low, high = (format_number(v, r.unit, r.currency) for v in (r.low, r.high))
    return f"Conversion rate: {r.shown} (95% CI: {low}–{high})."


def funnel_arrow(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    counts = {s.metric: pen.level(s.count, Unit.COUNT, None) for s in plan.stages}
    return f"{counts['impressions']} impressions → {counts['clicks']} clicks → {counts['conversions']} conversions."


def funnel_sentence(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    s = {x.metric: x for x in plan.stages}
    return (
        f"Your {format_number(plan.outcomes['spend'], Unit.MONEY, plan.currency)} should buy about {pen.level(s['clicks'].count, Unit.COUNT, None).removeprefix('roughly ')} clicks at "
        f"{pen.level(s['clicks'].cost or 0, Unit.MONEY, plan.currency)} each, and {format_number(s['conversions'].count, Unit.COUNT)} orders at {format_number(s['conversions'].cost or 0, Unit.MONEY, plan.currency)} each."
    )


def funnel_bullets(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    s = {x.metric: x for x in plan.stages}
    out = plan.outcomes
    return (
        f"- **Impressions:** {pen.level(s['impressions'].count, Unit.COUNT, None)}\n- **Clicks:** {pen.level(s['clicks'].count, Unit.COUNT, None)} (CTR {format_number(s['clicks'].rate or 0, Unit.RATE)})\n"
        f"- **Orders:** {pen.level(s['conversions'].count, Unit.COUNT, None)} (CVR {format_number(s['conversions'].rate or 0, Unit.RATE)})\n"
        f"- **Revenue:** {pen.level(out['revenue'], Unit.MONEY, plan.currency)}\n- **ROAS:** {format_number(out['roas'], Unit.RATIO)}"
    )


def funnel_break(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    out = plan.outcomes
    gain = out["revenue"] - out["spend"]
    word = "more" if gain > 0 else "less"
    return f"You'd take in {format_number(out['revenue'], Unit.MONEY, plan.currency)}, {format_number(abs(gain), Unit.MONEY, plan.currency)} {word} than the {format_number(out['spend'], Unit.MONEY, plan.currency)} you spend."


def whatif_bullets(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    lines = []
    for e in answer.scenarios[0].effects:
        if e.before and e.after:
            before, after = (format_number(v, Unit.MONEY, answer.currency) for v in (e.before, e.after))
            lines.append(f"- {METRICS[e.metric].label}: {before} → {after} ({(e.after / e.before - 1) * 100:+.1f}%)")
    return "\n".join(lines) or None


def whatif_table(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    rows = []
    for e in answer.scenarios[0].effects:
        if e.before and e.after:
            before, after = (format_number(v, Unit.MONEY, answer.currency) for v in (e.before, e.after))
            rows.append(f"| {METRICS[e.metric].label} | {before} | {after} |")
    return "\n".join(["| KPI | Today | Scenario |", "|---|---|---|", *rows]) if rows else None


def whatif_would(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    e = answer.scenarios[0].effects[0]
    if not e.before or not e.after:
        return None
    before, after = (format_number(v, Unit.MONEY, answer.currency) for v in (e.before, e.after))
    return (
        f"In that case {METRICS[e.metric].label} would come down to {after} instead of {before}."
        if e.after < e.before
        else None
    )


def compare_versus(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    (a, x), (b, y) = [
        (s.name, format_number(s.figure.value or 0, s.figure.unit, s.figure.currency)) for s in answer.sides
    ]
    return f"{METRICS[answer.metric].label}: {a} {x} vs. {b} {y}."


def compare_brackets(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    (a, x), (b, y) = [
        (s.name, format_number(s.figure.value or 0, s.figure.unit, s.figure.currency)) for s in answer.sides
    ]
    return f"Both {a} ({x}) and {b} ({y}) were measured on {METRICS[answer.metric].label}."


def compare_winner(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    sides = [
        (s.figure.value or 0, s.name, format_number(s.figure.value or 0, s.figure.unit, s.figure.currency))
        for s in answer.sides
    ]
    low, high = sorted(sides)
    if low[0] == high[0]:
        return None
    return f"{high[1]} has the higher {METRICS[answer.metric].label}, at {high[2]}, while {low[1]} has {low[2]}."


def compare_headings(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    parts = []
    for s in answer.sides:
        counts = s.counts["conversions"]
        parts.append(
            f"**{s.name}**\n- Conversions: {counts:,.0f}\n- {METRICS[answer.metric].label}: {format_number(s.figure.value or 0, s.figure.unit, s.figure.currency)}"
        )
    return "\n\n".join(parts)


KPI: tuple[Wording, ...] = (
    kpi_chatty, kpi_dashes, kpi_bold_run, kpi_inline_math, kpi_table_formula, kpi_so, kpi_percent_of, kpi_from_numbers,
    kpi_headings, kpi_thousand, kpi_range,
)  # fmt: skip
FUNNEL: tuple[Wording, ...] = (funnel_arrow, funnel_sentence, funnel_bullets, funnel_break)
WHAT_IF: tuple[Wording, ...] = (whatif_bullets, whatif_table, whatif_would)
COMPARE: tuple[Wording, ...] = (compare_versus, compare_brackets, compare_winner, compare_headings)
