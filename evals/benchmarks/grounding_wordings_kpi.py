"""How models word computed KPIs, funnels, what-ifs and comparisons; every second manner is held back."""

import random
from collections.abc import Callable, Mapping

from evals.benchmarks.grounding_numbers import Pen
from tools.kpi.comparison import RateComparison
from tools.kpi.compute import KpiAnswer
from tools.kpi.definitions import METRICS
from tools.kpi.funnel import FunnelPlan
from tools.kpi.scenarios import WhatIfAnswer
from tools.quantities import Unit, format_number

KpiWording = Callable[[KpiAnswer, Pen, random.Random], str | None]


def _known(answer: KpiAnswer) -> Mapping[str, tuple[float, Unit, str | None]]:
    found = {g.metric: (g.value, g.unit, g.currency) for g in answer.given}
    return found | {r.metric: (r.value, r.unit, r.currency) for r in answer.results if r.value is not None}


def kpi_one_line(answer: KpiAnswer, pen: Pen, rng: random.Random) -> str | None:
    k = _known(answer)
    name = rng.choice([r.metric for r in answer.results])
    return f"Your {METRICS[name].label} is **{pen.level(*k[name])}**."


def kpi_prose(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return (
        f"You spent {pen.level(*k['spend'])} for {pen.level(*k['conversions'])} sales, so each sale cost {pen.level(*k['cpa'])}. "
        f"Revenue of {pen.level(*k['revenue'])} gives a ROAS of {pen.level(*k['roas'])}."
    )


def kpi_bullets(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return "\n".join(
        [
            "Here are your numbers:",
            "",
            *(f"- **{METRICS[r.metric].label}:** {pen.level(*k[r.metric])}" for r in answer.results),
        ]
    )


def kpi_table(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    rows = [f"| {METRICS[r.metric].title} | {pen.level(*k[r.metric])} |" for r in answer.results]
    return "\n".join(["| KPI | Value |", "|---|---|", *rows])


def kpi_formulas(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return (
        f"CPA = spend / conversions = {pen.level(*k['spend'])} / {pen.level(*k['conversions'])} = {pen.level(*k['cpa'])}\n\n"
        f"ROAS = {format_number(*k['revenue'])} ÷ {format_number(*k['spend'])} = {format_number(*k['roas'])}"
    )


def kpi_one_in(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"Out of {pen.level(*k['impressions'])} impressions, {pen.level(*k['clicks'])} were clicked, a click-through rate of {pen.level(*k['ctr'])}; {pen.level(*k['conversion_rate'])} of the clicks became orders."


def kpi_listed(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"CPC, CPM and CPA are {format_number(*k['cpc'])}, {format_number(*k['cpm'])} and {format_number(*k['cpa'])}, respectively."


def kpi_ratio(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    roas = k["roas"][0]
    return f"Every unit of spend brought back {roas:.2f} in revenue: a ROAS of {roas:.2f}x (or {roas:.1f}:1), at an average order value of {pen.level(*k['aov'])}."


def kpi_interval(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    r = next((r for r in answer.results if r.metric == "cpa"), None)
    if r is None or r.low is None or r.high is None:
        return None
    low, high = (format_number(v, r.unit, r.currency) for v in (r.low, r.high))
    return f"CPA comes to {r.shown}, and with 95% confidence it lies between {low} and {high}."


def kpi_before_noun(answer: KpiAnswer, pen: Pen, _rng: random.Random) -> str | None:
    k = _known(answer)
    return f"That is a {pen.level(*k['ctr']).removeprefix('about ')} CTR and a {format_number(*k['cpc'])} CPC on {pen.level(*k['clicks'])} clicks, with {pen.level(*k['conversions'])} conversions at {pen.level(*k['cpa'])} each."


def funnel_prose(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    stages = {s.metric: s for s in plan.stages}
    out = plan.outcomes
    return (
        f"With {format_number(out['spend'], Unit.MONEY, plan.currency)} you can expect {pen.level(stages['impressions'].count, Unit.COUNT, None)} impressions, "
        f"{pen.level(stages['clicks'].count, Unit.COUNT, None)} clicks and {pen.level(stages['conversions'].count, Unit.COUNT, None)} orders, which means "
        f"{pen.level(out['revenue'], Unit.MONEY, plan.currency)} in revenue and a ROAS of {format_number(out['roas'], Unit.RATIO)}."
    )


def funnel_table(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    rows = [
        f"| {METRICS[s.metric].label.capitalize()} | {pen.level(s.count, Unit.COUNT, None)} | {METRICS[s.cost_metric].label} {format_number(s.cost, Unit.MONEY, plan.currency)} |"
        for s in plan.stages
        if s.cost is not None
    ]
    return "\n".join(["| Step | Volume | Cost |", "|---|---|---|", *rows])


def funnel_costs(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    stages = {s.metric: s for s in plan.stages}
    return f"Each click costs {pen.level(stages['clicks'].cost or 0, Unit.MONEY, plan.currency)} and each sale {pen.level(stages['conversions'].cost or 0, Unit.MONEY, plan.currency)}."


def funnel_steps(plan: FunnelPlan, pen: Pen, _rng: random.Random) -> str | None:
    stages = {s.metric: s for s in plan.stages}
    return (
        f"1. Impressions: {pen.level(stages['impressions'].count, Unit.COUNT, None)}\n2. Clicks at {format_number(stages['clicks'].rate or 0, Unit.RATE)} CTR: "
        f"{pen.level(stages['clicks'].count, Unit.COUNT, None)}\n3. Conversions: {pen.level(stages['conversions'].count, Unit.COUNT, None)}, i.e. {pen.level(stages['conversions'].cost or 0, Unit.MONEY, plan.currency)} per conversion"
    )


def _effect(answer: WhatIfAnswer, metric: str) -> tuple[float, float]:
    effect = next(e for e in answer.scenarios[0].effects if e.metric == metric)
    return effect.before or 0.0, effect.after or 0.0


def whatif_from_to(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    before, after = _effect(answer, "cpa")
    return f"Your CPA would {'rise' if after > before else 'fall'} from {pen.level(before, Unit.MONEY, answer.currency)} to {pen.level(after, Unit.MONEY, answer.currency)}, {abs(after / before - 1) * 100:.1f}% {'more' if after > before else 'less'}."


def whatif_now(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    before, after = _effect(answer, "cpc")
    return f"CPC goes to {pen.level(after, Unit.MONEY, answer.currency)} ({(after / before - 1) * 100:+.1f}%), against {pen.level(before, Unit.MONEY, answer.currency)} today."


def whatif_saves(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    before, after = _effect(answer, "cpa")
    if after >= before:
        return None
    return f"That saves you {format_number(before - after, Unit.MONEY, answer.currency)} on every sale: CPA drops to {format_number(after, Unit.MONEY, answer.currency)}."


def whatif_parts(answer: WhatIfAnswer, pen: Pen, _rng: random.Random) -> str | None:
    effect = answer.scenarios[0].effects[0]
    if len(effect.parts) < 2 or effect.before is None or effect.after is None:
        return None
    from tools.quantities import format_change

    told = " and ".join(
        f"{METRICS[n].label} {format_change(v, effect.after, Unit.MONEY, answer.currency)}"
        for n, v in effect.parts.items()
    )
    return f"Of the {format_change(effect.after - effect.before, effect.after, Unit.MONEY, answer.currency)} change in {METRICS[effect.metric].label}, {told}."


def _sides(answer: RateComparison, pen: Pen) -> tuple[str, str, str, str]:
    a, b = answer.sides
    values = [pen.level(s.figure.value or 0, s.figure.unit, s.figure.currency) for s in (a, b)]
    return a.name, values[0], b.name, values[1]


def compare_prose(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    one, x, two, y = _sides(answer, pen)
    return f"{one} had a {METRICS[answer.metric].label} of {x}, {two} had {y}."


def compare_with_counts(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    one, x, two, y = _sides(answer, pen)
    counts = [f"{s.counts['conversions']:,.0f}" for s in answer.sides]
    return f"- {one}: {counts[0]} conversions, {METRICS[answer.metric].label} {x}\n- {two}: {counts[1]} conversions, {METRICS[answer.metric].label} {y}"


def compare_gap(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    one, x, two, y = _sides(answer, pen)
    a, b = (s.figure.value or 0 for s in answer.sides)
    if not a or not b or a == b:
        return None
    from tools.kpi.comparison import p_words

    p = f" ({p_words(answer.p_value)})" if answer.p_value is not None else ""
    return f"{two}'s {METRICS[answer.metric].label} ({y}) is {abs(b / a - 1) * 100:.1f}% {'higher' if b > a else 'lower'} than {one}'s ({x}){p}."


def compare_table(answer: RateComparison, pen: Pen, _rng: random.Random) -> str | None:
    one, x, two, y = _sides(answer, pen)
    label = METRICS[answer.metric].label
    return f"| Variant | {label} |\n|---|---|\n| {one} | {x} |\n| {two} | {y} |"


KPI: tuple[KpiWording, ...] = (
    kpi_one_line, kpi_prose, kpi_bullets, kpi_table, kpi_formulas, kpi_one_in, kpi_listed, kpi_ratio, kpi_interval, kpi_before_noun,
)  # fmt: skip
FUNNEL = (funnel_prose, funnel_table, funnel_costs, funnel_steps)
WHAT_IF = (whatif_from_to, whatif_now, whatif_saves, whatif_parts)
COMPARE = (compare_prose, compare_with_counts, compare_gap, compare_table)
