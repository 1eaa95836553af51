"""The graph of definitions: which metrics follow from which, one definition at a time."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tools.kpi.definitions import METRICS, kpis
from tools.kpi.exponents import TOO_LARGE, Identity, UndefinedError, determines, identity
from tools.kpi.metric import Metric


@dataclass(frozen=True, slots=True)
class Sum:
    """`target` = constant + sum of other metrics times their weights; true whatever the measures are."""

    target: str
    constant: float
    weights: Mapping[str, float]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics it is computed from."""
        return tuple(self.weights)

    def compute(self, values: Mapping[str, float]) -> float:
        """Return the target.

        Raises:
            UndefinedError: when the figures are out of a computer's range.
        """
        result = math.fsum([self.constant, *(weight * values[name] for name, weight in self.weights.items())])
        if not math.isfinite(result):
            raise UndefinedError(TOO_LARGE)
        return result


Solved = Identity | Sum


@cache
def relations() -> tuple[tuple[Metric, frozenset[str]], ...]:
    """Return each KPI with all the metrics that its definition ties together, itself included."""
    return tuple((metric, frozenset((metric.name, *metric.inputs))) for metric in kpis())


def solved_for(metric: Metric, unknown: str) -> Solved | None:
    """Return a KPI's definition solved for one of the metrics in it."""
    if metric.balance is None:
        return identity(unknown, [name for name in (metric.name, *metric.inputs) if name != unknown])
    balance = metric.balance
    if unknown == metric.name:
        return Sum(unknown, balance.constant, balance.weights)
    share = balance.weights[unknown]
    others = {name: -weight / share for name, weight in balance.weights.items() if name != unknown}
    return Sum(unknown, -balance.constant / share, {metric.name: 1 / share, **others})


def one_step(known: Collection[str]) -> Iterator[tuple[str, Metric]]:
    """Yield each metric that alone is unknown in some definition, with that definition."""
    for metric, names in relations():
        unknown = [name for name in names if name not in known]
        if len(unknown) == 1:
            yield unknown[0], metric


def chained(known: Collection[str]) -> frozenset[str]:
    """Return all that follows from the known metrics by one definition after another."""
    reached = frozenset(known)
    while fresh := {name for name, _ in one_step(reached)}:
        reached |= fresh
    return reached


def follows(target: str, known: Collection[str]) -> bool:
    """Return whether the known metrics fix the target, by chaining definitions or by the algebra of exponents."""
    others = [name for name in known if name != target]
    if determines(target, others):
        return True
    reached = chained(others)
    return target in reached or determines(target, sorted(reached))


def definitions_near(target: str) -> frozenset[str]:
    """Return the metrics that stand in one definition with the target, or with its inputs and relatives."""
    metric = METRICS[target]
    near = {*metric.inputs, *metric.related}
    return frozenset(near | {name for m in near for name in METRICS[m].inputs})
