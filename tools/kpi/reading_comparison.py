"""Reads comparisons in free text: "A had 30 sales from 1,000 clicks, B 52 from 1,100; is B better?"."""

import re
from collections.abc import Iterator
from typing import Any

from tools.kpi.definitions import METRICS, kpis
from tools.kpi.mentions import bind, find_mentions, find_numbers
from tools.quantities import Unit

_CUE = re.compile(
    r"\b(?:significan\w*|a/b|ab test|split test|vs\.?|versus|against|compar\w+|better|worse|beat\w*|winn\w+|won|"
    r"differ\w*|just (?:noise|luck|chance)|by chance|real(?:ly)?|enough data|higher|lower)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\b(?:vs\.?|versus|against|compared (?:to|with)|while|whereas|and|but)\b|[;.\n](?:\s|$)|,\s+", re.IGNORECASE
)
_NAME = re.compile(
    r"\b(?P<name>(?i:(?:variant|version|campaign|ad set|ad group|ad|group|page|creative|audience|week|cell|test|"
    r"channel)\s+[\"']?[\w-]{1,20}[\"']?|control|treatment|challenger|champion|(?:this|last) (?:week|month))|"
    r"[AB](?=\b(?!')))"
)
_TESTED = ("conversion_rate", "cpa", "ctr", "cpc", "cpl", "lead_to_sale_rate")
_Side = dict[str, str]


def read_comparison(text: str) -> dict[str, Any] | None:
    """Return the arguments of `compare_rates` for a text that sets two results side by side; None for any other.

    Figures of the second side that name no metric are read in the order of the first's: "30 sales from 1,000 clicks
    against 52 from 1,100".
    """
    if not _CUE.search(text):
        return None
    for cut in _SPLIT.finditer(text):
        sides = _sides(text[: cut.start()], text[cut.end() :])
        if sides is None:
            continue
        first, second = sides
        kpi = _kpi(text, first.keys() & second.keys())
        if kpi:
            names = _names(text[: cut.start()], text[cut.end() :])
            return {"kpi": kpi, "first": first, "second": second, "names": names}
    return None


def _sides(before: str, after: str) -> tuple[_Side, _Side] | None:
    """Read both parts; None unless each holds the same two figures or more."""
    first, first_left = _figures(before)
    second, left = _figures(after)
    lacking = [name for name in first if name not in second]
    if lacking and len(lacking) == len(left) and not first_left:
        second |= dict(zip(lacking, left, strict=True))
        left = []
    shared = first.keys() & second.keys()
    return (first, second) if len(shared) > 1 and not first_left and not left else None


def _figures(text: str) -> tuple[_Side, list[str]]:
    numbers = [n for n in find_numbers(text, []) if not _is_confidence(text, n.start, n.end)]
    bound = bind(text, numbers, find_mentions(text))
    taken = {b.number for b in bound}
    return {b.metric: b.number.quantity.text for b in bound}, [n.quantity.text for n in numbers if n not in taken]


def _is_confidence(text: str, start: int, end: int) -> bool:
    """Tell the 95% of "at 95% confidence" from a result."""
    return (
        bool(re.match(r"\s*(?:confiden\w+|level|sure|certain)", text[end:], re.IGNORECASE)) and "%" in text[start:end]
    )


def _kpi(text: str, shared: set[str]) -> str | None:
    """Return the KPI named, if the figures allow it, else the one that they are the two parts of."""
    named = [c.name for m in find_mentions(text) for c in m.candidates]
    possible = [name for name in _testable() if set(METRICS[name].inputs) <= shared]
    return next((n for n in named if n in possible), next(iter(possible), None))


def _testable() -> Iterator[str]:
    """Yield the KPIs that counts can test: shares of counts, and money per count; the usual ones first."""
    yield from _TESTED
    for metric in kpis():
        units = {METRICS[n].unit for n in metric.inputs}
        is_pair = len(metric.inputs) == 2 and Unit.COUNT in units  # noqa: PLR2004 - one figure over another
        is_priced = metric.unit is Unit.MONEY and Unit.MONEY in units
        if is_pair and metric.name not in _TESTED and (metric.unit is Unit.RATE or is_priced):
            yield metric.name


def _names(before: str, after: str) -> tuple[str, str]:
    found = [match["name"].strip("\"'") if (match := _NAME.search(part)) else "" for part in (before, after)]
    return (found[0], found[1]) if found[0] and found[1] and found[0] != found[1] else ("the first", "the second")
