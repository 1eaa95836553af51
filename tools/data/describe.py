"""The tool `describe_data`: what a table holds, before questions are asked of it."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.facts import Fact
from tools.quantities import Unit
from tools.result import ToolInput, ToolResult

if TYPE_CHECKING:
    from tools.data.table import PerformanceTable

_SHOWN = 8


class DescribeData(ToolInput):
    """Say what the user's table holds: days, measures, dimensions and their values, and how columns were read.

    For "what is in my data?", before explain_change when the user names a campaign, channel, device or audience, and
    when the user says what a column means: it then holds for the questions that follow.
    """

    data: str = Field(description="the table, a file")
    columns: str | None = Field(
        default=None,
        description="what the user says about the columns, in their words",
        examples=["conversions are Approved_Conversion; leave out Frequency"],
    )


class DimensionValues(BaseModel):
    """A dimension with its values, the commonest first."""

    model_config = ConfigDict(frozen=True)

    name: str
    values: list[str]
    count: int = Field(description="how many values there are in all")


class DataDescription(ToolResult):
    """What a table holds."""

    name: str
    rows: int
    period: str | None = Field(description="first to last day, inclusive; null without dates")
    mapping: ColumnMapping
    dimensions: list[DimensionValues]
    said: MappingOverrides = Field(
        default=MappingOverrides(), description="what the user has said about the columns, by which they were read"
    )

    def render(self) -> str:
        """Return the description in Markdown."""
        lines = [f"**{self.name}**: {self.rows:,} rows{f', {self.period}' if self.period else ', no dates'}.", ""]
        if told := self.said.worded():
            lines += [f"Read as you said: {told}.", ""]
        lines += [self.mapping.render(), ""]
        for dimension in self.dimensions:
            more = f" and {dimension.count - _SHOWN} more" if dimension.count > _SHOWN else ""
            lines.append(f"- {dimension.name}: {', '.join(dimension.values[:_SHOWN])}{more}")
        if self.mapping.questions:
            lines += ["", "**Please say** (in words, or in adroit.toml under [columns]):", ""]
            lines += [f"- {q.sentence} {' or '.join(f'`{o}`' for o in q.options)}" for q in self.mapping.questions]
        return "\n".join(lines)

    def facts(self) -> list[Fact]:
        """Return the number of rows and of each dimension's values."""
        counts = [("rows", self.rows), *((f"values of {d.name}", d.count) for d in self.dimensions)]
        return [Fact(value=float(count), unit=Unit.COUNT, metric=name) for name, count in counts]

    def names(self) -> list[str]:
        """Return the table's name, its columns' and its dimensions' values."""
        columns = list(self.mapping.columns)
        return [self.name, *columns, *(value for d in self.dimensions for value in d.values)]


def describe_data(request: DescribeData) -> DataDescription:
    """Open the table and say what it holds.

    Raises:
        DataError: when no table can be read.
        InputError: when what is said about the columns is not understood.
    """
    from tools.data.spoken import read_columns
    from tools.data.standing import current_overrides
    from tools.data.table import column_names, open_table

    said = current_overrides()
    if request.columns:
        said = said.merged(read_columns(request.columns, column_names(request.data, said)))
    with open_table(request.data, overrides=said) as table:
        return DataDescription(
            said=said,
            name=table.name,
            rows=table.row_count,
            period=str(table.span()) if table.mapping.date else None,
            mapping=table.mapping,
            dimensions=[_values(table, name) for name in table.mapping.dimensions],
        )


def _values(table: "PerformanceTable", name: str) -> DimensionValues:
    values = [value for value, _ in table.values(name)]
    return DimensionValues(name=name, values=values[:200], count=len(values))
