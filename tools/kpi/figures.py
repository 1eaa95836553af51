"""KPI figures as people give and read them: given, computed, and the path between in words."""

import math
import re
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from tools.errors import InputError
from tools.facts import Fact
from tools.kpi.currencies import common_currency, read_rates
from tools.kpi.definitions import METRICS, find_metrics
from tools.kpi.intervals import Interval
from tools.kpi.metric import Metric
from tools.quantities import Quantity, Unit, currency_code, format_exactly, format_number, format_share, parse_quantity
from tools.result import ToolInput

_CONVERTIBLE = {
    (Unit.RATE, Unit.RATIO): 1.0,
    (Unit.MONTHS, Unit.YEARS): 1 / 12,
    (Unit.YEARS, Unit.MONTHS): 12.0,
    (Unit.MONTHS, Unit.DAYS): 365.25 / 12,
    (Unit.DAYS, Unit.MONTHS): 12 / 365.25,
}
"""Units written for one another, with the factor: a ROAS of 400% is 4."""


class MoneyInput(ToolInput):
    """Base of the tools that take figures: which currency their money is in."""

    currency: str | None = Field(
        default=None, description="ISO 4217 code for money written without one", examples=["USD"]
    )
    exchange_rates: dict[str, float] = Field(
        default_factory=dict,
        description='what one unit of the first is in the second, when money comes in two currencies: {"EUR/USD": 1.1}',
    )


class GivenFigure(BaseModel):
    """A figure the user gave, as it was read."""

    model_config = ConfigDict(frozen=True)

    metric: str
    label: str
    value: float = Field(description="a rate as a fraction")
    unit: Unit
    currency: str | None = None
    written: str = Field(default="", description="the characters it was read from")
    converted: str = Field(default="", description="how it came into its currency, e.g. 'from €2,000 at 1.1'")

    @property
    def sentence(self) -> str:
        """`spend $5,000`, `revenue $2,200 (from €2,000 at 1.1)`."""
        text = f"{self.label} {format_exactly(self.value, self.unit, self.currency)}"
        return f"{text} ({self.converted})" if self.converted else text


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
        """The interval in words; empty where there is none, or where it is too narrow to see."""
        if self.low is None or self.confidence is None:
            return ""
        low, sure = format_number(self.low, self.unit, self.currency), format_share(self.confidence)
        if self.high is None:
            return f"at least {low} with {sure} confidence, {self.method}"
        high = format_number(self.high, self.unit, self.currency)
        return "" if low == high else f"{sure} interval {low} to {high}, {self.method}"

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


def read_given(
    given: Mapping[str, str | float], currency: str | None = None, rates: Mapping[str, float] | None = None
) -> list[GivenFigure]:
    """Read figures by metric name or alias.

    Args:
        given: metric name or alias -> the number as written.
        currency: of money written without one.
        rates: exchange rates such as {"EUR/USD": 1.1}, for money in several currencies.

    Raises:
        InputError: for an unknown metric, an unreadable number, a unit that does not fit, a metric given twice, a rate
            without its unit, an unknown currency, or two currencies without a rate between them.
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
    return in_one_currency(list(figures.values()), currency, rates or {})


def in_one_currency(
    figures: Sequence[GivenFigure], wanted: str | None, rates: Mapping[str, float]
) -> list[GivenFigure]:
    """Convert money of several currencies at the rates given; money without a currency is in the one that is left.

    Raises:
        InputError: when there are several currencies and no rates between them.
    """
    codes = sorted({f.currency for f in figures if f.currency})
    if not codes:
        return list(figures)
    exchange = read_rates(rates)
    into = common_currency(codes, exchange, wanted)
    result = []
    for figure in figures:
        if figure.unit is not Unit.MONEY or figure.currency == into:
            result.append(figure)
        elif figure.currency is None:
            result.append(figure.model_copy(update={"currency": into}))
        else:
            rate = exchange[figure.currency, into]
            was = format_number(figure.value, Unit.MONEY, figure.currency)
            update = {"value": figure.value * rate, "currency": into, "converted": f"from {was} at {rate:.6g}"}
            result.append(figure.model_copy(update=update))
    return result


def _read(name: str, written: str | float) -> tuple[Metric, Quantity]:
    """Return the metric called `name` that a number so written can be, and the number."""
    metrics = find_metrics(name)
    if isinstance(written, str):
        quantity = _quantity_of(written, metrics[0])
    elif math.isfinite(written):
        quantity = Quantity(float(written), text=f"{written:.15g}")
    else:
        msg = f"'{written}' is not a number that can be computed with"
        raise InputError(msg, where=metrics[0].label, remedy="Leave the figure out if it is not known.")
    metric = next((m for m in metrics if fits(quantity, m)), metrics[0])
    if (metric.unit is Unit.COUNT or metric.additive) and isinstance(written, str):
        quantity = parse_quantity(written, is_count=True)
    return metric, quantity


def _quantity_of(written: str, metric: Metric) -> Quantity:
    try:
        return parse_quantity(written)
    except InputError as error:
        raise InputError(error.problem, where=metric.label, remedy=error.remedy) from None


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
            raise InputError(msg, remedy=remedy)
        return quantity.value
    if quantity.unit is metric.unit:
        return quantity.value
    if fits(quantity, metric):
        return quantity.value * _CONVERTIBLE[quantity.unit, metric.unit]
    msg = f"{metric.label} is {_unit_words(metric.unit)}, and '{quantity.text}' is {_unit_words(quantity.unit)}"
    raise InputError(msg, remedy="Check which figure belongs to it.")


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
