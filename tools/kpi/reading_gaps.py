"""Reads a KPI beside its target: "our CPA is $40 vs the $50 target", "ROAS 3.2, the goal is 4"."""

import re
from typing import Any

from tools.kpi.definitions import METRICS
from tools.kpi.figures import fits
from tools.kpi.gaps import TARGET_OF
from tools.kpi.graph import follows
from tools.kpi.mentions import Number, find_mentions, find_numbers
from tools.kpi.metric import Metric
from tools.kpi.reading import KpiReading, read_kpi_text

_TARGET = r"(?:targets?|goals?|objective|aims?|planned value|limit|cap|ceiling|quota|target(?:ed)? value)"
_AFTER = re.compile(rf"\s*(?:[A-Za-z]{{3,4}}\s+)?{_TARGET}\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\b{_TARGET}\b(?:\s+(?:[A-Za-z]{{2,4}}|cost per \w+|conversion rate))?\s*(?:is|was|of|at|:|=|being|for this)?\s*"
    r"(?:about |around )?$|\b(?:aim(?:ing)? (?:for|at)|supposed to be|should be)\s+(?:a |an )?$",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:what would it take|how (?:do|can|could|should|would) (?:we|i)|what .{0,30}\bneed|to reach|to hit|to get to|"
    r"how many|how much (?:budget|spend|revenue))\b",
    re.IGNORECASE,
)
_OWN_TARGET = {kpi: target for target, kpi in TARGET_OF.items()}


def read_gap(text: str) -> tuple[dict[str, Any], KpiReading] | None:
    """Return the arguments of `compute_kpi` for a KPI, given or computable, beside its target; None for other texts."""
    if _WISH.search(text):
        return None
    numbers = find_numbers(text, [])
    wanted = next((n for n in numbers if _is_target(text, n)), None)
    metric = _metric_of(text, wanted) if wanted else None
    if wanted is None or metric is None:
        return None
    rest = text[: wanted.start] + " " * (wanted.end - wanted.start) + text[wanted.end :]
    rest = re.sub(rf"\b{_TARGET}\b", lambda m: " " * len(m[0]), rest, flags=re.IGNORECASE)
    reading = read_kpi_text(rest)
    given = {n: w for ask in reading.asks for n, w in ask.given.items()}
    if metric.name not in given and not follows(metric.name, list(given)):
        alone = [n for n in numbers if n is not wanted and fits(n.quantity, metric)]
        if given or len(alone) != 1 or len(numbers) != 2:  # noqa: PLR2004 - a value and its target
            return None
        given = {metric.name: alone[0].quantity.text}
    targets = [t for ask in reading.asks for t in ask.targets if t not in given]
    if any(t != metric.name for t in targets):
        return None
    asked = [] if metric.name in given else [metric.name]
    written = wanted.quantity.text
    if metric.name in _OWN_TARGET:
        return {"given": given | {_OWN_TARGET[metric.name]: written}, "targets": asked}, reading
    return {"given": given, "targets": asked, "goals": {metric.name: written}}, reading


def _is_target(text: str, number: Number) -> bool:
    label = next((m for m in find_mentions(text) if m.start >= number.end), None)
    if label is not None and not text[number.end : label.start].strip() and not label.candidates[0].is_kpi:
        return False  # "the goal is 100k revenue" wants a revenue, and "80 deals" deals
    return bool(_AFTER.match(text, number.end) or _BEFORE.search(text[: number.start]))


def _metric_of(text: str, number: Number) -> Metric | None:
    """Return the KPI that a target is for: the one named nearest that it can be a value of."""
    named = [(m, METRICS[TARGET_OF.get(c.name, c.name)]) for m in find_mentions(text) for c in m.candidates if c.is_kpi]
    fitting = [(m, c) for m, c in named if fits(number.quantity, c) and number.quantity.unit in {None, c.unit}]
    if not fitting:
        return None
    return min(fitting, key=lambda pair: min(abs(pair[0].end - number.start), abs(pair[0].start - number.end)))[1]
