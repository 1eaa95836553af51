"""How one answer of the blind grounding test names metrics, periods and segments, and writes its figures."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from evals.benchmarks.grounding_numbers import Pen, solid
from tools.diagnosis.report import ChangeReport, SegmentEffect, Total, shown
from tools.periods import parse_period
from tools.quantities import format_number

NEWEST = frozenset({"2026-04-27..2026-05-03", "2026-05-18..2026-05-24"})
"""The last weeks of the invented advertisers' tables and of the sample: "last week" to who asks."""
_LONG = {
    "cpa": "cost per acquisition", "ctr": "click-through rate", "cpc": "cost per click", "aov": "average order value",
    "roas": "return on ad spend", "conversion_rate": "conversion rate",
}  # fmt: skip
ADDITIVE = frozenset({"conversions", "revenue", "spend", "clicks", "impressions"})
_FRACTIONS = (
    (1 / 3, 0.018, "a third"), (1 / 4, 0.013, "a quarter"), (1 / 5, 0.011, "a fifth"), (1 / 10, 0.006, "a tenth"),
    (1 / 2, 0.02, "half"),
)  # fmt: skip


class Wording(Protocol):
    """Words a result, or nothing where the manner does not fit it."""

    __name__: str

    def __call__(self, r: ChangeReport, pen: Pen, rng: random.Random) -> str | None:
        """Return the answer's text."""


class Tale:
    """One answer's way to name metrics, periods and segments, and to write figures."""

    def __init__(self, report: ChangeReport, pen: Pen, rng: random.Random) -> None:
        self.report, self.pen, self.rng, self.kpi = report, pen, rng, report.kpi
        self.is_long, self.has_x, self.minus = rng.random() < 0.3, rng.random() < 0.5, rng.choice("-−")
        self.now, self.then, self.head_now, self.head_then = _periods(report, rng)
        where = list(report.where.items())
        self.scope = "".join(f" {'on' if d == 'device' else 'for'} {v}" for d, v in where)
        known = {t.metric: t for t in (*report.totals, *(f.factor for f in report.factors))}
        self.measures = [t for m, t in known.items() if m != self.kpi.metric and abs(t.relative or 0) > 0.005]
        self.segments = _apart(solid(report))
        every = [s for split in report.splits for s in split.segments]
        self.every = self.segments + [s for s in every if s.kpi.baseline and s.kpi.current and s not in self.segments]
        self.lead = next((s for s in self.segments if s in report.drivers), None)

    def name(self, total: Total) -> str:
        """A metric, by its abbreviation or in full."""
        return _LONG.get(total.metric, total.label) if self.is_long else total.label

    def title(self, total: Total) -> str:
        """A metric at the head of a line."""
        name = self.name(total)
        return name[0].upper() + name[1:]

    def the(self, total: Total, *, start: bool = False) -> str:
        """A metric in a sentence."""
        name = self.name(total)
        text = f"the {name}" if " " in name else name
        return text[0].upper() + text[1:] if start else text

    def some(self, total: Total) -> str:
        """A metric before "of" and its level: `a CPA of $40`."""
        name = self.name(total)
        return name if total.metric in ADDITIVE else f"{'an' if name[0] in 'Aa' else 'a'} {name}"

    def exact(self, total: Total) -> tuple[str, str]:
        """Both levels of a metric, as the tool writes them."""
        x = "x" if total.metric == "roas" and self.has_x else ""
        before, after = (format_number(v or 0.0, total.unit, total.currency) for v in (total.baseline, total.current))
        return before + x, after + x

    def is_seen(self, effect: float) -> bool:
        """Whether an effect on the KPI is more than zero at the digits shown."""
        return any(c in "123456789" for c in shown(effect, self.kpi, signed=True))

    def pair(self, total: Total) -> tuple[str, str]:
        """Both levels in the pen's manner, where they still differ in it."""
        if total.metric == "roas":
            return self.exact(total)
        before, after = self.pen.before(total), self.pen.after(total)
        return (before, after) if before.split()[-1] != after.split()[-1] else self.exact(total)

    def rel(self, total: Total) -> str:
        """A relative change with its sign."""
        return f"{(total.relative or 0) * 100:+,.1f}%".replace("-", self.minus)

    def size(self, total: Total) -> str:
        """A relative change without its sign."""
        return self.pen.relative(total.relative or 0)

    def delta(self, total: Total) -> str:
        """An absolute change with its sign."""
        return self.signed(total.change or 0, total)

    def signed(self, value: float, total: Total) -> str:
        """An amount in a metric's unit with its sign."""
        return shown(value, total, signed=True).replace("-", self.minus)

    def points(self, value: float) -> str:
        """A difference of two shares."""
        return f"{value * 100:+.1f} pp".replace("-", self.minus)

    def seg(self, segment: SegmentEffect) -> str:
        """A segment, within what the question was about."""
        return self.seg_of({**segment.segment, **self.report.where})

    def seg_of(self, parts: dict[str, str]) -> str:
        """A segment by its values, with the dimension where a value ends in a digit."""
        named = [f"{d} {v}" if v[-1].isdigit() and d not in v.lower() else v for d, v in parts.items()]
        if len(named) == 1:
            return named[0]
        if list(parts)[-1] == "device" and self.rng.random() < 0.5:
            return f"{' / '.join(named[:-1])} on {named[-1]}"
        return " / ".join(named)


def _periods(report: ChangeReport, rng: random.Random) -> tuple[str, str, str, str]:
    current, baseline = (parse_period(p, today=date(2026, 6, 1)) for p in (report.current, report.baseline))
    follows = baseline == current.previous()
    if current.days != 7:
        count = {14: "two", 28: "four"}[current.days]
        return (
            f"in the last {count} weeks",
            f"in the {count} weeks before",
            f"Last {count} weeks",
            f"{count.title()} weeks before",
        )
    day = (f"{current.start.day} {current.start:%B}", f"{baseline.start.day} {baseline.start:%B}")
    now, head_now = (
        ("last week", "Last week") if report.current in NEWEST else (f"in the week of {day[0]}", f"Week of {day[0]}")
    )
    if follows:
        then = rng.choice(("the week before", "the prior week", "the previous week"))
        return now, then, head_now, then.removeprefix("the ").capitalize()
    return now, f"in the week of {day[1]}", head_now, f"Week of {day[1]}"


def _apart(segments: list[SegmentEffect]) -> list[SegmentEffect]:
    """Leave out segments that hold an earlier one: two in a sentence should not overlap by their names."""
    kept: list[SegmentEffect] = []
    for segment in segments:
        if not any(segment.segment.items() <= other.segment.items() for other in kept):
            kept.append(segment)
    return kept


def up(value: float) -> str:
    """Return the adverb of a direction."""
    return "up" if value > 0 else "down"


def more(value: float) -> str:
    """Return the comparative of a direction."""
    return "higher" if value > 0 else "lower"


def are(total: Total, singular: str, plural: str) -> str:
    """Return the word that goes with one metric, or with a countable one."""
    return plural if total.label.endswith("s") and total.metric != "roas" else singular


def cap(text: str) -> str:
    """Return the text with a capital."""
    return text[0].upper() + text[1:]


def rows(*lines: Sequence[str]) -> str:
    """Return a Markdown table, its first line the head."""
    head, *body = lines
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *body))


def fraction(relative: float) -> str | None:
    """Return a change in words, "a fifth", where it is near to one."""
    return next((words for size, near, words in _FRACTIONS if abs(abs(relative) - size) <= near), None)
