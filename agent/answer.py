"""The one object that every channel shows: text with its citations, evidence, charts and files."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact

_SENTENCE_LENGTH = 10
"""A shorter name can't say anything of a figure."""


class Citation(BaseModel):
    """A passage of the guide (or of the user's documents) that the answer rests on."""

    model_config = ConfigDict(frozen=True)

    label: str = Field(description="as it stands in the text between brackets, e.g. 'kpis › Cost per lead (CPL)'")
    chunk_id: str
    passage: str = Field(description="the passage's own text")


class Evidence(BaseModel):
    """A tool result that the answer may quote."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="e1, e2... in the order of the tool calls")
    tool: str
    arguments: dict[str, Any]
    facts: list[Fact]
    text: str = Field(description="the tool's own rendering")
    names: list[str] = Field(
        default_factory=list,
        exclude=True,
        description="names from the user's data in the rendering: they vouch for nothing",
    )

    @property
    def vouched(self) -> str:
        """The rendering without the names in it that hold figures: a campaign may be called "CPA is $9"."""
        text = self.text
        for name in sorted(set(self.names), key=len, reverse=True):
            if len(name) >= _SENTENCE_LENGTH and any(c.isdigit() for c in name) and any(c.isalpha() for c in name):
                text = text.replace(name, "…")
        return text


class FigureTrace(BaseModel):
    """Where one figure of the answer comes from."""

    model_config = ConfigDict(frozen=True)

    figure: str = Field(description="as written in the answer")
    source: str = Field(description="an evidence id, a citation, or 'your words'")
    metric: str = Field(default="", description="what it is of, e.g. cpa; empty where the source does not tell")
    segment: str = Field(default="", description="e.g. 'channel = CTV'; empty for the whole")
    period: str = Field(default="", description="e.g. '2026-05-11..2026-05-17'; empty where the source has none")
    derivation: str = Field(
        default="", description="the arithmetic, for a figure that follows from two or three others"
    )

    @property
    def sentence(self) -> str:
        """`$31.20: e1, cpa, channel = CTV, 2026-05-18..2026-05-24`."""
        told = [self.derivation or self.source, self.metric, self.segment, self.period]
        return f"{self.figure}: {', '.join(part for part in told if part)}"


class Usage(BaseModel):
    """What a turn took."""

    model_config = ConfigDict(frozen=True)

    model: str
    input_tokens: int = 0
    cached_input_tokens: int = Field(default=0, description="those of the input that the provider had cached")
    output_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal | None = Field(default=None, description="None when the price of a model is not known")
    currency: str | None = Field(default=None, description="ISO 4217 code of the cost")


class Answer(BaseModel):
    """What the assistant says, for the terminal, Slack and programs alike. A channel shows it and decides nothing.

    Attributes:
        status: answered, needs_input (it asks for something), not_covered (nothing known holds the answer) or failed.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    text: str = Field(description="Markdown")
    status: Literal["answered", "needs_input", "not_covered", "failed"] = "answered"
    citations: list[Citation] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    figures: list[FigureTrace] = Field(default_factory=list)
    charts: list[Any] = Field(default_factory=list, exclude=True, description="tools.charts.Chart")
    files: list[Path] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    usage: Usage | None = None
    saved: bool = Field(default=True, description="False when the conversation's database could not be written")
