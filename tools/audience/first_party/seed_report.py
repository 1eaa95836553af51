"""What `recommend_seed` returns: who, how many, why, and against which base."""

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.quantities import Unit, format_number, format_share
from tools.result import ToolResult


class SeedCandidate(BaseModel):
    """The best share of the active customers."""

    model_config = ConfigDict(frozen=True)

    share: float = Field(description="of the active customers, by revenue so far")
    customers: int
    value: float = Field(description="revenue per customer so far")
    least: float = Field(description="revenue so far of the last one in")
    repeat_share: float
    revenue_share: float | None = Field(description="of all revenue so far")
    later_index: float | None = Field(
        description="chosen the same way on an earlier day: revenue per customer after it, over that of all then known"
    )
    later_low: float | None
    later_high: float | None
    checked_on: str | None = Field(description="that earlier day")


class SeedRecommendation(ToolResult):
    """The customers to look for more of."""

    table: str
    period: str
    platform: str | None
    match_rate: float = Field(description="share of the customers that the platform is taken to recognise")
    fewest: int = Field(description="matched people that the platform needs at least")
    advised: int
    customers: int = Field(description="the base: every customer with an order")
    value: float = Field(description="revenue per customer of the base")
    repeat_share: float
    lapse_days: int
    candidates: list[SeedCandidate]
    chosen: int | None = Field(description="place among the candidates; null where none is large enough")
    currency: str | None = None
    notes: list[str] = Field(default_factory=list)

    def render(self) -> str:
        """Return the seed with its reason, the candidates and the notes."""
        blocks = [
            f"**{self.table}** ({self.period}), against the base of all {self.customers:,} customers:",
            self._advice(),
        ]
        if self.candidates:
            blocks.append(self._table())
        return "\n\n".join([*blocks, *(f"Note: {note}" for note in self.notes)])

    def _advice(self) -> str:
        rate = format_share(self.match_rate)
        if self.chosen is None:
            most = self.candidates[-1].customers if self.candidates else 0
            return (
                f"**No seed.** {most:,} customers at a match rate of {rate} are fewer than the {self.fewest:,} matched "
                "people that a lookalike takes. Reach broadly and let the platform learn from conversions, or add "
                "leads."
            )
        c = self.candidates[self.chosen]
        who = (
            f"**Seed: the best {format_share(c.share)} of the active customers by revenue, {c.customers:,} people** "
            f"(an order in the last {self.lapse_days:,} days, {self._money(c.least)} or more). "
        )
        why = (
            (
                f"They have brought {self._money(c.value)} each, {c.value / self.value:.2f} times the base's "
                f"{self._money(self.value)}; {format_number(c.repeat_share, Unit.RATE)} bought again "
                f"({format_number(self.repeat_share, Unit.RATE)} of the base). "
            )
            if self.value > 0
            else ""
        )
        enough = c.customers * self.match_rate >= self.advised
        people = f"{self.advised:,} matched people"
        size = (
            f"It is the most selective share that still gives {people} at a match rate of {rate}."
            if enough
            else f"It gives fewer than the {people} that are advised; there are no more customers."
        )
        return who + why + size + self._checked(c)

    def _checked(self, c: SeedCandidate) -> str:
        if c.later_index is None or c.later_low is None:
            return " The history is too short to check on later days whether such customers stay more valuable."
        held = "so the seed is worth more later too" if c.later_low > 1 else "so it is not shown that it lasts"
        return (
            f" Chosen the same way on {c.checked_on}, they went on to bring {c.later_index:.2f} times the base's "
            f"revenue per customer ({c.later_low:.2f} to {c.later_high:.2f}, 95%), {held}."
        )

    def _table(self) -> str:
        lines = [
            "| best | customers | per customer | of revenue | bought again | later, times the base |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for place, c in enumerate(self.candidates):
            mark = " (seed)" if place == self.chosen else ""
            later = "" if c.later_index is None else f"{c.later_index:.2f} ({c.later_low:.2f} to {c.later_high:.2f})"
            part = "" if c.revenue_share is None else format_number(c.revenue_share, Unit.RATE)
            again = format_number(c.repeat_share, Unit.RATE)
            cells = [f"{format_share(c.share)}{mark}", f"{c.customers:,}", self._money(c.value), part, again, later]
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines)

    def _money(self, value: float) -> str:
        return format_number(value, Unit.MONEY, self.currency)

    def facts(self) -> list[Fact]:
        """Return the base's figures and each candidate's."""
        found = [
            Fact(value=self.customers, unit=Unit.COUNT, metric="customers"),
            self._fact(self.value, "clv_revenue"),
            Fact(value=self.repeat_share, unit=Unit.RATE, metric="repeat_share"),
            Fact(value=self.match_rate, unit=Unit.RATE, metric="match_rate", role="given"),
            Fact(value=self.lapse_days, unit=Unit.DAYS, metric="recency", role="given"),
            *(Fact(value=v, unit=Unit.COUNT, metric="customers", role="minimum") for v in (self.fewest, self.advised)),
        ]
        for c in self.candidates:
            where = f"seed = best {format_share(c.share)}"
            found += [
                Fact(value=c.share, unit=Unit.RATE, metric="customers", segment=where, role="share"),
                Fact(value=c.customers, unit=Unit.COUNT, metric="customers", segment=where),
                self._fact(c.value, "clv_revenue", where),
                self._fact(c.least, "revenue", where),
                Fact(value=c.repeat_share, unit=Unit.RATE, metric="repeat_share", segment=where),
            ]
            if c.revenue_share is not None:
                found.append(Fact(value=c.revenue_share, unit=Unit.RATE, metric="revenue", segment=where, role="share"))
            if self.value > 0:
                found.append(Fact(value=c.value / self.value, unit=Unit.RATIO, metric="index", segment=where))
            for v in (c.later_index, c.later_low, c.later_high):
                if v is not None:
                    found.append(Fact(value=v, unit=Unit.RATIO, metric="index", segment=where, role="later"))
        return found

    def _fact(self, value: float, metric: str, segment: str | None = None) -> Fact:
        return Fact(value=value, unit=Unit.MONEY, currency=self.currency, metric=metric, segment=segment)
