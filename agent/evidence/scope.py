"""Reads what each figure of a statement is said of: metric, segment, period, level or change, direction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.evidence.attachment import Spot, clause_of
from agent.evidence.blocks import Statement
from agent.evidence.direction import Way, way_of
from agent.evidence.marks import Pair, PeriodMark, SegmentMark
from agent.evidence.metric_scope import metrics_of
from agent.evidence.period_scope import PeriodSaid, period_of
from agent.evidence.segment_scope import is_example, segments_of, together
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.quantities import Unit

_OF_THE = re.compile(
    r"\b(?:out\s+)?of\s+(?:the\s+|its\s+|a\s+|that\s+|this\s+)?(?:total\s+|overall\s+|whole\s+|entire\s+)?[*]*$",
    re.IGNORECASE,
)
_PART_WORDS = re.compile(
    r"\d[\d.,]*\s?(?:%|pp|k|m|percent|points|percentage points)?\s*\**\s*$"
    r"|\b(?:most|half|part|much|bulk|all|share|third|quarter|rest|majority|more)\s+$",
    re.IGNORECASE,
)
_DESCRIPTOR = re.compile(
    r"\b(?:best|worst|strongest|weakest|cheapest|highest|lowest|largest|biggest|smallest|top|leading|first|second|former|latter|"
    r"winner|control|driver|segment|(?:both|each|either|one|another)\s+(?:campaign|channel|device|audience|creative|segment))s?\b",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"\b(?:rang(?:es?|ed|ing)|var(?:y|ies|ied)|spans?)\b", re.IGNORECASE)
"""Of the smallest and the largest of segments, which need not be named."""
_INTERVAL = re.compile(
    r"\b(?:intervals?|between|range[sd]?|confidence|confident|plausibl\w*|somewhere|anywhere|at\s+least|at\s+most|CI|bounds?|lower|upper|"
    r"as\s+(?:low|high)\s+as)\b|±",
    re.IGNORECASE,
)
_PARTS = {
    "mix": re.compile(r"\b(?:mix|volume|shift\w*|mov\w+|weight)\b", re.IGNORECASE),
    "rate": re.compile(r"\b(?:rates?|own|itself|themselves|within)\b", re.IGNORECASE),
}
_OF_AFTER = re.compile(r"\**\s+(?:share\s+)?of\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:industry|benchmarks?|sector|vertical|competitors?|peers|most\s+(?:advertisers|brands|companies|accounts)|market\s+average|"
    r"(?:a|an)\s+(?:healthy|typical|good|normal)(?!\s+\d)|typically)\b",
    re.IGNORECASE,
)
_SPLITS = re.compile(
    r"\b(?:at\s+night|overnight|evenings?|mornings?|afternoons?|weekends?|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"women|men|female|male|age[sd]?|(?:older|younger)\s+than|countr(?:y|ies)|regions?|cit(?:y|ies)|households?|"
    r"checkout|landing\s+pages?|(?:new|returning|first-time)\s+(?:users|visitors|customers|buyers)|quality\s+score|bounce\s+rate)\b",
    re.IGNORECASE,
)
"""Splits and measures that tables may have: where no evidence has them, no figure of it is of them."""
_CARRIED = 6
"""How many statements back a segment may have been named."""
_NO_PERIOD = PeriodSaid()
_NO_WAY = Way()


@dataclass(frozen=True, slots=True)
class Said:
    """What one figure is said of.

    Attributes:
        metrics: what its words name, any of which it may be of; empty when they name none.
        required: for each name that stands by the figure, the segments that it may mean; all must hold.
        named: every segment named around it.
        own: those named in the statement itself.
        is_of_others: said of an industry, a benchmark, other advertisers: nothing that the user's own data can show.
        is_whole: said of everything together.
        is_open: said of a segment that is described and not named ("the best campaign", "everything else").
        may_be_whole: told as the whole that a segment has a part of ("$3 of the $5").
        when: what is said of its period.
        other_sides: the periods that the statement compares with.
        is_interval: told as an end of an interval.
        is_part: a part of something ("53% of spend", "two thirds of the rise").
        parts: "mix" and "rate", where the statement speaks of these parts of a contribution.
        clause: where its clause starts and ends.
        around: every metric named in the statement, over it and in the one before.
        words: its statement with what stands over it, in lower case.
        beside: what it counts, in lower case: the words right after it, its label, its row and column.
    """

    figure: Figure
    metrics: frozenset[str] = frozenset()
    required: tuple[frozenset[Pair], ...] = ()
    named: frozenset[Pair] = frozenset()
    own: frozenset[Pair] = frozenset()
    is_of_others: bool = False
    is_whole: bool = False
    is_open: bool = False
    may_be_whole: bool = False
    when: PeriodSaid = _NO_PERIOD
    other_sides: tuple[PeriodMark, ...] = ()
    is_interval: bool = False
    is_part: bool = False
    parts: frozenset[str] = frozenset()
    way: Way = _NO_WAY
    clause: tuple[int, int] = (0, 0)
    around: frozenset[str] = frozenset()
    words: str = ""
    beside: str = ""


class Reader:
    """Reads statements in order, and carries what the ones before said.

    Args:
        vocabulary: the names that the evidence knows.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._carried: list[frozenset[Pair]] = []
        self._carried_periods: tuple[PeriodMark, ...] = ()
        self._subject: tuple[int, tuple[frozenset[Pair], ...]] = (-1, ())

    def read(self, statement: Statement, figures: Sequence[Figure]) -> list[Said]:
        """Return what each figure of a statement is said of, and remember its names for the next."""
        found = _with_changes([self._said(statement, figure, figures) for figure in figures], statement.text)
        segments = self.vocabulary.segment_marks(statement.text)
        pairs = frozenset(p for m in segments for p in m.pairs)
        if segments and not statement.is_cell:
            first = [m for m in segments if not m.is_rest and not is_example(m)]
            group = together(first[0], first, statement.text) if first and not first[0].is_whole else []
            self._subject = (statement.block, tuple(m.pairs for m in group))
        if pairs:
            self._carried = [*self._carried, pairs][-_CARRIED:]
        if own := self.vocabulary.period_marks(statement.text):
            self._carried_periods = own
        return found

    def _said(self, statement: Statement, figure: Figure, figures: Sequence[Figure]) -> Said:
        spot = Spot(statement, figure, figures, clause_of(statement.text, figure), self.vocabulary)
        metrics = metrics_of(spot)
        subject = self._subject[1] if self._subject[0] == statement.block else ()
        required, is_whole = segments_of(spot, self.vocabulary, subject)
        marks = self.vocabulary.segment_marks(spot.text)
        part = _OF_THE.search(spot.before)
        around = (spot.own_clause, *statement.over)
        return Said(
            figure,
            metrics,
            required,
            named=self._named(statement, marks),
            own=frozenset(p for m in marks for p in m.pairs),
            is_whole=is_whole,
            is_open=any(m.is_rest for m in marks)
            or _SPREAD.search(spot.own_clause) is not None
            or (not required and _DESCRIPTOR.search(spot.own_clause) is not None),
            may_be_whole=part is not None and _PART_WORDS.search(spot.before[: part.start()]) is not None,
            is_of_others=_OTHERS.search(spot.own_clause) is not None or self._is_of_unknown(spot),
            when=period_of(spot, self.vocabulary, self._carried_periods),
            other_sides=tuple(m for m in self.vocabulary.period_marks(spot.text) if m.is_other_side),
            is_part=figure.unit is Unit.RATE and _OF_AFTER.match(spot.after) is not None,
            is_interval=any(_INTERVAL.search(t) for t in around),
            parts=frozenset(
                part for part, words in _PARTS.items() if any(words.search(t) for t in (spot.text, *around))
            ),
            way=way_of(self.vocabulary.without_names(spot.text), figure, spot.clause, metrics),
            clause=spot.clause,
            around=self._metrics_around(statement),
            words=" ".join((statement.text, *statement.over)).lower(),
            beside=_beside(spot),
        )

    def _is_of_unknown(self, spot: Spot) -> bool:
        """Return whether the clause speaks of a split or a measure that no evidence speaks of."""
        named = [m[0].lower() for m in _SPLITS.finditer(self.vocabulary.without_names(spot.text)[slice(*spot.clause)])]
        return any(name not in self.vocabulary.told for name in named)

    def _metrics_around(self, statement: Statement) -> frozenset[str]:
        texts = (statement.text, *statement.over, statement.before)
        return frozenset(n for t in texts for m in self.vocabulary.metric_marks(t) for n in m.names)

    def _named(self, statement: Statement, marks: Sequence[SegmentMark]) -> frozenset[Pair]:
        """Return every segment named in the statement, over it, and in the ones before."""
        over = (m for text in statement.over for m in self.vocabulary.segment_marks(text))
        return frozenset({p for m in (*marks, *over) for p in m.pairs} | {p for pairs in self._carried for p in pairs})


_BRACKET = re.compile(r"\**\s*(?:\(|,?\s+or\s+|,?\s+i\.e\.,?\s+|/\s*)\**")

_CLOSES = re.compile(r"\**\s*(?:[).,;]|$|\w+\s+than|more|less|higher|lower|and\b)")


def _with_changes(found: list[Said], text: str) -> list[Said]:
    """Return what is said, with "rose by $1.05 (4.7%)" told as a change in both of its units."""
    result: list[Said] = []
    for said in found:
        last = result[-1] if result else None
        is_same = (
            last is not None
            and last.way.told == "change"
            and not last.figure.is_points
            and said.figure.unit is Unit.RATE
            and not said.way.told
            and _BRACKET.fullmatch(text, last.figure.end, said.figure.start) is not None
            and _CLOSES.match(text, said.figure.end) is not None
        )
        if is_same and last is not None:
            result.append(replace(said, way=replace(said.way, told="change", sign=said.way.sign or last.way.sign)))
        else:
            result.append(said)
    return result


_COUNTED = re.compile(r"[\s*]+(?:of\s+)?(?:the\s+|your\s+)?(?:\w+[\s-]+){0,2}?\w+")


def _beside(spot: Spot) -> str:
    """Return what a figure counts: the few words after it, or the label before it where none follow."""
    after = _COUNTED.match(spot.after)
    cell = spot.statement.over[:2] if spot.statement.is_cell else spot.statement.over[:1]
    label = re.search(r"[\w\s]+\W{0,4}$", spot.before)
    told = after[0] if after is not None else label[0] if label is not None else ""
    return " ".join((told, *(cell if spot.statement.is_cell or not told.strip() else ()))).lower()
