"""Which metric a figure is said of: the name beside it, its part of an equation, its row and column."""

import re
from collections.abc import Sequence

from agent.evidence.attachment import Spot, next_tight
from agent.evidence.marks import MetricMark, metric_marks, per_one_of
from agent.evidence.shown_figure import Figure
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

_TIGHT = re.compile(
    r"^[\s*_)]*-?(?:(?:in|of|for|total|more|fewer|less|lower|higher|extra|additional|rise|increase|decrease|drop|fall|decline|jump|gain|"
    r"reduction|growth|worth|the|a|an|its|your|our|their|new|own|average|current|as|change|on|average)[\s-]+)*[*_]*$",
    re.IGNORECASE,
)
_TIGHT_PER = re.compile(
    r"^[\s*_]*(?:per|a|an|/|(?:for|on)\s+(?:each|every|one|a))\s+(?:\w+\s+)?$|^[\s*_]*(?:each|every)\s+$", re.IGNORECASE
)


def metrics_of(spot: Spot) -> frozenset[str]:
    """Return what the words beside a figure name, any of which it may be of; empty when they name nothing."""
    figure, clause = spot.figure, spot.clause
    marks = metric_marks(spot.text)
    if (equation := _equation(spot, marks)) is not None:
        return equation
    after = next_tight(spot, marks, _TIGHT_PER)
    if after is not None and (each := _per(after)):
        return each
    named = spot.inside(marks)
    if named and named[-1].is_each and figure.unit is Unit.MONEY:
        return _per(named[-1])
    fitting = [m for m in marks if _fitting(m, figure)]
    after = next_tight(spot, fitting, _TIGHT)
    if after is not None:
        return _fitting(after, figure)
    inside = spot.inside(fitting)
    if inside:
        listed = _respective(spot, marks)
        each = frozenset(n for m in marks if m.is_each and clause[0] <= m.start < clause[1] for n in _per(m))
        is_cost = bool({"spend", "revenue"} & set(inside[-1].names))
        return _fitting(inside[-1], figure) | listed | (each if is_cost else frozenset())
    elsewhere = [m for m in fitting if m.end <= figure.start or m.start < clause[1]]
    over = _over(spot)
    return frozenset(n for m in elsewhere for n in _fitting(m, figure)) | (
        over if spot.statement.is_cell or not elsewhere or figure.unit is not Unit.RATE else frozenset()
    )


def _over(spot: Spot) -> frozenset[str]:
    """Return what stands over the statement: of a cell, its column with its row."""
    statement, figure = spot.statement, spot.figure
    if statement.is_cell:
        labels = statement.over[:2]
        marks = [m for label in labels for m in metric_marks(label)]
        found = frozenset(n for m in marks for n in _fitting(m, figure))
        if figure.unit is Unit.MONEY and "spend" in found:
            found |= frozenset(n for m in marks for n in _per(m))
        if found:
            return found
    for over in statement.over:
        named = frozenset(n for m in metric_marks(over) for n in _fitting(m, figure))
        if named:
            return named
    return frozenset()


def _equation(spot: Spot, marks: Sequence[MetricMark]) -> frozenset[str] | None:
    """Return what a figure of `CPA = spend / conversions = $5,000 / 125 = $40` may be of; None outside of one.

    The last side is of what the first names; the figures between are of anything that the equation names.
    """
    text, figure = spot.text, spot.figure
    signs = [m.start() for m in re.finditer(r"(?<![<>!])=", text) if m.start() < figure.start]
    if not signs:
        return None
    opening = [m for m in marks if m.end <= signs[0]]
    if not opening:
        return None
    last_side = re.search(r"=|;|\)(?=\s*(?:;|,|\.|$))", spot.after)
    is_last = last_side is None or last_side[0] != "="
    end = figure.end + last_side.start() if last_side is not None else len(text)
    alone = not any(signs[-1] < f.start < end and f is not figure for f in spot.figures)
    if is_last and alone:
        return _fitting(opening[-1], figure)
    if is_last and re.search(r"[;,]\s", text[signs[-1] : figure.start]):
        return None
    inside = [m for m in marks if signs[0] < m.start < figure.start]
    if inside:
        return frozenset(n for m in inside for n in _fitting(m, figure))
    return frozenset(n for name in opening[-1].names for n in METRICS[name].inputs if _fits(METRICS[n].unit, figure))


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
    figure = spot.figure
    run = [f for f in spot.figures if f.kind != "date"]
    place = run.index(figure) if figure in run else -1
    if place < 0:
        return frozenset()
    first = place
    while first > 0 and not any(run[first - 1].end <= m.start and m.end <= run[first].start for m in marks):
        first -= 1
    last = place
    while last + 1 < len(run) and not any(run[last].end <= m.start and m.end <= run[last + 1].start for m in marks):
        last += 1
    floor = run[first - 1].end if first else 0
    names = [m for m in marks if floor <= m.start and m.end <= run[first].start]
    if len(names) < 2 or len(names) != last - first + 1:  # noqa: PLR2004 - one name needs no pairing
        return frozenset()
    return _fitting(names[place - first], figure)
