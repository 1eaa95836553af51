"""What `segment_customers` returns: each segment's size and value, and the share of revenue by tenths of the base."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.quantities import Unit, format_number, format_share
from tools.result import ToolResult

if TYPE_CHECKING:
    from tools.charts import Chart


class Segment(BaseModel):
    """One segment of the base."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    meaning: str
    is_group: bool = Field(description="groups part the base; lists overlap")
    customers: int
    orders: int
    revenue: float = Field(description="so far, refunds taken off")
    share: float = Field(description="of the customers")
    revenue_share: float | None = Field(description="of the revenue; null where the base has none")
    days_since: float | None = Field(description="mean days since the last order; null when empty")

    @property
    def value(self) -> float | None:
        """Revenue per customer; None when empty."""
        return self.revenue / self.customers if self.customers else None


class CustomerSegments(ToolResult):
    """The base in segments, by recency, frequency and monetary value."""

    table: str
    period: str = Field(description="first to last order, inclusive")
    customers: int
    orders: int
    revenue: float
    currency: str | None = None
    segments: list[Segment]
    deciles: list[float] = Field(description="share of revenue of each tenth of the customers, the best first")
    recency_days: list[int] = Field(description="days since the last order up to which R is 2, 3, 4, 5, exclusive")
    frequency_orders: list[int] = Field(description="orders above which F is 2, 3, 4, 5")
    monetary: list[float] = Field(description="revenue above which M is 2, 3, 4, 5")
    lapse_days: int
    lapse_reason: str
    notes: list[str] = Field(default_factory=list)

    def render(self) -> str:
        """Return the headline, the groups, the lists, how the scores were made, and the notes."""
        head = (
            f"**{self.table}**: {self.customers:,} customers, {self.orders:,} orders, {self._money(self.revenue)} "
            f"({self.period})."
        )
        if self.deciles:
            head += (
                f" The best tenth of the customers brings {format_number(self.deciles[0], Unit.RATE)} of the revenue."
            )
        blocks = [
            head,
            "Every customer is in one of these:",
            self._rows([s for s in self.segments if s.is_group]),
            "Lists, which may overlap:",
            self._rows([s for s in self.segments if not s.is_group]),
            self._method(),
            *(f"Note: {note}" for note in self.notes),
        ]
        return "\n\n".join(blocks)

    def _rows(self, segments: list[Segment]) -> str:
        lines = [
            "| segment | rule | customers | share | revenue | of revenue | per customer | last order |",
            "|---|---|---:|---:|---:|---:|---:|---:|",
        ]
        for s in segments:
            cells = [
                s.label, s.meaning, f"{s.customers:,}", format_number(s.share, Unit.RATE), self._money(s.revenue),
                "" if s.revenue_share is None else format_number(s.revenue_share, Unit.RATE),
                "" if s.value is None else self._money(s.value),
                "" if s.days_since is None else f"{s.days_since:,.0f} days ago",
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines)

    def _method(self) -> str:
        money = ", ".join(self._money(x) for x in self.monetary)
        return (
            "R, F and M score 1 to 5 by fifths of the customers (Hughes 1994), equal customers equally. Scores 2, 3, 4 "
            f"and 5 begin with fewer than {_listed(self.recency_days)} days since the last order; more than "
            f"{_listed(self.frequency_orders)} orders; more than {money} of revenue. A customer has lapsed after "
            f"{self.lapse_days:,} days ({self.lapse_reason})."
        )

    def _money(self, value: float) -> str:
        return format_number(value, Unit.MONEY, self.currency)

    def facts(self) -> list[Fact]:
        """Return the totals and each segment's figures."""
        found = [
            Fact(value=self.customers, unit=Unit.COUNT, metric="customers"),
            Fact(value=self.orders, unit=Unit.COUNT, metric="orders"),
            self._fact(self.revenue, "revenue"),
            *(Fact(value=x, unit=Unit.RATE, metric="revenue", role="share") for x in self.deciles),
            Fact(value=self.lapse_days, unit=Unit.DAYS, metric="recency", role="given"),
            *(Fact(value=x, unit=Unit.DAYS, metric="recency", role="threshold") for x in self.recency_days),
            *(Fact(value=x, unit=Unit.COUNT, metric="orders", role="threshold") for x in self.frequency_orders),
            *(self._fact(x, "revenue", role="threshold") for x in self.monetary),
        ]
        for s in self.segments:
            where = f"segment = {s.label}"
            found += [
                Fact(value=s.customers, unit=Unit.COUNT, metric="customers", segment=where),
                Fact(value=s.share, unit=Unit.RATE, metric="customers", segment=where, role="share"),
                Fact(value=s.orders, unit=Unit.COUNT, metric="orders", segment=where),
                self._fact(s.revenue, "revenue", where),
            ]
            if s.revenue_share is not None:
                found.append(Fact(value=s.revenue_share, unit=Unit.RATE, metric="revenue", segment=where, role="share"))
            if s.value is not None:
                found.append(self._fact(s.value, "clv_revenue", where))
            if s.days_since is not None:
                found.append(Fact(value=s.days_since, unit=Unit.DAYS, metric="recency", segment=where))
        return found

    def _fact(self, value: float, metric: str, segment: str | None = None, role: str = "value") -> Fact:
        return Fact(value=value, unit=Unit.MONEY, currency=self.currency, metric=metric, segment=segment, role=role)

    def charts(self) -> "list[Chart]":
        """Return the share of revenue by tenths of the customers."""
        from tools.charts import Chart, Point

        if not self.deciles:
            return []
        best = format_share(round(self.deciles[0], 3))
        points = tuple(Point(f"tenth {n}", share, "total") for n, share in enumerate(self.deciles, start=1))
        return [
            Chart(
                kind="bars",
                title="Revenue by tenths of the customers, the best first",
                alt=f"Bars: the best tenth of the customers brings {best} of the revenue.",
                unit=Unit.RATE,
                points=points,
            )
        ]


def _listed(values: list[int]) -> str:
    return ", ".join(f"{v:,}" for v in values)
