"""What every tool takes and returns: typed inputs; results that word themselves and list their figures."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from tools.facts import Fact

if TYPE_CHECKING:
    from tools.charts import Chart


class ToolInput(BaseModel):
    """Base of all tool inputs: unknown fields are refused, so a misspelt one can't be lost silently."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ToolResult(BaseModel, ABC):
    """Base of all tool results: channels print `render()` and never format numbers on their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def render(self) -> str:
        """Return the result in Markdown, for people."""

    @abstractmethod
    def facts(self) -> list[Fact]:
        """Return every figure that an answer may quote from this result."""

    def names(self) -> list[str]:
        """Return names from the user's data that the rendering repeats: they may hold figures, and vouch for none."""
        return []

    def charts(self) -> "list[Chart]":
        """Return the charts that show this result; none by default."""
        return []

    def files(self) -> list[Path]:
        """Return the files that the tool wrote; none by default."""
        return []
