"""The catalog: one list of tools, from which the agent's tools, `adroit tools` and the documentation are made."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tools.audience.first_party.exported import ExportedAudience
from tools.audience.first_party.prediction_report import CustomerPrediction
from tools.audience.first_party.seed_report import SeedRecommendation
from tools.audience.first_party.segments import CustomerSegments
from tools.audience.first_party.tools import (
    ExportAudience,
    PredictCustomers,
    RecommendSeed,
    SegmentCustomers,
    export_audience,
    predict_customers,
    recommend_seed,
    segment_customers,
)
from tools.audience.tools import SuggestAudiences, SuggestedAudiences, suggest_audiences
from tools.brief.tools import (
    CheckBrief,
    CheckedBrief,
    DraftBrief,
    DraftedBrief,
    ExportBrief,
    ExportedBrief,
    ReviseBrief,
    RevisedBrief,
    check_brief,
    draft_brief,
    export_brief,
    revise_brief,
)
from tools.customers import CustomerValue, EstimateCustomerValue, estimate_customer_value
from tools.data.describe import DataDescription, DescribeData, describe_data
from tools.diagnosis import ChangeReport, ExplainChange, explain_change
from tools.errors import InputError
from tools.kpi.compare import CompareRates, compare_rates
from tools.kpi.comparison import RateComparison
from tools.kpi.compute import ComputeKpi, KpiAnswer, compute_kpi
from tools.kpi.explain import ExplainKpi, KpiExplanation, explain_kpi
from tools.kpi.funnel import FunnelPlan, PlanFunnel, plan_funnel
from tools.kpi.scenarios import WhatIfAnswer
from tools.kpi.what_if import WhatIf, what_if
from tools.planning.pacing import CheckPacing, PacingReport, check_pacing
from tools.result import ToolInput, ToolResult


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: what it takes, what it returns, and the function between.

    Attributes:
        name: verb and noun.
        function: takes an `input_model`, returns an `output_model`, raises only `ToolError`.
        effect: "writes" for one that changes anything outside the conversation; it runs only after the user's yes.
    """

    name: str
    input_model: type[ToolInput]
    output_model: type[ToolResult]
    function: Callable[[Any], ToolResult]
    effect: Literal["reads", "writes"] = "reads"

    @property
    def purpose(self) -> str:
        """When to use it and when not, in the marketer's words: the docstring of its input."""
        return inspect.cleandoc(self.input_model.__doc__ or "")

    def run(self, arguments: dict[str, Any]) -> ToolResult:
        """Validate the arguments and run the tool.

        Raises:
            ToolError: its own, or InputError for arguments that don't fit the input model.
        """
        return self.function(self.read(arguments))

    def read(self, arguments: dict[str, Any]) -> ToolInput:
        """Validate the arguments without running the tool.

        Raises:
            InputError: for arguments that don't fit the input model.
        """
        from pydantic import ValidationError

        try:
            return self.input_model.model_validate(arguments)
        except ValidationError as error:
            raise unfit_arguments(self.name, error.errors(include_url=False, include_input=False)) from None


def unfit_arguments(tool: str, errors: list[Any]) -> InputError:
    """Return one sentence for what a pydantic validation found."""
    found = "; ".join(f"{'.'.join(str(p) for p in e['loc']) or 'arguments'}: {e['msg']}" for e in errors[:3])
    return InputError(f"The arguments don't fit {tool}: {found}", remedy="See 'adroit tools' for its fields.")


TOOLS = (
    Tool("compute_kpi", ComputeKpi, KpiAnswer, compute_kpi),
    Tool("plan_funnel", PlanFunnel, FunnelPlan, plan_funnel),
    Tool("what_if", WhatIf, WhatIfAnswer, what_if),
    Tool("compare_rates", CompareRates, RateComparison, compare_rates),
    Tool("explain_kpi", ExplainKpi, KpiExplanation, explain_kpi),
    Tool("describe_data", DescribeData, DataDescription, describe_data),
    Tool("explain_change", ExplainChange, ChangeReport, explain_change),
    Tool("check_pacing", CheckPacing, PacingReport, check_pacing),
    Tool("estimate_customer_value", EstimateCustomerValue, CustomerValue, estimate_customer_value),
    Tool("draft_brief", DraftBrief, DraftedBrief, draft_brief, "writes"),
    Tool("revise_brief", ReviseBrief, RevisedBrief, revise_brief, "writes"),
    Tool("check_brief", CheckBrief, CheckedBrief, check_brief),
    Tool("export_brief", ExportBrief, ExportedBrief, export_brief, "writes"),
    Tool("suggest_audiences", SuggestAudiences, SuggestedAudiences, suggest_audiences),
    Tool("segment_customers", SegmentCustomers, CustomerSegments, segment_customers),
    Tool("recommend_seed", RecommendSeed, SeedRecommendation, recommend_seed),
    Tool("predict_customers", PredictCustomers, CustomerPrediction, predict_customers),
    Tool("export_audience", ExportAudience, ExportedAudience, export_audience, "writes"),
)


def tool(name: str) -> Tool:
    """Return the tool of that name.

    Raises:
        InputError: when there is none.
    """
    found = next((t for t in TOOLS if t.name == name), None)
    if found is None:
        names = ", ".join(t.name for t in TOOLS)
        raise InputError(f"'{name[:40]}' is not a tool", remedy=f"There are: {names}.")
    return found
