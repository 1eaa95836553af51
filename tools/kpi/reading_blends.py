"""Reads blended KPIs: "A has a CPA of $40 with 100 conversions, B $60 with 50; what is the blended CPA?".

The average of ratios is the ratio of their sums, never their mean: the parts are added up, each weighed by its own
base.
"""

import re
from collections.abc import Sequence
from typing import Any

from tools.kpi.binding import bind
from tools.kpi.definitions import METRICS
from tools.kpi.figures import fits
from tools.kpi.mentions import Number, find_mentions, find_numbers
from tools.kpi.metric import Metric
from tools.kpi.reading_comparison import is_name
from tools.quantities import Unit, format_exactly

_BLENDED = re.compile(
    r"\b(?:blended|combined|overall|total|together|average|avg|across (?:both|all|the)|weighted|altogether|in total|"
    r"mean|joint|aggregated?|as a whole)\b",
    re.IGNORECASE,
)
_FEWEST = 4


def read_blend(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the arguments of `compute_kpi` for the sums of several parts, and how they were added; None otherwise.

    Each part gives the KPI and one of the two figures it is made of: a CPA with conversions, a ROAS with spend.
    """
    numbers = [n for n in find_numbers(text, [], with_shares=False) if not is_name(text, n)]
    if not _BLENDED.search(text) or len(numbers) < _FEWEST or len(numbers) % 2:
        return None
    pairs = [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
    for metric in _ratios_named(text):
        found = _added_up(text, metric, pairs)
        if found:
            return found
    return None


def _ratios_named(text: str) -> list[Metric]:
    """Return the KPIs named that are one figure over another."""
    named = [c for m in find_mentions(text) for c in m.candidates[:1] if c.is_kpi]
    ratios = [m for m in named if sorted(m.parsed.powers.values()) == [-1, 1] and m.balance is None]
    return list(dict.fromkeys(ratios))


def _added_up(text: str, metric: Metric, pairs: Sequence[tuple[Number, Number]]) -> tuple[dict[str, Any], str] | None:
    above, below = sorted(metric.inputs, key=lambda name: -metric.parsed.powers[name])
    place = _place_of_kpi(text, metric, pairs)
    if place is None:
        return None
    base = _base(text, [pair[1 - place] for pair in pairs], (above, below))
    kpis = [pair[place].quantity for pair in pairs]
    bases = [pair[1 - place].quantity for pair in pairs]
    if base is None or not all(fits(q, metric) for q in kpis) or not all(fits(q, METRICS[base]) for q in bases):
        return None
    other = below if base == above else above
    constant = metric.parsed.constant
    each = [k.value * b.value / constant if base == below else constant * b.value / k.value for k, b in
            zip(kpis, bases, strict=True) if k.value]  # fmt: skip
    if len(each) != len(pairs):
        return None
    currency = next((q.currency for q in (*kpis, *bases) if q.currency), None)
    sums = {base: sum(q.value for q in bases), other: sum(each)}
    given = {
        name: _written(value, METRICS[name], currency)
        for name, value in sorted(sums.items(), key=lambda s: s[0] != above)
    }
    note = (
        f"{METRICS[metric.name].label} of all is the sum of {METRICS[above].label} over the sum of "
        f"{METRICS[below].label}, "
        "not the mean of the parts."
    )
    return {"given": given, "targets": [metric.name]}, note


def _written(value: float, metric: Metric, currency: str | None) -> str:
    if metric.unit is Unit.MONEY and currency:
        return format_exactly(value, Unit.MONEY, currency)
    return f"{value:.10g}"


def _place_of_kpi(text: str, metric: Metric, pairs: Sequence[tuple[Number, Number]]) -> int | None:
    """Return which number of each part is the KPI: by its unit, or else by what the first part calls it."""
    units = [{pair[place].quantity.unit for pair in pairs} for place in (0, 1)]
    by_unit = [place for place in (0, 1) if units[place] == {metric.unit} and units[1 - place] != {metric.unit}]
    if by_unit:
        return by_unit[0]
    first = pairs[0]
    bound = {b.number: b.metric for b in bind(text[: first[1].end + 24], list(first), find_mentions(text))}
    return next((place for place in (0, 1) if bound.get(first[place]) == metric.name), None)


def _base(text: str, numbers: Sequence[Number], parts: tuple[str, str]) -> str | None:
    """Return which of a KPI's two figures weighs the parts: the one named, or the only one that fits."""
    mentions = find_mentions(text)
    bound = [b.metric for b in bind(text, list(numbers), mentions) if b.number in numbers]
    named = [name for name in bound if name in parts]
    if named:
        return named[0]
    fitting = [p for p in parts if all(fits(n.quantity, METRICS[p]) for n in numbers)]
    units = {n.quantity.unit for n in numbers}
    money = [p for p in fitting if METRICS[p].unit is Unit.MONEY and units == {Unit.MONEY}]
    counts = [p for p in fitting if METRICS[p].unit is Unit.COUNT and units == {None}]
    only = money or counts
    return only[0] if len(only) == 1 else None
