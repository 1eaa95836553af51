"""The rows by their meaning: one relation with a day, named dimensions and numeric measures, whatever the source."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.data.calendar_table import calendar_values, read_calendar
from tools.data.dates import date_grain
from tools.data.engine import literal, quoted
from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.data.names import TOTAL_WORDS
from tools.data.notes import DataNote
from tools.data.personal import masked
from tools.data.source import Source
from tools.data.understand import Understanding, clean_name_sql
from tools.data.wide import CHANNEL
from tools.errors import DataError
from tools.quantities import Unit, format_number

RELATION = "performance"
_UNREADABLE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source ready for questions.

    Attributes:
        relation: what stands after FROM: `day`, then the dimensions and measures by name.
        mapping: with the grain and the notes that only the rows could tell.
        cleaned: dimension values are clean already (trimmed, NONE for empty).
    """

    relation: str
    mapping: ColumnMapping
    cleaned: bool
    row_count: int


def prepare(source: Source, understanding: Understanding, overrides: MappingOverrides) -> Prepared:
    """Convert the cells once (text), or describe the conversion (typed columns).

    Raises:
        DataError: when dates or figures can't be read.
    """
    mapping = understanding.mapping
    day, joined, notes, names_months = _day(source, understanding, overrides)
    body = _rows_sql(source, understanding, day, joined)
    stored = source.is_text and source.can_store
    if stored:
        source.engine.execute(f"CREATE TABLE {RELATION} AS {body}")
        notes += _figures_unread(source, understanding)
        notes += _leave_out_totals(source, mapping)
        relation = RELATION
    elif source.can_store:
        source.engine.execute(f"CREATE VIEW {RELATION} AS {body}")
        relation = RELATION
    else:
        relation = f"({body}) AS {RELATION}"
    count = f"SELECT count(*) FROM {relation}" + (" WHERE of_source" if mapping.wide else "")
    grain = mapping.grain
    if mapping.date is not None:
        days = [r[0] for r in source.engine.rows(f"SELECT DISTINCT day FROM {relation} WHERE day IS NOT NULL")]
        grain = "month" if names_months else date_grain(days)
    mapping = mapping.model_copy(update={"grain": grain, "notes": (*mapping.notes, *notes)})
    return Prepared(relation, mapping, stored, int(source.engine.rows(count)[0][0]))


def _day(
    source: Source, understanding: Understanding, overrides: MappingOverrides
) -> tuple[str, str, list[DataNote], bool]:
    """Return the SQL of the day, the join it needs, what had to be assumed, and whether the dates are months."""
    names = understanding.mapping.date
    if names is None:
        return "CAST(NULL AS DATE)", "", [], False
    columns = [understanding.columns[n] for n in ((names,) if isinstance(names, str) else names)]
    if len(columns) == 1 and columns[0].kind == "date":
        return f"CAST({columns[0].sql} AS DATE)", "", [], False
    cell = " || ' ' || ".join(f"trim(CAST({c.sql} AS VARCHAR))" for c in columns)
    shown = " + ".join(c.name for c in columns)
    calendar = read_calendar(source, cell, shown, overrides)
    values = calendar_values(calendar)
    if source.can_store:
        source.engine.execute(f"CREATE TABLE calendar AS SELECT * FROM (VALUES {values}) AS c (cell, read_day)")
        joined = f" LEFT JOIN calendar ON calendar.cell = {cell}"
    else:
        joined = f" LEFT JOIN (VALUES {values}) AS calendar (cell, read_day) ON calendar.cell = {cell}"
    return "calendar.read_day", joined, list(calendar.notes), calendar.names_months


def _rows_sql(source: Source, understanding: Understanding, day: str, joined: str) -> str:
    """Return the query of all rows; a wide table becomes one part for each channel and one for what has no channel."""
    mapping = understanding.mapping
    dimensions = {
        n: understanding.columns[c].sql for n, c in mapping.dimensions.items() if n != CHANNEL or not mapping.wide
    }
    if source.is_text:
        dimensions = {name: clean_name_sql(sql) for name, sql in dimensions.items()}
    measures = {
        name: understanding.measure_sql([c] if isinstance(c, str) else c, product=name in mapping.products)
        for name, c in mapping.measures.items()
        if name not in mapping.wide
    }
    shared = [f"{day} AS day", *(f"{sql} AS {quoted(name)}" for name, sql in dimensions.items())]
    end = f" FROM {source.relation}{joined}"
    if not mapping.wide:
        return "SELECT " + ", ".join([*shared, *(f"{_finite(s)} AS {quoted(n)}" for n, s in measures.items())]) + end
    parts = [_wide_part(shared, mapping, measures, None)]
    channels = dict.fromkeys(label for labels in mapping.wide.values() for label in labels)
    for channel in channels:
        sums = {m: understanding.number_sql(labels[channel]) for m, labels in mapping.wide.items() if channel in labels}
        parts.append(_wide_part(shared, mapping, sums, channel))
    return " UNION ALL ".join(part + end for part in parts)


def _wide_part(shared: Sequence[str], mapping: ColumnMapping, sums: dict[str, str], channel: str | None) -> str:
    label = literal(channel) if channel is not None else "CAST(NULL AS VARCHAR)"
    cells = [f"{_finite(sums[m]) if m in sums else 'CAST(NULL AS DOUBLE)'} AS {quoted(m)}" for m in mapping.measures]
    return "SELECT " + ", ".join([*shared, f"{label} AS {quoted(CHANNEL)}", *cells, f"{channel is None} AS of_source"])


def _finite(expression: str) -> str:
    """Figures from typed columns may be NaN or infinite; those from text never are."""
    return expression if expression.startswith("CASE") else f"nullif({expression}, CAST('NaN' AS DOUBLE))"


def _figures_unread(source: Source, understanding: Understanding) -> list[DataNote]:
    """Tell of cells that should be figures and are not.

    Raises:
        DataError: when it is a good part of a column: its sums would be wrong without anyone seeing it.
    """
    notes: list[DataNote] = []
    mapping = understanding.mapping
    for measure, chosen in mapping.measures.items():
        for name in [chosen] if isinstance(chosen, str) else chosen:
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


def _leave_out_totals(source: Source, mapping: ColumnMapping) -> list[DataNote]:
    """Remove rows that sum up others (an export's total lines) and rows without a date, and say so."""
    engine, notes = source.engine, []
    main = next((m for m in ("spend", "impressions", "clicks") if m in mapping.measures), next(iter(mapping.measures)))
    unit = Unit.MONEY if main in {"spend", "revenue"} else Unit.COUNT
    texts = [n for n in mapping.dimensions if n != CHANNEL or not mapping.wide]
    said = [f"regexp_matches(lower({quoted(n)}), {literal(TOTAL_WORDS)})" for n in texts]
    is_total = " OR ".join(said) if said else "false"
    dated = "day IS NULL" if mapping.date is not None else "false"
    for condition, code in ((f"({is_total})", "totals_rows"), (f"({dated})", "undated_rows")):
        count, total = engine.rows(f"SELECT count(*), sum({quoted(main)}) FROM {RELATION} WHERE {condition}")[0]
        if not count:
            continue
        whole = engine.rows(f"SELECT sum({quoted(main)}) FROM {RELATION} WHERE NOT {condition}")[0][0] or 0.0
        summed = code == "undated_rows" and _sums_up(total, whole)
        engine.execute(f"DELETE FROM {RELATION} WHERE {condition}")
        if total or code == "totals_rows":
            figure = format_number(total or 0.0, unit, mapping.currency)
            notes.append(_left_out("totals_rows" if summed else code, int(count), main, figure))
    return notes


def _sums_up(total: float | None, whole: float) -> bool:
    """Return whether undated rows hold the others' sum (or twice it, for a report with two total lines)."""
    if total is None or whole == 0:
        return False
    times = total / whole
    return times > 0.9 and abs(times - round(times)) < 0.005  # noqa: PLR2004 - sums are rounded in exports


def _left_out(code: str, count: int, measure: str, figure: str) -> DataNote:
    rows = f"{count:,} row{'s' if count != 1 else ''}"
    if code == "totals_rows":
        return DataNote(
            code=code,
            severity="info",
            sentence=f"{rows} with totals ({measure} {figure}) left out.",
            meaning="They sum up the other rows and would count everything twice.",
        )
    return DataNote(
        code=code,
        severity="problem",
        sentence=f"{rows} without a readable date ({measure} {figure}) left out.",
        meaning="They belong to no period, so every comparison lacks them.",
    )
