"""The days and periods that an answer may name: those of the evidence, of cited passages and of the user."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agent.answer import Citation, Evidence
from agent.evidence.figures import safe_periods
from agent.evidence.ledger import Entry
from agent.evidence.marks import Pair
from agent.evidence.scope import Said
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.periods import Period
from tools.quantities import Unit

_ANCHOR = date(2000, 1, 1)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Known:
    """A period that may be named; of which segment where only one moved then."""

    period: Period
    source: str
    segment: frozenset[Pair] | None = None


class Calendar:
    """The periods that the sources name."""

    def __init__(
        self,
        entries: Sequence[Entry],
        evidence: Sequence[Evidence],
        passages: Sequence[Citation],
        user_words: Sequence[str],
        vocabulary: Vocabulary,
    ) -> None:
        self._vocabulary = vocabulary
        self._known: list[_Known] = []
        for e in entries:
            is_step = e.role == "p-value of the step"
            self._known += [_Known(p, e.source, e.segment if is_step else None) for p in (e.period, e.against) if p]
        steps = {k.period for k in self._known if k.segment is not None}
        told = [(e.id, t) for e in evidence for t in (e.text, *_strings(e.arguments))] + [
            ("your words", w) for w in user_words
        ]
        for source, text in told:
            if _HAS_DIGIT.search(text):
                self._known += [
                    _Known(p.period, source) for p in safe_periods(text, vocabulary.today) if p.period not in steps
                ]
        self._known = list(dict.fromkeys(self._known))
        self._years = {y for source, text in told for y in _YEAR.findall(text)}
        self._year_source = {y: source for source, text in reversed(told) for y in _YEAR.findall(text)}
        self._cited = [(f"[{p.label}]", p.passage) for p in passages]
        self._user = " ".join(user_words).lower()

    def source_of(self, figure: Figure, said: Said, cited: Iterable[str]) -> str:
        """Return where a day or period comes from; empty when nothing names it."""
        if figure.period is None:
            return ""
        for known in self._known:
            if self._is_named(known.period, figure) and _of_segment(known, said):
                return known.source
        if re.fullmatch(r"\d{4}", figure.text):
            years = {str(y): k.source for k in self._known for y in (k.period.start.year, k.period.end.year)}
            if source := years.get(figure.text) or self._year_source.get(figure.text, ""):
                return source
        if figure.text.lower() in self._user:
            return "your words"
        labels = {" ".join(c.lower().split()) for c in cited}
        return next(
            (s for s, text in self._cited if " ".join(s[1:-1].lower().split()) in labels and figure.text in text), ""
        )

    def _is_named(self, period: Period, figure: Figure) -> bool:
        wanted = {figure.period, *self._vocabulary.readings_of(figure)}
        if period in wanted:
            return True
        has_year = _YEAR.search(figure.text) is not None
        for found in wanted:
            if found is None:
                continue
            if found.days == 1 and _same_day(found.start, (period.start, period.end), has_year=has_year):
                return True
            if not has_year and found.days == period.days and _same_day(found.start, (period.start,), has_year=False):
                return True
        return False

    def is_length(self, figure: Figure) -> bool:
        """Return whether the figure is how long a period of the evidence lasts: "the 7 days", "two weeks"."""
        return self.length_source(figure) != ""

    def length_source(self, figure: Figure) -> str:
        """Return the source of the period that lasts so long."""
        if figure.unit is not Unit.DAYS:
            return ""
        lengths = [(k.period.days, k.source) for k in self._known if k.period.days > 1]
        lengths += [(2 * days, source) for days, source in lengths]  # "the two weeks" that are compared
        return next((source for days, source in lengths if days == figure.value), "")


def _same_day(day: date, ends: Iterable[date], *, has_year: bool) -> bool:
    return any(day == end if has_year else (day.month, day.day) == (end.month, end.day) for end in ends)


def _of_segment(known: _Known, said: Said) -> bool:
    """A day on which one segment's level moved is not the day of another."""
    if known.segment is None or not said.required:
        return True
    return all(known.segment & wanted for wanted in said.required) or not known.segment


def _strings(arguments: object) -> list[str]:
    if isinstance(arguments, str):
        return [arguments]
    if isinstance(arguments, dict):
        return [s for value in arguments.values() for s in _strings(value)]
    return [s for value in arguments for s in _strings(value)] if isinstance(arguments, list | tuple) else []
