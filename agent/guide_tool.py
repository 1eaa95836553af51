"""The tool `search_guide`: passages of the guide and of the user's documents, each with its citation."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.result import ToolInput, ToolResult

if TYPE_CHECKING:
    from knowledge import GuideIndex, Passage


class SearchGuide(ToolInput):
    """Find what the performance-marketing guide says.

    For questions of strategy and meaning (how to set a target, which channels, what incrementality is, pitfalls). Not
    for what one KPI is or how it is computed: use explain_kpi. Not for arithmetic over figures: use compute_kpi.
    """

    question: str = Field(description="the question in plain words", min_length=1, max_length=2000)
    limit: int = Field(default=5, ge=1, le=10, description="how many passages")


class GuidePassage(BaseModel):
    """One passage."""

    model_config = ConfigDict(frozen=True)

    citation: str = Field(description="cite it as [citation]")
    chunk_id: str
    heading: str
    text: str = Field(description="Markdown")
    relevance: float = Field(ge=0, le=1, description="how sure the search is that it is about the question")


class GuidePassages(ToolResult):
    """Passages, best first; none when nothing known is about the question."""

    question: str
    covered: bool = Field(description="False when no passage is about the question; then say so, and invent nothing")
    passages: list[GuidePassage]

    def render(self) -> str:
        """Return the passages with their citations, or that there are none."""
        if not self.covered:
            near = "; ".join(p.citation for p in self.passages[:3])
            return f"The guide does not cover this. Nearest: {near}." if near else "The guide does not cover this."
        return "\n\n".join(f"[{p.citation}]\n{p.text}" for p in self.passages)

    def facts(self) -> list[Fact]:
        """Return nothing: a passage's figures are quoted with its citation, not as computed facts."""
        return []


def search_guide(index: "GuideIndex", request: SearchGuide) -> GuidePassages:
    """Search the index.

    Raises:
        RetrievalIndexError: when the index can't be read or built.
    """
    from knowledge.ranking import NOT_COVERED

    found = index.search(request.question, limit=request.limit)
    return GuidePassages(
        question=request.question,
        covered=bool(found) and found[0].relevance >= NOT_COVERED,
        passages=[_passage(p) for p in found],
    )


def _passage(found: "Passage") -> GuidePassage:
    return GuidePassage(
        citation=found.citation,
        chunk_id=found.chunk.id,
        heading=found.chunk.heading_path[-1] if found.chunk.heading_path else found.chunk.chapter_title,
        text=found.text,
        relevance=min(1.0, max(0.0, found.relevance)),
    )
