"""What a pacing check holds: where spend and results stand, where they will end, and what that calls for."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.charts import Chart
from tools.data.notes import DataNote
from tools.diagnosis.report import ChangeReport
from tools.facts import Fact
from tools.quantities import Unit
from tools.result import ToolResult

Course = Literal["over", "under", "on plan", "open"]
"""Where the end will lie; `open` when the range holds more than one of the others."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outlook(_Part):
    """One measure or KPI of the flight: so far, and at its end.

    Attributes:
        so_far: over the days of the flight that the table has; None when undefined (a CPA without conversions).
        low, likely, high: at the end of the flight, 10%, 50% and 90% of the courses drawn; None when the history is too
            short to say.
        plan: what the user wants it to be at the end.
        chance: share of the courses that end as wanted: within the tolerance of the budget, or on the right side of the
            target.
        course: how the end stands to the plan.
    """

    metric: str
    label: str
    unit: Unit
    currency: str | None = None
    so_far: float | None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    plan: float | None = None
    chance: float | None = None
    course: Course | None = None


class DailyNeed(_Part):
    """What is left to spend, by the day.

    Attributes:
        left: budget less spend; negative when it is overspent.
        a_day: that over the days left; None where nothing is left.
        of_late: the mean of the last seven days with spend.
        by_weekday: weekday -> what such a day may cost when each gets its usual weight; empty with too little history.
    """

    left: float
    a_day: float | None
    of_late: float
    by_weekday: dict[str, float] = Field(default_factory=dict)


class Alert(_Part):
    """One thing to look at, the gravest first."""

    kind: Literal["over", "under", "target", "drift", "data", "ended"]
    sentence: str
    advice: str
    guide: str = Field(description="chapter and heading in the guide")


class PacingReport(ToolResult):
    """Spend and results of a flight against plan, with a forecast to its end."""

    flight: str = Field(description="period, inclusive dates")
    as_of: str = Field(description="the last day that counts, year-month-day")
    days_elapsed: int
    days_total: int
    share_elapsed: float = Field(description="of the flight's days")
    share_by_weekday: float | None = Field(
        default=None, description="of the flight's usual volume, weekdays and season weighed; None when not known"
    )
    share_spent: float | None = Field(default=None, description="of the budget")
    where: dict[str, str] = Field(default_factory=dict)
    spend: Outlook | None
    results: list[Outlook] = Field(description="the KPI asked for first, then what it is made of")
    need: DailyNeed | None = None
    alerts: list[Alert] = Field(default_factory=list)
    diagnosis: ChangeReport | None = Field(default=None, description="why the KPI moved, when it did")
    notes: list[DataNote] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list, description="how the request was read, what could not be said")
    daily: list[tuple[str, float]] = Field(default_factory=list, description="day and spend of the flight so far")
    ahead: list[tuple[str, float, float, float]] = Field(
        default_factory=list, description="day, and the sum since the flight's start at 10%, 50% and 90%"
    )

    def render(self) -> str:
        """Return the report in Markdown."""
        from tools.planning.pacing.wording import render

        return render(self)

    def facts(self) -> list[Fact]:
        """Return every figure of the report with its metric, segment and period."""
        from tools.planning.pacing.ledger import facts_of

        return facts_of(self)

    def charts(self) -> list[Chart]:
        """Return the spend summed by day, with its likely course to the end."""
        from tools.planning.pacing.pictures import pictures

        return pictures(self)
