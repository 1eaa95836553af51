"""Tables with one column a day, week or month ("Campaign, Jan 2026, Feb 2026"): turned into one row a day.

What the cells hold comes from a column that names the measure of each row ("Metric"), from the column names ("Cost Jan
2026"), or from the user, who is asked when neither says.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tools.data.columns import Column
from tools.data.dates import read_dates
from tools.data.engine import literal
from tools.data.mapping import MappingOverrides
from tools.data.names import column_words, measure_by_name
from tools.data.notes import DataNote
from tools.data.recognise import is_numeric, measure_of
from tools.data.sampling import sampled
from tools.data.source import Source
from tools.errors import DataError

DAY = "Day"
VALUE = "Value by day"
"""What the cells are called when nothing says what they hold; a name that is unclear, so the user is asked."""
_FEWEST = 3
_MONTH_NAMES = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|m[aä]rz|apr(?:il)?|ma[iy]|june?|juni|july?|juli|aug(?:ust)?|"
    r"sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_DATED = re.compile(
    r"(?P<before>.*?)[\s:|_-]*(?P<date>(?<!\d)(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{4}\d{2}\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    rf"|(?<![a-z]){_MONTH_NAMES}\.?[ -]\d{{1,2}},? \d{{4}}|\d{{1,2}}\.? {_MONTH_NAMES}\.? \d{{4}}"
    rf"|(?<![a-z]){_MONTH_NAMES}\.?[ ,-]+(?:\d{{4}}|'?\d{{2}})|\d{{4}}-?W\d{{1,2}})(?!\d))[\s:|_-]*(?P<after>.*)",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(rf"({_MONTH_NAMES})\.?[ -]'?(\d{{2}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A column for one day of one measure; the measure's words are empty when the name does not say."""

    column: Column
    day: date
    measure: str


def unpivoted(source: Source, overrides: MappingOverrides) -> Source:
    """Return the source with one row a day where its columns are days; the source itself where they are not.

    Raises:
        DataError: when the columns are dates that can be read in two ways, or their days are not in order.
    """
    if overrides.date or not source.can_store:
        return source
    dated = _dated_columns(source, overrides)
    if not dated:
        return source
    names = {d.column.name for d in dated}
    mark = overrides.decimal_mark or "."
    kept = [c for c in source.columns if c.name not in names and c.kind != "other" and not _is_figure(c, mark)]
    metric = None if any(d.measure for d in dated) else _metric_column(kept)
    values = _values(dated, metric)
    kept = [c for c in kept if c is not metric]
    body = _long_sql(source, dated, kept, values)
    source.engine.execute(f"CREATE TABLE by_day AS {body}")
    kinds = dict.fromkeys(values, dated[0].column.kind)
    columns = [
        *(dataclasses.replace(c, sql=f"k{i}") for i, c in enumerate(kept)),
        Column(name=_free(DAY, kept), sql="day", kind="date"),
        *(Column(name=name, sql=f"m{i}", kind=kinds[name]) for i, name in enumerate(values)),
    ]
    return dataclasses.replace(
        source,
        relation="by_day",
        columns=sampled(source.engine, "by_day", columns),
        notes=(*source.notes, _told(dated)),
    )


def _dated_columns(source: Source, overrides: MappingOverrides) -> list[_Dated]:
    """Return the columns whose names are dates; none when there are too few or the table has dates in its rows."""
    parts = {c.name: m for c in source.columns if (m := _DATED.fullmatch(c.name))}
    # "2026-05-01 (2)" is a name that came twice: two cells for one day can't be told apart.
    rests = {name: column_words(f"{m['before']} {m['after']}").words for name, m in parts.items()}
    parts = {n: m for n, m in parts.items() if not rests[n] or rests[n] in measure_by_name()}
    if len(parts) < _FEWEST or len(parts) < len(source.columns) / 2:
        return []
    texts = _with_years([m["date"] for m in parts.values()])
    read = read_dates(texts.values(), order=overrides.date_order, year=overrides.year)
    if read.ambiguous or read.clashing:
        raise DataError(
            f"The columns are days, but '{next(iter(parts))}' may be day/month or month/day",
            where=source.name,
            remedy='Say which: date_order = "day first" or "month first".',
        )
    by_name = {c.name: c for c in source.columns}
    found = [
        _Dated(by_name[name], read.days[texts[m["date"]]], rests[name])
        for name, m in parts.items()
        if texts[m["date"]] in read.days
    ]
    for measure in {d.measure for d in found}:
        days = [d.day for d in found if d.measure == measure]
        if not (all(a < b for a, b in pairwise(days)) or all(a > b for a, b in pairwise(days))):
            raise DataError(
                "The columns are days, but they are not in the order of the calendar, or one comes twice",
                where=source.name,
                remedy="Export the table with one row a day: a column Day, then one column for each measure.",
            )
    return found if len(found) == len(parts) else []


def _with_years(texts: Sequence[str]) -> dict[str, str]:
    """Read "Jan-26, Feb-26, Mar-26" as months of 2026: as days of the month they would all be the 26th."""
    short = {text: m for text in texts if (m := _SHORT_MONTH.fullmatch(text.strip()))}
    if len(short) < len(set(texts)) or len({m[1].lower() for m in short.values()}) < _FEWEST:
        return {text: text for text in texts}
    return {text: f"{m[1]} 20{m[2]}" for text, m in short.items()}


def _is_figure(column: Column, mark: str) -> bool:
    """Return whether a column beside the days holds figures: a total, which can't be split by day."""
    if column_words(column.name).words in {"id", "code"} or column_words(column.name).words.endswith((" id", " code")):
        return False
    return is_numeric(column, "," if mark == "," else ".")


def _metric_column(kept: Sequence[Column]) -> Column | None:
    """Return the column that names the measure of each row."""
    for column in kept:
        cells = dict.fromkeys(cell.strip() for cell in column.sample)
        known = [cell for cell in cells if measure_of(column_words(cell))]
        if len(cells) > 1 and len(known) > len(cells) / 2:
            return column
    return None


def _values(dated: Sequence[_Dated], metric: Column | None) -> dict[str, tuple[str, str | None]]:
    """Return the measures: name -> the words in the column names, and the condition on the metric column."""
    if metric is None:
        words = dict.fromkeys(d.measure for d in dated)
        return {(word.capitalize() or VALUE): (word, None) for word in words}
    cells = dict.fromkeys(cell.strip() for cell in metric.sample)
    return {cell: ("", f"trim(CAST({metric.sql} AS VARCHAR)) = {literal(cell)}") for cell in cells}


def _long_sql(
    source: Source, dated: Sequence[_Dated], kept: Sequence[Column], values: Mapping[str, tuple[str, str | None]]
) -> str:
    days = sorted({d.day for d in dated})
    by_place = {(d.measure, d.day): d.column for d in dated}
    shared = [f"{c.sql} AS k{i}" for i, c in enumerate(kept)]
    dates = ", ".join(f"DATE '{d.isoformat()}'" for d in days)
    lists = [f"unnest([{dates}]) AS day"]
    kind = "DOUBLE" if dated[0].column.kind == "number" else "VARCHAR"
    for place, (word, condition) in enumerate(values.values()):
        columns = [by_place.get((word, day)) for day in days]
        cells = ", ".join(f"CAST({c.sql} AS {kind})" if c else f"CAST(NULL AS {kind})" for c in columns)
        among = f"CASE WHEN {condition} THEN [{cells}] END" if condition else f"[{cells}]"
        # A list that is NULL has no rows, so the days keep them.
        lists.append(f"unnest({among}) AS m{place}")
    return f"SELECT {', '.join([*shared, *lists])} FROM {source.relation}"


def _free(name: str, kept: Sequence[Column]) -> str:
    return name if all(c.name.casefold() != name.casefold() for c in kept) else f"{name} (column names)"


def _told(dated: Sequence[_Dated]) -> DataNote:
    first, last = min(d.day for d in dated), max(d.day for d in dated)
    return DataNote(
        code="pivoted",
        severity="info",
        sentence=f"The table has a column for each of {len({d.day for d in dated})} dates ({first} to {last}); it was "
        "read as one row a date.",
        meaning="Columns of figures beside them, such as totals, are left out.",
    )
