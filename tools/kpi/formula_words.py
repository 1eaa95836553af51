"""Formulas and steps in people's words: `CPA = spend / conversions = $5,000 / 125 = $40.00`."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from tools.kpi.definitions import METRICS
from tools.kpi.exponents import Identity
from tools.kpi.graph import Solved, Sum, solved_for
from tools.kpi.metric import Metric
from tools.kpi.solver import Step
from tools.quantities import format_number


def describe_step(step: Step, values: Mapping[str, float], currency: str | None) -> str:
    """Return `CPA = spend / conversions = $5,000 / 125`; the value stands beside it."""
    formula = step.formula
    names = _written(formula, lambda n: METRICS[n].label)
    figures = _written(formula, lambda n: format_number(values[n], METRICS[n].unit, currency))
    label = METRICS[formula.target].label
    if step.value is None:
        return f"{label} = {names}"
    return f"{label} = {names} = {figures} = {format_number(step.value, METRICS[formula.target].unit, currency)}"


def describe_formula(metric: Metric) -> str:
    """Return a KPI's definition in people's words: `CPA = spend / conversions`; the label alone for a measure."""
    if not metric.is_kpi:
        return metric.label
    formula = solved_for(metric, metric.name)
    return f"{metric.label} = {_written(formula, lambda n: METRICS[n].label)}" if formula else metric.label


def _written(formula: Solved, show: Callable[[str], str]) -> str:
    return _sum(formula, show) if isinstance(formula, Sum) else _product(formula, show)


def _product(formula: Identity, show: Callable[[str], str]) -> str:
    above = [show(n) + _power(p) for n, p in formula.powers.items() if p > 0]
    below = [show(n) + _power(-p) for n, p in formula.powers.items() if p < 0]
    if formula.constant > 1 + 1e-12:
        above.insert(0, f"{formula.constant:,.10g}")
    elif formula.constant < 1 - 1e-12:
        below.insert(0, f"{1 / formula.constant:,.10g}")
    top = " × ".join(above) or "1"
    if not below:
        return top
    return f"{top} / {below[0]}" if len(below) == 1 else f"{top} / ({' × '.join(below)})"


def _power(power: Fraction) -> str:
    return "" if power == 1 else f"^{power}"


def _sum(formula: Sum, show: Callable[[str], str]) -> str:
    terms = [(formula.constant, f"{abs(formula.constant):,.10g}")] if formula.constant else []
    for name, weight in formula.weights.items():
        size = "" if abs(abs(weight) - 1) < 1e-12 else f"{abs(weight):,.10g} × "  # noqa: PLR2004 - rounding
        terms.append((weight, size + show(name)))
    terms.sort(key=lambda term: term[0] < 0)
    text = "".join(f" {'−' if sign < 0 else '+'} {shown}" for sign, shown in terms)
    return text.removeprefix(" + ").replace(" − ", "−", 1) if text.startswith(" −") else text.removeprefix(" + ")
