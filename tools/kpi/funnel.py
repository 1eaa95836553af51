"""The tool `plan_funnel`: from a budget or a goal to the whole funnel, stage by stage, with what each stage costs."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.kpi.compute import ComputeKpi, KpiAnswer, compute_kpi
from tools.kpi.definitions import METRICS
from tools.kpi.figures import GivenFigure, MoneyInput
from tools.kpi.formula_words import describe_step
from tools.kpi.graph import follows
from tools.kpi.plausibility import doubts
from tools.kpi.solver import Step, missing_inputs, solve
from tools.quantities import Unit, format_number
from tools.result import ToolResult

STAGES = {
    "impressions": "cpm", "clicks": "cpc", "visits": "cost_per_visit", "leads": "cpl", "conversions": "cpa",
    "new_customers": "cac",
}  # fmt: skip
"""Each stage of the funnel, and what its units cost."""
_OUTCOMES = (
    "spend", "daily_budget", "revenue", "roas", "gross_profit", "net_profit", "roi", "break_even_cpa",
    "break_even_roas",
)  # fmt: skip


class PlanFunnel(MoneyInput):
    """Plan a campaign's funnel from what is known: budget or goal, prices and rates.

    For "what do we get for 20k at a $15 CPM, 1.2% CTR and 3% conversion?" and "what budget do 500 sales take?". Shows
    impressions, clicks, leads, sales, revenue and profit together, and what is still missing for the rest.
    """

    given: dict[str, str | float] = Field(
        description="figures as the user wrote them, by metric name, unit included; a goal is a figure too",
        examples=[{"spend": "$20,000", "cpm": "$15", "ctr": "1.2%", "conversion_rate": "3%"}],
    )


class Stage(BaseModel):
    """One stage of the funnel."""

    model_config = ConfigDict(frozen=True)

    metric: str
    count: float
    rate: float | None = Field(default=None, description="share of the stage before; null for the first")
    cost: float | None = Field(default=None, description="spend per unit of this stage")
    cost_metric: str = ""


class FunnelPlan(ToolResult):
    """A funnel from impressions to profit."""

    given: list[GivenFigure]
    stages: list[Stage]
    outcomes: dict[str, float] = Field(description="spend, revenue, profit and what follows from them")
    paths: list[str] = Field(default_factory=list, description="how each figure was computed, in order")
    missing: list[str] = Field(default_factory=list, description="what would complete the plan")
    contradictions: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    currency: str | None = None

    @property
    def is_complete(self) -> bool:
        """True when there is a funnel and nothing contradicts it."""
        return bool(self.stages) and not self.contradictions

    def render(self) -> str:
        """Return the stages as a table, the money under it, then the paths and what is missing."""
        if self.contradictions:
            return "\n".join(f"- {text}" for text in self.contradictions)
        blocks = []
        if self.stages:
            lines = ["| stage | count | of the stage before | cost of one |", "|---|---:|---:|---:|"]
            for stage in self.stages:
                rate = "" if stage.rate is None else format_number(stage.rate, Unit.RATE)
                cost = "" if stage.cost is None else format_number(stage.cost, Unit.MONEY, self.currency)
                if cost and stage.cost_metric == "cpm":
                    cost += " a thousand"
                count = format_number(stage.count, Unit.COUNT)
                lines.append(f"| {METRICS[stage.metric].label} | {count} | {rate} | {cost} |")
            blocks.append("\n".join(lines))
        if self.outcomes:
            blocks.append(
                "\n".join(
                    f"- {METRICS[n].label}: **{format_number(v, METRICS[n].unit, self.currency)}**"
                    for n, v in self.outcomes.items()
                )
            )
        if self.paths:
            blocks.append("How:\n\n" + "\n".join(f"- {path}" for path in self.paths))
        blocks += self.missing
        if self.given:
            blocks.append(f"Read as: {', '.join(g.sentence for g in self.given)}.")
        return "\n\n".join([*blocks, *(f"Note: {note}" for note in self.notes)])

    def facts(self) -> list[Fact]:
        """Return every figure of the plan."""
        found = [
            Fact(value=g.value, unit=g.unit, currency=g.currency, metric=g.metric, role="given") for g in self.given
        ]
        for stage in self.stages:
            found.append(Fact(value=stage.count, unit=Unit.COUNT, metric=stage.metric))
            if stage.rate is not None:
                found.append(Fact(value=stage.rate, unit=Unit.RATE, metric=stage.metric, role="step rate"))
            if stage.cost is not None:
                found.append(Fact(value=stage.cost, unit=Unit.MONEY, currency=self.currency, metric=stage.cost_metric))
        for name, value in self.outcomes.items():
            unit = METRICS[name].unit
            money = self.currency if unit is Unit.MONEY else None
            found.append(Fact(value=value, unit=unit, currency=money, metric=name))
        return found


def plan_funnel(request: PlanFunnel) -> FunnelPlan:
    """Plan a funnel.

    Raises:
        InputError: for an unknown metric, a number that can't be read, impossible figures or mixed currencies.
    """
    answer = compute_kpi(
        ComputeKpi(given=request.given, currency=request.currency, exchange_rates=request.exchange_rates)
    )
    currency = next((g.currency for g in answer.given if g.currency), None)
    if answer.contradictions:
        return FunnelPlan(given=answer.given, stages=[], outcomes={}, contradictions=answer.contradictions)
    values = {g.metric: g.value for g in answer.given}
    values |= {r.metric: r.value for r in answer.results if r.value is not None}
    wanted = [*STAGES, *STAGES.values(), *_OUTCOMES]
    steps = solve(values, [n for n in wanted if follows(n, list(values))])
    known = values | {n: s.value for n, s in steps.items() if s.value is not None}
    stages = _stages(known)
    given = {g.metric for g in answer.given}
    return FunnelPlan(
        given=answer.given,
        stages=stages,
        outcomes={n: known[n] for n in _OUTCOMES if n in known},
        paths=_paths(answer, steps, known, currency),
        missing=_missing(known, given),
        notes=[n for n in answer.notes if n not in doubts(known)] + doubts(known),
        currency=currency,
    )


def _stages(known: Mapping[str, float]) -> list[Stage]:
    stages: list[Stage] = []
    for name, cost in STAGES.items():
        if name not in known:
            continue
        before = stages[-1].count if stages else 0.0
        rate = known[name] / before if before else None
        price = known.get(cost)
        stages.append(Stage(metric=name, count=known[name], rate=rate, cost=price, cost_metric=cost))
    return stages


def _paths(answer: KpiAnswer, steps: Mapping[str, Step], known: Mapping[str, float], currency: str | None) -> list[str]:
    """Return how each figure shown was computed."""
    shown = {*STAGES, *STAGES.values(), *_OUTCOMES}
    found = {r.metric: r.path for r in answer.results if r.value is not None}
    found |= {n: describe_step(step, known, currency) for n, step in steps.items() if step.value is not None}
    return [path for name, path in found.items() if name in shown]


def _missing(known: Mapping[str, float], given: set[str]) -> list[str]:
    """Say what would complete the funnel: its spend, its sales, its revenue."""
    found = []
    for target in ("spend", "conversions", "revenue"):
        if target not in known:
            options = [" and ".join(METRICS[n].label for n in option) for option in missing_inputs(target, list(given))]
            if options:
                found.append(f"For {METRICS[target].label} I need {', or '.join(options)}.")
    return found[:2]
