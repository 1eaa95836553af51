"""The names that a thread's evidence knows, found in a statement: segment values, and what periods are called."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from agent.evidence.figures import safe_periods
from agent.evidence.marks import EXAMPLE, Pair, PeriodMark, SegmentMark
from agent.evidence.period_words import (
    COMING,
    RELATIVE,
    is_a_moment,
    is_compared,
    is_joined,
    is_other_side,
    position,
)
from agent.evidence.shown_figure import Figure
from tools.periods import Period

_WHOLE = re.compile(
    r"(?<!to the )(?<!of the )(?<!to its )"
    r"\b(?:overall|in\s+total|total|altogether|as\s+a\s+whole|account[\s-]wide|across\s+(?:all|the\s+\w+|every)|"
    r"all\s+(?:campaigns|channels|devices|audiences|segments|rows|of\s+it)|blended|the\s+whole(?:\s+\w+)?|combined)\b",
    re.IGNORECASE,
)

_REST = re.compile(
    r"\b(?:everything\s+else|the\s+rest|the\s+others|remaining|other\s+(?:campaigns|channels|devices|segments|audiences)|"
    r"outside(?:\s+of)?|excluding|except(?:\s+for)?|without|\d+\s+more)\b",
    re.IGNORECASE,
)

_EXAMPLE = re.compile(
    r"\b(?:examples?|for\s+instance|e\.g\.|suppose|imagine|illustrat\w+|made[\s-]up|if|with|would|say)\b", re.IGNORECASE
)

_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?|_")

_DIMENSION_AFTER = re.compile(
    r"^(?:['’]s)?[\s-]+(?:campaigns?|channels?|devices?|audiences?|creatives?|placements?|ads?|traffic|users?|segments?|group|"
    r"variant|cohort|visitors|customers|region|country|network|platform)\b",
    re.IGNORECASE,
)

_DIMENSION_BEFORE = re.compile(
    r"(?:=\s*|\b(?:on|in|for|from|of|at|to|than|and|vs\.?|versus|by|campaign|channel|device|audience|creative|variant|version|group|side)\s+)[\"'“*]*$",
    re.IGNORECASE,
)

_NAME_AFTER = re.compile(
    r"^\*{0,2}(?:['’]s\b|\s*[:(,]|\s+(?:was|had|is|has|converted|converts|at|with|got|gets|won|wins|and|vs|versus|beats?)\b|\s*$)"
)

_NAME_BEFORE = re.compile(
    r"\b(?:variant|version|ad|group|side|test|campaign|option|for|of|to|than|and|vs\.?|versus|on|in|from|beats?)\s+[\"'“*]*$",
    re.IGNORECASE,
)

_EVERYDAY = frozenset(
    [
        "brand",
        "search",
        "other",
        "video",
        "display",
        "social",
        "new",
        "all",
        "total",
        "test",
        "control",
        "general",
        "sale",
        "direct",
        "email",
        "organic",
        "paid",
        "shopping",
        "none",
        "unknown",
        "yes",
        "no",
        "true",
        "false",
        "high",
        "low",
        "men",
        "women",
        "male",
        "female",
        "home",
        "mobile",
    ]
) - {"mobile", "email", "video", "display", "social", "organic"}


class Vocabulary:
    """The names that evidence knows: segment values, and what its periods were called.

    Args:
        pairs: dimension and value.
        periods: the periods that evidence is about.
        phrases: what a period was called when it was asked for ("last week") -> the period.
        today: what relative dates count from.
        data_ends: last days of the tables, from which tools count relative dates.
        users: what the user wrote, whose names of periods need no proof.
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
    ) -> None:
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
            ]
            length = max((n for n, _, _ in fits), default=0)
            start, end = words[i][0], words[i + length - 1][1] if length else words[i][1]
            pairs = frozenset(pair for n, value, pair in fits if n == length and _is_name(text, start, end, value))
            if pairs:
                marks.append(SegmentMark(start, end, _of_named_dimension(text, start, pairs)))
                i += length
            else:
                i += 1
        taken = [(m.start, m.end) for m in marks]
        for pattern, whole in ((_WHOLE, True), (_REST, False)):
            marks += [
                SegmentMark(m.start(), m.end(), frozenset(), is_whole=whole, is_rest=not whole)
                for m in pattern.finditer(text)
                if not any(m.start() < e and s < m.end() for s, e in taken)
            ]
        if EXAMPLE in self.pairs:
            marks += [SegmentMark(m.start(), m.end(), frozenset({EXAMPLE})) for m in _EXAMPLE.finditer(text)]
        return marks

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
            marks.append(
                PeriodMark(
                    found.start, found.end, found.text, self._readings(found.text, found.period),
                    is_compared=is_compared(text, found.start), is_joined=is_joined(text, found.start, found.end),
                    is_other_side=is_other_side(text, found.start),
                )
            )  # fmt: skip
        return sorted(marks, key=lambda m: m.start)

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


def _phrase(text: str) -> str:
    return " ".join(text.lower().removeprefix("the ").split())


def _plain(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s")


def _is_name(text: str, start: int, end: int, value: str) -> bool:
    """Return whether the words name the value; a letter or an everyday word needs something beside it that says so."""
    written = text[start:end]
    before, after = text[max(0, start - 20) : start], text[end : end + 24]
    possessive = written.removesuffix("'s").removesuffix("’s")
    if len(value) == 1:
        is_beside = (
            _NAME_BEFORE.search(before) is not None or _NAME_AFTER.match(after) is not None or written != possessive
        )
        return possessive == value and (is_beside or before.rstrip().endswith(("(", "|")))
    if possessive.lower() in _EVERYDAY and (possessive != value or value.islower()):
        return _DIMENSION_AFTER.match(after) is not None or _DIMENSION_BEFORE.search(before) is not None
    return True


def _of_named_dimension(text: str, start: int, pairs: frozenset[Pair]) -> frozenset[Pair]:
    """Keep the dimension that stands before the name ("campaign = Brand"), where one does."""
    before = text[max(0, start - 40) : start].lower()
    named = frozenset(
        p for p in pairs if p[0] and re.search(rf"\b{re.escape(p[0].lower())}\s*[=:]?\s*[\"'“*`]*$", before)
    )
    return named or pairs
