"""What `check_pacing` takes."""

from pydantic import Field

from tools.result import ToolInput


class CheckPacing(ToolInput):
    """Say whether a flight's spend and results are on plan, over the user's own table, and where they will end.

    For "are we on track for the $40k in May?", "will we overspend this month?", "how much a day is left to spend?". Not
    for figures the user states ("spent 6,300 of 10,000 after 18 of 30 days"): use compute_kpi.
    """

    data: str = Field(description="the table, a file with one row a day or finer")
    flight: str = Field(
        default="this month",
        description="the days of the plan: May 2026, 2026-05-01..2026-05-31",
        examples=["May 2026"],
    )
    budget: str | None = Field(default=None, description="to be spent in the flight: €40,000", examples=["€40,000"])
    kpi: str | None = Field(default=None, description="the result to watch: conversions, revenue, cpa, roas...")
    target: str | None = Field(
        default=None, description="of that KPI, over the whole flight: 1,200, $45, 4x", examples=["$45"]
    )
    where: dict[str, str] | None = Field(
        default=None, description='only these rows, by dimension: {"channel": "Meta"}', examples=[{"channel": "Meta"}]
    )
