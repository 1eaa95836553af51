"""How far a KPI is from its target: the difference, the share of the target, and whether it is met."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from tools.facts import Fact
from tools.kpi.definitions import METRICS
from tools.quantities import Unit, format_change, format_number, format_relative

TARGET_OF = {"target_cpa": "cpa", "target_roas": "roas", "target_acos": "acos"}
"""The metrics that are themselves a target for another."""


class TargetGap(BaseModel):
    """A KPI beside its target."""

    model_config = ConfigDict(frozen=True)

    metric: str
    value: float
    target: float
    currency: str | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the value is at the target or on its good side; None where neither side is good."""
        better = METRICS[self.metric].higher_is_better
        if better is None:
            return None
        return self.value >= self.target if better else self.value <= self.target

    @property
    def sentence(self) -> str:
        """The gap in words: `CPA $40.00 is $10.00 (20.0%) below the target of $50.00: the target is met`."""
        metric = METRICS[self.metric]
        value, target = (format_number(v, metric.unit, self.currency) for v in (self.value, self.target))
        if self.value == self.target:
            return f"{metric.label} {value} is on the target."
        change = format_change(self.value - self.target, self.target, metric.unit, self.currency).lstrip("+-")
        relative = format_relative(self.value / self.target - 1).lstrip("+-") if self.target else ""
        size = f"{change} ({relative})" if relative else change
        side = "above" if self.value > self.target else "below"
        verdict = {True: ": the target is met.", False: ": the target is missed.", None: "."}[self.is_met]
        return f"{metric.label} {value} is {size} {side} the target of {target}{verdict}"

    def facts(self) -> list[Fact]:
        """Return the target, the difference and the relative difference."""
        unit = METRICS[self.metric].unit
        found = [
            Fact(value=self.target, unit=unit, currency=self.currency, metric=self.metric, role="target"),
            Fact(value=self.value - self.target, unit=unit, currency=self.currency, metric=self.metric, role="change"),
        ]
        if self.target:
            relative = self.value / self.target - 1
            found.append(Fact(value=relative, unit=Unit.RATE, metric=self.metric, role="relative change"))
        return found


def gaps_to_targets(known: Mapping[str, float], goals: Mapping[str, float], currency: str | None) -> list[TargetGap]:
    """Return the gap of each known KPI that has a goal, or whose target is known as a metric of its own."""
    wanted = {kpi: known[target] for target, kpi in TARGET_OF.items() if target in known} | dict(goals)
    return [
        TargetGap(
            metric=kpi, value=known[kpi], target=target,
            currency=currency if METRICS[kpi].unit is Unit.MONEY else None,
        )
        for kpi, target in wanted.items()
        if kpi in known
    ]  # fmt: skip
