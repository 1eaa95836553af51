"""What an explanation holds: totals, factors, mix and rate, segments, and whether it is more than normal variation."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.charts import Chart
from tools.data.notes import DataNote
from tools.facts import Fact
from tools.quantities import Unit, format_change, format_number
from tools.result import ToolResult

SHOWN_A_SPLIT = 5
"""How many segments of a dimension are shown one by one."""
Verdict = Literal["normal variation", "segments", "mix", "broad"]
"""What kind of change it is; `broad` when no segment stands out of a change that is unusual."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Total(_Part):
    """A metric in both periods."""

    metric: str
    label: str
    unit: Unit
    currency: str | None = None
    baseline: float | None = Field(description="None when undefined there")
    current: float | None

    @property
    def change(self) -> float | None:
        """Current less baseline."""
        return None if self.baseline is None or self.current is None else self.current - self.baseline

    @property
    def relative(self) -> float | None:
        """The change as a fraction of the baseline."""
        return self.change / self.baseline if self.change is not None and self.baseline else None


class FactorEffect(_Part):
    """What one factor of the KPI's formula did to it, in the KPI's own unit; the effects add up to the change."""

    factor: Total
    effect: float


class Started(_Part):
    """Since when something has another level."""

    day: str = Field(description="the first day, year-month-day")
    p_value: float = Field(description="chance of so clear a step from normal variation")


class SegmentEffect(_Part):
    """What one segment contributed, in the KPI's own unit.

    Attributes:
        mix: from volume moving to or from the segment.
        rate: from the segment's own KPI changing. Contribution = mix + rate.
        p_value: chance of a contribution this large from normal day-to-day variation, corrected for the number of
            segments looked at; None when the history is too short to say.
    """

    segment: dict[str, str]
    contribution: float
    mix: float
    rate: float
    kpi: Total
    volume: str = Field(default="the total", description="what the shares are of: spend, clicks... in words")
    share_before: float = Field(description="share of the KPI's denominator (of the measure itself when additive)")
    share_after: float
    factors: list[FactorEffect] = Field(default_factory=list, description="the rate part split by factor")
    p_value: float | None = None
    tested: str | None = None
    started: Started | None = Field(default=None, description="since when its own KPI has another level")
    is_silent: bool = Field(default=False, description="its results stopped while spend or clicks go on")
    is_new: bool = False
    is_gone: bool = False

    @property
    def is_mix(self) -> bool:
        """Whether most of the contribution comes from volume moving, and not from the segment's own KPI."""
        return abs(self.mix) > abs(self.rate)

    @property
    def name(self) -> str:
        """`channel = Social, device = Mobile`."""
        return ", ".join(f"{dimension} = {value}" for dimension, value in self.segment.items())


class Context(_Part):
    """What the history says beside the two periods.

    Attributes:
        trend: change a week as a fraction of the level, where it is clear; None where there is none.
        weekdays_differ: the two periods hold other weekdays, so a part of the change is the calendar.
        weekday_low_high: lowest weekday and its KPI, highest weekday and its KPI.
        year_ago: relative change between the same days 52 weeks before; None when the table does not go back.
        moved_too: measures and KPIs of the whole that left their normal variation as well.
    """

    started: Started | None = None
    trend: float | None = None
    weeks: int = Field(default=0, description="whole weeks of history before the current period")
    weekdays_differ: bool = False
    weekday_low_high: tuple[str, float, str, float] | None = None
    year_ago: float | None = None
    moved_too: list[str] = Field(default_factory=list)


class DimensionSplit(_Part):
    """The change split by one dimension into mix and rate; the parts add up to the change.

    Attributes:
        reversal: in every segment the KPI moved against the whole, or stood still (Simpson's paradox): the mix decides.
    """

    dimension: str
    mix: float
    rate: float
    reversal: bool = False
    segments: list[SegmentEffect] = Field(description="largest contribution first, twelve at most")
    unlisted: int = Field(default=0, description="how many segments are not listed")
    unlisted_contribution: float = Field(default=0.0, description="what those contributed together")


class Check(_Part):
    """A check or action that follows from the finding, with the guide's section on it."""

    advice: str
    guide: str = Field(description="chapter and topic in the guide")


class ChangeReport(ToolResult):
    """Why a KPI changed, as far as the table can tell."""

    kpi: Total
    current: str = Field(description="period, inclusive dates")
    baseline: str
    where: dict[str, str] = Field(default_factory=dict)
    totals: list[Total] = Field(description="the measures behind it")
    factors: list[FactorEffect]
    splits: list[DimensionSplit]
    drivers: list[SegmentEffect] = Field(description="the few disjoint segments that explain the change")
    candidates: list[SegmentEffect] = Field(
        default_factory=list,
        description="when no segment stands out of an unusual change: those that come nearest to it, none of them sure",
    )
    verdict: Verdict
    p_value: float | None = Field(description="of the total's change against day-to-day variation")
    notes: list[DataNote] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list, description="how the request was read")
    checks: list[Check] = Field(default_factory=list)
    context: Context = Field(default_factory=Context)
    expected: list[str] = Field(
        default_factory=list, description="the columns of expected values, when those are the baseline"
    )
    daily: list[tuple[str, float]] = Field(default_factory=list, description="day and KPI, for the chart")

    def render(self) -> str:
        """Return the report in Markdown."""
        from tools.diagnosis.wording import render

        return render(self)

    def facts(self) -> list[Fact]:
        """Return every figure of the report with its metric, segment and period."""
        from tools.diagnosis.ledger import facts_of

        return facts_of(self)

    def charts(self) -> list[Chart]:
        """Return the waterfalls and the daily line."""
        from tools.diagnosis.pictures import pictures

        return pictures(self)


def shown(value: float, total: Total, *, signed: bool = False) -> str:
    """Write a figure in a metric's unit; a change of a rate is in percentage points.

    A change has the digits of its metric's level, and more where the metric's own change would be shown as zero.
    """
    if not signed:
        return format_number(value, total.unit, total.currency)
    level = max(abs(total.baseline or 0.0), abs(total.current or 0.0))
    if total.change and not _is_seen(format_change(total.change, level, total.unit, total.currency)):
        level = abs(total.change)
    return format_change(value, level, total.unit, total.currency)


def _is_seen(figure: str) -> bool:
    return any(c in "123456789" for c in figure)
