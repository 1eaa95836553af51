"""Revises the thread's last KPI call: another figure, another metric asked for, the same measure by its right name."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.offline.corrections import bare, is_correction, read_correction
from agent.offline.skill import Clause
from agent.offline.thread import FIGURE_TOOLS, PlannedCall, Thread
from tools.errors import InputError
from tools.kpi.binding import COST_OF
from tools.kpi.definitions import METRICS, find_metrics
from tools.kpi.figures import fits
from tools.kpi.gaps import TARGET_OF
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, Number, find_mentions, find_numbers
from tools.kpi.metric import Metric
from tools.kpi.questions import read_question
from tools.kpi.reading_changes import read_what_if
from tools.kpi.solver import missing_inputs
from tools.quantities import Unit, parse_quantity

_SUPPOSES = re.compile(r"\bwhat if\b|\bwhat happens\b|\bif\b.*\b(?:doubl|halv|tripl|ris|fall|drop|grow)", re.IGNORECASE)
_TARGET = re.compile(r"\b(?:targets?|goals?|aim(?:ing)? (?:for|at)|supposed to be)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|that|they)\b", re.IGNORECASE)
_TIMES = re.compile(r"\b(?:doubl|tripl|quadrupl|halv)\w*", re.IGNORECASE)
_FACTORS = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "halv": 0.5}
_IF = re.compile(r"^\W*if\s+", re.IGNORECASE)
_NEAR = 3.0
_DOWN = re.compile(r"\b(?:drop|fall|decreas|less|lower|down|cut|reduc|declin)", re.IGNORECASE)
_UP = re.compile(r"\b(?:ris|increas|more|higher|up|grow|improv)", re.IGNORECASE)


def revise(clause: Clause) -> PlannedCall | str | None:
    """Return the last KPI call as the clause changes it, a question where its number could be several; None otherwise.

    Figures with their metric ("and with 3% conversion?") are left to the KPI reader, which builds on the thread too.
    """
    last = clause.thread.last_call
    if last is None or last.tool not in {*FIGURE_TOOLS, "compare_rates"}:
        return None
    told = read_correction(clause.text)
    core = bare(told.meant if is_correction(clause.text) else clause.text)
    numbers, mentions = find_numbers(core, []), [m for m in find_mentions(core) if not m.is_time]
    if last.tool == "compare_rates":
        return _other_side(last, core, mentions, numbers, told.dropped)
    if last.tool == "what_if" and len(numbers) == 1 and not mentions and _PRONOUN.search(core):
        return _other_figure(clause, core, numbers, told.dropped)
    if _SUPPOSES.search(core):
        return None
    if last.tool == "plan_funnel" and (grown := _multiplied(last, core)):
        return grown
    if len(numbers) == 1 and _TARGET.search(core):
        return _with_target(last, numbers[0])
    if numbers and not mentions:
        return _other_figure(clause, core, numbers, told.dropped)
    if mentions and not numbers and len(core.split()) <= 6:  # noqa: PLR2004 - names alone, no sentence
        return _other_metrics(last, mentions, told.dropped)
    return _said_anew(clause, last, core, told.dropped) if mentions and numbers else None


def _multiplied(last: PlannedCall, core: str) -> PlannedCall | None:
    """Return the last plan with one figure doubled, tripled or halved: "double the budget"."""
    match = _TIMES.search(core)
    named = [c.name for m in find_mentions(core) for c in m.candidates]
    given = dict(last.arguments.get("given", {}))
    name = next((n for n in named if n in given), None)
    value = _value(str(given[name])) if name else None
    if match is None or name is None or value is None:
        return None
    factor = next(size for word, size in _FACTORS.items() if match[0].lower().startswith(word))
    quantity = parse_quantity(str(given[name]))
    if quantity.unit is Unit.RATE:
        return None
    written = f"{value * factor:.12g}"
    return PlannedCall(
        last.tool,
        {**last.arguments, "given": given | {name: f"{quantity.currency} {written}" if quantity.currency else written}},
    )


def _other_side(
    last: PlannedCall, core: str, mentions: Sequence[Mention], numbers: Sequence[Number], dropped: str
) -> PlannedCall | None:
    if len(numbers) == 1 and (side := _side_named(last, core)):
        counts = dict(last.arguments.get(side, {}))
        name = next((c.name for m in mentions for c in m.candidates if c.name in counts), None)
        if name:
            return PlannedCall(last.tool, {**last.arguments, side: counts | {name: numbers[0].quantity.text}})
    if numbers and dropped:
        return _other_count(last, numbers, dropped)
    return _other_comparison(last, mentions, numbers)


def _side_named(last: PlannedCall, core: str) -> str | None:
    """Return which side of the last comparison is called by its name: "B had 30 sales"."""
    names = last.arguments.get("names") or ()
    named = [
        s for s, n in zip(("first", "second"), names, strict=False) if re.search(rf"\b{re.escape(str(n))}\b", core)
    ]
    return named[0] if len(named) == 1 else None


def _with_target(last: PlannedCall, number: Number) -> PlannedCall | None:
    """Return the last computation with a target for the KPI that it asked for or was given."""
    kpis = [n for n in (*last.arguments.get("targets", ()), *last.arguments.get("given", {})) if METRICS[n].is_kpi]
    name = next((n for n in kpis if fits(number.quantity, METRICS[n])), None)
    if last.tool != "compute_kpi" or name is None:
        return None
    own = next((target for target, kpi in TARGET_OF.items() if kpi == name), None)
    written = number.quantity.text
    if own:
        return PlannedCall(last.tool, {**last.arguments, "given": {**last.arguments["given"], own: written}})
    return PlannedCall(last.tool, {**last.arguments, "goals": {name: written}})


def _said_anew(clause: Clause, last: PlannedCall, core: str, dropped: str) -> PlannedCall | None:
    """Return the last call with a further change, or with figures that are said anew."""
    if last.tool == "what_if":
        changed = read_what_if(f"what if {_IF.sub('', core)}")
        if changed and not changed["given"] and changed.get("changes"):
            changes = {**last.arguments.get("changes", {}), **changed["changes"]}
            return PlannedCall(last.tool, {**last.arguments, "changes": changes})
        return None
    if not (is_correction(clause.text) or last.tool == "plan_funnel"):
        return None
    question = read_question(core, carried=clause.thread.last_ask(is_follow_up=True))
    if len(question.calls) != 1 or question.calls[0].tool != "compute_kpi":
        return None
    return _with_given(last, dict(question.reading.asks[0].given) if question.reading.asks else {}, dropped)


def _other_count(last: PlannedCall, numbers: Sequence[Number], dropped: str) -> PlannedCall | None:
    """Return the comparison with one count in the place of the one that is taken back."""
    gone = [n.quantity.value for n in find_numbers(dropped, [])]
    sides = {side: dict(last.arguments.get(side, {})) for side in ("first", "second")}
    places = [(s, n) for s, side in sides.items() for n, w in side.items() if gone and _value(str(w)) == gone[0]]
    if len(places) != 1 or len(numbers) != 1:
        return None
    side, name = places[0]
    return PlannedCall(last.tool, {**last.arguments, side: sides[side] | {name: numbers[0].quantity.text}})


def _with_given(last: PlannedCall, said: Mapping[str, str], dropped: str) -> PlannedCall:
    """Return the last call with the figures said now; one that is taken back by name leaves."""
    given = dict(last.arguments.get("given", {})) | dict(said)
    wrong = _named(dropped)
    given = {name: written for name, written in given.items() if name not in wrong or name in said}
    return PlannedCall(last.tool, {**last.arguments, "given": given})


def _other_comparison(last: PlannedCall, mentions: Sequence[Mention], numbers: Sequence[Number]) -> PlannedCall | None:
    """Return the comparison of another KPI over the same counts."""
    kpis = [c.name for m in mentions for c in m.candidates if c.is_kpi]
    sides = [set(last.arguments.get(side, {})) for side in ("first", "second")]
    known = [k for k in kpis if all(follows(k, list(side)) for side in sides)]
    return PlannedCall(last.tool, {**last.arguments, "kpi": known[0]}) if known and not numbers else None


def _other_figure(clause: Clause, core: str, numbers: Sequence[Number], dropped: str) -> PlannedCall | str | None:
    """Return the last call with a number in the place of the figure that it can be; ask where it can be several."""
    last = clause.thread.last_call
    if last is None or len(numbers) != 1:
        return None
    number = numbers[0]
    changes = dict(last.arguments.get("changes", {}))
    if len(changes) == 1 and number.quantity.unit is Unit.RATE:
        (name, before), *_ = changes.items()
        return PlannedCall(last.tool, {**last.arguments, "changes": {name: _change(core, number, str(before))}})
    given = {n: str(w) for n, w in last.arguments.get("given", {}).items()}
    lacking = _lacking(last, given, number)
    if lacking:
        return PlannedCall(last.tool, {**last.arguments, "given": given | {lacking: number.quantity.text}})
    possible = _replaceable(given, number, dropped)
    changed = [n for n in _changed_last(clause.thread) if n in possible]
    possible = changed or possible
    if len(possible) > 1:
        names = " or ".join(f"the {METRICS[n].label}" for n in possible)
        return f"Is {number.quantity.text} {names}?"
    if not possible:
        return None
    return PlannedCall(last.tool, {**last.arguments, "given": given | {possible[0]: number.quantity.text}})


def _lacking(last: PlannedCall, given: Mapping[str, str], number: Number) -> str | None:
    """Return the one figure that the last question still lacks and that the number can be."""
    stuck = [t for t in last.arguments.get("targets", ()) if not follows(t, list(given))]
    options = {o[0] for t in stuck for o in missing_inputs(t, list(given)) if len(o) == 1}
    fitting = [n for n in options if METRICS[n].unit is number.quantity.unit and n not in stuck]
    return fitting[0] if len(fitting) == 1 else None


def _change(core: str, number: Number, before: str) -> str:
    sign = "-" if _DOWN.search(core) else "+" if _UP.search(core) else before[:1]
    return f"{sign}{number.quantity.text.lstrip('+-')}" if sign in {"+", "-"} else number.quantity.text


def _replaceable(given: Mapping[str, str], number: Number, dropped: str) -> list[str]:
    """Return the figures that a number without a metric can stand for: the one taken back, or those of its unit."""
    gone = find_numbers(dropped, [])
    if gone:
        return [n for n, w in given.items() if _value(w) == gone[0].quantity.value][:1]
    unit = number.quantity.unit
    named = _named(dropped)
    fitting = [n for n in given if fits(number.quantity, METRICS[n]) and (not named or n in named)]
    if unit is not None:
        return [n for n in fitting if METRICS[n].unit is unit] or fitting
    bare = [n for n in fitting if METRICS[n].unit is not Unit.RATE]
    near = [n for n in bare if (was := _value(given[n])) and 1 / _NEAR <= number.quantity.value / was <= _NEAR]
    return near if len(near) == 1 else bare


def _value(written: str) -> float | None:
    try:
        return parse_quantity(written).value
    except InputError:
        return None


def _changed_last(thread: Thread) -> list[str]:
    """Return the figures that the last call changed against the one before it: those are being tried out."""
    calls = [c for turn in thread.turns for c in turn.calls if c.tool in FIGURE_TOOLS][-2:]
    if len(calls) < 2:  # noqa: PLR2004 - nothing to set it against
        return []
    before, after = (c.arguments.get("given", {}) for c in calls)
    return [n for n, w in after.items() if n in before and before[n] != w]


def _other_metrics(last: PlannedCall, mentions: Sequence[Mention], dropped: str) -> PlannedCall | None:
    """Return the last call asking for other metrics, or with a count under its right name."""
    arguments: dict[str, Any] = dict(last.arguments)
    given, targets = dict(arguments.get("given", {})), list(arguments.get("targets", []))
    kpis = [m.candidates[0].name for m in mentions if m.candidates[0].is_kpi]
    if kpis:
        kept = {n: w for n, w in given.items() if n not in kpis}
        return PlannedCall(last.tool, {**arguments, "given": kept, "targets": list(dict.fromkeys(kpis))})
    measure = mentions[0].candidates[0]
    old = _mistaken(given, targets, measure, dropped)
    if old is None:
        return None
    if old in targets:
        arguments["targets"] = [measure.name if t == old else t for t in targets]
        return PlannedCall(last.tool, arguments)
    arguments["given"] = {(measure.name if n == old else n): w for n, w in given.items()}
    prices = {COST_OF[old]: COST_OF[measure.name]} if old in COST_OF and measure.name in COST_OF else {}
    arguments["targets"] = [prices.get(t, t) for t in targets]
    return PlannedCall(last.tool, arguments)


def _mistaken(given: Mapping[str, Any], targets: Sequence[str], measure: Metric, dropped: str) -> str | None:
    """Return the metric that was meant to be another: the one taken back, one asked for, or the last count given."""
    wrong = _named(dropped)
    same = [n for n in (*targets, *reversed(list(given))) if METRICS[n].unit is measure.unit and n != measure.name]
    return next((n for n in same if n in wrong), next((n for n in same if n in targets or not wrong), None))


def _named(text: str) -> frozenset[str]:
    """Return every metric that a text may name."""
    found = {c.name for m in find_mentions(text) for c in m.candidates}
    with contextlib.suppress(InputError):
        found |= {m.name for m in find_metrics(text)} if text else set()
    return frozenset(found)
