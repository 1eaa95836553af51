"""The ledger of a thread: every figure that an answer may quote, typed, with the evidence it comes from."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from agent.answer import Evidence
from agent.evidence.marks import EXAMPLE, Pair, Position
from agent.evidence.vocabulary import Vocabulary
from tools.errors import InputError
from tools.facts import Fact
from tools.kpi.definitions import METRICS
from tools.periods import Period, find_periods
from tools.quantities import Unit

Nature = Literal["level", "change", "relative", "share", "test", "any"]
"""What a figure is: a level, an absolute change, a relative one, a share of a whole, a figure of a test."""
Origin = Literal["fact", "rendering", "words", "passage"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that may be quoted.

    Attributes:
        source: evidence id, citation, or "your words".
        metric: what it is of, in the words of the trace; `metrics` are all that it may be said of (empty: anything).
        segment: empty for the whole table; `where` are the rows that the whole evidence is limited to.
        against: of a change, the period compared with.
        half_step: of a figure that is only known as written, half of its last digit; 0 for a computed one.
        is_scoped: its evidence tells segments or periods apart; a figure of evidence that doesn't is of whatever the
            user said it is.
    """

    source: str
    value: float
    unit: Unit | None
    currency: str | None = None
    metric: str = ""
    metrics: frozenset[str] = frozenset()
    segment: frozenset[Pair] = frozenset()
    where: frozenset[Pair] = frozenset()
    period: Period | None = None
    against: Period | None = None
    position: Position = ""
    nature: Nature = "any"
    origin: Origin = "fact"
    role: str = ""
    half_step: float = 0.0
    is_scoped: bool = False

    @property
    def segment_words(self) -> str:
        """`channel = Social, device = Mobile`; empty for the whole."""
        return ", ".join(f"{d} = {v}" if d else v for d, v in sorted(self.segment))

    @property
    def period_words(self) -> str:
        """`2026-05-11..2026-05-17`; empty when it has none."""
        return "" if self.period is None else str(self.period)


@dataclass(frozen=True)
class Ledger:
    """What a thread's answers may rest on.

    Attributes:
        entries: figures, the latest evidence first.
        vocabulary: the names of segments and periods that the evidence knows.
        days: days and runs of days that may be named, each with the source.
        texts: the tools' own renderings by evidence id, the latest first.
    """

    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    days: tuple[tuple[Period, str, frozenset[Pair]], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


_SEGMENT = re.compile(r"\s*([^=,]+?)\s*=\s*(.*?)\s*(?=,\s*[^=,]+=|$)")


@lru_cache(maxsize=8192)
def pairs_of(segment: str | None) -> frozenset[Pair]:
    """Read `channel = Social, device = Mobile`; a name without a dimension stands alone."""
    if not segment:
        return frozenset()
    found = frozenset((m[1], m[2]) for m in _SEGMENT.finditer(segment) if m[2])
    return found or frozenset({("", segment)})


@lru_cache(maxsize=2048)
def period_of(text: str | None) -> Period | None:
    """Read `2026-05-11..2026-05-17`; None for what is no period."""
    if not text:
        return None
    try:
        found = find_periods(text, today=date(2000, 1, 1))
    except InputError:
        return None
    return found[0].period if found else None


_OPENED: OrderedDict[tuple[str, str, str], tuple[Entry, ...]] = OrderedDict()
"""Entries of evidence opened already: a thread's evidence is met again at every later turn."""
_MOST_OPENED = 128


def entries_of(evidence: Evidence) -> tuple[Entry, ...]:
    """Return the typed figures of one tool result."""
    key = (evidence.id, evidence.text, repr(evidence.arguments))
    if not evidence.text:  # a result without a rendering is known by its facts alone
        return _entries(evidence)
    if key not in _OPENED:
        _OPENED[key] = _entries(evidence)
        while len(_OPENED) > _MOST_OPENED:
            _OPENED.popitem(last=False)
    return _OPENED[key]


def _entries(evidence: Evidence) -> tuple[Entry, ...]:
    where = frozenset((str(k), str(v)) for k, v in (evidence.arguments.get("where") or {}).items())
    has_before = any(f.role in _BEFORE for f in evidence.facts)
    is_scoped = any(f.period or f.segment for f in evidence.facts)
    return tuple(
        _entry(fact, evidence.id, where, has_before=has_before, is_scoped=is_scoped)
        for fact in dict.fromkeys(evidence.facts)
    )


_BEFORE = frozenset({"before", "share before"})
_NATURES: dict[str, Nature] = {
    "change": "change", "contribution": "change", "mix": "change", "rate": "change",
    "contribution of everything else": "change", "contribution of the others": "change",
    "interval of the change": "change", "relative change": "relative", "relative change a year before": "relative",
    "interval of the relative change": "relative", "elasticity": "relative", "trend a week": "relative",
    "backtest error": "relative", "share": "share", "share before": "share", "step rate": "share",
    "p-value": "test", "p-value of the step": "test", "confidence": "test", "power": "test", "count": "any",
}  # fmt: skip


def _entry(fact: Fact, source: str, where: frozenset[Pair], *, has_before: bool, is_scoped: bool) -> Entry:
    position: Position = ""
    if has_before:
        position = "baseline" if fact.role in _BEFORE else "current" if fact.role in {"value", "share"} else ""
    return Entry(
        source=source,
        value=fact.value,
        unit=fact.unit,
        currency=fact.currency,
        metric=fact.metric,
        metrics=_metrics_of(fact),
        segment=pairs_of(fact.segment),
        where=where,
        period=period_of(fact.period),
        against=period_of(fact.against),
        position=position,
        nature=_nature(fact.role),
        role=fact.role,
        is_scoped=is_scoped,
    )


def _nature(role: str) -> Nature:
    if role.startswith(("effect of ", "mix by ", "rate by ")):
        return "change"
    return _NATURES.get(role, "level")


def _metrics_of(fact: Fact) -> frozenset[str]:
    """Return the metrics that the fact may be said of; none where it is not tied to a known one."""
    if fact.metric not in METRICS or _nature(fact.role) == "test":
        return frozenset()
    names = {fact.metric}
    if fact.role.startswith("effect of "):
        names.add(fact.role.removeprefix("effect of "))
    if fact.role == "step rate":
        names |= {m.name for m in METRICS.values() if m.unit is Unit.RATE and m.parsed.powers.get(fact.metric, 0) > 0}
    if fact.role == "elasticity":
        return frozenset()
    return frozenset(names)


def open_ledger(
    evidence: Sequence[Evidence], *, user_words: Sequence[str] = (), today: date | None = None
) -> tuple[list[Entry], Vocabulary]:
    """Return the typed entries of tool results, and the names that these results know."""
    entries = [entry for e in evidence for entry in entries_of(e)]
    pairs = {p for e in entries for p in (*e.segment, *e.where)}
    pairs |= {(d, v) for e in evidence for d, v in _described(e)}
    periods = {p for e in entries for p in (e.period, e.against) if p is not None}
    phrases: dict[str, Period | None] = {}
    for e in evidence:
        for name in ("current", "baseline"):
            asked = e.arguments.get(name)
            position = "current" if name == "current" else "baseline"
            if isinstance(asked, str):
                phrases[_phrase(asked)] = next(
                    (x.period for x in entries if x.source == e.id and x.position == position), None
                )
    periods_of = {e.id: [x.period for x in entries if x.source == e.id and x.period] for e in evidence}
    vocabulary = Vocabulary(
        {p for p in pairs if p[0] != "scenario"} | {p for p in pairs if p == EXAMPLE},
        periods=periods,
        phrases=phrases,
        today=today,
        data_ends={max(p.end for p in found) for found in periods_of.values() if found},
        users=user_words,
        told=" ".join((*(e.text for e in evidence), *(repr(e.arguments) for e in evidence), *user_words)).lower(),
    )
    return entries, vocabulary


def _phrase(text: str) -> str:
    return " ".join(text.lower().removeprefix("the ").split())


def _described(evidence: Evidence) -> Iterable[Pair]:
    """The dimension values that a description of the data lists: `- campaign: Brand, Generic and 3 more`."""
    if evidence.tool != "describe_data":
        return
    for line in re.finditer(r"^- ([^:\n]+): ([^\n]+)$", evidence.text, re.MULTILINE):
        for value in re.sub(r" and \d+ more$", "", line[2]).split(", "):
            yield line[1].strip(), value.strip()
