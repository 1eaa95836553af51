"""The tool `explain_kpi`: what a metric means, how it is computed, when it misleads, with a worked example."""

from pydantic import Field

from tools.facts import Fact
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.figures import GivenFigure, KpiFigure
from tools.kpi.formula_words import describe_step
from tools.kpi.metric import Metric
from tools.kpi.solver import solve
from tools.quantities import Unit
from tools.result import ToolInput, ToolResult

_CURRENCY = "USD"
EXAMPLE_BUSINESS: dict[str, float] = {
    "spend": 1_800, "impressions": 120_000, "reach": 48_000, "clicks": 1_500, "visits": 1_200, "leads": 90,
    "conversions": 45, "new_customers": 36, "revenue": 7_200, "gross_profit": 2_880, "engagements": 3_000,
    "video_starts": 50_000, "completed_views": 40_000, "total_spend": 2_400, "total_revenue": 12_000,
    "incremental_conversions": 30, "incremental_revenue": 4_800, "incremental_spend": 1_200,
    "customers_at_start": 1_000, "customers_lost": 50, "budget": 3_000, "days_elapsed": 18, "days_total": 30,
    "recurring_revenue": 30_000, "active_months": 1_000, "orders_per_year": 3, "lifetime_years": 2,
    "discount_rate": 0.01, "profit_share": 0.15,
}  # fmt: skip
"""One made-up business, from whose figures every example is computed."""


class ExplainKpi(ToolInput):
    """Explain one KPI or measure: meaning, formula, unit, whether high or low is good, when it misleads, an example.

    For "what is ROAS?", "how is CPA calculated?". For advice on using it, search the guide; to compute it from the
    user's figures, use compute_kpi.
    """

    kpi: str = Field(description="name or alias", examples=["roas", "cost per sale"])


class KpiExplanation(ToolResult):
    """A metric's definition, with an example computed from a made-up business."""

    metric: str
    label: str
    title: str
    unit: Unit
    formula: str = Field(description="empty for a measure")
    answers: str
    misleads: str
    better: str
    aliases: list[str]
    related: list[str] = Field(description="labels of the metrics to read it with")
    source: str
    example: KpiFigure | None = Field(default=None, description="computed from `example_given`")
    example_given: list[GivenFigure] = Field(default_factory=list)

    def render(self) -> str:
        """Return the definition as a card."""
        lines = [f"**{self.title} ({self.label})**" if self.label != self.title else f"**{self.title}**", ""]
        if self.formula:
            lines += [f"`{self.metric} = {self.formula}`", "", f"{self.answers} {self.better}"]
            lines += ["", f"Beware: {self.misleads}"]
        else:
            lines.append(self.answers)
        if self.example is not None:
            given = ", ".join(g.sentence for g in self.example_given)
            lines += ["", f"Example, with {given}: {self.example.path}."]
        if self.related:
            lines += ["", f"Read with: {', '.join(self.related)}."]
        if len(self.aliases) > 1:
            lines += ["", f"Also called: {', '.join(self.aliases[:8])}."]
        return "\n".join([*lines, "", f"Source: {self.source}."] if self.source else lines)

    def facts(self) -> list[Fact]:
        """Return the example's figures."""
        if self.example is None or self.example.value is None:
            return []
        given = [
            Fact(value=g.value, unit=g.unit, currency=g.currency, metric=g.metric, role="given", segment="example")
            for g in self.example_given
        ]
        return [*given, *self.example.facts(segment="example")]


def explain_kpi(request: ExplainKpi) -> KpiExplanation:
    """Explain a metric.

    Raises:
        InputError: when nothing is called so; names the nearest ones.
    """
    metric = find_metric(request.kpi)
    example, given = worked_example(metric)
    better = {True: "Higher is better.", False: "Lower is better.", None: "Neither high nor low is good in itself."}
    return KpiExplanation(
        metric=metric.name,
        label=metric.label,
        title=metric.title,
        unit=metric.unit,
        formula=metric.formula,
        answers=metric.answers,
        misleads=metric.misleads,
        better=better[metric.higher_is_better],
        aliases=[a for a in metric.aliases if a not in {metric.label.lower(), metric.title.lower()}],
        related=[METRICS[r].label for r in metric.related],
        source=metric.source,
        example=example,
        example_given=given,
    )


def worked_example(metric: Metric) -> tuple[KpiFigure | None, list[GivenFigure]]:
    """Compute a KPI from its own inputs, as the example business has them."""
    if not metric.is_kpi:
        return None, []
    known = EXAMPLE_BUSINESS | {n: s.value for n, s in solve(EXAMPLE_BUSINESS).items() if s.value is not None}
    values = {name: known[name] for name in metric.inputs}
    step = solve(values, [metric.name])[metric.name]
    path = describe_step(step, values, _CURRENCY)
    given = [
        GivenFigure(
            metric=n,
            label=METRICS[n].label,
            value=v,
            unit=METRICS[n].unit,
            currency=_CURRENCY if METRICS[n].unit is Unit.MONEY else None,
        )
        for n, v in values.items()
    ]
    return KpiFigure.of(metric.name, step.value, _CURRENCY, step.undefined, path), given
