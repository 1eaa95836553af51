"""Which period a figure is said of: the name beside it, its side of "from... to", what the sentence before named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.evidence.attachment import Spot, crosses, next_tight
from agent.evidence.marks import PeriodMark, Position
from agent.evidence.period_words import header_position
from agent.evidence.vocabulary import Vocabulary

_TIGHT_PERIOD = re.compile(
    r"^[\s*_]*[(,]?\s*(?:(?:in|on|for|over|during|of|from|at|as\s+of)\s+)?(?:the\s+)?[*_(]*$", re.IGNORECASE
)
_FROM = re.compile(
    r"\b(?:from|up\s+from|down\s+from|instead\s+of|rather\s+than|after)\s*(?:about|around|roughly|nearly|almost|~)?\s*[(*]*$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:\b(?:to|became)|→|->)\s*(?:about|around|roughly|nearly|almost|over|under|just\s+\w+|~)?\s*[(*]*$",
    re.IGNORECASE,
)
_TO_AFTER = re.compile(
    r"^\*{0,2}(?:\s+\w+)?\s+(?:to|became|turned\s+into)\s+(?:about\s+|around\s+|roughly\s+|nearly\s+|~)?\*{0,2}[$€£+−-]?\d"
)
_ARROW_AFTER = re.compile(r"^\s*[*)]*\s*(?:→|->)")
_MOVED = re.compile(
    r"\b(?:from|came|became|rose|rise[sn]?|rising|fell|falls?|fallen|went|goes|moved|climbed|dropped|increased|decreased|grew|jumped|declined|slid|"
    r"slipped|up|down|improved|worsened|shrank|surged)\b|→|->",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:vs\.?|versus|against|compared\s+(?:with|to)|than|and)\s*[(*]*$", re.IGNORECASE)
_AGAINST_AFTER = re.compile(r"[\s*)]*(?:vs\.?|versus|against|compared|→|->)")
_WHEN = re.compile(r"\W*\s(?:when|where|in\s+which)\b")
"""After the period that a clause tells of: "than a week ago, when it cost $29"."""
_BESIDE = 6
_WAS = re.compile(r"(?<!there )\b(?:was|were|had\s+been|used\s+to|stood|cost)\b", re.IGNORECASE)
_WAS_BEFORE = re.compile(
    r"[(,–—]\s*(?:it\s+|which\s+|that\s+)?(?:was|were|had\s+been|used\s+to\s+be)\s*(?:at\s+)?(?:~|about\s+)?\**$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|currently|today|this\s+week|these\s+days|has\s+(?:since\s+)?\w+(?:ed|en)\s+to)\b", re.IGNORECASE
)
_SPREAD = re.compile(r"\b(?:rang\w*|spread\w*|span\w*|var(?:y|ies|ied)|anywhere|intervals?|bounds?)\b", re.IGNORECASE)
"""Words after which "from... to" are the ends of a spread and no two moments."""
_TO_OTHER = re.compile(r"\W*(?:in|on|for|over|during|at|it\s+)?\W*(?:was|were|is|stood\s+at|of|at|:|=)?\W*")


@dataclass(frozen=True, slots=True)
class PeriodSaid:
    """What a figure's words say of its period.

    Attributes:
        period: the period that stands by it.
        others: other periods named around it, of which it may be as well.
        is_compared: told beside another figure ("$40 against $30"), so that it may be of either side.
    """

    period: PeriodMark | None = None
    others: tuple[PeriodMark, ...] = ()
    is_compared: bool = False


def period_of(spot: Spot, vocabulary: Vocabulary, carried: tuple[PeriodMark, ...]) -> PeriodSaid:
    """Return what is said of a figure's period.

    Args:
        spot: the figure in its statement.
        vocabulary: the names that the evidence knows.
        carried: the periods that the sentence before named.
    """
    marks = [
        m
        for m in vocabulary.period_marks(spot.text)
        if not m.start <= spot.figure.start < m.end and not _is_others(spot, m)
    ]
    is_compared = _AGAINST.search(spot.before) is not None or _AGAINST_AFTER.match(spot.after) is not None
    before = [m for m in marks if m.end <= spot.figure.start]
    if before and _WHEN.match(spot.text, before[-1].end):
        return PeriodSaid(before[-1])
    tight = next_tight(spot, marks, _TIGHT_PERIOD)
    if tight is not None and not tight.is_compared and not _is_following_figures(spot, tight):
        return PeriodSaid(tight, is_compared=is_compared)
    side = _side(spot, marks) or _past(spot, marks)
    if side is not None:
        return side
    inside = [m for m in spot.inside(marks) if not m.is_compared]
    if inside:
        return PeriodSaid(inside[-1], tuple(marks), is_compared)
    later = [
        m
        for m in marks
        if spot.figure.end <= m.start < spot.clause[1] and not m.is_compared and not _is_following_figures(spot, m)
    ]
    if later and not is_compared and not crosses(spot, later[0]):
        return PeriodSaid(later[0], tuple(marks))
    if marks:
        return _elsewhere(spot, marks, is_compared=is_compared)
    if is_compared:
        return PeriodSaid(is_compared=True)
    return _over(spot, vocabulary) or PeriodSaid(others=carried)


def _over(spot: Spot, vocabulary: Vocabulary) -> PeriodSaid | None:
    """Read the period of what stands over the statement."""
    for over in spot.statement.over:
        if spot.statement.is_cell and (position := header_position(over)):
            return PeriodSaid(_told(over, position))
        named = vocabulary.period_marks(over)
        if named:
            return PeriodSaid(named[0] if len(named) == 1 else None, named, len(named) > 1)
    return None


def _is_others(spot: Spot, mark: PeriodMark) -> bool:
    """Return whether the mark is the adjective of another figure: "below the expected 171,777"."""
    following = next((f for f in spot.figures if f.start >= mark.end), None)
    is_another = following is not None and following is not spot.figure and following.start - mark.end <= _BESIDE
    return is_another and mark.text.lower() == "expected"


def _is_following_figures(spot: Spot, mark: PeriodMark) -> bool:
    """Return whether a mark behind a bracket or comma names the figure that follows: "$31 (previously $26)"."""
    following = next((f for f in spot.figures if f.start >= mark.end and f.kind != "date"), None)
    if following is None or not re.search(r"[(,;–—]", spot.text[spot.figure.end : mark.start]):
        return False
    return _TO_OTHER.fullmatch(spot.text, mark.end, following.start) is not None


def _past(spot: Spot, marks: Sequence[PeriodMark]) -> PeriodSaid | None:
    """Read "(was $26)", and "CPA was $26. It is now $31": what was is the baseline's where it is told against now."""
    if _WAS_BEFORE.search(spot.before) and not spot.inside(marks):
        return PeriodSaid(_told("was", "baseline"), tuple(marks))
    told = spot.text[spot.clause[0] : spot.figure.start]
    is_told_against = not marks and _WAS.search(told) and not _NOW.search(told)
    if is_told_against and (_NOW.search(spot.statement.following) or _NOW.search(spot.text)):
        return PeriodSaid(_told("was", "baseline"))
    return None


def _side(spot: Spot, marks: Sequence[PeriodMark]) -> PeriodSaid | None:
    """Read "from $26 to $31", "$26 → $31": the first is the baseline's, the second the current period's."""
    if _SPREAD.search(spot.text[spot.clause[0] : spot.figure.start]):
        return None
    following = next((f for f in spot.figures if f.start >= spot.figure.end), None)
    is_start = (
        _TO_AFTER.match(spot.after) is not None
        and not spot.before.rstrip("*( ").endswith(" by")
        and (following is None or following.unit is spot.figure.unit)
    )
    if _FROM.search(spot.before) or is_start or _ARROW_AFTER.match(spot.after):
        named = [m for m in marks if spot.figure.end <= m.start and not crosses(spot, m)]
        return PeriodSaid(named[0] if named else _told("from", "baseline"), tuple(marks))
    if _TO.search(spot.before) and _MOVED.search(spot.text[spot.clause[0] : spot.figure.start]):
        named = [m for m in spot.inside(marks) if not m.is_compared and not m.position]
        return PeriodSaid(named[-1] if named else _told("to", "current"), tuple(marks))
    return None


def _elsewhere(spot: Spot, marks: Sequence[PeriodMark], *, is_compared: bool) -> PeriodSaid:
    """Read the periods of other clauses, and those that the statement compares with."""
    named = [m for m in marks if not m.is_compared]
    if is_compared or not named:
        return PeriodSaid(None, tuple(marks), is_compared=True)
    if all(m.position for m in named):
        is_past = all(m.position == "current" for m in named) and _WAS.search(spot.own_clause) is not None
        return PeriodSaid(_told("was", "baseline")) if is_past else PeriodSaid(None, tuple(marks), is_compared=True)
    return PeriodSaid(named[0] if len(named) == 1 else None, tuple(marks), len(named) > 1)


def _told(word: str, position: Position) -> PeriodMark:
    return PeriodMark(0, 0, word, position=position)
