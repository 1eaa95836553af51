"""The types of customer lifetime value: the request, each cohort, the prediction, and the report that shows them."""

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.quantities import Unit, format_number, format_share
from tools.result import ToolInput, ToolResult

AGES = (1, 3, 6, 12, 24)
"""Months after the first order at which a cohort's value is read."""
_MOST_COHORTS = 24


class EstimateCustomerValue(ToolInput):
    """Estimate customer lifetime value from a table of orders: by cohort so far, and predicted for the months ahead.

    For "what are our customers worth?" when there is a file with one row an order: customer, date and amount.
    """

    data: str = Field(description="the table of orders, a file")
    customer: str | None = Field(default=None, description="the column of customers; recognised when not given")
    date: str | None = Field(default=None, description="the column of order dates; recognised when not given")
    value: str | None = Field(default=None, description="the column of order values; recognised when not given")
    margin: float | None = Field(default=None, gt=0, le=1, description="contribution margin, a share: 0.4")
    months_ahead: int = Field(default=12, ge=1, le=60, description="months to predict")
    discount_rate: float = Field(default=0.0, ge=0, lt=1, description="a month's, as a share; for the prediction")
    predict: bool = Field(default=True, description="also predict, which takes seconds")
    currency: str | None = Field(default=None, description="ISO 4217 code of the order values")


class Cohort(BaseModel):
    """The customers whose first order fell in one month."""

    model_config = ConfigDict(frozen=True)

    month: str = Field(description="of the first order, e.g. 2026-01")
    customers: int
    orders: int
    revenue: float = Field(description="all revenue so far, refunds taken off")
    repeat_share: float = Field(description="share of the customers who ordered on a second day")
    value_at: dict[int, float] = Field(
        description="months since each customer's first order -> revenue per customer; only ages that all have reached"
    )
    expected: float | None = Field(
        default=None, description="revenue per customer in the months ahead; null unpredicted"
    )

    @property
    def value_so_far(self) -> float:
        """Revenue per customer so far."""
        return self.revenue / self.customers


class Backtest(BaseModel):
    """The model fitted on the first part of the data only, against what happened in the rest."""

    model_config = ConfigDict(frozen=True)

    cutoff: str = Field(description="last day the model saw")
    predicted: float = Field(description="repeat purchases predicted after the cutoff")
    actual: float = Field(description="repeat purchases that happened")

    @property
    def error(self) -> float | None:
        """How far the prediction was off, relative; None where nothing happened."""
        return self.predicted / self.actual - 1 if self.actual else None


class Prediction(BaseModel):
    """What the model expects of the customers there are."""

    model_config = ConfigDict(frozen=True)

    months: int
    purchases: float = Field(description="expected purchases of all customers")
    value_per_customer: float = Field(description="expected revenue per customer, discounted")
    alive: float = Field(description="mean probability that a customer is still active")
    parameters: dict[str, float] = Field(description="r, alpha, a, b of BG/NBD; p, q, v of Gamma-Gamma")
    backtest: Backtest | None = None
    method: str = "BG/NBD (Fader, Hardie and Lee, 2005) with Gamma-Gamma (Fader and Hardie, 2013), maximum likelihood"


class CustomerValue(ToolResult):
    """Customer lifetime value by cohort, with the prediction where there is one."""

    name: str
    period: str = Field(description="first to last order, inclusive")
    customers: int
    orders: int
    revenue: float
    margin: float | None = None
    currency: str | None = None
    cohorts: list[Cohort]
    prediction: Prediction | None = None
    notes: list[str] = Field(default_factory=list)

    def render(self) -> str:
        """Return the headline, the table of cohorts, the prediction and the notes."""
        average = self.revenue / self.customers
        headline = (
            f"**{self.name}**: {self.customers:,} customers, {self.orders:,} orders, {self._money(self.revenue)} "
            f"({self.period}); {self._money(average)} per customer so far{self._margin_words(average)}."
        )
        lines = [headline, "", *self._table()]
        if self.prediction is not None:
            lines += ["", *self._prediction_lines(self.prediction)]
        return "\n".join([*lines, *(f"\nNote: {note}" for note in self.notes)])

    def _table(self) -> list[str]:
        ages = [age for age in AGES if any(age in c.value_at for c in self.cohorts)]
        heads = ["first order in", "customers", "order again", *(f"{age} mo." for age in ages), "so far"]
        if self.prediction is not None:
            heads.append(f"next {self.prediction.months} mo.")
        lines = [f"| {' | '.join(heads)} |", "|---" + "|---:" * (len(heads) - 1) + "|"]
        for cohort in self.cohorts[-_MOST_COHORTS:]:
            cells = [cohort.month, f"{cohort.customers:,}", format_number(cohort.repeat_share, Unit.RATE)]
            cells += [self._money(cohort.value_at[age]) if age in cohort.value_at else "" for age in ages]
            cells.append(self._money(cohort.value_so_far))
            if self.prediction is not None:
                cells.append("" if cohort.expected is None else self._money(cohort.expected))
            lines.append(f"| {' | '.join(cells)} |")
        return ["Revenue per customer, by months since the first order:", "", *lines]

    def _prediction_lines(self, found: Prediction) -> list[str]:
        expected = (
            f"Expected of these customers in the next {found.months} months: {found.purchases:,.0f} purchases, "
            f"**{self._money(found.value_per_customer)} of revenue per customer**"
            f"{self._margin_words(found.value_per_customer)}; a customer is still active with "
            f"{format_number(found.alive, Unit.RATE)} probability on average."
        )
        lines = [expected, "", f"{found.method}."]
        if found.backtest is not None:
            test = found.backtest
            off = "" if test.error is None else f", {abs(test.error):.1%} {'too many' if test.error > 0 else 'too few'}"
            checked = (
                f"Checked on the past: fitted on orders up to {test.cutoff}, the model expected "
                f"{test.predicted:,.0f} purchases of its customers after it; {test.actual:,.0f} came{off}."
            )
            lines += ["", checked]
        return lines

    def _margin_words(self, revenue: float) -> str:
        if self.margin is None:
            return ""
        return f", {self._money(revenue * self.margin)} of margin at {format_share(self.margin)}"

    def _money(self, value: float) -> str:
        return format_number(value, Unit.MONEY, self.currency)

    def facts(self) -> list[Fact]:
        """Return the totals, each cohort's figures and the prediction's."""
        found = [
            Fact(value=self.customers, unit=Unit.COUNT, metric="new_customers"),
            Fact(value=self.orders, unit=Unit.COUNT, metric="conversions"),
            self._fact(self.revenue, "revenue"),
            *self._worth(self.revenue / self.customers),
        ]
        for cohort in self.cohorts:
            where = f"first order = {cohort.month}"
            found += [
                Fact(value=cohort.customers, unit=Unit.COUNT, metric="new_customers", segment=where),
                Fact(value=cohort.repeat_share, unit=Unit.RATE, metric="repeat_share", segment=where),
                *(self._fact(v, "clv_revenue", where) for v in (*cohort.value_at.values(), cohort.value_so_far)),
            ]
            if cohort.expected is not None:
                found.append(self._fact(cohort.expected, "clv_revenue", where))
        if self.prediction is not None:
            found += [
                Fact(value=self.prediction.purchases, unit=Unit.COUNT, metric="conversions", role="expected"),
                *self._worth(self.prediction.value_per_customer),
                Fact(value=self.prediction.alive, unit=Unit.RATE, metric="retention_rate", role="expected"),
            ]
            if (test := self.prediction.backtest) is not None:
                found += [
                    Fact(value=v, unit=Unit.COUNT, metric="conversions", role="backtest")
                    for v in (test.predicted, test.actual)
                ]
                if test.error is not None:
                    found.append(Fact(value=test.error, unit=Unit.RATE, metric="conversions", role="backtest error"))
        return found

    def _worth(self, revenue: float) -> list[Fact]:
        worth = [self._fact(revenue, "clv_revenue")]
        if self.margin is not None:
            share = Fact(value=self.margin, unit=Unit.RATE, metric="margin", role="given")
            worth += [self._fact(revenue * self.margin, "clv"), share]
        return worth

    def _fact(self, value: float, metric: str, segment: str | None = None) -> Fact:
        return Fact(value=value, unit=Unit.MONEY, currency=self.currency, metric=metric, segment=segment)
