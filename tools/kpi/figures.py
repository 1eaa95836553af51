"""KPI figures as people give and read them: given, computed, and the path between in words."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field

from tools.errors import InputError
from tools.facts import Fact
from tools.kpi.definitions import METRICS, find_metrics
from tools.kpi.exponents import Identity
from tools.kpi.graph import Solved, Sum
from tools.kpi.intervals import Interval
from tools.kpi.metric import Metric
from tools.kpi.solver import Step
from tools.quantities import Quantity, Unit, currency_code, format_number, parse_quantity

_CONVERTIBLE = {
    (Unit.RATE, Unit.RATIO): 1.0,
    (Unit.MONTHS, Unit.YEARS): 1 / 12,
    (Unit.YEARS, Unit.MONTHS): 12.0,
    (Unit.MONTHS, Unit.DAYS): 365.25 / 12,
    (Unit.DAYS, Unit.MONTHS): 12 / 365.25,
}
"""Units written for one another, with the factor: a ROAS of 400% is 4."""


class GivenFigure(BaseModel):
    """A figure the user gave, as it was read."""

    model_config = ConfigDict(frozen=True)

    metric: str
    label: str
    value: float = Field(description="a rate as a fraction")
    unit: Unit
    currency: str | None = None
    written: str = Field(default="", description="the characters it was read from")

    @property
    def sentence(self) -> str:
        """`spend $5,000`."""
        return f"{self.label} {format_number(self.value, self.unit, self.currency)}"


class KpiFigure(BaseModel):
    """A computed figure with the path to it, or the reason why it is undefined."""

    model_config = ConfigDict(frozen=True)

    metric: str
    label: str
    value: float | None = Field(description="a rate as a fraction; null when undefined")
    unit: Unit
    currency: str | None = None
    shown: str = Field(default="", description="the value as people read it")
    undefined: str = Field(default="", description="why there is no value")
    path: str = Field(default="", description="formula, figures put in, and value")
    low: float | None = Field(default=None, description="lower end of the interval, in the same unit")
    high: float | None = Field(default=None, description="upper end; null where there is none")
    confidence: float | None = Field(default=None, description="of the interval, as a share")
    method: str = Field(default="", description="how the interval was made")

    @property
    def sentence(self) -> str:
        """`CPA $40.00 (95% interval $33.57 to $48.05, Poisson)`."""
        text = f"{self.label} {self.shown}"
        if self.value is None:
            text += f", because {self.undefined}"
        return f"{text} ({self.range})" if self.range else text

    @property
    def range(self) -> str:
        """The interval in words; empty where there is none."""
        if self.low is None or self.confidence is None:
            return ""
        low = format_number(self.low, self.unit, self.currency)
        if self.high is None:
            return f"at least {low} with {self.confidence:.0%} confidence, {self.method}"
        high = format_number(self.high, self.unit, self.currency)
        return f"{self.confidence:.0%} interval {low} to {high}, {self.method}"

    def with_interval(self, interval: Interval | None) -> "KpiFigure":
        """Return the figure with an interval."""
        if interval is None:
            return self
        ends = {"low": interval.low, "high": interval.high}
        return self.model_copy(update={**ends, "confidence": interval.confidence, "method": interval.method})

    def facts(self, segment: str | None = None) -> list[Fact]:
        """Return the value, the ends of its interval, and the confidence."""
        ends = {"value": self.value, "interval": self.low, "interval end": self.high}
        found = [
            Fact(value=v, unit=self.unit, currency=self.currency, metric=self.metric, segment=segment, role=role)
            for role, v in ends.items()
            if v is not None
        ]
        if self.confidence is not None:
            found.append(Fact(value=self.confidence, unit=Unit.RATE, metric=self.metric, role="confidence"))
        return found

    @classmethod
    def of(
        cls, name: str, value: float | None, currency: str | None, undefined: str = "", path: str = ""
    ) -> "KpiFigure":
        """Make a figure of a metric."""
        metric = METRICS[name]
        money = currency if metric.unit is Unit.MONEY else None
        shown = "undefined" if value is None else format_number(value, metric.unit, money)
        return cls(
            metric=name, label=metric.label, value=value, unit=metric.unit, currency=money, shown=shown,
            undefined=undefined, path=path,
        )  # fmt: skip


def read_given(given: Mapping[str, str | float], currency: str | None = None) -> list[GivenFigure]:
    """Read figures by metric name or alias.

    Raises:
        InputError: for an unknown metric, an unreadable number, a unit that does not fit, a metric given twice, a rate
            without its unit, an unknown currency, or two currencies.
    """
    currency = currency_code(currency) if currency else None
    figures: dict[str, GivenFigure] = {}
    for name, written in given.items():
        metric, quantity = _read(name, written)
        figure = GivenFigure(
            metric=metric.name,
            label=metric.label,
            value=fit_unit(quantity, metric.name),
            unit=metric.unit,
            currency=(quantity.currency or currency) if metric.unit is Unit.MONEY else None,
            written=quantity.text,
        )
        if metric.name in figures and figures[metric.name].value != figure.value:
            msg = f"{metric.label} is given twice, as {figures[metric.name].written} and as {figure.written}"
            raise InputError(msg, remedy="Give it once.")
        figures[metric.name] = figure
    codes = sorted({f.currency for f in figures.values() if f.currency})
    if len(codes) > 1:
        msg = f"The figures mix {' and '.join(codes)}"
        raise InputError(msg, remedy="Give all money in one currency, converted at a rate you choose.")
    if codes:
        money = {n: f for n, f in figures.items() if f.unit is Unit.MONEY}
        figures |= {n: f.model_copy(update={"currency": codes[0]}) for n, f in money.items()}
    return list(figures.values())


def _read(name: str, written: str | float) -> tuple[Metric, Quantity]:
    """Return the metric called `name` that a number so written can be, and the number."""
    metrics = find_metrics(name)
    if isinstance(written, str):
        quantity = parse_quantity(written)
    elif math.isfinite(written):
        quantity = Quantity(float(written), text=f"{written:.15g}")
    else:
        msg = f"'{written}' is not a number that can be computed with"
        raise InputError(msg, where=metrics[0].label, remedy="Leave the figure out if it is not known.")
    metric = next((m for m in metrics if fits(quantity, m)), metrics[0])
    if metric.unit is Unit.COUNT and isinstance(written, str):
        quantity = parse_quantity(written, is_count=True)
    return metric, quantity


def fits(quantity: Quantity, metric: Metric) -> bool:
    """Return whether a number of that unit can be that metric."""
    if quantity.unit is None or quantity.unit is metric.unit:
        return True
    return (quantity.unit, metric.unit) in _CONVERTIBLE


def fit_unit(quantity: Quantity, name: str) -> float:
    """Return the value in the metric's unit.

    Raises:
        InputError: when the unit written is not the metric's, or a rate comes without a unit.
    """
    metric = METRICS[name]
    if quantity.unit is None:
        if metric.unit is Unit.RATE and quantity.value != 0:
            msg = f"{metric.label} {quantity.text} has no unit"
            remedy = f"Write {quantity.text}% if you mean percent, or {quantity.value * 100:.10g}% for the fraction."
            raise InputError(msg, where=metric.label, remedy=remedy)
        return quantity.value
    if quantity.unit is metric.unit:
        return quantity.value
    if fits(quantity, metric):
        return quantity.value * _CONVERTIBLE[quantity.unit, metric.unit]
    msg = f"{metric.label} is {_unit_words(metric.unit)}, and '{quantity.text}' is {_unit_words(quantity.unit)}"
    raise InputError(msg, where=metric.label, remedy="Check which figure belongs to it.")


def _unit_words(unit: Unit) -> str:
    return {
        Unit.MONEY: "an amount of money", Unit.RATE: "a percentage", Unit.COUNT: "a count", Unit.RATIO: "a ratio",
        Unit.DAYS: "a number of days", Unit.MONTHS: "a number of months", Unit.YEARS: "a number of years",
    }[unit]  # fmt: skip


def slack_of(given: Sequence[GivenFigure]) -> dict[str, float]:
    """Return, for each figure, the relative half-unit of its last written digit."""
    return {g.metric: _relative_half_unit(g.written, g.value) for g in given if g.value}


def _relative_half_unit(written: str, value: float) -> float:
    digits = re.search(r"\d[\d.,]*\d|\d", written)
    if digits is None or not value:
        return 0.0
    plain = digits[0]
    fraction = re.search(r"[.,](\d{1,2}|\d{4,})$", plain)
    significand = re.sub(r"[.,]", "", plain)
    size = float(significand) / (10 ** len(fraction[1]) if fraction else 1)
    step = 10.0 ** -(len(fraction[1]) if fraction else 0)
    return 0.5 * step / size if size else 0.0


def describe_step(step: Step, values: Mapping[str, float], currency: str | None) -> str:
    """Return `CPA = spend / conversions = $5,000 / 125`; the value stands beside it."""
    formula = step.formula
    names = _written(formula, lambda n: METRICS[n].label)
    figures = _written(formula, lambda n: format_number(values[n], METRICS[n].unit, currency))
    label = METRICS[formula.target].label
    if step.value is None:
        return f"{label} = {names}"
    return f"{label} = {names} = {figures} = {format_number(step.value, METRICS[formula.target].unit, currency)}"


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
