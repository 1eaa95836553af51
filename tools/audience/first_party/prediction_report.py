"""What `predict_customers` returns: the verdict first, what it rests on, and what is to be expected."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.quantities import Unit, format_number
from tools.result import ToolResult

if TYPE_CHECKING:
    from tools.charts import Chart

Verdict = Literal["model", "rule", "no signal"]
_WHAT = {
    "buys": "buy in the next {days} days",
    "churns": "stay away for the next {days} days, of those with an order in the last {lapse}",
    "value": "spend most in the next {days} days",
}


class Interval(BaseModel):
    """A figure with its interval."""

    model_config = ConfigDict(frozen=True)

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


class Band(BaseModel):
    """A fifth of the customers checked: what was predicted of them on average, and what happened."""

    model_config = ConfigDict(frozen=True)

    predicted: float
    actual: float
    customers: int


class CustomerPrediction(ToolResult):
    """What the customers will probably do, and whether that can be told at all."""

    table: str
    period: str
    target: Literal["buys", "churns", "value"]
    days: int
    lapse_days: int
    learnt_on: str = Field(description="last day that the features learnt from have seen")
    checked_on: str = Field(description="last day that the features checked on have seen; outcomes are the days after")
    model: str
    calibrated_by: str
    verdict: Verdict = Field(
        description="model: it ranks better than chance and the plain rule; rule: no better than the rule; no signal"
    )
    customers_checked: int
    outcome_checked: float = Field(description="mean outcome of those checked: a share, or revenue a customer")
    share: float = Field(description="the share of the ranking that the lift is of")
    lift: Interval = Field(description="outcome of the best-ranked share over that of all, three standard errors")
    rule_lift: Interval = Field(description="the same for recency and frequency alone")
    advantage: Interval = Field(description="model's lift less the rule's, middle 95% of resamples")
    area: Interval | None = Field(description="under the ROC curve, three standard errors; null for value")
    lift_by_tenth: list[float]
    rule_by_tenth: list[float]
    calibration: list[Band]
    customers: int = Field(description="customers that the prediction is for")
    expected: float = Field(description="of all of them: buyers, leavers, or revenue")
    top_customers: int
    top_expected: float = Field(description="of the best-ranked share")
    currency: str | None = None
    notes: list[str] = Field(default_factory=list)

    @property
    def question(self) -> str:
        """What is predicted, in words."""
        return _WHAT[self.target].format(days=self.days, lapse=self.lapse_days)

    def render(self) -> str:
        """Return the verdict, what is expected, the check on later days, and the notes."""
        blocks = [f"**{self.table}** ({self.period}): who will {self.question}?", self._verdict()]
        if self.verdict != "no signal":
            blocks += [self._expectation(), self._checks(), self._calibration()]
        else:
            blocks.append(self._checks())
        return "\n\n".join([*blocks, *(f"Note: {note}" for note in self.notes)])

    def _verdict(self) -> str:
        part = format_number(self.share, Unit.RATE)
        if self.verdict == "no signal":
            return (
                f"**No signal.** On {self.customers_checked:,} customers of later days, the best-ranked {part} did "
                f"{self.lift} times as well as all: the interval holds 1, so the ranking is not better than chance. "
                "Don't target by it; reach broadly, or come back with a longer history."
            )
        if self.verdict == "rule":
            return (
                f"**The plain rule does as well.** The model's lift is {self.lift}, that of recency and frequency "
                f"alone {self.rule_lift}; the difference {self.advantage} is not shown to be above 0. Rank by the last "
                "order and the number of orders: it is simpler and says the same."
            )
        return (
            f"**The model is worth using.** The best-ranked {part} did {self.lift} times as well as all customers, "
            f"recency and frequency alone {self.rule_lift}: {self.advantage} more."
        )

    def _expectation(self) -> str:
        part = format_number(self.share, Unit.RATE)
        if self.target == "value":
            return (
                f"Expected of {self.customers:,} customers: {self._amount(self.expected)}; of the best-ranked {part} "
                f"({self.top_customers:,}): {self._amount(self.top_expected)}."
            )
        what = "buyers" if self.target == "buys" else "who stay away"
        return (
            f"Expected of {self.customers:,} customers: {self.expected:,.0f} {what}; among the best-ranked {part} "
            f"({self.top_customers:,}): {self.top_expected:,.0f}."
        )

    def _checks(self) -> str:
        area = "" if self.area is None else f" Area under the curve: {self.area}."
        return (
            f"{self.model.capitalize()}, learnt from what was known on {self.learnt_on}, checked on what was known on "
            f"{self.checked_on} and the {self.days} days after, which it had not seen: {self.customers_checked:,} "
            f"customers, {self._mean(self.outcome_checked)} on average.{area} Intervals are three standard errors; the "
            "difference to the rule is the middle 95% of 400 resamples."
        )

    def _calibration(self) -> str:
        lines = ["| fifth of the ranking | customers | predicted | happened |", "|---|---:|---:|---:|"]
        lines += [
            f"| {place} | {b.customers:,} | {self._mean(b.predicted)} | {self._mean(b.actual)} |"
            for place, b in enumerate(self.calibration, start=1)
        ]
        return f"Calibrated by {self.calibrated_by}:\n\n" + "\n".join(lines)

    def _mean(self, value: float) -> str:
        return self._amount(value) if self.target == "value" else format_number(value, Unit.RATE)

    def _amount(self, value: float) -> str:
        return format_number(value, Unit.MONEY, self.currency)

    def facts(self) -> list[Fact]:
        """Return lift, area, expectation and calibration."""
        unit = Unit.MONEY if self.target == "value" else Unit.COUNT
        money = self.currency if self.target == "value" else None
        mean_unit = Unit.MONEY if self.target == "value" else Unit.RATE
        metric = "revenue" if self.target == "value" else "customers"
        found = [
            Fact(value=self.customers_checked, unit=Unit.COUNT, metric="customers", role="checked"),
            Fact(value=self.customers, unit=Unit.COUNT, metric="customers"),
            Fact(value=self.top_customers, unit=Unit.COUNT, metric="customers", role="part"),
            Fact(value=self.share, unit=Unit.RATE, metric="customers", role="share"),
            Fact(value=self.days, unit=Unit.DAYS, metric="recency", role="given"),
            Fact(value=self.lapse_days, unit=Unit.DAYS, metric="recency", role="given"),
            Fact(value=self.expected, unit=unit, currency=money, metric=metric, role="expected"),
            Fact(value=self.top_expected, unit=unit, currency=money, metric=metric, role="expected"),
            Fact(value=self.outcome_checked, unit=mean_unit, currency=money, metric=metric, role="average"),
        ]
        for name, each in (
            ("lift", self.lift),
            ("lift", self.rule_lift),
            ("lift", self.advantage),
            ("area", self.area),
        ):
            if each is not None:
                found += [
                    Fact(value=v, unit=Unit.RATIO, metric=name, role=role)
                    for v, role in ((each.value, "value"), (each.low, "interval"), (each.high, "interval"))
                ]
        for band in self.calibration:
            found += [
                Fact(value=v, unit=mean_unit, currency=money, metric=metric, role="calibration")
                for v in (band.predicted, band.actual)
            ]
            found.append(Fact(value=band.customers, unit=Unit.COUNT, metric="customers", role="part"))
        return found

    def charts(self) -> "list[Chart]":
        """Return the lift by tenths of the ranking, the best first."""
        from tools.charts import Chart, Point

        points = tuple(
            Point(f"tenth {n}", each, "up" if self.verdict == "model" else "total")
            for n, each in enumerate(self.lift_by_tenth, start=1)
        )
        alt = f"Bars: the best-ranked tenth did {self.lift_by_tenth[0]:.2f} times as well as all customers."
        title = "Lift by tenths of the ranking, on days the model had not seen"
        return [Chart(kind="bars", title=title, alt=alt, unit=Unit.RATIO, points=points)]
