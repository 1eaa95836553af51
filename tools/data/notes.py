"""What is worth knowing about a table before its figures are believed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class DataNote(BaseModel):
    """One observation about a table, with its figure and what it means for the question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="what kind of observation, e.g. missing_days, tracking_break, totals_rows")
    severity: Literal["info", "warning", "problem"] = Field(
        description="info: good to know; warning: may bend the answer; problem: the answer can't be trusted as it is"
    )
    sentence: str = Field(description="what was seen, with its figure")
    meaning: str = Field(description="what it means for the question")
    options: tuple[str, ...] = Field(
        default=(), description="when the user is asked to choose: the answers, as lines of [columns] in adroit.toml"
    )
    column: str | None = Field(default=None, description="the column it is about, as the table writes it")

    def render(self) -> str:
        """Return both sentences."""
        return f"{self.sentence} {self.meaning}".strip()
