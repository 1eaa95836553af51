"""The SQL of every question to a prepared table: only grouped sums come back."""

from collections.abc import Mapping, Sequence
from datetime import date

from tools.data.engine import literal, quoted
from tools.data.leaves import Segment
from tools.data.prepare import Prepared
from tools.data.understand import clean_name_sql
from tools.data.wide import CHANNEL
from tools.periods import Period


def value_sql(prepared: Prepared, name: str) -> str:
    """Return the expression of a dimension's value as people read it."""
    if name in prepared.coded:
        return f"CAST({quoted(name)} AS VARCHAR)"
    return quoted(name) if name in prepared.clean else clean_name_sql(quoted(name))


def code_sql(prepared: Prepared, name: str) -> str:
    """Return the expression of a clean dimension's value, as its number where the relation holds numbers."""
    return f"enum_code({quoted(name)})" if name in prepared.coded else quoted(name)


def _is_sql(prepared: Prepared, name: str, value: str) -> str:
    own = quoted(name) if name in prepared.clean else clean_name_sql(quoted(name))
    return f"{own} = {literal(value)}"


def where_sql(prepared: Prepared, conditions: Sequence[str], where: Segment, dimensions: Sequence[str] = ()) -> str:
    """Return the WHERE clause; rows that no channel owns are left out when the question is about channels."""
    parts = [c for c in conditions if c]
    parts += [_is_sql(prepared, name, value) for name, value in where.items()]
    if prepared.mapping.wide and CHANNEL in {*dimensions, *where}:
        parts.append("NOT of_source")
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def between(period: Period) -> str:
    """Return the condition for a day inside a period."""
    return f"day BETWEEN {_day(period.start)} AND {_day(period.end)}"


def leaves_sql(
    prepared: Prepared,
    baseline: Period,
    current: Period,
    dimensions: Sequence[str],
    measures: Sequence[str],
    *,
    where: Segment,
) -> str:
    """Sum measures by dimension values (see `code_sql`) and period; of values that are not clean in two steps.

    The inner step groups the rows by the values as stored, which is fast; the outer one cleans the few values left and
    joins those that only differed in blanks.
    """
    if all(d in prepared.clean for d in dimensions):
        return _clean_leaves_sql(prepared, (baseline, current), dimensions, measures, where)
    keys = [f"{code_sql(prepared, d)} AS k{i}" for i, d in enumerate(dimensions)]
    sums = [
        f"sum({quoted(m)}) FILTER (WHERE {between(period)}) AS {side}{j}"
        for j, m in enumerate(measures)
        for side, period in (("b", baseline), ("c", current))
    ]
    either = f"({between(baseline)} OR {between(current)})"
    inner = f"SELECT {', '.join([*keys, *sums])} FROM {prepared.relation}"
    inner += where_sql(prepared, [either], where, dimensions) + _group_by(len(keys))
    shown = [f"k{i}" if d in prepared.clean else clean_name_sql(f"k{i}") for i, d in enumerate(dimensions)]
    totals = [f"coalesce(sum({s}{j}), 0.0) AS {s}{j}" for j in range(len(measures)) for s in ("b", "c")]
    outer = [*(f"{value} AS v{i}" for i, value in enumerate(shown)), *totals]
    names = [f"v{i}" for i in range(len(dimensions))]
    return f"SELECT {', '.join(outer)} FROM ({inner}) AS sums{_group_by(len(names))}"


def _clean_leaves_sql(
    prepared: Prepared,
    periods: tuple[Period, Period],
    dimensions: Sequence[str],
    measures: Sequence[str],
    where: Segment,
) -> str:
    baseline, current = periods
    keys = [f"{code_sql(prepared, d)} AS v{i}" for i, d in enumerate(dimensions)]
    sums = [
        f"coalesce(sum({quoted(m)}) FILTER (WHERE {between(period)}), 0.0) AS {side}{j}"
        for j, m in enumerate(measures)
        for side, period in (("b", baseline), ("c", current))
    ]
    either = f"({between(baseline)} OR {between(current)})"
    return (
        f"SELECT {', '.join([*keys, *sums])} FROM {prepared.relation}"
        f"{where_sql(prepared, [either], where, dimensions)}{_group_by(len(keys))}"
    )


def sums_sql(
    prepared: Prepared, period: Period | None, dimensions: Sequence[str], measures: Sequence[str], *, where: Segment
) -> str:
    """Sum measures by dimension values over one period, or over all rows."""
    keys = [f"{value_sql(prepared, d)} AS v{i}" for i, d in enumerate(dimensions)]
    sums = [f"coalesce(sum({quoted(m)}), 0.0) AS m{j}" for j, m in enumerate(measures)]
    conditions = [between(period)] if period else []
    names = [f"v{i}" for i in range(len(dimensions))]
    return (
        f"SELECT {', '.join([*keys, *sums])} FROM {prepared.relation}"
        f"{where_sql(prepared, conditions, where, dimensions)}{_group_by(len(names))}"
    )


def daily_sql(
    prepared: Prepared, measures: Sequence[str], dimensions: Sequence[str], where: Segment, until: date | None
) -> str:
    """Sum measures by day, and by dimension values when some are given."""
    keys = [f"{value_sql(prepared, d)} AS v{i}" for i, d in enumerate(dimensions)]
    sums = [f"coalesce(sum({quoted(m)}), 0.0) AS m{j}" for j, m in enumerate(measures)]
    names = ["day", *(f"v{i}" for i in range(len(dimensions)))]
    conditions = ["day IS NOT NULL", f"day <= {_day(until)}" if until else ""]
    return (
        f"SELECT {', '.join(['day', *keys, *sums])} FROM {prepared.relation}"
        f"{where_sql(prepared, conditions, where, dimensions)}{_group_by(len(names))} ORDER BY {', '.join(names)}"
    )


def heaviest_days_sql(
    prepared: Prepared, condition: str, dimension: str | None, measures: Sequence[str], *, by: str, most: int
) -> str:
    """Sum measures by day for the values of a dimension that weigh most, or for the whole table.

    The rows are grouped by the values as stored; cleaning, joining and ranking see the grouped sums only.
    """
    sums = [f"sum({quoted(m)}) AS s{j}" for j, m in enumerate(measures)]
    key = quoted(dimension) if dimension else "''"
    inner = f"SELECT {key} AS k, day, {', '.join(sums)} FROM {prepared.relation}"
    inner += (
        where_sql(prepared, [condition, "day IS NOT NULL"], {}, [dimension] if dimension else []) + " GROUP BY 1, 2"
    )
    value = clean_name_sql("k") if dimension and dimension not in prepared.clean else "k"
    again = ", ".join(f"sum(s{j}) AS s{j}" for j in range(len(measures)))
    named = f"SELECT {value} AS v, day, {again} FROM ({inner}) AS stored GROUP BY 1, 2"
    weight = f"sum(s{measures.index(by)}) OVER (PARTITION BY v)"
    weighed = f"SELECT named.*, {weight} AS weight FROM ({named}) AS named"
    ranked = f"SELECT weighed.*, dense_rank() OVER (ORDER BY weight DESC, v) AS place FROM ({weighed}) AS weighed"
    listed = ", ".join(f"s{j}" for j in range(len(measures)))
    return f"SELECT v, day, {listed} FROM ({ranked}) AS ranked WHERE place <= {most}"


def days_of_all_sql(prepared: Prepared, condition: str, dimensions: Sequence[str], measures: Sequence[str]) -> str:
    """Sum measures by day for each value of each dimension and for the whole table, in one walk through the rows.

    For the embedded database, dimensions of few values that are clean. The first result tells which dimension a row is
    of: bit i from the right is 0 for the i-th from the end; all are 1 for the whole table.
    """
    names = [quoted(d) for d in dimensions]
    sets = ", ".join([*(f"(day, {name})" for name in names), "(day)"])
    sums = ", ".join(f"sum({quoted(m)})" for m in measures)
    listed = ", ".join(names)
    return (
        f"SELECT grouping_id({listed}), day, {listed}, {sums} FROM {prepared.relation}"
        f"{where_sql(prepared, [condition, 'day IS NOT NULL'], {})} GROUP BY GROUPING SETS ({sets})"
    )


def values_sql(prepared: Prepared, dimension: str, limit: int) -> str:
    """Count the dated rows of each value, the commonest first; of a wide table each row counts once."""
    dated = "day IS NOT NULL" if prepared.mapping.date else ""
    own = "of_source" if prepared.mapping.wide and dimension != CHANNEL else ""
    return (
        f"SELECT {value_sql(prepared, dimension)} AS value, count(*) AS n FROM {prepared.relation}"
        f"{where_sql(prepared, [dated, own], {}, [dimension])} GROUP BY 1 ORDER BY n DESC, value LIMIT {limit}"
    )


def totals_sql(prepared: Prepared, measures: Sequence[str], periods: Mapping[str, Period]) -> str:
    """Sum measures over whole periods, with the number of rows and of different days of each."""
    parts = [
        f"count(*) FILTER (WHERE {between(p)}) AS {n}_rows, count(DISTINCT day) FILTER (WHERE {between(p)}) AS {n}_days"
        for n, p in periods.items()
    ]
    parts += [
        f"coalesce(sum({quoted(m)}) FILTER (WHERE {between(p)}), 0.0) AS {n}_m{j}"
        for j, m in enumerate(measures)
        for n, p in periods.items()
    ]
    spans = " OR ".join(between(p) for p in periods.values())
    return f"SELECT {', '.join(parts)} FROM {prepared.relation} WHERE {spans}"


def _group_by(count: int) -> str:
    """Group by the first results, by their places: not every warehouse lets a result's name stand in GROUP BY."""
    return f" GROUP BY {', '.join(str(n + 1) for n in range(count))}" if count else ""


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
