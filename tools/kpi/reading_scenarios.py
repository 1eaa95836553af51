"""Reads sensitivities and lists of values: "how sensitive is CPA to CTR?", "CPA at a CVR of 2%, 3% and 4%"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tools.kpi.basis import basis
from tools.kpi.definitions import METRICS
from tools.kpi.effects import held_names
from tools.kpi.figures import fits
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, Number, find_mentions, find_numbers, fitting_metric
from tools.kpi.reading import read_kpi_text

_SENSITIVE = re.compile(
    r"\b(?:elasticit(?:y|ies)|sensitiv(?:e|ity)|(?:which|what) (?:lever|driver|factor|input|number|metric)s? "
    r"(?:\w+ ){0,3}?(?:most|more|matters?|moves?|drives?|affects?)|biggest (?:lever|driver)|"
    r"how strongly (?:does|do|is))\b",
    re.IGNORECASE,
)
_TO_WHAT = re.compile(r"\b(?:to|on|with respect to|depends? on|by|versus|vs\.?)\s+(?:the |our |a )?$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|/|;|or|and|vs\.?|versus|,\s*(?:or|and)|to|-|–)\s*", re.IGNORECASE)
_BEFORE_LIST = re.compile(r"\s*(?:of|is|was|were|at|=|:|in)?\s*(?:either )?", re.IGNORECASE)
_AFTER_LIST = re.compile(r"\s*(?:an? |the )?", re.IGNORECASE)
_PAIR_IS_ENOUGH = re.compile(r"\b(?:scenarios?|what if|if|compare|either|or|table|range|between)\b", re.IGNORECASE)
_SCENARIO = re.compile(r"\b(?:option|scenario|plan|variant|case)\s+(?:[a-d1-4]|one|two|three|four)\b", re.IGNORECASE)
_STEP = "+10%"
_FEWEST = 3


def read_sensitivity(text: str) -> dict[str, Any] | None:
    """Return a what-if of one small change to each figure that a KPI is asked to be sensitive to; None for other texts.

    Without such a figure, each one that the KPI rests on is tried in turn.
    """
    if not _SENSITIVE.search(text):
        return None
    mentions = [m for m in find_mentions(text) if not m.is_time]
    given = {n: w for ask in read_kpi_text(text).asks for n, w in ask.given.items()}
    named = [m.candidates[0].name for m in mentions]
    first = next((i for i, m in enumerate(mentions) if _TO_WHAT.search(text[: m.start])), None)
    drivers = [] if first is None else _joined(text, mentions[first:])
    kpis = [n for n in named if METRICS[n].is_kpi and n not in drivers]
    targets = [n for n in kpis if n not in given][:1] or kpis[:1]
    if not targets:
        return None
    given = {n: w for n, w in given.items() if n not in targets}
    drivers = drivers or _drivers(targets[0], given)
    scenarios = {METRICS[name].label: {name: _STEP} for name in drivers}
    if not scenarios:
        return None
    if len(scenarios) == 1:
        return {"given": given, "changes": {drivers[0]: _STEP}, "targets": targets}
    return {"given": given, "scenarios": scenarios, "targets": targets}


def _joined(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the first metric and those that follow it with nothing but commas and "and" between."""
    found = [mentions[0]]
    for mention in mentions[1:]:
        if not _LISTED.fullmatch(text[found[-1].end : mention.start]):
            break
        found.append(mention)
    return list(dict.fromkeys(m.candidates[0].name for m in found))


def _drivers(target: str, given: Mapping[str, str]) -> list[str]:
    """Return the figures that a KPI rests on: of those given where they determine it, else of the usual ones."""
    known = dict.fromkeys(given, 1.0) if follows(target, list(given)) else {}
    return held_names(basis(known, [], [target]), [target], [])


def read_value_list(text: str) -> dict[str, Any] | None:
    """Return a what-if of one scenario for each of several values of a figure; None for other texts."""
    numbers = find_numbers(text, [])
    run = _longest_run(text, numbers)
    apart = _told_apart(text, numbers) if len(run) < 2 else None  # noqa: PLR2004 - several values
    if apart:
        return apart
    if len(run) < (2 if _PAIR_IS_ENOUGH.search(text) else _FEWEST):
        return None
    mentions = find_mentions(text)
    spoken = [m for m in mentions if m.end <= run[0].start]
    before = [m for m in spoken[-1:] if _BEFORE_LIST.fullmatch(text[m.end : run[0].start])]
    after = [m for m in mentions if m.start >= run[-1].end and _AFTER_LIST.fullmatch(text[run[-1].end : m.start])][:1]
    metric = next((found for m in (*before, *after) if (found := fitting_metric(run[-1].quantity, m))), None)
    if metric is None or not all(fits(n.quantity, metric) for n in run):
        return None
    rest = text[: run[0].start] + " " * (run[-1].end - run[0].start) + text[run[-1].end :]
    asks = read_kpi_text(rest).asks
    given = {n: w for ask in asks for n, w in ask.given.items() if n != metric.name}
    targets = [t for ask in asks for t in ask.targets if t != metric.name]
    named = [m.candidates[0].name for m in find_mentions(rest) if m.candidates[0].is_kpi and not m.is_time]
    targets = targets or [n for n in named if n != metric.name and n not in given]
    targets = targets or [c.name for m in mentions for c in m.candidates[:1] if not m.is_time and c.name not in given]
    reached = [t for t in targets if follows(t, [*given, metric.name]) and not follows(t, list(given))]
    if not reached:
        return None
    scenarios = {f"{metric.label} {n.quantity.text}": {metric.name: n.quantity.text} for n in run}
    return {"given": given, "scenarios": scenarios, "targets": list(dict.fromkeys(reached))}


def _told_apart(text: str, numbers: list[Number]) -> dict[str, Any] | None:
    """Read "scenario one: CVR 2%, scenario two: CVR 3%": one figure with a value of its own in each scenario."""
    if len(_SCENARIO.findall(text)) < 2:  # noqa: PLR2004 - several scenarios
        return None
    mentions = find_mentions(text)
    labelled = [
        (m, n) for m in mentions for n in numbers
        if m.end <= n.start and _BEFORE_LIST.fullmatch(text[m.end : n.start]) and fitting_metric(n.quantity, m)
    ]  # fmt: skip
    names = [m.candidates[0] for m, _ in labelled]
    metric = next((name for name in names if names.count(name) > 1), None)
    if metric is None:
        return None
    own = [(m, n) for m, n in labelled if m.candidates[0] is metric]
    rest = text
    for mention, number in own:
        rest = rest[: mention.start] + " " * (number.end - mention.start) + rest[number.end :]
    asks = read_kpi_text(_SCENARIO.sub(lambda m: " " * len(m[0]), rest)).asks
    given = {n: w for ask in asks for n, w in ask.given.items() if n != metric.name}
    targets = [t for ask in asks for t in ask.targets if follows(t, [*given, metric.name])]
    if not targets:
        return None
    scenarios = {f"{metric.label} {n.quantity.text}": {metric.name: n.quantity.text} for _, n in own}
    return {"given": given, "scenarios": scenarios, "targets": list(dict.fromkeys(targets))}


def _longest_run(text: str, numbers: list[Number]) -> list[Number]:
    """Return the longest run of numbers of one unit with nothing but commas and "or" between them."""
    best: list[Number] = []
    run: list[Number] = []
    for number in numbers:
        joined = run and _LISTED.fullmatch(text[run[-1].end : number.start])
        same = run and len({number.quantity.unit, run[-1].quantity.unit} - {None}) < 2  # noqa: PLR2004 - two units
        run = [*run, number] if joined and same else [number]
        best = run if len(run) > len(best) else best
    return best
