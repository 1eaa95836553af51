"""Explanations of changes laid out in lists, tables and headings, for the blind grounding test."""

import random

from evals.benchmarks.grounding_blind_tale import ADDITIVE, Tale, Wording, are, cap, rows, up
from evals.benchmarks.grounding_numbers import Pen
from tools.diagnosis.report import ChangeReport


def slack_lines(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.pair(r.kpi)
    lines = [f"*{t.title(r.kpi)}{t.scope} {t.now}* :bar_chart:", f"{before} → {after} ({t.rel(r.kpi)})"]
    if t.lead:
        old, new = t.exact(t.lead.kpi)
        lines += [f"the one to look at: {t.seg(t.lead)}", f"{t.name(r.kpi)} there {old} → {new} ({t.rel(t.lead.kpi)})"]
    return "\n".join([*lines, "shout if you want the daily view :wave:"])


def executive_summary(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.exact(r.kpi)
    text = f"## Executive summary\n\n**Bottom line:** {t.the(r.kpi)}{t.scope} {pen.rose(r.kpi.change or 0)} {t.size(r.kpi)} to **{after}** (from **{before}**).\n"
    for f in r.factors:
        if abs(f.factor.relative or 0) > 0.005 and t.is_seen(f.effect):
            text += f"\n- **{t.title(f.factor)}** {t.rel(f.factor)}, which moved {t.the(r.kpi)} by {t.signed(f.effect, r.kpi)}"
    return text


def was_in_parentheses(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    lines = []
    for total in (r.kpi, *t.measures):
        before, after = t.exact(total)
        lines.append(f"- **{t.title(total)}**: {after} (was {before})")
    return f"{t.head_now}{t.scope}, with {t.then.removeprefix('in ')} in brackets:\n\n" + "\n".join(lines)


def dotted_line(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    parts = []
    for total in (r.kpi, *t.measures[:4]):
        before, after = t.exact(total)
        parts.append(f"{t.title(total)} {before} → {after} ({t.rel(total)})")
    return f"{t.head_then} → {t.head_now}{t.scope}:\n" + " · ".join(parts)


def table_of_periods(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    totals = [r.kpi, *t.measures[:4]]
    names = (t.head_then, t.head_now) if rng.random() < 0.5 else (r.baseline, r.current)
    cells = [t.exact(total) for total in totals]
    return f"Here is how {t.the(r.kpi)}{t.scope} {are(r.kpi, 'compares', 'compare')}:\n\n" + rows(
        ["Period", *(t.title(total) for total in totals)],
        [names[0], *(b for b, _ in cells)],
        [names[1], *(a for _, a in cells)],
    )


def table_of_deltas(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    body = [
        [f"**{t.title(total)}**", *t.exact(total)[::-1], t.delta(total), t.rel(total)] for total in (r.kpi, *t.measures)
    ]
    return f"### Scorecard{t.scope}\n\n" + rows(["KPI", t.head_now, t.head_then, "Δ", "Δ %"], *body)


def table_of_segments(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    if not t.segments:
        return None
    body = [[t.seg(s), *t.exact(s.kpi), t.rel(s.kpi)] for s in t.segments[:5]]
    return f"#### {t.title(r.kpi)} by segment\n\n" + rows(["Segment", t.head_then, t.head_now, "Change"], *body)


def table_across(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    some = t.segments[:3]
    if len(some) < 2:
        return None
    cells = [t.exact(s.kpi) for s in some]
    name = t.title(r.kpi)
    return rows(
        ["", *(f"**{t.seg(s)}**" for s in some)],
        [f"{name}, {t.head_then}", *(b for b, _ in cells)],
        [f"{name}, {t.head_now}", *(a for _, a in cells)],
        [f"Change in {t.name(r.kpi)}", *(t.delta(s.kpi) for s in some)],
    )


def nested_list(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    lines = []
    for s in [s for s in t.segments if t.is_seen(s.contribution)][:3]:
        old, new = t.exact(s.kpi)
        lines += [f"- **{t.seg(s)}**", f"  - {t.title(s.kpi)}: {old} → {new} ({t.rel(s.kpi)})"]
        for f in s.factors[:3]:
            if (
                f.factor.baseline
                and f.factor.current
                and abs(f.factor.relative or 0) > 0.01
                and f.factor.metric != s.kpi.metric
            ):
                was, now = t.exact(f.factor)
                lines.append(f"  - {t.title(f.factor)}: {was} → {now}")
        lines.append(f"  - Contribution to the overall change in {t.name(r.kpi)}: {t.signed(s.contribution, r.kpi)}")
    return "\n".join([f"Where the {t.name(r.kpi)} moved:", "", *lines]) if lines else None


def headings_of_segments(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    text = ""
    for s in t.segments[:3]:
        old, new = t.pair(s.kpi)
        text += f"### {t.seg(s)}\n\n{t.the(s.kpi, start=True)} {pen.rose(s.kpi.change or 0)} by {t.size(s.kpi)}, from {old} to {new}.\n\n"
    return text.strip() or None


def headings_of_metrics(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    text = f"# {t.head_now} against {t.head_then}{t.scope}\n"
    for total in (r.kpi, *t.measures[:4]):
        before, after = t.exact(total)
        text += f"\n## {t.title(total)}\n\n{cap(up(total.change or 0))} from {before} to {after} ({t.rel(total)}).\n"
    return text.strip()


def tldr(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    before, after = t.exact(r.kpi)
    lines = [
        f"**TL;DR** – {t.name(r.kpi)}{t.scope} {up(r.kpi.change or 0)} {t.size(r.kpi)}, {before} to {after}.",
        "",
        "Details:",
        "",
    ]
    for s in t.segments[:3]:
        old, new = t.exact(s.kpi)
        lines.append(f"* {t.seg(s)} – {t.name(s.kpi)} {t.rel(s.kpi)} ({new} vs. {old})")
    lines += [f"* {t.title(m)} overall{t.scope}: {t.rel(m)}" for m in t.measures[:3]]
    return "\n".join(lines)


def bridge(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    effects = [f for f in r.factors if t.is_seen(f.effect)]
    if len(effects) < 2 or len(effects) != len(r.factors):
        return None
    before, after = t.exact(r.kpi)
    steps = "\n".join(f"  effect of {t.name(f.factor)}: {t.signed(f.effect, r.kpi)}" for f in effects)
    return f"{t.title(r.kpi)} bridge{t.scope}\n\n{t.head_then}: {before}\n{steps}\n{t.head_now}: {after}"


def shares_of_volume(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    some = [
        s
        for s in (r.splits[0].segments if r.splits else [])
        if abs(s.share_after - s.share_before) > 0.005
        and min(s.share_before, s.share_after) > 0
        and s.volume in ADDITIVE
    ]
    lines = [
        f"- {t.seg(s)} held {s.share_after:.1%} of {s.volume} {t.now}, against {s.share_before:.1%} {t.then} ({t.points(s.share_after - s.share_before)})"
        for s in some[:3]
    ]
    return f"Who got how much of the {some[0].volume}{t.scope}:\n" + "\n".join(lines) if lines else None


def numbered(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    lines = []
    for n, s in enumerate([s for s in t.segments if t.is_seen(s.contribution)][:4], 1):
        old, new = t.exact(s.kpi)
        lines.append(
            f"{n}. **{t.seg(s)}** – {t.name(s.kpi)} {up(s.kpi.change or 0)} from {old} to {new}; it contributed {t.signed(s.contribution, r.kpi)}."
        )
    return f"Segments behind the {t.name(r.kpi)}{t.scope}:\n\n" + "\n".join(lines) if lines else None


def key_values(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    text = ""
    for total in (r.kpi, *t.measures[:2]):
        before, after = t.exact(total)
        text += f"{t.title(total)}{t.scope}\n  {t.head_then}: {before}\n  {t.head_now}: {after}\n  Change: {t.delta(total)} ({t.rel(total)})\n"
    return text.strip()


def telegram(r: ChangeReport, pen: Pen, rng: random.Random) -> str:
    t = Tale(r, pen, rng)
    parts = []
    for total in (r.kpi, *t.measures[:3]):
        before, after = t.exact(total)
        parts.append(f"{t.title(total)} {after} vs {before} ({t.rel(total)}).")
    return f"{t.head_now} vs {t.head_then}{t.scope}.\n" + " ".join(parts)


def mix_or_rate(r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    t = Tale(r, pen, rng)
    split = r.splits[0] if r.splits else None
    if (
        split is None
        or r.kpi.metric in ADDITIVE
        or not (t.is_seen(split.mix) and t.is_seen(split.rate))
        or abs(r.kpi.relative or 0) < 0.02
    ):
        return None
    return (
        f"Split by {split.dimension}, the {t.delta(r.kpi)} in {t.name(r.kpi)}{t.scope} divides into:\n\n"
        f"* mix effect: {t.signed(split.mix, r.kpi)}\n* rate effect: {t.signed(split.rate, r.kpi)}"
    )


LAYOUTS: tuple[Wording, ...] = (
    slack_lines, executive_summary, was_in_parentheses, dotted_line, table_of_periods, table_of_deltas, table_of_segments, table_across, nested_list, headings_of_segments, headings_of_metrics, tldr, bridge, shares_of_volume, numbered, key_values, telegram, mix_or_rate,
)  # fmt: skip
