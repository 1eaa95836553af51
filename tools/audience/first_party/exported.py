"""What `export_audience` returns: counts, the files' names and what to know before the upload. Never a cell."""

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.quantities import Unit
from tools.result import ToolResult


class KeyCount(BaseModel):
    """One match key: how many customers have it."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="email, phone, address (names, country and postal code) or name")
    given: int = Field(description="customers with something in the column")
    usable: int = Field(description="customers whose key could be normalised")


class Dropped(BaseModel):
    """Rows that are not in the file, and why."""

    model_config = ConfigDict(frozen=True)

    reason: str
    rows: int


class ExportedAudience(ToolResult):
    """A customer list, written as a platform takes it.

    It gives no `files`: a channel would post them, and a list of persons is not to be posted anywhere.
    """

    platform: str
    title: str = Field(description="the platform's name for the list")
    table: str
    segment: str = Field(description="who was to be in it: all, or a segment's name")
    purpose: str = Field(description="include or exclude")
    written_to: list[str] = Field(description="where they were written; empty for a preview")
    rows: int = Field(description="rows of the table that belong to the segment")
    written: int
    keys: list[KeyCount]
    dropped: list[Dropped]
    fewest: int
    fewest_meaning: str
    documents: list[str]
    notes: list[str] = Field(default_factory=list)

    def render(self) -> str:
        """Return what was written, the match keys, the dropped rows and the notes."""
        verb = "written" if self.written_to else "to write"
        blocks = [
            f"**{self.title}**: {self.written:,} of {self.rows:,} rows {verb}, from {self.table} (who: {self.segment})."
        ]
        if self.written_to:
            blocks.append("\n".join(f"- `{file}`" for file in self.written_to))
        lines = ["| match key | given | usable |", "|---|---:|---:|"]
        lines += [f"| {k.key} | {k.given:,} | {k.usable:,} |" for k in self.keys]
        blocks.append("\n".join(lines))
        if self.dropped:
            lines = [
                "| left out because | rows |",
                "|---|---:|",
                *(f"| {d.reason} | {d.rows:,} |" for d in self.dropped),
            ]
            blocks.append("\n".join(lines))
        blocks += [f"Note: {note}" for note in self.notes]
        blocks.append(f"Rules: {'; '.join(self.documents)}.")
        return "\n\n".join(blocks)

    def names(self) -> list[str]:
        """Return the files' names and the platform's pages: their digits are no figures."""
        return [*self.written_to, *self.documents, self.table]

    def facts(self) -> list[Fact]:
        """Return the counts."""
        found = [
            Fact(value=self.rows, unit=Unit.COUNT, metric="customers", role="given"),
            Fact(value=self.written, unit=Unit.COUNT, metric="customers"),
            Fact(value=self.fewest, unit=Unit.COUNT, metric="customers", role="minimum"),
            *(Fact(value=d.rows, unit=Unit.COUNT, metric="customers", role="left out") for d in self.dropped),
        ]
        for k in self.keys:
            found += [
                Fact(value=v, unit=Unit.COUNT, metric="customers", segment=f"match key = {k.key}")
                for v in (k.given, k.usable)
            ]
        return found
