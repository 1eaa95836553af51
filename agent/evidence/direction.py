"""Whether a figure is told as a level or as a change, and which way it went."""

import re
from dataclasses import dataclass
from typing import Literal

from agent.evidence.shown_figure import Figure
from tools.kpi.definitions import METRICS

_UP = (
    r"rose|rise[sn]?|rising|increas\w*|grew|grow\w*|climb\w*|jump\w*|gain\w*|surg\w*|soar\w*|spik\w*|higher|more|extra|"
    r"up|added|adds?|adding|pushed\s+up|above|greater|larger|bigger|dearer|pricier|stronger"
)
_DOWN = (
    r"fell|fall\w*|drop\w*|declin\w*|decreas\w*|lower\w*|less|fewer|reduc\w*|shrank|shrunk|shrink\w*|slid\w*|slip\w*|"
    r"sank|dip\w*|plung\w*|down|cheaper|below|smaller|weaker|softer|poorer|cut|cuts|lost|offset\w*|took|takes|taking|taken|subtract\w*|shav\w*|saves?|saved|saving|softened|cushioned"
)
_BETTER, _WORSE = r"improv\w*|better", r"worsen\w*|deteriorat\w*|worse"
_CONTRIBUTED = (
    r"contribut\w*|account\w*\s+for|explain\w*|responsible|drove|drives?|driv\w*|worth|comes?\s+from|came\s+from|due"
)
_CHANGED = r"chang\w*|mov\w*|swing|swung|shift\w*|differ\w*|gap"
_NEUTRAL = r"chang\w*|mov\w*|swing|swung|shift\w*|differ\w*|gap|apart|variation|interval|between"
_WAY = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<better>{_BETTER})|(?P<worse>{_WORSE})|(?P<reset>{_CONTRIBUTED})|"
    rf"(?P<neutral>{_NEUTRAL}))\b",
    re.IGNORECASE,
)
_TIGHT_AFTER = re.compile(
    rf"^[\s*)]{{0,4}}(?:(?:in|of|the|a|an|its|per\s+\w+|(?:that|which)\s+\w+)\s+)*(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<better>{_BETTER})|(?P<worse>{_WORSE})|"
    rf"(?P<neutral>{_NEUTRAL}))\b",
    re.IGNORECASE,
)
_SAID_CHANGE = re.compile(
    rf"(?:\b(?:(?<!divided\s)(?<!multiplied\s)by|{_UP}|{_DOWN}|{_BETTER}|{_WORSE}|{_CHANGED}|contribut\w+)(?:\s+(?:of|by|another|an\s+extra|some|its|the|a))*|[+])"
    r"\s*(?:about|around|roughly|approximately|nearly|almost|over|just\s+\w+|more\s+than|less\s+than|~|≈)?\s*\**$",
    re.IGNORECASE,
)
_SAID_LEVEL = re.compile(
    r"(?:\b(?:to|at|from|was|is|were|are|be|reached|hit|stood\s+at|came\s+to|costs?|cost|paid|averaged?|totall?ed|of)|[=:→])"
    r"\s*(?:about|around|roughly|approximately|nearly|almost|over|under|just\s+\w+|more\s+than|less\s+than|only|still|now|~|≈)?\s*[(*]*$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:above|below|over|under|beyond)\s+(?:(?:the|an?|its|their|your)\s+)?[(*]*$", re.IGNORECASE
)
"""Before what something is above or below, which is a level whatever stands before it."""
_PART = re.compile(r"\d[\d.,]*\s?(?:%|pp|k|m)?\**\s+(?:out\s+)?of\s+(?:the\s+|that\s+|its\s+)?[(*+]*$", re.IGNORECASE)
"""Before the whole that the figure before is a part of, a level or a change."""
_LINK = re.compile(r"\b(?:up|down)\s+(?:to|from)\s*[(*]*$", re.IGNORECASE)
_CHANGE_NOUN = re.compile(
    rf"\b(?:rise|increase|growth|climb|jump|gain|surge|spike|fall|drop|decline|decrease|reduction|slide|dip|loss|saving|{_CHANGED}|"
    r"improvement|contribution|effect|uplift|lift|deterioration)\s+(?:\w+\s+){0,3}"
    r"(?:of|was|is|were|amount(?:s|ed)\s+to|c[ao]mes?\s+to|total(?:s|led))\s*(?:only|just|about|roughly|around|nearly)?\s*[(*]*$",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"\b(?:r[io]s[ei]\w*|f[ae]ll\w*|climb\w*|drop\w*|increas\w*|decreas\w*|gr[eo]w\w*|jump\w*|declin\w*|slid\w*|slip\w*|improv\w*|worsen\w*|up|down)\s+"
    r"(?:(?:sharply|slightly|further)\s+)?(?:from\s+(?:about\s+|around\s+|roughly\s+)?\S+\s+)?"
    r"to\s*(?:about|around|roughly|~)?\s*[(*]*$",
    re.IGNORECASE,
)
_LOOK = 60


@dataclass(frozen=True, slots=True)
class Way:
    """How a figure is told.

    Attributes:
        told: "change" ("rose by $5"), "level" ("rose to $45"), or "" where the words fit both.
        sign: +1 or -1 where the words say a direction, 0 where they don't.
        is_neutral: told as a change of no direction ("changed by", "a gap of").
        is_contribution: told as a part of a change, whose sign follows the whole change's.
        is_reached: the level that a movement led to ("fell to $31"), so that the direction is the metric's own.
    """

    told: Literal["", "change", "level"] = ""
    sign: int = 0
    is_neutral: bool = False
    is_contribution: bool = False
    is_reached: bool = False


def way_of(text: str, figure: Figure, clause: tuple[int, int], metrics: frozenset[str]) -> Way:
    """Return how a figure is told in its clause.

    Args:
        text: the statement.
        figure: the figure in it.
        clause: where its clause starts and ends.
        metrics: what it is said of, for "improved" and "worsened", which point up or down by the metric.
    """
    before = text[max(clause[0], figure.start - _LOOK) : figure.start]
    after = text[figure.end : min(clause[1], figure.end + _LOOK)]
    ahead = _TIGHT_AFTER.match(after)
    told = _told(figure, before, ahead)
    if figure.sign:
        return Way(told, 1 if figure.sign == "+" else -1)
    if ahead is not None and not (told == "level" and _is_other_figures(after, ahead)):
        return Way(told, _sign(ahead, metrics), ahead["neutral"] is not None)
    ways = list(_WAY.finditer(text, clause[0], figure.start))
    if not ways:
        return Way(told)
    last = ways[-1]
    if last["reset"]:
        return Way(told, is_contribution=True)
    is_reached = told == "level" and _REACHED.search(before) is not None
    return Way(told, _sign(last, metrics), last["neutral"] is not None, is_reached=is_reached)


@dataclass(frozen=True, slots=True)
class DirectionWord:
    """A word that tells a direction: `sign` is +1, -1, or 0 for one that tells none ("changed", "contributed")."""

    start: int
    end: int
    sign: int


def direction_words(text: str, metrics: frozenset[str]) -> list[DirectionWord]:
    """Return the words of a text that tell which way something went, in order."""
    return [DirectionWord(m.start(), m.end(), _sign(m, metrics)) for m in _WAY.finditer(text)]


def _is_other_figures(after: str, ahead: re.Match[str]) -> bool:
    """Return whether the direction word belongs to the figure that follows: "$5,000, up 12%"."""
    return re.match(r"\W{0,4}(?:by\s+|from\s+)?[\d$€£]", after[ahead.end() :]) is not None


def _told(figure: Figure, before: str, ahead: re.Match[str] | None) -> Literal["", "change", "level"]:
    if figure.is_points or figure.sign == "+" or figure.kind == "factor":
        return "change"
    if figure.sign:
        return ""  # a loss is a level below zero, a fall a change
    if _LINK.search(before) or _REFERENCE.search(before):
        return "level"
    if _PART.search(before):
        return ""
    if _SAID_CHANGE.search(before) or _CHANGE_NOUN.search(before):
        return "change"
    if ahead is not None and (ahead["up"] or ahead["down"] or "").lower() not in {"up", "down", "above", "below"}:
        return "change"
    return "level" if _SAID_LEVEL.search(before) else ""


def _sign(match: re.Match[str], metrics: frozenset[str]) -> int:
    if match["up"]:
        return 1
    if match["down"]:
        return -1
    if not (match["better"] or match["worse"]):
        return 0
    good = {METRICS[m].higher_is_better for m in metrics if m in METRICS}
    if len(good) != 1 or None in good:
        return 0
    is_up = good.pop() is bool(match["better"])
    return 1 if is_up else -1
