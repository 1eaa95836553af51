"""Figures told in another unit than their own: a ROAS in dollars per dollar, a column's percent; counts of names."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

from agent.evidence.blocks import Statement
from agent.evidence.marks import per_one_of
from agent.evidence.scope import Said
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

_PER_DOLLAR = re.compile(
    r"\b(?:(?:for|per|on)\s+)?(?:every|each|a|the|per)\s+(?:\w+\s+)?(?:dollar|euro|pound|[$€£]1\b)", re.IGNORECASE
)
_PLAIN_POINTS = re.compile(r"\d\s+points?$", re.IGNORECASE)


def other_readings(said: Said, statement: Statement, currencies: Collection[str]) -> Iterator[Said]:
    """Yield what a figure may also be: $3.87 back for each dollar is a ROAS of 3.87, and 0.65 points one of 0.65."""
    figure = said.figure
    is_of_them = figure.unit is Unit.MONEY and (figure.currency in currencies or not currencies)
    is_per_dollar = is_of_them and _PER_DOLLAR.search(f"{statement.before} {statement.text}") is not None
    if is_per_dollar:
        yield replace(said, figure=replace(figure, unit=Unit.RATIO, currency=None), metrics=_returns())
    if figure.is_points and _PLAIN_POINTS.search(figure.text):
        plain = replace(
            figure, value=figure.value * 100, half_step=figure.half_step * 100, unit=Unit.RATIO, is_points=False
        )
        yield replace(said, figure=plain)


@cache
def _returns() -> frozenset[str]:
    return frozenset(n for n in per_one_of("spend") if METRICS[n].unit is Unit.RATIO)


_GROUP = re.compile(r"[\s*]+(?:\w+[\s-]+){0,2}?(?P<noun>[a-z]+)s\b", re.IGNORECASE)


def counts_names(said: Said, vocabulary: Vocabulary) -> str:
    """Return the dimension whose values a figure counts ("the four campaigns"), where the evidence has as many."""
    noun = _GROUP.match(f" {said.beside}")
    if noun is None:
        return ""
    for dimension in {d for d, _ in vocabulary.pairs}:
        is_counted = re.search(rf"\b{re.escape(dimension.lower())}s?\b", noun[0].lower()) if dimension else None
        if is_counted and said.figure.value == sum(d == dimension for d, _ in vocabulary.pairs):
            return dimension
    return ""


def in_column(figure: Figure, header: str) -> Figure:
    """Give a bare figure the unit that its column states: `CTR (%)`."""
    if figure.unit is not None or figure.kind == "date" or any(c.isdigit() for c in header):
        return figure
    is_points = re.search(r"\(pp\)|\bpp\b|percentage points", header) is not None
    if "%" not in header and not is_points:
        return figure
    return replace(
        figure, value=figure.value / 100, half_step=figure.half_step / 100, unit=Unit.RATE, is_points=is_points
    )  # fmt: skip
