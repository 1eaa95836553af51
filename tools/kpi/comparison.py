"""What a comparison of two results returns: both with their intervals, the difference, and what can be said."""

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.kpi.definitions import METRICS
from tools.kpi.figures import KpiFigure
from tools.kpi.significance import POWER
from tools.quantities import Unit, format_change, format_number, format_relative, format_share
from tools.result import ToolResult


class Side(BaseModel):
    """One of the two."""

    model_config = ConfigDict(frozen=True)

    name: str
    figure: KpiFigure
    counts: dict[str, float] = Field(description="the measures it is computed from; empty where only the KPI is known")


class RateComparison(ToolResult):
    """Two results, the difference between them, and what can be said about it."""

    metric: str
    sides: tuple[Side, Side]
    difference: float | None = Field(description="second less first, in the KPI's unit")
    low: float | None = Field(description="lower end of the difference (rates) or of second over first (costs)")
    high: float | None = Field(description="upper end, in the same terms")
    scale: Literal["difference", "ratio"]
    p_value: float | None = Field(
        description="how often chance alone gives a difference as large or larger; null without counts"
    )
    confidence: float
    method: str
    verdict: str = Field(description="what can be said, in one sentence")
    needed: float | None = Field(
        default=None, description="what each side needs to tell figures so far apart: trials for rates, spend for costs"
    )
    needed_metric: str = Field(default="", description="what is counted in `needed`")
    missing: list[str] = Field(default_factory=list, description="counts that would allow a test")
    notes: list[str] = Field(default_factory=list)
    currency: str | None = None

    @property
    def is_complete(self) -> bool:
        """True when the counts allowed a test."""
        return self.p_value is not None

    def render(self) -> str:
        """Return the verdict, both figures with their intervals, the difference and the method."""
        lines = [self.verdict, ""]
        lines += [f"- {side.name}: {side.figure.sentence}" for side in self.sides]
        if self.p_value is not None:
            lines += ["", f"{self._gap()} {p_words(self.p_value)}; {self.method}."]
        if self.needed is not None:
            lines += ["", self._needed()]
        lines += [f"\nNote: {note}" for note in self.notes]
        return "\n".join(lines)

    def _needed(self) -> str:
        metric = METRICS[self.needed_metric]
        size = format_number(rounded_up(self.needed or 0.0), metric.unit, self.currency)
        amount = f"{size} {metric.label}" if metric.unit is Unit.COUNT else f"{size} of {metric.label}"
        return (
            f"To show a difference of that size, each side needs about {amount} "
            f"({format_share(self.confidence)} confidence, {format_share(POWER)} power)."
        )

    def _gap(self) -> str:
        first, second = self.sides
        level, unit = first.figure.value or 0.0, METRICS[self.metric].unit
        if self.difference is None or self.low is None:
            return "The difference has no finite interval."
        shown = format_change(self.difference, level, unit, self.currency)
        if self.scale == "ratio":
            ends = [format_relative(self.low - 1), "no limit" if self.high is None else format_relative(self.high - 1)]
            shown += f" or {format_relative(self.difference / level)}" if level else ""
        else:
            ends = [format_change(end, level, unit) for end in (self.low, self.high) if end is not None]
        return (
            f"{second.name} less {first.name}: {shown} ({format_share(self.confidence)} interval {' to '.join(ends)})."
        )

    def facts(self) -> list[Fact]:
        """Return both figures with their intervals, the counts, the difference and the p-value."""
        found = []
        for side in self.sides:
            found += side.figure.facts(segment=side.name)
            found += [
                Fact(value=v, unit=METRICS[n].unit, currency=self.currency, metric=n, segment=side.name, role="given")
                for n, v in side.counts.items()
            ]
        unit = METRICS[self.metric].unit
        if self.difference is not None:
            change = {"value": self.difference, "unit": unit, "currency": self.currency, "metric": self.metric}
            found.append(Fact(**change, segment=self.sides[1].name, role="change"))
        ends = [end for end in (self.low, self.high) if end is not None]
        if self.scale == "ratio":
            role = "interval of the relative change"
            found += [Fact(value=end - 1, unit=Unit.RATE, metric=self.metric, role=role) for end in ends]
        else:
            role = "interval of the change"
            found += [Fact(value=end, unit=unit, currency=self.currency, metric=self.metric, role=role) for end in ends]
        if self.p_value is not None:
            found.append(Fact(value=self.p_value, unit=Unit.RATIO, metric=self.metric, role="p-value"))
        if self.needed is not None:
            unit, size = METRICS[self.needed_metric].unit, rounded_up(self.needed)
            money = self.currency if unit is Unit.MONEY else None
            found.append(Fact(value=size, unit=unit, currency=money, metric=self.needed_metric, role="needed"))
            found.append(Fact(value=POWER, unit=Unit.RATE, metric=self.metric, role="power"))
        first, second = (side.figure.value for side in self.sides)
        if first and second:
            higher = self.sides[1 if second >= first else 0].name
            changes = {(second / first - 1, self.sides[1].name), (max(first, second) / min(first, second) - 1, higher)}
            found += [
                Fact(value=c, unit=Unit.RATE, metric=self.metric, segment=name, role="relative change")
                for c, name in sorted(changes)
            ]
        return [*found, Fact(value=self.confidence, unit=Unit.RATE, metric=self.metric, role="confidence")]


def p_words(value: float) -> str:
    """Return a p-value with the digits that mean something: `p = 0.012`, `p < 0.001`."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"  # noqa: PLR2004 - more digits mean nothing


def rounded_up(value: float) -> float:
    """Return a planned size with two digits, rounded up: more would promise a precision that plans don't have."""
    if value <= 0:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return math.ceil(value / step - 1e-9) * step
