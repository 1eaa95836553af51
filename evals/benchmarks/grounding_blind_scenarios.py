"""What-ifs and comparisons of two results worded for the blind grounding test."""

import random

from evals.benchmarks.grounding_blind_kpi import Words, given_of, money
from evals.benchmarks.grounding_blind_tale import cap, fraction, more, rows
from evals.benchmarks.grounding_numbers import Pen
from tools.kpi.comparison import RateComparison, Side, rounded_up
from tools.kpi.definitions import METRICS
from tools.kpi.scenarios import Effect, WhatIfAnswer
from tools.quantities import Unit, format_number


def _effects(r: WhatIfAnswer) -> list[tuple[Effect, str, str, str]]:
    """Return each effect with its KPI's name, and its levels before and after."""
    found = []
    for e in r.scenarios[0].effects:
        before, after = (money(v or 0.0, r) for v in (e.before, e.after))
        if e.before and e.after and before != after:
            found.append((e, METRICS[e.metric].label, before, after))
    return found


def _percent(e: Effect) -> str:
    return f"{abs((e.ratio or 1) - 1):.1%}"


def today_and_then(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str:
    body = [[f"**{label}**", before, after, f"{(e.ratio or 1) - 1:+.1%}"] for e, label, before, after in _effects(r)]
    return f"Scenario: {' and '.join(r.scenarios[0].changes)}.\n\n" + rows(["", "Today", "New", "Change"], *body)


def would_go_down(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str:
    said = [
        f"{label} would come in at {after}, {'up' if (e.ratio or 1) > 1 else 'down'} from {before} today"
        for e, label, before, after in _effects(r)
    ]
    return f"If both changes happen, {'; '.join(said)}."


def who_did_what(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str:
    e, label, before, after = _effects(r)[0]
    lines = [f"   - {METRICS[m].label} alone accounts for {money(abs(v), r)} of it" for m, v in e.parts.items()]
    change = (e.after or 0) - (e.before or 0)
    return (
        f"- {label}: {before} → {after}, so {money(abs(change), r)} {'less' if change < 0 else 'more'} per conversion\n"
        + "\n".join(lines)
    )


def a_third_lower(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str | None:
    e, label, before, after = _effects(r)[0]
    change = (e.ratio or 1) - 1
    words = fraction(change)
    return f"{label} would end up about {words} {more(change)}: {after} rather than {before}." if words else None


def what_if_faq(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str:
    blocks = [
        f"**Q: What happens to {label}?**\nA: It {'rises' if (e.ratio or 1) > 1 else 'falls'} by {_percent(e)}, from {before} to {after}."
        for e, label, before, after in _effects(r)
    ]
    return "\n\n".join(blocks)


def given_the_changes(r: WhatIfAnswer, pen: Pen, rng: random.Random) -> str:
    g = given_of(r)
    e, label, before, after = _effects(r)[0]
    return (
        f"Starting point: {g['cpm']} CPM, {g['ctr']} CTR, {g['conversion_rate']} conversion rate.\nChange: {', '.join(r.scenarios[0].changes)}.\n"
        f"Outcome: {label} of {after} (currently {before}), i.e. {_percent(e)} {more((e.ratio or 1) - 1)}."
    )


def _sides(r: RateComparison) -> tuple[Side, Side, str]:
    """Return the side with the higher figure, the other one, and the KPI's name."""
    high, low = sorted(r.sides, key=lambda side: side.figure.value or 0.0, reverse=True)
    return high, low, METRICS[r.metric].label


def _is_sure(r: RateComparison) -> bool:
    return not r.verdict.startswith("Not enough data")


def _gap(r: RateComparison) -> str:
    high, low, _ = _sides(r)
    gap = (high.figure.value or 0.0) - (low.figure.value or 0.0)
    return f"{gap * 100:.2f} percentage points" if METRICS[r.metric].unit is Unit.RATE else money(gap, r)


def versus(r: RateComparison, pen: Pen, rng: random.Random) -> str:
    one, two = r.sides
    end = "A gap of this size is unlikely to be chance." if _is_sure(r) else "The gap may well be chance."
    return f"**{one.name}** {one.figure.shown} vs **{two.name}** {two.figure.shown} ({METRICS[r.metric].label}). {end}"


def side_by_side(r: RateComparison, pen: Pen, rng: random.Random) -> str:
    counts = list(r.sides[0].counts)
    body = [
        [cap(METRICS[m].label), *(format_number(s.counts[m], METRICS[m].unit, r.currency) for s in r.sides)]
        for m in counts
    ] + [[f"**{cap(METRICS[r.metric].label)}**", *(f"**{s.figure.shown}**" for s in r.sides)]]
    return rows(["", *(s.name for s in r.sides)], *body)


def ahead_by(r: RateComparison, pen: Pen, rng: random.Random) -> str:
    high, low, label = _sides(r)
    size = (high.figure.value or 0.0) / (low.figure.value or 1.0) - 1
    return (
        f"{high.name} has the higher {label}: {high.figure.shown}, which is {_gap(r)} (or {size:.{0 if size > 0.1 else 1}%}) higher than the {low.figure.shown} of {low.name}."
        + ("" if _is_sure(r) else " I would not act on it yet, though: the counts are too small to tell.")
    )


def from_the_lower_side(r: RateComparison, pen: Pen, rng: random.Random) -> str:
    high, low, label = _sides(r)
    size = 1 - (low.figure.value or 0.0) / (high.figure.value or 1.0)
    return f"- {high.name}: {high.figure.shown} {label}\n- {low.name}: {low.figure.shown} {label}, so {size:.1%} lower\n- Difference: {_gap(r)}"


def how_many_times(r: RateComparison, pen: Pen, rng: random.Random) -> str | None:
    high, low, label = _sides(r)
    ratio = (high.figure.value or 0.0) / (low.figure.value or 1.0)
    if ratio < 1.3:
        return None
    return f"Put simply, the {label} of {high.name} ({high.figure.shown}) is {ratio:.1f} times that of {low.name} ({low.figure.shown})."


def plausible_ranges(r: RateComparison, pen: Pen, rng: random.Random) -> str:
    label = METRICS[r.metric].label
    text = ""
    for s in r.sides:
        low, high = (format_number(v or 0.0, s.figure.unit, s.figure.currency) for v in (s.figure.low, s.figure.high))
        text += (
            f"### {s.name}\n\nMeasured {label}: {s.figure.shown}. Plausible range (95%): between {low} and {high}.\n\n"
        )
    return text.strip()


def test_and_sample(r: RateComparison, pen: Pen, rng: random.Random) -> str | None:
    one, two = r.sides
    label = METRICS[r.metric].label
    told = f"{two.name} shows a {label} of {two.figure.shown}; for {one.name} it is {one.figure.shown}."
    if r.needed is not None and r.needed_metric:
        size = format_number(rounded_up(r.needed), METRICS[r.needed_metric].unit, r.currency)
        return f"{told} That isn't conclusive: to confirm a gap of this size, each side would need about {size} {'in ' if r.needed_metric == 'spend' else ''}{METRICS[r.needed_metric].label}."
    if r.p_value is not None and r.p_value >= 0.001:
        return f"{told} The test gives p = {r.p_value:.3f}."
    return None


WHAT_IF: tuple[Words, ...] = (
    today_and_then, would_go_down, who_did_what, a_third_lower, what_if_faq, given_the_changes,
)  # fmt: skip
COMPARE: tuple[Words, ...] = (
    versus, side_by_side, ahead_by, from_the_lower_side, how_many_times, plausible_ranges, test_and_sample,
)  # fmt: skip
