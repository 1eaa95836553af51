"""The names that a thread's evidence knows, found in a statement: segment values, and what periods are called."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from agent.evidence.figures import CITATION, safe_periods
from agent.evidence.marks import EXAMPLE, MetricMark, Pair, PeriodMark, SegmentMark, metric_marks
from agent.evidence.names import is_name, is_whole, of_named_dimension
from agent.evidence.period_words import (
    COMING,
    RELATIVE,
    is_a_moment,
    is_compared,
    is_joined,
    is_other_side,
    position,
    weeks_of,
)
from agent.evidence.shown_figure import Figure
from tools.periods import Period

_WHOLE = re.compile(
    r"(?<!to the )(?<!of the )(?<!to its )"
    r"\b(?:overall|the\s+account(?:['’]s)?|account\s+average|in\s+total|total|altogether|as\s+a\s+whole|account[\s-]wide|across\s+(?:all|the\s+\w+|every)|"
    r"all\s+(?:campaigns|channels|devices|audiences|segments|rows|of\s+it)|blended|the\s+whole(?:\s+\w+)?|combined)\b"
    r"|(?<=of the )overall(?=\s+[\w\s]{2,24}\(?[$€£]?\d)",
    re.IGNORECASE,
)

_SUPERLATIVE = re.compile(r"\b(?:\w{3,}est|best|worst|most\s+\w+|least\s+\w+)\b", re.IGNORECASE)
"""Before "of all audiences", which is then what one is picked from and not the whole."""
_REST = re.compile(
    r"\b(?:everything\s+else|the\s+rest|the\s+others|remaining|other\s+(?:campaigns|channels|devices|segments|audiences)|"
    r"outside(?:\s+of)?|excluding|except(?:\s+for)?|without|(?<![\d.,$€£])\d+\s+more)\b",
    re.IGNORECASE,
)

_EXAMPLE = re.compile(
    r"\b(?:examples?|for\s+instance|e\.g\.|suppose|imagine|illustrat\w+|made[\s-]up|if|with|would|say)\b", re.IGNORECASE
)

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?|_")


class Vocabulary:
    """The names that evidence knows: segment values, and what its periods were called.

    Args:
        pairs: dimension and value.
        periods: the periods that evidence is about.
        phrases: what a period was called when it was asked for ("last week") -> the period.
        today: what relative dates count from.
        data_ends: last days of the tables, from which tools count relative dates.
        users: what the user wrote, whose names of periods need no proof.
        told: what evidence and passages say, in lower case.
    """

    def __init__(
        self,
        pairs: Iterable[Pair],
        *,
        periods: Iterable[Period] = (),
        phrases: dict[str, Period | None] | None = None,
        today: date | None = None,
        data_ends: Iterable[date] = (),
        users: Iterable[str] = (),
        told: str = "",
    ) -> None:
        self.told = told
        self.pairs = frozenset(pairs)
        self.periods = frozenset(periods)
        self.phrases = phrases or {}
        self.today = today or date(2000, 1, 1)
        self._users = _phrase(" ".join(users))
        self._anchors = tuple(dict.fromkeys([self.today, *(d + timedelta(days=1) for d in data_ends if d < date.max)]))
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, Pair]]] = {}
        for pair in self.pairs:
            words = tuple(_plain(w) for w in _WORD.findall(pair[1]))
            if words and pair != EXAMPLE:
                self._by_first.setdefault(words[0], []).append((words, pair[1], pair))
        for found in self._by_first.values():
            found.sort(key=lambda f: -len(f[0]))
        self._segments: dict[str, tuple[SegmentMark, ...]] = {}
        self._periods: dict[str, tuple[PeriodMark, ...]] = {}
        self._metrics: dict[str, tuple[MetricMark, ...]] = {}

    @cached_property
    def names_with_digits(self) -> list[str]:
        """Values that hold digits, which are names and no figures."""
        return sorted({v for _, v in self.pairs if any(c.isdigit() for c in v)}, key=len, reverse=True)

    def segment_marks(self, text: str) -> tuple[SegmentMark, ...]:
        """Return the segments named in a text, the longest name at each place."""
        if text not in self._segments:
            self._segments[text] = tuple(sorted(self._find_segments(text), key=lambda m: m.start))
        return self._segments[text]

    def _find_segments(self, text: str) -> list[SegmentMark]:
        words = [(m.start(), m.end(), _plain(m[0])) for m in _WORD.finditer(text)]
        marks: list[SegmentMark] = []
        i = 0
        while i < len(words):
            fits = [
                (len(name), value, pair)
                for name, value, pair in self._by_first.get(words[i][2], ())
                if tuple(w for _, _, w in words[i : i + len(name)]) == name
                and is_whole(text, words[i : i + len(name)], value)
            ]
            length = max((n for n, _, _ in fits), default=0)
            start, end = words[i][0], words[i + length - 1][1] if length else words[i][1]
            pairs = frozenset(pair for n, value, pair in fits if n == length and is_name(text, start, end, value))
            if pairs:
                marks.append(SegmentMark(start, end, of_named_dimension(text, start, pairs)))
                i += length
            else:
                i += 1
        taken = [(m.start, m.end) for m in marks]
        for pattern, whole in ((_WHOLE, True), (_REST, False)):
            marks += [
                SegmentMark(m.start(), m.end(), frozenset(), is_whole=whole, is_rest=not whole)
                for m in pattern.finditer(text)
                if not any(m.start() < e and s < m.end() for s, e in taken)
                and not (m[0][:3].lower() == "all" and _SUPERLATIVE.search(text[: m.start()]))
            ]
        if EXAMPLE in self.pairs:
            marks += [SegmentMark(m.start(), m.end(), frozenset({EXAMPLE})) for m in _EXAMPLE.finditer(text)]
        return marks

    def metric_marks(self, text: str) -> tuple[MetricMark, ...]:
        """Return the metrics named in a text; a word inside a longer name of the data ("Lamp shoppers") is none."""
        if text not in self._metrics:
            names = [(s.start, s.end) for s in self.segment_marks(text) if s.pairs]
            names += [m.span() for m in CITATION.finditer(text)]  # a passage's heading is said of no figure
            self._metrics[text] = tuple(
                m
                for m in metric_marks(text)
                if not any(s <= m.start and m.end <= e and e - s > m.end - m.start for s, e in names)
            )
        return self._metrics[text]

    def without_names(self, text: str) -> str:
        """Return the text with the names of the data blanked, which say nothing of themselves: "Home improvers"."""
        for mark in self.segment_marks(text):
            if mark.pairs:
                text = text[: mark.start] + "_" * (mark.end - mark.start) + text[mark.end :]
        return text

    def period_marks(self, text: str) -> tuple[PeriodMark, ...]:
        """Return the periods named in a text."""
        if text not in self._periods:
            self._periods[text] = tuple(self._find_periods(text))
        return self._periods[text]

    def _find_periods(self, text: str) -> list[PeriodMark]:
        marks = [
            PeriodMark(
                m.start(),
                m.end(),
                m[0],
                position=position(m),
                is_compared=is_compared(text, m.start()),
                is_joined=is_joined(text, m.start(), m.end()),
                is_other_side=is_other_side(text, m.start()),
            )
            for m in RELATIVE.finditer(text)
        ]
        marks += [PeriodMark(m.start(), m.end(), m[0]) for m in COMING.finditer(text)]
        for found in safe_periods(text, self._anchors[0]):
            if any(found.start < m.end and m.start < found.end for m in marks) or is_a_moment(
                text, found.start, found.period
            ):
                continue
            readings = weeks_of(text, found.start, self._readings(found.text, found.period))
            marks.append(
                PeriodMark(
                    found.start, found.end, found.text, readings,
                    is_compared=is_compared(text, found.start), is_joined=is_joined(text, found.start, found.end),
                    is_other_side=is_other_side(text, found.start),
                )
            )  # fmt: skip
        return _with_appositions(text, sorted(marks, key=lambda m: m.start))

    def is_users(self, mark: PeriodMark) -> bool:
        """Return whether the user named the period in the same words."""
        return _phrase(mark.text) in self._users

    def readings_of(self, figure: Figure) -> frozenset[Period]:
        """Return the periods that a date in a text may stand for."""
        return self._readings(figure.text, figure.period) if figure.period is not None else frozenset()

    def _readings(self, text: str, first: Period) -> frozenset[Period]:
        known = self.phrases.get(_phrase(text))
        others = (p.period for anchor in self._anchors[1:] for p in safe_periods(text, anchor))
        return frozenset(p for p in (first, known, *others) if p is not None)


def _with_appositions(text: str, marks: list[PeriodMark]) -> list[PeriodMark]:
    """Return the marks; the dates of "than the week before (11-17 May)" are compared with, as the words are."""
    result: list[PeriodMark] = []
    for mark in marks:
        last = result[-1] if result else None
        if last is not None and re.fullmatch(r"\s*[(\[,–—-]\s*", text[last.end : mark.start]) and last.is_compared:
            result.append(replace(mark, is_compared=True, is_other_side=last.is_other_side))
        else:
            result.append(mark)
    return result


def _phrase(text: str) -> str:
    return " ".join(text.lower().removeprefix("the ").split())


def _plain(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s")
