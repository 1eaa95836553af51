"""A fact: one figure that a tool vouches for, typed so that an answer's figures can be checked against it."""

from pydantic import BaseModel, ConfigDict, Field

from tools.quantities import Unit, format_number


class Fact(BaseModel):
    """One figure and all it belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float = Field(description="the figure; a rate as a fraction, a change with its sign")
    unit: Unit
    currency: str | None = Field(default=None, description="ISO 4217 code of money")
    metric: str = Field(description="KPI or measure name, e.g. cpa")
    segment: str | None = Field(default=None, description="e.g. 'channel = CTV'; None for the whole table")
    period: str | None = Field(
        default=None, description="e.g. '2026-05-11..2026-05-17'; of a change, the period that it led to"
    )
    against: str | None = Field(default=None, description="of a change: the period compared with")
    role: str = Field(default="value", description="value, given, change, share, contribution, interval...")

    @property
    def shown(self) -> str:
        """The figure as people read it."""
        return format_number(self.value, self.unit, self.currency)
