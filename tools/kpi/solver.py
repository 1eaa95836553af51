"""Finds any metric from any others: forward, inverse and chained, with the path taken.

First by chaining definitions that lack one figure (the path a person would take), then by the algebra of exponents for
what no chain reaches, such as the CTR that a target CPA needs at a given CPM and conversion rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tools.kpi.definitions import METRICS
from tools.kpi.exponents import UndefinedError, identity
from tools.kpi.graph import Solved, chained, definitions_near, follows, one_step, solved_for

FORMS = {"clv": ("clv_revenue", "clv_subscription", "clv_retention")}
"""Metrics that have other named forms, tried in order when the main form can't be had."""


@dataclass(frozen=True, slots=True)
class Step:
    """One metric computed from others.

    Attributes:
        formula: the formula used.
        value: its value; None when undefined.
        undefined: why there is no value.
    """

    formula: Solved
    value: float | None
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A given figure beside what the other given figures say that it must be.

    Attributes:
        metric: the figure.
        given: its value as given.
        step: how the other figures lead to its value.
        known: the values that the step uses.
    """

    metric: str
    given: float
    step: Step
    known: Mapping[str, float]


def evaluate(formula: Solved, values: Mapping[str, float]) -> Step:
    """Compute a formula; a zero denominator makes it undefined and names the zero."""
    try:
        return Step(formula, formula.compute(values))
    except UndefinedError as error:
        return Step(formula, None, str(error))


def solve(given: Mapping[str, float], targets: Sequence[str] = ()) -> dict[str, Step]:
    """Return a step for each target that the given figures determine, and for every step on the way, in order.

    Without targets: everything that follows from the given figures by chaining definitions. A target that is not
    determined is absent from the result; `missing_inputs` says what it lacks.
    """
    steps = _chain(given)
    if not targets:
        return steps
    needed: dict[str, Step] = {}
    for target in targets:
        if target in given:
            continue
        step = steps.get(target)
        if step is None or step.value is None:
            step = _by_exponents(target, given, steps) or step
        if step is not None:
            _add_with_inputs(target, step, steps, needed)
    return needed


def _by_exponents(target: str, given: Mapping[str, float], steps: Mapping[str, Step]) -> Step | None:
    """Compute the target from the given figures, or else from those and what the chain found."""
    values = {**given, **{name: s.value for name, s in steps.items() if s.value is not None}}
    for known in (given, values):
        found = identity(target, [name for name in known if name != target])
        if found is not None:
            step = evaluate(found, values)
            if step.value is not None or target not in steps:
                return step
    return None


def _chain(given: Mapping[str, float]) -> dict[str, Step]:
    """Apply, round after round, each definition in which one figure alone is unknown."""
    values, steps = dict(given), dict[str, Step]()
    while True:
        found: dict[str, Step] = {}
        for unknown, metric in one_step(values):
            if unknown in found and found[unknown].value is not None:
                continue
            formula = solved_for(metric, unknown)
            if formula is not None:
                step = evaluate(formula, values)
                if step.value is not None or unknown not in steps:
                    found[unknown] = step
        fresh = {n: s for n, s in found.items() if s.value is not None or n not in steps}
        if not fresh:
            return steps
        steps.update(fresh)
        values.update({n: s.value for n, s in fresh.items() if s.value is not None})


def _add_with_inputs(target: str, step: Step, steps: Mapping[str, Step], needed: dict[str, Step]) -> None:
    for name in step.formula.inputs:
        if name in steps and name not in needed and name != target:
            _add_with_inputs(name, steps[name], steps, needed)
    needed[target] = step


def missing_inputs(target: str, given: Sequence[str]) -> list[tuple[str, ...]]:
    """Return up to three of the smallest sets of further metrics that would determine `target`, plainest first."""
    own = METRICS[target].inputs
    direct = tuple(name for name in own if name not in given and not follows(name, given))
    candidates = [name for name in METRICS if name not in given and name != target]
    if not given:
        return [own] if own else []
    singles: list[tuple[str, ...]] = [
        (name,) for name in candidates if follows(target, [*given, name]) and not follows(target, [name])
    ]
    if singles:
        near = definitions_near(target)
        singles.sort(key=lambda option: (option[0] not in own, METRICS[option[0]].is_kpi, option[0] not in near))
        return singles[:3]
    options = [direct] if direct and follows(target, [*given, *direct]) else []
    if given:
        related = [n for n in candidates if n in definitions_near(target)]
        pairs = [p for p in combinations(related, 2) if follows(target, [*given, *p])]
        options += [p for p in pairs if p not in options and not follows(target, list(p))]
    return options[:3]


def contradictions(given: Mapping[str, float], slack: Mapping[str, float]) -> list[Check]:
    """Return the given figures that don't agree with the others.

    Args:
        given: metric name -> value.
        slack: metric name -> relative half-unit of its last written digit ("1.2%" may be anything from 1.15% to 1.25%),
            so that rounding alone is no contradiction.
    """
    found: list[Check] = []
    excused: set[str] = set()
    for name, value in given.items():
        others = {other: given[other] for other in given if other != name and other not in excused}
        implied, step, known = _implied(name, others)
        if implied is None or step is None:
            continue
        room = slack.get(name, 0.0) * abs(value) + _room(name, others, implied, slack)
        if abs(implied - value) > room * 1.05 + 1e-9 * max(abs(implied), abs(value)):
            found.append(Check(name, value, step, known))
            excused.add(name)
    return found


def agreements(given: Mapping[str, float]) -> list[Check]:
    """Return the given figures that the others imply as well, once each: of three that agree, one is named.

    To be asked after `contradictions` found none; the returned figure's `step` is how the others lead to it.
    """
    found: list[Check] = []
    checked: set[str] = set()
    for name, value in reversed(list(given.items())):
        others = {other: given[other] for other in given if other != name and other not in checked}
        implied, step, known = _implied(name, others)
        if implied is not None and step is not None:
            found.append(Check(name, value, step, known))
            checked.add(name)
    return found


def _implied(name: str, others: Mapping[str, float]) -> tuple[float | None, Step | None, Mapping[str, float]]:
    """Return what the others say a figure must be: straight from them if a product of them is it, else by a chain."""
    direct = identity(name, list(others))
    if direct is not None:
        step = evaluate(direct, others)
        return step.value, step, others
    if name not in chained(others):
        return None, None, others
    steps = solve(others, [name])
    known = {**others, **{n: s.value for n, s in steps.items() if s.value is not None}}
    return (steps[name].value, steps[name], known) if name in steps else (None, None, others)


def _room(name: str, others: Mapping[str, float], implied: float, slack: Mapping[str, float]) -> float:
    """Return how far the implied figure may be off because the others were written rounded."""
    room = 0.0
    for other, value in others.items():
        if slack.get(other):
            moved, _, _ = _implied(name, {**others, other: value * (1 + slack[other])})
            room += abs(moved - implied) if moved is not None else 0.0
    return room


def reachable_form(target: str, values: Mapping[str, float]) -> str:
    """Return the target, or another named form of it when only that can be computed."""
    if target in values or target in solve(values, [target]):
        return target
    return next((form for form in FORMS.get(target, ()) if form in solve(values, [form])), target)
