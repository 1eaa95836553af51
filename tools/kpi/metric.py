"""The types of the KPI algebra: a metric, and its formula, which is a product of powers or a sum."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from tools.quantities import Unit

_FACTOR = re.compile(r"\s*([*/]?)\s*(\d+(?:\.\d+)?|[a-z_]+)\s*")
_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+(?:\.\d+)?)(?![\d.]))?\s*\*?\s*([a-z_]+)?\s*")


@dataclass(frozen=True)
class Formula:
    """`constant` times the product of each metric to its power: CPM = 1000 x spend^1 x impressions^-1."""

    constant: float
    powers: Mapping[str, int]

    @classmethod
    def parse(cls, text: str) -> "Formula":
        """Read `1000 * spend / impressions`: factors joined by `*` and `/`, read from the left.

        Raises:
            ValueError: when the text is not of that form.
        """
        constant, position = 1.0, 0
        powers: dict[str, int] = {}
        while position < len(text):
            match = _FACTOR.match(text, position)
            if match is None or (position > 0 and not match[1]):
                msg = f"not a product of powers: {text!r}"
                raise ValueError(msg)
            sign = -1 if match[1] == "/" else 1
            if match[2][0].isdigit():
                constant *= float(match[2]) ** sign
            else:
                powers[match[2]] = powers.get(match[2], 0) + sign
            position = match.end()
        return cls(constant, MappingProxyType(powers))


@dataclass(frozen=True)
class Balance:
    """`constant` plus the sum of each metric times its weight: retention rate = 1 - churn rate."""

    constant: float
    weights: Mapping[str, float]

    @classmethod
    def parse(cls, text: str) -> "Balance":
        """Read `1 - churn_rate`: terms joined by `+` and `-`, each a number, a metric, or a number times a metric.

        Raises:
            ValueError: when the text is not of that form.
        """
        constant, position = 0.0, 0
        weights: dict[str, float] = {}
        while position < len(text):
            match = _TERM.match(text, position)
            if match is None or match.end() == position or not (match[2] or match[3]) or (position and not match[1]):
                msg = f"not a sum of metrics: {text!r}"
                raise ValueError(msg)
            size = float(match[2] or 1) * (-1 if match[1] == "-" else 1)
            if match[3]:
                weights[match[3]] = weights.get(match[3], 0.0) + size
            else:
                constant += size
            position = match.end()
        return cls(constant, MappingProxyType(weights))


@dataclass(frozen=True)
class Metric:
    """One measure, assumption or KPI, told once; help texts, tool descriptions and the glossary come from here.

    Attributes:
        name: the word used in code and on the command line, e.g. `cpa`.
        label: the word people read, e.g. "CPA".
        title: the full name, e.g. "Cost per acquisition".
        unit: what its figure counts.
        formula: a product of powers of other metrics, or a sum of them; empty for measures and assumptions.
        aliases: what marketers call it, lower case; the reader of free text looks for these, plurals included.
        higher_is_better: True, False, or None where it depends.
        answers: the question it answers.
        misleads: when not to trust it.
        related: names of metrics to look at with it.
        source: where the definition comes from.
        additive: True when figures of segments and days add up to the total's.
        may_be_negative: True when a figure below zero makes sense, as for a profit.
        may_exceed_one: True for a rate that can be over 100%.
    """

    name: str
    label: str
    title: str
    unit: Unit
    formula: str = ""
    aliases: tuple[str, ...] = ()
    higher_is_better: bool | None = None
    answers: str = ""
    misleads: str = ""
    related: tuple[str, ...] = ()
    source: str = ""
    additive: bool = False
    may_be_negative: bool = False
    may_exceed_one: bool = False

    @cached_property
    def parsed(self) -> Formula:
        """The formula as powers; for a measure or a sum, itself to the power of one."""
        return Formula.parse(self.name if self.balance else self.formula or self.name)

    @cached_property
    def balance(self) -> Balance | None:
        """The formula as a sum; None where it is a product, or there is none."""
        return Balance.parse(self.formula) if re.search(r"[+-]", self.formula) else None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics in its formula."""
        if not self.formula:
            return ()
        return tuple(self.balance.weights if self.balance else self.parsed.powers)

    @property
    def is_kpi(self) -> bool:
        """True when it is computed from others."""
        return bool(self.formula)
