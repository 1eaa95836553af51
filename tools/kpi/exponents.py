"""Metrics as vectors of exponents over the measures, and the exact linear algebra on them.

Dimensional analysis applied to marketing: CTR is clicks^1 x impressions^-1, so "which known figures multiply to the one
asked for?" is a linear system over the rationals (compare Buckingham, "On physically similar systems", 1914).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, islice

from tools.kpi.definitions import METRICS

TOO_LARGE = "the figures are too large to compute with"
_MOST_INPUTS = 6
_MOST_TRIALS = 1500
"""Sets of inputs tried for the shortest identity; ten given figures need fewer."""


class UndefinedError(ArithmeticError):
    """A figure has no value; the message says why."""


@dataclass(frozen=True, slots=True)
class Monomial:
    """A constant times the product of base measures to rational powers."""

    constant: float
    powers: tuple[tuple[str, Fraction], ...]


@cache
def monomial(name: str) -> Monomial:
    """Return the metric written out in base measures, assumptions and sums."""
    metric = METRICS[name]
    if not metric.is_kpi or metric.balance:
        return Monomial(1.0, ((name, Fraction(1)),))
    constant, powers = metric.parsed.constant, dict[str, Fraction]()
    for factor, power in metric.parsed.powers.items():
        inner = monomial(factor)
        constant *= inner.constant**power
        for base, exponent in inner.powers:
            powers[base] = powers.get(base, Fraction(0)) + power * exponent
    return Monomial(constant, tuple(sorted((b, e) for b, e in powers.items() if e)))


@dataclass(frozen=True, slots=True)
class Identity:
    """`target` = constant x product of other metrics to powers; true whatever the measures are."""

    target: str
    constant: float
    powers: Mapping[str, Fraction]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics it is computed from."""
        return tuple(self.powers)

    def compute(self, values: Mapping[str, float]) -> float:
        """Return the target.

        Raises:
            UndefinedError: for a zero denominator, or figures out of a computer's range; says which.
        """
        result = self.constant
        for name, power in self.powers.items():
            value = values[name]
            if value == 0 and power < 0:
                raise UndefinedError(f"{METRICS[name].label} is 0")
            if value < 0 and power.denominator > 1:
                raise UndefinedError(f"{METRICS[name].label} is negative")
            try:
                result *= value ** float(power)
            except OverflowError:
                raise UndefinedError(TOO_LARGE) from None
        if not math.isfinite(result):
            raise UndefinedError(TOO_LARGE)
        if result == 0 and all(values[name] for name in self.powers):
            raise UndefinedError("the figures are too small to compute with")
        return result


def identity(target: str, known: Sequence[str]) -> Identity | None:
    """Return `target` as a product of powers of the fewest `known` metrics, or None where they don't determine it.

    Among very many known metrics the product is one that none can be left out of, though a shorter one may exist.
    """
    useful = _connected(target, [k for k in known if k != target])
    if not determines(target, useful):
        return None
    sizes = range(1, min(len(useful), _MOST_INPUTS) + 1)
    for chosen in islice(chain.from_iterable(combinations(useful, size) for size in sizes), _MOST_TRIALS):
        weights = _combination(target, chosen)
        if weights is not None:
            return _identity(target, dict(zip(chosen, weights, strict=True)))
    for name in reversed(useful):
        rest = [other for other in useful if other != name]
        if determines(target, rest):
            useful = rest
    weights = _combination(target, useful)
    return None if weights is None else _identity(target, dict(zip(useful, weights, strict=True)))


def _connected(target: str, known: list[str]) -> list[str]:
    """Leave out the metrics that can't take part, because they hold a measure that nothing else could cancel."""
    while True:
        holders = Counter(base for name in (target, *known) for base, _ in monomial(name).powers)
        kept = [name for name in known if all(holders[base] > 1 for base, _ in monomial(name).powers)]
        if len(kept) == len(known):
            return kept
        known = kept


def determines(target: str, known: Sequence[str]) -> bool:
    """Return whether the known metrics fix the target."""
    return _combination(target, [k for k in known if k != target]) is not None


def _identity(target: str, weights: dict[str, Fraction]) -> Identity:
    powers = {name: weight for name, weight in weights.items() if weight}
    constant = monomial(target).constant
    for name, weight in powers.items():
        constant /= monomial(name).constant ** float(weight)
    return Identity(target, constant, powers)


def _combination(target: str, known: Sequence[str]) -> list[Fraction] | None:
    """Solve sum(w_k x exponents(k)) = exponents(target) by Gauss-Jordan elimination in exact fractions."""
    columns = [dict(monomial(name).powers) for name in known]
    wanted = dict(monomial(target).powers)
    bases = sorted({base for column in (*columns, wanted) for base in column})
    zero = Fraction(0)
    rows = [[c.get(base, zero) for c in columns] + [wanted.get(base, zero)] for base in bases]
    pivots: list[int] = []
    for column in range(len(columns)):
        here = len(pivots)
        row = next((r for r in range(here, len(rows)) if rows[r][column]), None)
        if row is None:
            continue
        rows[here], rows[row] = rows[row], rows[here]
        lead = rows[here][column]
        rows[here] = [x / lead for x in rows[here]]
        for r, other in enumerate(rows):
            if r != here and other[column]:
                rows[r] = [x - other[column] * y for x, y in zip(other, rows[here], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    weights = [zero] * len(columns)
    for r, column in enumerate(pivots):
        weights[column] = rows[r][-1]
    return weights
