"""Finds any metric from any others: forward, inverse and chained, with the path taken.

First by chaining definitions that lack one figure (the path a person would take), then by the algebra of exponents for
what no chain reaches, such as the CTR that a target CPA needs at a given CPM and conversion rate.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tools.kpi.definitions import METRICS, kpis
from tools.kpi.exponents import Identity, determines, identity

FORMS = {"clv": ("clv_revenue", "clv_subscription")}
"""Metrics that have other named forms, tried in order when the main form can't be had."""


@dataclass(frozen=True, slots=True)
class Step:
    """One metric computed from others.

    Attributes:
        identity: the formula used.
        value: its value; None when undefined.
        undefined: why there is no value.
    """

    identity: Identity
    value: float | None
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A given figure that the other given figures exclude."""

    metric: str
    given: float
    implied: float
    identity: Identity


def evaluate(formula: Identity, values: Mapping[str, float]) -> Step:
    """Compute an identity; a zero denominator makes it undefined and names the zero."""
    result = formula.constant
    for name, power in formula.powers.items():
        value = values[name]
        if value == 0 and power < 0:
            return Step(formula, None, f"{METRICS[name].label} is 0")
        try:
            result *= value ** float(power)
        except OverflowError:
            return Step(formula, None, "the figures are too large to compute with")
    if not math.isfinite(result):
        return Step(formula, None, "the figures are too large to compute with")
    if result == 0 and all(values[name] for name in formula.powers):
        return Step(formula, None, "the figures are too small to compute with")
    return Step(formula, result)


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
        if target not in steps or steps[target].value is None:
            found = identity(target, list(given))
            if found is not None:
                direct = evaluate(found, given)
                if direct.value is not None or target not in steps:
                    needed[target] = direct
                    continue
        if target in steps:
            _add_with_inputs(target, steps, needed)
    return needed


def _chain(given: Mapping[str, float]) -> dict[str, Step]:
    """Apply, round after round, each definition in which one figure alone is unknown."""
    values, steps = dict(given), dict[str, Step]()
    while True:
        found: dict[str, Step] = {}
        for relation in _relations():
            unknown = [name for name in relation if name not in values]
            if len(unknown) != 1 or (unknown[0] in found and found[unknown[0]].value is not None):
                continue
            formula = identity(unknown[0], [name for name in relation if name in values])
            if formula is not None:
                step = evaluate(formula, values)
                if step.value is not None or unknown[0] not in steps:
                    found[unknown[0]] = step
        fresh = {n: s for n, s in found.items() if s.value is not None or n not in steps}
        if not fresh:
            return steps
        steps.update(fresh)
        values.update({n: s.value for n, s in fresh.items() if s.value is not None})


def _relations() -> list[tuple[str, ...]]:
    return [(metric.name, *metric.parsed.powers) for metric in kpis()]


def _add_with_inputs(target: str, steps: Mapping[str, Step], needed: dict[str, Step]) -> None:
    for name in steps[target].identity.powers:
        if name in steps and name not in needed:
            _add_with_inputs(name, steps, needed)
    needed[target] = steps[target]


def missing_inputs(target: str, given: Sequence[str]) -> list[tuple[str, ...]]:
    """Return up to three of the smallest sets of further metrics that would determine `target`, plainest first."""
    own = METRICS[target].parsed.powers
    direct = tuple(name for name in own if name not in given and not determines(name, given))
    candidates = [name for name in METRICS if name not in given and name != target]
    singles: list[tuple[str, ...]] = [(name,) for name in candidates if determines(target, [*given, name])]
    if singles:
        singles.sort(key=lambda option: (option[0] not in own, METRICS[option[0]].is_kpi))
        return singles[:3]
    options = [direct] if direct and determines(target, [*given, *direct]) else []
    if given:
        related = [n for n in candidates if n in _neighbourhood(target)]
        pairs = [p for p in combinations(related, 2) if determines(target, [*given, *p])]
        options += [p for p in pairs if p not in options and _uses_given(target, p, given)]
    return options[:3]


def _neighbourhood(target: str) -> set[str]:
    metric = METRICS[target]
    near = {*metric.parsed.powers, *metric.related}
    return near | {name for m in near for name in METRICS[m].parsed.powers}


def _uses_given(target: str, added: tuple[str, ...], given: Sequence[str]) -> bool:
    return not determines(target, list(added)) and bool(given)


def contradictions(given: Mapping[str, float], slack: Mapping[str, float]) -> list[Contradiction]:
    """Return the given figures that don't agree with the others.

    Args:
        given: metric name -> value.
        slack: metric name -> relative half-unit of its last written digit ("1.2%" may be anything from 1.15% to 1.25%),
            so that rounding alone is no contradiction.
    """
    found: list[Contradiction] = []
    excused: set[str] = set()
    for name, value in given.items():
        formula = identity(name, [other for other in given if other not in excused])
        if formula is None or any(o in excused for o in formula.powers):
            continue
        implied = evaluate(formula, given).value
        if implied is None:
            continue
        tolerance = slack.get(name, 0.0) + sum(
            abs(float(p)) * slack.get(other, 0.0) for other, p in formula.powers.items()
        )
        if abs(implied - value) > (tolerance * 1.05 + 1e-9) * max(abs(implied), abs(value)):
            found.append(Contradiction(name, value, implied, formula))
            excused.add(name)
    return found
