"""What the columns of a table mean: the types, shown to the user and open to correction."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tools.data.notes import DataNote

Grain = Literal["day", "week", "month"]
DateOrder = Literal["year first", "day first", "month first"]


EXPECTED = "expected"
"""What expected values (a forecast, a plan) are read as when their column does not say of which measure they are."""


def expected_of(measure: str) -> str:
    """Return the name under which a measure's expected values are read beside it."""
    return f"{EXPECTED}_{measure}"


class MappingOverrides(BaseModel):
    """What the user says about a table's columns; it wins over whatever was recognised."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    date: str | None = Field(default=None, description="the column of dates")
    dimensions: dict[str, str] = Field(default_factory=dict, description="dimension name -> column")
    measures: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="measure name -> column, or several columns to add up"
    )
    channels: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="measure name -> channel -> column, for a table with one column a channel",
        examples=[{"spend": {"TV": "tv", "Radio": "radio"}}],
    )
    ignore: tuple[str, ...] = Field(default=(), description="columns to leave out")
    expected: str | None = Field(
        default=None,
        description="what questions are asked against: a column of expected values, or the word that such columns are "
        "called by: forecast, plan, budget, target",
    )
    currency: str | None = Field(default=None, description="ISO 4217 code of the money columns")
    date_order: DateOrder | None = Field(default=None, description="how 03/04/2026 is to be read")
    decimal_mark: Literal[".", ","] | None = Field(default=None, description="the mark before the decimals")
    encoding: str | None = Field(default=None, description="the characters of a text file, e.g. cp1252, shift_jis")
    delimiter: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1)] | None = Field(
        default=None, description="what separates the cells of a text file"
    )
    year: int | None = Field(
        default=None, ge=1990, le=2100, description="the year of dates that are written without one"
    )
    header_row: int | None = Field(default=None, ge=1, description="the line of the column names, counted from 1")
    sheet: str | None = Field(default=None, description="the sheet of a workbook")
    table: str | None = Field(default=None, description="the table or view of a database")

    def merged(self, later: "MappingOverrides") -> "MappingOverrides":
        """Return both; where they differ, the later one holds."""
        ours, theirs = (o.model_dump(exclude_defaults=True) for o in (self, later))
        for key, value in theirs.items():
            ours[key] = {**ours.get(key, {}), **value} if isinstance(value, dict) else value
        if self.ignore and later.ignore:
            ours["ignore"] = tuple(dict.fromkeys((*self.ignore, *later.ignore)))
        return MappingOverrides.model_validate(ours)

    def worded(self) -> str:
        """Return what is said about the columns as a phrase: "conversions = Orders, left out: Frequency"."""
        said = self.model_dump(exclude_defaults=True)
        parts = [f"date = {said.pop('date')}"] if "date" in said else []
        for kind in ("measures", "dimensions"):
            for name, chosen in said.pop(kind, {}).items():
                parts.append(f"{name.replace('_', ' ')} = {_columns(chosen)}")
        for name, channels in said.pop("channels", {}).items():
            parts.append(f"{name} by channel = {', '.join(_cell(c) for c in channels.values())}")
        if "ignore" in said:
            parts.append(f"left out: {', '.join(_cell(c) for c in said.pop('ignore'))}")
        parts += [f"{name.replace('_', ' ')} = {value}" for name, value in said.items()]
        return "; ".join(parts)

    def toml(self) -> str:
        """Return the lines of adroit.toml that say the same, under [columns]; empty when nothing is said."""
        import json

        def written(value: object) -> str:
            if isinstance(value, dict):
                inside = ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {written(v)}" for k, v in value.items())
                return f"{{ {inside} }}"
            if isinstance(value, list | tuple):
                return f"[{', '.join(written(v) for v in value)}]"
            return json.dumps(value, ensure_ascii=False)

        said = self.model_dump(exclude_defaults=True)
        return "\n".join(["[columns]", *(f"{name} = {written(value)}" for name, value in said.items())]) if said else ""


class ColumnMapping(BaseModel):
    """What was understood of a table.

    Attributes of note: a measure built from several columns lists them all; `ignored` tells for each unused column
    why, so nothing is left out in silence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str | tuple[str, ...] | None = Field(
        description="the column of dates, or two that make one (month, day); None when the table has none"
    )
    grain: Grain = Field(default="day", description="what one date stands for: a day, or the week or month it starts")
    dimensions: dict[str, str] = Field(description="dimension name -> column, in the table's order")
    measures: dict[str, str | tuple[str, ...]] = Field(description="measure name -> column or columns")
    currency: str | None = Field(default=None, description="ISO 4217 code, None when the table does not say")
    ignored: dict[str, str] = Field(default_factory=dict, description="column -> why it is not used")
    products: tuple[str, ...] = Field(default=(), description="measures whose columns are multiplied, not added up")
    wide: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="measure -> channel -> column, in a table with one column a channel"
    )
    unsplit: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="measure -> dimensions it can't be split by (a total beside wide columns)"
    )
    notes: tuple[DataNote, ...] = Field(default=(), description="what was unclear or left out while reading")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table that is named here, used or not."""
        dates = (self.date,) if isinstance(self.date, str) else self.date or ()
        measured = [c for some in self.measures.values() for c in ((some,) if isinstance(some, str) else some)]
        return tuple(dict.fromkeys((*dates, *self.dimensions.values(), *measured, *self.ignored)))

    @property
    def questions(self) -> tuple[DataNote, ...]:
        """What only the user can tell: the notes that give answers to choose from."""
        return tuple(note for note in self.notes if note.options)

    def dimensions_for(self, measures: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
        """Return the dimensions by which every one of these measures can be split."""
        barred = {d for m in measures for d in self.unsplit.get(m, ())}
        return tuple(d for d in self.dimensions if d not in barred)

    def render(self) -> str:
        """Return the mapping as a Markdown table, then what is not used."""
        lines = ["| column | read as |", "|---|---|"]
        if self.date:
            lines.append(f"| {_columns(self.date)} | date ({self.grain}) |")
        lines += [f"| {_cell(column)} | dimension {name} |" for name, column in self.dimensions.items()]
        lines += [f"| {self._source(name)} | {name}{self._unit(name)} |" for name in self.measures]
        lines += [f"| {_cell(column)} | not used: {why} |" for column, why in self.ignored.items()]
        told = [note for note in self.notes if not note.options]
        lines += ["", *(f"- {note.render()}" for note in told)] if told else []
        return "\n".join(lines)

    def _source(self, measure: str) -> str:
        joint = " × " if measure in self.products else " + "
        return _columns(self.measures[measure], joint)

    def _unit(self, measure: str) -> str:
        from tools.kpi.definitions import METRICS
        from tools.quantities import Unit

        is_money = measure in METRICS and METRICS[measure].unit is Unit.MONEY
        return f" ({self.currency})" if is_money and self.currency else ""


def _columns(source: str | tuple[str, ...], joint: str = " + ") -> str:
    return _cell(source) if isinstance(source, str) else joint.join(_cell(c) for c in source)


def _cell(text: str) -> str:
    """Return a column name that can't break out of its table cell or its terminal line."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean.replace("|", "\\|")[:80]
