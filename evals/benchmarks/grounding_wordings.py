"""How models word an explanation of a change: one function a manner, each from the report's own figures.

Every second manner is held back (`HELD`): the check was not developed on it.
"""

import random
from collections.abc import Callable

from evals.benchmarks.grounding_numbers import Pen, name_of, solid
from tools.diagnosis.report import ChangeReport, Total

Wording = Callable[[ChangeReport, Pen, random.Random], str | None]


def _periods(report: ChangeReport) -> tuple[str, str]:
    return report.current, report.baseline


def _where(report: ChangeReport) -> str:
    return "".join(f" on {value}" for value in report.where.values())


def _moved(report: ChangeReport) -> list[Total]:
    known = [*report.totals, *(f.factor for f in report.factors)]
    unique = {t.metric: t for t in known if t.metric != report.kpi.metric}
    return [t for t in unique.values() if t.baseline and t.current and abs(t.relative or 0) > 0.004]


def headline(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return (
        f"Your {k.label}{_where(report)} {pen.rose(k.change or 0)} from {pen.before(k)} to {pen.after(k)} last week, "
        f"{pen.rng.choice(('a change of', 'a move of'))} {pen.relative(k.relative or 0)}."
    )


def dated(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    now, before = _periods(report)
    return f"Between {before} and {now}, {k.label}{_where(report)} went from {pen.before(k)} to {pen.after(k)} ({pen.signed(k.change or 0, k)})."


def two_sentences(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    now, before = _periods(report)
    return f"In {before}, {k.label}{_where(report)} was {pen.before(k)}. In {now} it was {pen.after(k)}, {pen.relative(k.relative or 0)} {pen.more(k.change or 0)}."


def with_arrow(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    lines = [
        f"- **{t.label}**: {pen.before(t)} → {pen.after(t)} ({'+' if (t.relative or 0) > 0 else '-'}{pen.relative(t.relative or 0).removeprefix('about ')})"
        for t in [report.kpi, *_moved(report)]
    ]
    return f"Here is what moved{_where(report)}:\n\n" + "\n".join(lines)


def metric_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    rows = [
        f"| {t.label} | {pen.before(t)} | {pen.after(t)} | {(t.relative or 0) * 100:+.1f}% |"
        for t in [report.kpi, *_moved(report)]
    ]
    return "\n".join(["| Metric | Week before | Last week | Change |", "|---|---:|---:|---:|", *rows])


def segment_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    if not report.splits:
        return None
    split = report.splits[0]
    rows = [
        f"| {next(iter(s.segment.values()))} | {pen.before(s.kpi)} | {pen.after(s.kpi)} | {pen.signed(s.contribution, report.kpi)} |"
        for s in split.segments[:5]
        if s.kpi.baseline is not None and s.kpi.current is not None
    ]
    head = f"| {split.dimension.capitalize()} | {report.kpi.label} before | {report.kpi.label} after | Contribution |"
    return "\n".join([f"{report.kpi.label} by {split.dimension}:", "", head, "|---|---:|---:|---:|", *rows])


def driver_sentence(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = solid(report)
    if not found:
        return None
    s = found[0]
    return (
        f"The main driver is {name_of(s, rng)}, which contributed {pen.signed(s.contribution, report.kpi)} of the "
        f"{pen.signed(report.kpi.change or 0, report.kpi)} change. Its own {s.kpi.label} went from {pen.before(s.kpi)} to {pen.after(s.kpi)}."
    )


def on_segment(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = solid(report)
    if not found:
        return None
    s = found[-1]
    k = s.kpi
    return f"On {name_of(s, rng)}, {k.label} {pen.rose(k.change or 0)} {pen.relative(k.relative or 0)}, from {pen.before(k)} to {pen.after(k)}."


def two_segments(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in solid(report) if len(s.segment) == 1]
    if len(found) < 2:
        return None
    a, b = found[:2]
    names = [next(iter(s.segment.values())) for s in (a, b)]
    return (
        f"{names[0]}'s {a.kpi.label} {pen.rose(a.kpi.change or 0)} to {pen.after(a.kpi)} (from {pen.before(a.kpi)}), while {names[1]}'s "
        f"{pen.rose(b.kpi.change or 0)} from {pen.before(b.kpi)} to {pen.after(b.kpi)}."
    )


def values_with_on(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in solid(report) if len(s.segment) == 1]
    if len(found) < 2:
        return None
    a, b = found[:2]
    names = [next(iter(s.segment.values())) for s in (a, b)]
    return f"Last week {a.kpi.label} was {pen.after(a.kpi)} on {names[0]} and {pen.after(b.kpi)} on {names[1]}."


def factors_prose(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    parts = [f for f in report.factors if f.factor.relative and abs(f.factor.relative) > 0.004]
    if len(parts) < 2:
        return None
    a, b = parts[0].factor, parts[1].factor
    return f"{a.label.capitalize() if a.label.islower() else a.label} {pen.rose(a.change or 0)} {pen.relative(a.relative or 0)} and {b.label} {pen.rose(b.change or 0)} {pen.relative(b.relative or 0)}."


def factor_contributions(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    parts = [f for f in report.factors if f.factor.relative]
    if not parts:
        return None
    lines = [
        f"- {f.factor.label} ({(f.factor.relative or 0) * 100:+.1f}%) contributed {pen.signed(f.effect, report.kpi)}"
        for f in parts
    ]
    return f"Of the {pen.signed(report.kpi.change or 0, report.kpi)} change in {report.kpi.label}:\n\n" + "\n".join(
        lines
    )


def because(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _moved(report)
    if not moved:
        return None
    k, cause = report.kpi, max(moved, key=lambda t: abs(t.relative or 0))
    return f"{k.label}{_where(report)} is {pen.relative(k.relative or 0)} {pen.more(k.change or 0)} than the week before ({pen.after(k)} against {pen.before(k)}), mainly because {cause.label} {pen.rose(cause.change or 0)} {pen.relative(cause.relative or 0)}."


def share_of_change(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    k = report.kpi
    found = [s for s in solid(report) if k.change and 0.05 < s.contribution / k.change < 0.98]
    if not found:
        return None
    s = found[0]
    return f"{name_of(s, rng)} explains {s.contribution / (k.change or 1) * 100:.0f}% of the {pen.change(k.change or 0, k)} {pen.rise(k.change or 0)} in {k.label}."


def parent_items(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in solid(report) if len(s.segment) == 1][:2]
    if not found:
        return None
    lines = []
    for s in found:
        lines.append(f"- **{next(iter(s.segment.values()))}**")
        lines.append(f"  - {s.kpi.label}: {pen.before(s.kpi)} before, {pen.after(s.kpi)} now")
        lines.append(f"  - Contribution to the change: {pen.signed(s.contribution, report.kpi)}")
    return "The segments behind it:\n\n" + "\n".join(lines)


def heading_segment(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in solid(report) if len(s.segment) == 1]
    if not found:
        return None
    s = found[0]
    return f"### {next(iter(s.segment.values()))}\n\n{s.kpi.label} {pen.rose(s.kpi.change or 0)} from {pen.before(s.kpi)} to {pen.after(s.kpi)}, {pen.rng.choice(('up' if (s.kpi.change or 0) > 0 else 'down',))} {pen.relative(s.kpi.relative or 0)}."


def flat_and_moved(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _moved(report)
    if len(moved) < 2:
        return None
    a, b = moved[0], moved[-1]
    return f"Last week{_where(report)} you had {a.label} of {pen.after(a)}, compared with {pen.before(a)} the week before; {b.label} came in at {pen.after(b)} ({(b.relative or 0) * 100:+.1f}%)."


def summary_bold(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    k = report.kpi
    found = solid(report)
    if not found:
        return None
    s = found[0]
    return (
        f"**{k.label}{_where(report)} {pen.rose(k.change or 0)} {pen.relative(k.relative or 0)}** week over week, from **{pen.before(k)}** to **{pen.after(k)}**.\n\n"
        f"What stands behind it:\n\n1. **{name_of(s, rng)}** moved from {pen.before(s.kpi)} to {pen.after(s.kpi)}.\n"
        f"2. Everything else adds up to the rest."
    )


def difference_between(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in solid(report) if len(s.segment) == 1]
    if len(found) < 2:
        return None
    a, b = sorted(found[:2], key=lambda s: -(s.kpi.current or 0))
    gap = (a.kpi.current or 0) - (b.kpi.current or 0)
    names = [next(iter(s.segment.values())) for s in (a, b)]
    return f"{names[0]} had a {a.kpi.label} of {pen.after(a.kpi)} last week and {names[1]} had {pen.after(b.kpi)}, a gap of {pen.change(gap, a.kpi)}."


def volume_shares(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = [s for s in report.drivers if abs(s.share_after - s.share_before) > 0.004]
    if not found:
        return None
    s = found[0]
    return f"The share of {s.volume} that went to {name_of(s, rng)} moved from {s.share_before * 100:.1f}% to {s.share_after * 100:.1f}%."


def since_day(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = [s for s in report.drivers if s.started and s.kpi.baseline and s.kpi.current]
    if not found:
        return None
    s = found[0]
    day = s.started.day if s.started else ""
    return f"{name_of(s, rng)} has been at another level since {day}: its {s.kpi.label} was {pen.before(s.kpi)} before and {pen.after(s.kpi)} after."


def inside_parentheses(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _moved(report)[:3]
    if len(moved) < 2:
        return None
    told = ", ".join(f"{t.label} ({pen.before(t)} to {pen.after(t)})" for t in moved)
    return f"Behind the move in {report.kpi.label}{_where(report)} stand {told}."


def spelled_factor(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = [s for s in solid(report) if 1.95 <= (s.kpi.current or 0) / (s.kpi.baseline or 1) <= 2.05]
    if found:
        return f"{name_of(found[0], rng)}'s {found[0].kpi.label} doubled last week."
    k = report.kpi
    return f"{k.label}{_where(report)} changed by {abs(k.relative or 0) * 100:.1f} percent, from {pen.before(k)} to {pen.after(k)}."


def versus(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    now, before = _periods(report)
    return f"{k.label}{_where(report)}: {pen.after(k)} ({now}) vs. {pen.before(k)} ({before})."


def improved(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    from tools.kpi.definitions import METRICS

    k = report.kpi
    good = METRICS[k.metric].higher_is_better
    if good is None or not k.change:
        return None
    verb = "improved" if (k.change > 0) is good else "worsened"
    return f"{k.label}{_where(report)} {verb} by {pen.relative(k.relative or 0)}: it is now {pen.after(k)}, where it was {pen.before(k)}."


def offset(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    against = [f for f in report.factors if k.change and f.effect * k.change < 0 and abs(f.effect / k.change) > 0.02]
    if not against:
        return None
    f = against[0]
    return (
        f"{f.factor.label} worked the other way: it took {pen.change(f.effect, k)} off."
        if f.effect < 0
        else f"{f.factor.label} worked the other way: it added {pen.change(f.effect, k)} to {k.label}."
    )


def long_answer(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    parts = [w(report, pen, rng) for w in (headline, factors_prose, driver_sentence, on_segment)]
    return "\n\n".join(p for p in parts if p)


def count_of_segments(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    if len(report.drivers) < 2:
        return None
    told = " and ".join(f"{name_of(d, rng)} ({pen.signed(d.contribution, report.kpi)})" for d in report.drivers[:2])
    word = {2: "Two", 3: "Three", 4: "Four"}.get(len(report.drivers))
    return f"{word} segments stand out, among them {told}." if word else None


def absolute_by(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"Compared with {report.baseline}, {k.label}{_where(report)} {pen.rose(k.change or 0, by=True)} {pen.change(k.change or 0, k)} to {pen.after(k)} in {report.current}."


def bullets_by_segment(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = solid(report)[:4]
    if len(found) < 2:
        return None
    lines = [
        f"* {name_of(s, rng)}: {s.kpi.label} {(s.kpi.relative or 0) * 100:+.1f}%, now {pen.after(s.kpi)}" for s in found
    ]
    return f"{report.kpi.label} last week, segment by segment:\n\n" + "\n".join(lines)


def sum_of_two(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    if len(report.drivers) < 2:
        return None
    a, b = report.drivers[:2]
    return f"Together, {a.name} and {b.name} contributed {pen.signed(a.contribution + b.contribution, report.kpi)} of the {pen.signed(report.kpi.change or 0, report.kpi)}."


def rise_noun(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"There was a {pen.relative(k.relative or 0).removeprefix('about ')} {pen.rise(k.change or 0)} in {k.label}{_where(report)} last week, which now stands at {pen.after(k)}."


def two_metrics(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _moved(report)[:2]
    if len(moved) < 2:
        return None
    a, b = moved
    return f"{a.label} and {b.label}{_where(report)} were {pen.after(a)} and {pen.after(b)} in {report.current}."


def wide_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = [report.kpi, *_moved(report)][:4]
    head = "| Period | " + " | ".join(t.label for t in moved) + " |"
    rows = [f"| {report.baseline} | " + " | ".join(pen.before(t) for t in moved) + " |"]
    rows.append(f"| {report.current} | " + " | ".join(pen.after(t) for t in moved) + " |")
    return "\n".join([head, "|---" + "|---:" * len(moved) + "|", *rows])


ALL: tuple[Wording, ...] = (
    headline, dated, two_sentences, with_arrow, metric_table, segment_table, driver_sentence, on_segment, two_segments,
    values_with_on, factors_prose, factor_contributions, because, share_of_change, parent_items, heading_segment,
    flat_and_moved, summary_bold, difference_between, volume_shares, since_day, inside_parentheses, spelled_factor,
    versus, improved, offset, long_answer, count_of_segments, absolute_by, bullets_by_segment, sum_of_two, rise_noun,
    two_metrics, wide_table,
)  # fmt: skip
HELD = ALL[1::2]
SEEN = ALL[::2]
