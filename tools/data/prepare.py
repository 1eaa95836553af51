"""The rows by their meaning: one relation with a day, named dimensions and numeric measures, whatever the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tools.data.calendar_table import calendar_values, read_calendar
from tools.data.coded import CODED, keep_coded
from tools.data.dates import date_grain
from tools.data.distinct_cells import MOST_CELLS, Cells, distinct_cells, is_clean, name_sql
from tools.data.engine import literal, quoted
from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.data.notes import DataNote
from tools.data.personal import masked
from tools.data.source import Source
from tools.data.totals import leave_out_totals, left_out, main_measure, named_columns, sums_up
from tools.data.understand import Understanding
from tools.data.wide import CHANNEL
from tools.errors import DataError

RELATION = "performance"
MOST_VALUES = MOST_CELLS
_UNREADABLE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source ready for questions.

    Attributes:
        relation: what stands after FROM: `day`, then the dimensions and measures by name.
        mapping: with the grain and the notes that only the rows could tell.
        clean: dimensions whose values are stored as people read them (trimmed, NONE for empty).
        row_count: how many rows count.
        days: every day of the table with its number of rows, ascending.
        values: dimension -> its values with their number of rows, the commonest first; of those asked for already.
        is_embedded: the embedded database reads the rows, so that its own functions may be used.
        coded: dimensions that the relation holds as numbers -> their values in that order.
    """

    relation: str
    mapping: ColumnMapping
    clean: frozenset[str]
    row_count: int
    days: Mapping[date, int]
    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict, compare=False)
    is_embedded: bool = True
    coded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def prepare(source: Source, understanding: Understanding, overrides: MappingOverrides) -> Prepared:
    """Convert the cells once (text), or describe the conversion (typed columns).

    Raises:
        DataError: when dates or figures can't be read.
    """
    mapping = understanding.mapping
    stored = source.is_text and source.can_store
    cells = distinct_cells(source, named_columns(understanding)) if stored else {}
    kept, notes = leave_out_totals(source, understanding, cells)
    day = _day(source, understanding, overrides)
    body = _rows_sql(source, understanding, day, kept, cells)
    relation = RELATION
    if source.can_store:
        source.engine.execute(f"CREATE {'TABLE' if stored else 'VIEW'} {RELATION} AS {body}")
    else:
        relation = f"({body}) AS {RELATION}"
    notes += [*day.notes, *_figures_unread(source, understanding, relation)]
    own = " WHERE of_source" if mapping.wide else ""
    counts = {d: int(n) for d, n in source.engine.rows(f"SELECT day, count(*) FROM {relation}{own} GROUP BY 1")}
    undated = counts.pop(None, 0)
    if mapping.date is None:
        undated, counts = 0, {None: undated}
    if undated:
        notes += _undated(source, relation, mapping, undated)
    days = {d: counts[d] for d in sorted(d for d in counts if d is not None)}
    grain = mapping.grain if mapping.date is None else "month" if day.names_months else date_grain(days)
    mapping = mapping.model_copy(update={"grain": grain, "notes": (*mapping.notes, *notes)})
    known = clean_values(source, understanding, relation) if source.can_store else {}
    clean = frozenset(mapping.dimensions if stored else known)
    count = sum(counts.values())
    coded = keep_coded(source, mapping, relation, known, count)
    return Prepared(CODED if coded else relation, mapping, clean, count, days, known, source.can_store, coded)


def clean_values(source: Source, understanding: Understanding, relation: str) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each dimension that is stored as people read it, with their number of rows.

    One look at the few different values of a column saves cleaning them in every question.
    """
    mapping = understanding.mapping
    found = {}
    dated = " WHERE day IS NOT NULL" if mapping.date else ""
    for name, column in mapping.dimensions.items():
        if mapping.wide or not (source.is_text or understanding.columns[column].is_plain):
            continue
        sql = f"SELECT {quoted(name)}, count(*) FROM {relation}{dated} GROUP BY 1 LIMIT {MOST_VALUES + 1}"
        values = source.engine.rows(sql)
        if len(values) <= MOST_VALUES and all(is_clean(value) for value, _ in values):
            found[name] = sorted(((str(v), int(n)) for v, n in values), key=lambda pair: (-pair[1], pair[0]))
    return found


@dataclass(frozen=True, slots=True)
class _Day:
    """How to read a row's day: its SQL, the join it needs, what had to be assumed, whether the dates name months."""

    sql: str
    joined: str = ""
    notes: tuple[DataNote, ...] = ()
    names_months: bool = False


def _day(source: Source, understanding: Understanding, overrides: MappingOverrides) -> _Day:
    names = understanding.mapping.date
    if names is None:
        return _Day("CAST(NULL AS DATE)")
    columns = [understanding.columns[n] for n in ((names,) if isinstance(names, str) else names)]
    if len(columns) == 1 and columns[0].kind == "date":
        return _Day(f"CAST({columns[0].sql} AS DATE)")
    cell = " || ' ' || ".join(f"trim(CAST({c.sql} AS VARCHAR))" for c in columns)
    shown = " + ".join(c.name for c in columns)
    calendar = read_calendar(source, cell, shown, overrides)
    values = calendar_values(calendar)
    if source.can_store:
        source.engine.execute(f"CREATE TABLE calendar AS SELECT * FROM (VALUES {values}) AS c (cell, read_day)")
        joined = f" LEFT JOIN calendar ON calendar.cell = {cell}"
    else:
        joined = f" LEFT JOIN (VALUES {values}) AS calendar (cell, read_day) ON calendar.cell = {cell}"
    return _Day("calendar.read_day", joined, calendar.notes, calendar.names_months)


def _rows_sql(
    source: Source, understanding: Understanding, day: _Day, kept: str, cells: Mapping[str, Cells | None]
) -> str:
    """Return the query of all rows; a wide table becomes one part for each channel and one for what has no channel."""
    mapping = understanding.mapping
    columns = {n: understanding.columns[c] for n, c in mapping.dimensions.items() if n != CHANNEL or not mapping.wide}
    dimensions = {name: name_sql(c, cells) if source.is_text else c.sql for name, c in columns.items()}
    measures = {
        name: understanding.measure_sql([c] if isinstance(c, str) else c, product=name in mapping.products)
        for name, c in mapping.measures.items()
        if name not in mapping.wide
    }
    shared = [f"{day.sql} AS day", *(f"{sql} AS {quoted(name)}" for name, sql in dimensions.items())]
    end = f" FROM {source.relation}{day.joined}{kept}"
    if not mapping.wide:
        return "SELECT " + ", ".join([*shared, *(f"{s} AS {quoted(n)}" for n, s in measures.items())]) + end
    parts = [_wide_part(shared, mapping, measures, None)]
    channels = dict.fromkeys(label for labels in mapping.wide.values() for label in labels)
    for channel in channels:
        sums = {m: understanding.number_sql(labels[channel]) for m, labels in mapping.wide.items() if channel in labels}
        parts.append(_wide_part(shared, mapping, sums, channel))
    return " UNION ALL ".join(part + end for part in parts)


def _wide_part(shared: Sequence[str], mapping: ColumnMapping, sums: dict[str, str], channel: str | None) -> str:
    label = literal(channel) if channel is not None else "CAST(NULL AS VARCHAR)"
    cells = [f"{sums.get(m, 'CAST(NULL AS DOUBLE)')} AS {quoted(m)}" for m in mapping.measures]
    return "SELECT " + ", ".join([*shared, f"{label} AS {quoted(CHANNEL)}", *cells, f"{channel is None} AS of_source"])


def _several(chosen: str | tuple[str, ...]) -> tuple[str, ...]:
    return (chosen,) if isinstance(chosen, str) else chosen


def _is_written(understanding: Understanding, chosen: str | tuple[str, ...]) -> bool:
    """Return whether a measure stands in cells of text, which may be unreadable."""
    return any(understanding.columns[c].kind == "text" for c in _several(chosen))


def _figures_unread(source: Source, understanding: Understanding, relation: str) -> list[DataNote]:
    """Tell of cells that should be figures and are not.

    Raises:
        DataError: when it is a good part of a column: its sums would be wrong without anyone seeing it.
    """
    notes: list[DataNote] = []
    mapping = understanding.mapping
    written = [m for m, c in mapping.measures.items() if _is_written(understanding, c)]
    if not written:
        return []
    gaps = ", ".join(f"count(*) - count({quoted(m)})" for m in written)
    missing = source.engine.rows(f"SELECT {gaps} FROM {relation}")[0]
    doubtful = {m for m, empty in zip(written, missing, strict=True) if empty or len(_several(mapping.measures[m])) > 1}
    for measure, chosen in mapping.measures.items():
        if measure not in doubtful:
            continue
        for name in [chosen] if isinstance(chosen, str) else chosen:
            if understanding.columns[name].kind != "text":
                continue
            sql = understanding.columns[name].sql
            odd = (
                f"FROM {source.relation} WHERE {understanding.number_sql(name)} IS NULL AND trim({sql}) <> '' AND "
                f"lower(trim({sql})) NOT IN "
                f"('-', '--', '—', '–', 'n/a', '#n/a', 'na', 'null', 'none', 'nan', '#div/0!')"
            )
            count, example = source.engine.rows(f"SELECT count(*), min({sql}) {odd}")[0]
            filled = source.engine.rows(f"SELECT count(*) FROM {source.relation} WHERE trim({sql}) <> ''")[0][0]
            if not count:
                continue
            if count > _UNREADABLE_SHARE * filled:
                raise DataError(
                    f"{count:,} of {filled:,} cells of column '{name}' are no numbers that can be read",
                    where=f"for example {masked(str(example))[:40]!r}",
                    remedy='Say decimal_mark = "," or ".", or name another column for ' + measure + ".",
                )
            notes.append(
                DataNote(
                    code="unreadable_numbers",
                    severity="problem",
                    sentence=f"{count:,} cells of '{name}' are no numbers (for example {masked(str(example))[:40]!r}).",
                    meaning=f"They are missing in {measure}; correct them if they matter.",
                    column=name,
                )
            )
    return notes


def _undated(source: Source, relation: str, mapping: ColumnMapping, count: int) -> list[DataNote]:
    """Tell of rows without a date: they belong to no period. One that holds the others' sum is a total."""
    main = main_measure(mapping.measures)
    sums = (f"sum(CASE WHEN day IS {state}NULL THEN {quoted(main)} END)" for state in ("", "NOT "))
    alone, dated = source.engine.rows(f"SELECT {', '.join(sums)} FROM {relation}")[0]
    if not alone:
        return []
    code = "totals_rows" if sums_up(alone, dated or 0.0) else "undated_rows"
    return [left_out(code, count, main, float(alone), mapping.currency)]
