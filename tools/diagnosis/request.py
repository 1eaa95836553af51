"""What `explain_change` takes."""

from pydantic import Field

from tools.result import ToolInput


class ExplainChange(ToolInput):
    """Say why a KPI or measure changed between two periods, over the user's own table.

    For "why did CPA rise last week?", "what drove revenue in May?". Not for arithmetic over figures the user states:
    use compute_kpi.
    """

    kpi: str = Field(description="KPI or additive measure: cpa, roas, ctr, conversions...", examples=["cpa"])
    data: str = Field(description="the table, a file")
    current: str = Field(
        default="last week",
        description="the period in question, as the user says it or as dates: 2026-05-11..2026-05-17",
        examples=["last week"],
    )
    baseline: str | None = Field(
        default=None,
        description="the period to compare with, in the same forms, or 'same days last week', or 'last year' for the "
        "same weekdays 52 weeks before; the days just before when not given",
    )
    expected: str | None = Field(
        default=None,
        description="instead of a baseline period: compare with what was expected of the same rows. The word that the "
        "columns of expected values are called by (forecast, plan, budget, target), or one such column; a KPI of two "
        "measures needs one for each",
        examples=["forecast"],
    )
    by: list[str] | None = Field(default=None, description="dimensions to look at; all when not given")
    where: dict[str, str] | None = Field(
        default=None, description='only these rows, by dimension: {"channel": "Meta"}', examples=[{"channel": "Meta"}]
    )
