"""What checking a brief found: one finding a fault, with its field, its figure and what would mend it."""

from enum import StrEnum

from pydantic import Field

from tools.brief.markdown import escaped
from tools.brief.part import Part
from tools.facts import Fact


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The plan can't be launched so: a brief with one is exported as a draft."""
    WARNING = "warning"
    """The plan can be launched, and is likely to disappoint."""
    NOTE = "note"
    """Worth knowing, or still to be decided."""


class Finding(Part):
    """One fault of a brief."""

    code: str = Field(description="the rule that found it, e.g. split-differs", pattern=r"^[a-z-]+$")
    severity: Severity
    field: str = Field(description="path of the field, e.g. channel_mix.channels")
    message: str = Field(description="what is wrong, as a sentence")
    figure: str = Field(default="", description="the figure at fault, as people read it")
    suggestion: str = Field(default="", description="what would mend it")
    figures: tuple[Fact, ...] = Field(default=(), description="every figure in the sentences")

    @property
    def line(self) -> str:
        """`**error** channel_mix.channels: The channels add up to $39,000 ... Raise...`."""
        field = self.field.replace("`", "'")
        return f"**{self.severity}** `{field}`: {escaped(self.message)} {escaped(self.suggestion)}".strip()
