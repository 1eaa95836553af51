"""More manners of wording an explanation of a change: chatty, terse, tabular, nested, with pronouns and in lists."""

import random
from collections.abc import Callable
from datetime import date

from evals.benchmarks.grounding_numbers import Pen, solid
from tools.diagnosis.report import ChangeReport, SegmentEffect, Total
from tools.periods import Period, parse_period

Wording = Callable[[ChangeReport, Pen, random.Random], str | None]


def _period(text: str) -> Period:
    return parse_period(text, today=date(2026, 6, 1))


def _dates(text: str, rng: random.Random) -> str:
    """A period as people write it: `May 18-24`, `18 to 24 May 2026`."""
    period = _period(text)
    a, b = period.start, period.end
    if a.month != b.month:
        return f"{a:%B} {a.day} to {b:%B} {b.day}"
    return rng.choice(
        (f"{a:%B} {a.day}–{b.day}", f"{a.day} to {b.day} {a:%B} {a.year}", f"{a:%b} {a.day} - {b:%b} {b.day}")
    )  # fmt: skip


def _where(report: ChangeReport) -> str:
    return "".join(f" on {value}" for value in report.where.values())


def _single(report: ChangeReport) -> list[SegmentEffect]:
    return [s for s in solid(report) if len(s.segment) == 1]


def _of_one_dimension(report: ChangeReport) -> list[SegmentEffect]:
    found = _single(report)
    return [s for s in found if set(s.segment) == set(found[0].segment)] if found else []


def _named(segment: SegmentEffect) -> str:
    return next(iter(segment.segment.values()))


def _totals(report: ChangeReport) -> list[Total]:
    known = [*report.totals, *(f.factor for f in report.factors)]
    unique = {t.metric: t for t in known if t.metric != report.kpi.metric}
    return [t for t in unique.values() if t.baseline and t.current and abs(t.relative or 0) > 0.004]


def _signed(total: Total, decimals: int = 1) -> str:
    return f"{(total.relative or 0) * 100:+.{decimals}f}%"


def _up(value: float) -> str:
    return "up" if value > 0 else "down"


def was_in_brackets(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"{k.label}{_where(report)}: {pen.after(k)} (was {pen.before(k)})."


def previously(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"{k.label}{_where(report)} came in at {pen.after(k)} (previously {pen.before(k)}), i.e. {_up(k.change or 0)} {pen.relative(k.relative or 0)}."


def from_the(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"Your {k.label}{_where(report)} is {pen.after(k)}, {_up(k.change or 0)} from {pen.before(k)}."


def dates_written(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    k = report.kpi
    return f"In {_dates(report.current, rng)}, {k.label}{_where(report)} was {pen.after(k)}; in {_dates(report.baseline, rng)} it was {pen.before(k)}."


def dates_in_brackets(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    k = report.kpi
    return f"{k.label}{_where(report)} {pen.rose(k.change or 0)} from {pen.before(k)} ({_dates(report.baseline, rng)}) to {pen.after(k)} ({_dates(report.current, rng)})."


def it_is_now(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    k = report.kpi
    return f"Your {k.label}{_where(report)} was {pen.before(k)}. It is now {pen.after(k)}."


def arrows(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [report.kpi, *_totals(report)][:4]
    return " | ".join(
        f"{t.label} {'↑' if (t.change or 0) > 0 else '↓'} {pen.relative(t.relative or 0).removeprefix('about ')}"
        for t in found
    )


def dashes(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [report.kpi, *_totals(report)][:4]
    return f"Where things stand{_where(report)}\n\n" + "\n".join(
        f"* {t.label} – {pen.after(t)}, {_up(t.change or 0)} {pen.relative(t.relative or 0)}" for t in found
    )


def headings_of_periods(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = [report.kpi, *_totals(report)][:3]
    parts = []
    for period, shown in ((report.current, pen.after), (report.baseline, pen.before)):
        parts.append(f"### {_dates(period, rng)}\n\n" + "\n".join(f"- {t.label}: {shown(t)}" for t in found))
    return "\n\n".join(parts)


def headings_of_segments(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _single(report)[:3]
    if not found:
        return None
    return "\n\n".join(
        f"**{_named(s)}**\n- {s.kpi.label}: {pen.before(s.kpi)} → {pen.after(s.kpi)} ({_signed(s.kpi)})\n- Contribution: {pen.signed(s.contribution, report.kpi)}"
        for s in found
    )


def metric_heading(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:4]
    if len(found) < 2:
        return None
    return f"#### {report.kpi.label} by {next(iter(found[0].segment))}\n\n" + "\n".join(
        f"{n}. {_named(s)} – {pen.after(s.kpi)} ({_signed(s.kpi)})" for n, s in enumerate(found, 1)
    )


def respectively(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:2]
    if len(found) < 2:
        return None
    a, b = found
    return f"{_named(a)} and {_named(b)} now stand at a {report.kpi.label} of {pen.after(a.kpi)} and {pen.after(b.kpi)} respectively."


def former_latter(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:2]
    if len(found) < 2:
        return None
    a, b = found
    return f"Two names matter for {report.kpi.label}, {_named(a)} and {_named(b)}: the former went from {pen.before(a.kpi)} to {pen.after(a.kpi)}, the latter from {pen.before(b.kpi)} to {pen.after(b.kpi)}."


def in_brackets(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:3]
    if len(found) < 3:
        return None
    told = [f"{_named(s)} ({pen.after(s.kpi)})" for s in found]
    return f"Last week's {report.kpi.label} differed a lot: {told[0]}, {told[1]} and {told[2]}."


def on_on_on(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:3]
    if len(found) < 3:
        return None
    told = [f"on {_named(s)} {pen.after(s.kpi)}" for s in found]
    return f"{report.kpi.label} last week: {told[0]}, {told[1]} and {told[2]}."


def while_others(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:2]
    if len(found) < 2:
        return None
    a, b = found
    return f"While {_named(a)} {pen.rose(a.kpi.change or 0)} {pen.relative(a.kpi.relative or 0)} to {pen.after(a.kpi)}, {_named(b)} {pen.rose(b.kpi.change or 0)} {pen.relative(b.kpi.relative or 0)} to {pen.after(b.kpi)} ({report.kpi.label})."


def pronoun(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _single(report)
    if not found:
        return None
    s = found[-1]
    return f"{_named(s)} deserves a look. Its {s.kpi.label} {pen.rose(s.kpi.change or 0)} {pen.relative(s.kpi.relative or 0)}: it went from {pen.before(s.kpi)} to {pen.after(s.kpi)}."


def rest_of_it(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    if not report.drivers:
        return None
    s = report.drivers[0]
    return f"Of the {pen.signed(report.kpi.change or 0, report.kpi)} in {report.kpi.label}, {pen.signed(s.contribution, report.kpi)} came from {' on '.join(s.segment.values())}."


def factor_causes(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    parts = [f for f in report.factors if f.factor.relative and abs(f.factor.relative) > 0.004]
    if len(parts) < 2:
        return None
    told = " and ".join(f"{pen.signed(f.effect, report.kpi)} from {f.factor.label}" for f in parts[:2])
    return f"The {pen.signed(report.kpi.change or 0, report.kpi)} move in {report.kpi.label} splits into {told}, among others."


def factor_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    parts = [f for f in report.factors if f.factor.relative]
    if not parts:
        return None
    rows = [f"| {f.factor.label} | {_signed(f.factor)} | {pen.signed(f.effect, report.kpi)} |" for f in parts]
    return "\n".join([f"| Factor | Change | Effect on {report.kpi.label} |", "|---|---|---|", *rows])


def transposed_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:3]
    if len(found) < 2:
        return None
    head = f"| {report.kpi.label} | " + " | ".join(_named(s) for s in found) + " |"
    rows = ["| Before | " + " | ".join(pen.before(s.kpi) for s in found) + " |"]
    rows += ["| Now | " + " | ".join(pen.after(s.kpi) for s in found) + " |"]
    return "\n".join([head, "|---" * (len(found) + 1) + "|", *rows])


def from_to_table(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    rows = [
        f"| {t.label} | {pen.before(t)} | {pen.after(t)} | {_signed(t)} |" for t in [report.kpi, *_totals(report)][:5]
    ]
    return "\n".join(["| KPI | From | To | Δ |", "|:--|--:|--:|--:|", *rows])


def bold_label_value(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    found = [report.kpi, *_totals(report)][:3]
    told = ", ".join(f"{t.label} {pen.after(t)}" for t in found)
    return f"**Key figures{_where(report)} ({_dates(report.current, rng)}):** {told}."


def fewer_more(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    counts = [t for t in _totals(report) if t.metric in {"conversions", "clicks", "impressions"}]
    if not counts:
        return None
    t = counts[0]
    word = "more" if (t.change or 0) > 0 else "fewer"
    return f"You had {pen.after(t)} {t.label}{_where(report)}, {abs(t.change or 0):,.0f} {word} than the week before ({pen.before(t)})."


def not_the_cause(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _totals(report)
    if len(moved) < 2:
        return None
    small, big = sorted(moved, key=lambda t: abs(t.relative or 0))[:: len(moved) - 1][:2]
    return f"{small.label} isn't the problem{_where(report)} ({_signed(small)}); {big.label} is ({_signed(big)}, from {pen.before(big)} to {pen.after(big)})."


def compared_first(report: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
    k = report.kpi
    return f"Compared to {_dates(report.baseline, rng)}, {k.label}{_where(report)} {pen.rose(k.change or 0)} {pen.relative(k.relative or 0)} in {_dates(report.current, rng)}, reaching {pen.after(k)}."


def ranked(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in (report.splits[0].segments if report.splits else []) if s.kpi.current]
    if len(found) < 3:
        return None
    by_size = sorted(found, key=lambda s: -(s.kpi.current or 0))
    if by_size[0].kpi.current == by_size[1].kpi.current:
        return None
    return f"{_named(by_size[0])} has the highest {report.kpi.label} of these at {pen.after(by_size[0].kpi)}, and {_named(by_size[1])} the second highest at {pen.after(by_size[1].kpi)}."


def points_told(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    rates = [t for t in [report.kpi, *_totals(report)] if t.unit.value == "rate" and abs(t.change or 0) > 0.0004]
    if not rates:
        return None
    t = rates[0]
    word = "gained" if (t.change or 0) > 0 else "lost"
    return f"{t.label[0].upper()}{t.label[1:]}{_where(report)} {word} {abs(t.change or 0) * 100:.2f} percentage points: {pen.before(t)} → {pen.after(t)}."


def semicolons(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _of_one_dimension(report)[:3]
    if len(found) < 2:
        return None
    return (
        f"By {next(iter(found[0].segment))} ({report.kpi.label}, now vs. before): "
        + "; ".join(f"{_named(s)} {pen.after(s.kpi)} vs. {pen.before(s.kpi)}" for s in found)
        + "."
    )


def share_of_volume(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = [s for s in report.drivers if s.share_after > 0.02]
    if not found:
        return None
    s = found[0]
    return f"{' on '.join(s.segment.values())} took {s.share_after * 100:.1f}% of {s.volume} last week, compared with {s.share_before * 100:.1f}% the week before."


def gap_to_whole(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _single(report)
    if not found or report.where:
        return None
    s = found[0]
    if not s.kpi.current or not report.kpi.current or abs(s.kpi.current / report.kpi.current - 1) < 0.02:
        return None
    word = "above" if s.kpi.current > report.kpi.current else "below"
    return (
        f"At {pen.after(s.kpi)}, {_named(s)} is well {word} the overall {report.kpi.label} of {pen.after(report.kpi)}."
    )


def nested(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = _single(report)[:2]
    if not found:
        return None
    lines = [f"- {report.kpi.label}{_where(report)}: {pen.before(report.kpi)} → {pen.after(report.kpi)}"]
    for s in found:
        lines += [
            f"  - {_named(s)}: {pen.before(s.kpi)} → {pen.after(s.kpi)}",
            f"    - contributed {pen.signed(s.contribution, report.kpi)}",
        ]
    return "\n".join(lines)


def now_only(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    moved = _totals(report)[:2]
    if len(moved) < 2:
        return None
    a, b = moved
    return f"{a.label[0].upper()}{a.label[1:]}{_where(report)} now stands at {pen.after(a)} and {b.label} at {pen.after(b)}."


def of_which(report: ChangeReport, pen: Pen, _rng: random.Random) -> str | None:
    found = report.drivers[:2]
    if len(found) < 2:
        return None
    told = " and ".join(f"{' / '.join(s.segment.values())} {pen.signed(s.contribution, report.kpi)}" for s in found)
    return f"TL;DR: {report.kpi.label} {pen.signed(report.kpi.change or 0, report.kpi)} ({_signed(report.kpi)}), of which {told}."


ALL: tuple[Wording, ...] = (
    was_in_brackets, previously, from_the, dates_written, dates_in_brackets, it_is_now, arrows, dashes, headings_of_periods,
    headings_of_segments, metric_heading, respectively, former_latter, in_brackets, on_on_on, while_others, pronoun,
    rest_of_it, factor_causes, factor_table, transposed_table, from_to_table, bold_label_value, fewer_more, not_the_cause,
    compared_first, ranked, points_told, semicolons, share_of_volume, gap_to_whole, nested, now_only, of_which,
)  # fmt: skip
