"""Which metric a figure is said of: the name beside it, its part of an equation, its row and column."""

import re
from collections.abc import Sequence
from functools import cache

from agent.evidence.attachment import Spot, is_next_figures, next_tight, respective
from agent.evidence.marks import MetricMark, per_one_of
from agent.evidence.shown_figure import Figure
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

_TIGHT = re.compile(
    r"^[\s*_)]*-?(?:(?:in|of|for|total|more|fewer|less|lower|higher|extra|additional|rise|increase|decrease|drop|fall|decline|jump|gain|"
    r"reduction|growth|move|movement|you|we|they|you.ve|we.ve|shift|swing|difference|gap|worth|the|a|an|were|was|been|got|its|your|our|their|new|own|average|current|as|change|on|average)[\s-]+)*[*_]*$",
    re.IGNORECASE,
)
_TIGHT_PER = re.compile(
    r"^[\s*_]*(?:(?:more|less|extra|higher|lower|dearer|cheaper)\s+)?(?:per|a|an|/|(?:for|on)\s+(?:each|every|one|a|an))\s+(?:\w+\s+)?$|^[\s*_]*(?:each|every)\s+$",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"^[\s*_)]*(?:(?:is|was|were|are|came|comes|coming|stems?|stemming|resulting|results?)\s+)?"
    r"(?:from|due\s+to|owing\s+to|because\s+of|through|via|thanks\s+to|attributable\s+to|by)\s+"
    r"(?:(?:the|a|an|its|your|lower|higher|weaker|stronger|worse|better|dearer|cheaper|falling|rising|\w+er)\s+)*[*_]*$",
    re.IGNORECASE,
)
"""Between what was added to a KPI and the factor that added it: "$4.83 came from a lower"."""

_PART_OF_COUNT = re.compile(r"\s+(?:out\s+of|of|from)\s+\d")
_WHOLE_OF_COUNT = re.compile(r"\d\s+(?:out\s+of|of|from)\s+$")
_OWNS = re.compile(r"\W*(?:\w+\s+){0,3}\W*")
_EACH_AFTER = re.compile(r"[\s*]*(?:each|apiece)\b", re.IGNORECASE)
_EACH_COSTS = re.compile(r"\beach(?:\s+one)?\s+(?:costs?|came|comes)\b[^;]*$", re.IGNORECASE)
_PER_UNIT = re.compile(r"\b(?:every|each|per|for)\s+(?:unit|dollar|euro|pound|[$€£]1\b)", re.IGNORECASE)
_EQUALS = re.compile(r"(?<![<>!])=\s*")
_AMOUNT = re.compile(r"[(\d$€£*+−-]")
_LINKED = re.compile(
    r"['’]?s?[\s:=(*_↑↓▲▼→–—-]*(?:(?:is|was|were|are|of|at|equals?|now|still|just|only|about|roughly|around|nearly|almost|approximately)[\s*_(~≈:]*)*",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\b(?:contribut|add|took|account|explain|respons|worth|offset|push|drove|cost|subtract|tak)\w*", re.IGNORECASE
)


def metrics_of(spot: Spot) -> frozenset[str]:
    """Return what the words beside a figure name, any of which it may be of; empty when they name nothing."""
    marks = spot.vocabulary.metric_marks(spot.text)
    for read in (_equation, _operand, _beside, _before, _around):
        found = read(spot, marks)
        if found is not None:
            return found
    return frozenset()


def _beside(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Read the name right after the figure, "$40 per sale", "each sale costs $40", and the name right before it."""
    figure = spot.figure
    after = next_tight(spot, marks, _TIGHT_PER)
    if after is not None and (each := _per(after)):
        return each
    if figure.unit is Unit.MONEY and (each := _each(spot, marks)):
        return each
    if figure.kind == "factor":
        return frozenset(n for m in marks for n in m.names) | frozenset(n for m in marks for n in _per(m))
    if row := _respective(spot, marks):
        return row
    fitting = [m for m in marks if _fitting(m, figure)]
    after = next_tight(spot, fitting, _TIGHT)
    if after is not None and not is_next_figures(spot, after):
        return _fitting(after, figure) | _per_unit(spot)
    cause = next_tight(spot, marks, _CAUSE)
    if cause is not None and not is_next_figures(spot, cause):
        return frozenset(cause.names)
    if _PART_OF_COUNT.match(spot.after) or _WHOLE_OF_COUNT.search(spot.before):
        return frozenset(n for m in fitting for n in _fitting(m, figure))
    return _linked(spot, marks)


def _linked(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Read the name right before a figure that it can't be of by its unit: what that factor added, or what is wrong."""
    named = [m for m in marks if m.end <= spot.figure.start]
    if not named or _fitting(named[-1], spot.figure) or spot.figure.unit is None:
        return None
    if not _LINKED.fullmatch(spot.text, named[-1].end, spot.figure.start):
        return None
    return frozenset(named[-1].names) | (_per(named[-1]) if not spot.figure.sign else frozenset())


def _before(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Read the nearest name before the figure in its clause."""
    figure, clause = spot.figure, spot.clause
    named = spot.inside(marks)
    inside = [m for m in named if _fitting(m, figure)]
    is_nearer = bool(named) and not (inside and inside[-1] is named[-1]) and figure.unit is not Unit.RATE
    if is_nearer and _ADDED.search(spot.text[named[-1].end : figure.start]):
        return frozenset(named[-1].names)  # what a factor added, told in the unit of what it added to
    if inside:
        each = frozenset(n for m in marks if m.is_each and clause[0] <= m.start < clause[1] for n in _per(m))
        is_cost = bool({"spend", "revenue"} & set(inside[-1].names))
        found = _fitting(inside[-1], figure) | _per_unit(spot)
        return found | each if is_cost else found
    return None


def _around(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str]:
    """Read the names of other clauses, after the figure, and over the statement."""
    figure, named = spot.figure, spot.inside(marks)
    elsewhere = [
        m
        for m in marks
        if _fitting(m, figure)
        and (m.end <= figure.start or m.start < spot.clause[1])
        and not ((named or m.start > figure.start) and _is_owned(spot, m))
    ]
    each = frozenset(
        n for m in marks if m.is_each and figure.unit is Unit.MONEY and m.end <= figure.start for n in _per(m)
    )
    found = frozenset(n for m in elsewhere for n in _fitting(m, figure)) | _per_unit(spot) | each
    is_over_too = spot.statement.is_cell or not elsewhere or figure.unit is not Unit.RATE
    return found | _over(spot) if is_over_too else found


def _per_unit(spot: Spot) -> frozenset[str]:
    """Return the ratios that "each dollar brought back 3" may tell."""
    is_ratio = spot.figure.unit in {None, Unit.RATIO, Unit.MONEY} and _PER_UNIT.search(spot.own_clause) is not None
    return _per_unit_of_spend() if is_ratio else frozenset()


def _each(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str]:
    """Return what an amount is that is told for one of something: "each sale costs $40", "125 sales at $40 each"."""
    named = spot.inside(marks)
    if named and named[-1].is_each:
        return _per(named[-1])
    counts = [m for m in marks if m.end <= spot.figure.start and any(METRICS[n].unit is Unit.COUNT for n in m.names)]
    if counts and (_EACH_AFTER.match(spot.after) or _EACH_COSTS.search(spot.before)):
        return _per(counts[-1])
    return frozenset()


@cache
def _per_unit_of_spend() -> frozenset[str]:
    return frozenset(n for n in per_one_of("spend") if METRICS[n].unit is Unit.RATIO)


def _is_owned(spot: Spot, mark: MetricMark) -> bool:
    """Return whether a mark names another figure: the CPA of "on $56,473 at a CPA of $31.20", "$5,000 of spend"."""
    before = next((f for f in reversed(spot.figures) if f.end <= mark.start), None)
    is_others = before is not None and before is not spot.figure and bool(_fitting(mark, before))
    if is_others and before is not None and _TIGHT.match(spot.text[before.end : mark.start]):
        return True
    following = next((f for f in spot.figures if f.start >= mark.end), None)
    if following is None or following is spot.figure or not _fitting(mark, following):
        return False
    return _OWNS.fullmatch(spot.text, mark.end, following.start) is not None


def _over(spot: Spot) -> frozenset[str]:
    """Return what stands over the statement: of a cell, its column with its row."""
    statement, figure = spot.statement, spot.figure
    if statement.is_cell:
        labels = statement.over[:2]
        marks = [m for label in labels for m in spot.vocabulary.metric_marks(label)]
        found = frozenset(n for m in marks for n in _fitting(m, figure))
        factors = [m for m in spot.vocabulary.metric_marks("".join(labels[1:])) if not _fitting(m, figure)]
        if found and factors and figure.unit is not Unit.RATE:
            return frozenset(n for m in factors for n in m.names)  # what the row's factor did to the column's KPI
        if figure.unit is Unit.MONEY and "spend" in found:
            found |= frozenset(n for m in marks for n in _per(m))
        if found:
            return found
    for over in statement.over:
        named = frozenset(n for m in spot.vocabulary.metric_marks(over) for n in _fitting(m, figure))
        if named:
            return named
    return frozenset()


def _equation(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Return what a figure of `CPA = spend / conversions = $5,000 / 125 = $40` may be of; None outside of one.

    The last side is of what the first names; the figures between are of anything that the equation names.
    """
    text, figure = spot.text, spot.figure
    signs = [
        m.start() for m in _EQUALS.finditer(text)
        if m.start() < figure.start and (_AMOUNT.match(text, m.end()) or any(k.start == m.end() for k in marks))
    ]  # fmt: skip
    if not signs:
        return None
    opening = [m for m in marks if m.end <= signs[0]]
    if not opening:
        return None
    last_side = re.search(r"=|;|\)(?=\s*(?:;|,|\.|$))", spot.after)
    is_last = last_side is None or last_side[0] != "="
    end = figure.end + last_side.start() if last_side is not None else len(text)
    alone = not any(signs[-1] < f.start < end and f is not figure for f in spot.figures)
    told = text[signs[-1] : figure.start]
    is_value = _IS_VALUE.fullmatch(told) is not None and _OPERATOR_AFTER.match(spot.after) is None
    if is_last and (alone or is_value):
        return _fitting(opening[-1], figure)
    if "(" in told and ")" not in told:
        return None  # "ROAS = 3.87 (prev. 4.52)": what stands in brackets is told beside it
    if is_last and re.search(r"[;,]\s", text[signs[-1] : figure.start]):
        return None
    if not re.search(r"[÷×*/+−=]|divided|times", text[signs[-1] + 1 : figure.start] + spot.after[:8]):
        return None
    inside = [m for m in marks if signs[0] < m.start < figure.start]
    if inside:
        return frozenset(n for m in inside for n in _fitting(m, figure))
    return frozenset(n for name in opening[-1].names for n in METRICS[name].inputs if _fits(METRICS[n].unit, figure))


_IS_VALUE = re.compile(r"=\s*(?:about|around|roughly|approximately|~|≈)?\s*\**", re.IGNORECASE)
_OPERATOR_AFTER = re.compile(r"\s*(?:[÷×*]|/\s*(?=[$€£\d])|divided\s+by|times)\s*[$€£\d]")
_OPERATOR_BEFORE = re.compile(r"(?:\d\s*(?:[÷×*]|/)|divided\s+by)\s*$")


def _operand(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Return what a term of "$5,000 / 125" may be of: a measure of what the row or the sentence names."""
    if not (_OPERATOR_AFTER.match(spot.after) or _OPERATOR_BEFORE.search(spot.before)):
        return None
    over = [m for text in spot.statement.over for m in spot.vocabulary.metric_marks(text)]
    named = {n for m in (*marks, *over) for n in m.names}
    inputs = {i for n in named for i in METRICS[n].inputs}
    return frozenset(n for n in named | inputs if _fits(METRICS[n].unit, spot.figure))


def _per(mark: MetricMark) -> frozenset[str]:
    return frozenset(n for name in mark.names for n in per_one_of(name))


def _fitting(mark: MetricMark, figure: Figure) -> frozenset[str]:
    """Return what the mark may mean beside the figure, by the units of both."""
    return frozenset(n for n in mark.names if _fits(METRICS[n].unit, figure))


def _fits(unit: Unit, figure: Figure) -> bool:
    match figure.unit:
        case Unit.MONEY:
            return unit is Unit.MONEY
        case Unit.RATE:
            return unit is Unit.RATE if figure.is_points else True
        case Unit.RATIO:
            return unit is Unit.RATIO or figure.kind == "factor"
        case None:
            return unit is not Unit.RATE
        case _:
            return unit is figure.unit


def _respective(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str]:
    """Pair "CPC, CTR and CPA were $1, 2% and $40": as many names in a row as figures after them."""
    place = respective(spot, [(m.start, m.end) for m in marks])
    return _fitting(marks[place], spot.figure) if place is not None else frozenset()
