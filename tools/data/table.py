"""A performance table: rows with a meaning, answered in grouped sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tools.data import queries
from tools.data.checks import Comparison, check_table
from tools.data.leaves import DailySeries, Leaves, Segment, as_floats, leaves_of
from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.data.notes import DataNote
from tools.data.open_source import open_source
from tools.data.pivoted import unpivoted
from tools.data.prepare import MOST_VALUES, Prepared, prepare
from tools.data.source import Source
from tools.data.standing import current_overrides
from tools.data.understand import undated, understand
from tools.errors import DataError, InputError
from tools.periods import Period, month

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def open_table(source: str | Path, *, overrides: MappingOverrides | None = None) -> "PerformanceTable":
    """Open a performance table and say what its columns mean.

    Args:
        source: a file (CSV or TSV, also gzipped; Excel; Parquet; DuckDB; SQLite), or a warehouse's address. A table in
            a database or a sheet of a workbook follows after `#`: `ads.duckdb#daily`.
        overrides: what the user says about the columns; what stands for the session when None.

    Returns:
        The table; close it, or use it in a `with` block, when done.

    Raises:
        DataError: when no table can be read, says what is wrong, where, and what would work.
    """
    wanted = current_overrides() if overrides is None else overrides
    found = open_source(source, wanted)
    try:
        found = unpivoted(found, wanted)
        understanding = understand(found, wanted)
        return PerformanceTable(found, prepare(found, understanding, wanted))
    except BaseException:
        found.engine.close()
        raise


def column_names(source: str | Path, overrides: MappingOverrides) -> tuple[str, ...]:
    """Return the columns of a table as it writes them, whether or not their meaning is clear.

    Raises:
        DataError: when no table can be read.
    """
    found = open_source(source, overrides)
    try:
        return tuple(c.name for c in unpivoted(found, overrides).columns)
    finally:
        found.engine.close()


@dataclass(frozen=True, slots=True, eq=False)
class PerformanceTable:
    """A table of advertising results, opened. Sums are made where the rows lie; rows never leave."""

    _source: Source
    _prepared: Prepared

    @property
    def name(self) -> str:
        """The file's or the table's name."""
        return self._source.name

    @property
    def mapping(self) -> ColumnMapping:
        """What was understood of the columns."""
        return self._prepared.mapping

    @property
    def row_count(self) -> int:
        """How many rows count, totals lines and undated ones left out."""
        return self._prepared.row_count

    def span(self) -> Period:
        """Return the days from the first row to the last; a weekly or monthly table ends with its last week's last day.

        Raises:
            DataError: when the table has no dates or no rows.
        """
        self._need_dates()
        days = list(self._prepared.days)
        if not days:
            raise DataError(f"'{self.name}' has no row with a date", remedy="Export the report for a longer period.")
        first, last = days[0], days[-1]
        if self.mapping.grain == "week":
            last += timedelta(days=6)
        elif self.mapping.grain == "month":
            last = month(last.year, last.month).end
        return Period(first, last)

    def leaves(
        self,
        baseline: Period,
        current: Period,
        *,
        dimensions: Sequence[str],
        measures: Sequence[str],
        where: Segment | None = None,
    ) -> Leaves:
        """Sum the measures of both periods for each combination of dimension values, sorted by the values.

        With no dimensions there is one leaf: the whole table, or all of `where`.

        Raises:
            DataError: when the table has no dates, or a measure can't be split by a dimension.
            InputError: when a dimension, a measure or a value is not in the table.
        """
        self._need_dates()
        segment = self._checked(dimensions, measures, where)
        arrays = self._source.engine.arrays(
            queries.leaves_sql(self._prepared, baseline, current, dimensions, measures, where=segment)
        )
        sides = [{m: arrays[f"{side}{j}"] for j, m in enumerate(measures)} for side in ("b", "c")]
        keys = [arrays[f"v{i}"] for i in range(len(dimensions))]
        return leaves_of(dimensions, keys, sides[0], sides[1], coded=self._prepared.coded)

    def beside_expected(
        self,
        period: Period | None,
        *,
        dimensions: Sequence[str],
        expected: Mapping[str, str],
        where: Segment | None = None,
    ) -> Leaves:
        """Sum measures and what was expected of them over the same rows, for each combination of dimension values.

        Args:
            period: the days to sum; all rows when None, as in a table without dates.
            dimensions: to split by.
            expected: measure -> the name under which its expected values are read.
            where: only these rows.

        Returns:
            Leaves with the expected values as their baseline.

        Raises:
            DataError: when a measure can't be split by a dimension.
            InputError: when a dimension, a measure or a value is not in the table.
        """
        columns = [*expected, *expected.values()]
        segment = self._checked(dimensions, columns, where)
        arrays = self._source.engine.arrays(
            queries.sums_sql(self._prepared, period, dimensions, columns, where=segment)
        )
        sums = {name: arrays[f"m{j}"] for j, name in enumerate(columns)}
        keys = [arrays[f"v{i}"] for i in range(len(dimensions))]
        return leaves_of(dimensions, keys, {m: sums[n] for m, n in expected.items()}, {m: sums[m] for m in expected})

    def daily(self, measures: Sequence[str], *, where: Segment | None = None, until: date | None = None) -> DailySeries:
        """Sum the measures for each day (or week, or month) of the history, up to and including `until`.

        Raises:
            DataError: when the table has no dates.
            InputError: when a measure or a value is not in the table.
        """
        self._need_dates()
        segment = self._checked((), measures, where)
        arrays = self._source.engine.arrays(queries.daily_sql(self._prepared, measures, (), segment, until))
        return DailySeries(_days(arrays["day"]), {m: as_floats(arrays[f"m{j}"]) for j, m in enumerate(measures)})

    def daily_leaves(
        self,
        measures: Sequence[str],
        dimensions: Sequence[str],
        *,
        where: Segment | None = None,
        until: date | None = None,
    ) -> dict[tuple[str, ...], DailySeries]:
        """Sum the measures by day for each combination of dimension values; days on which one has no row are left out.

        Raises:
            DataError: when the table has no dates, or a measure can't be split by a dimension.
            InputError: when a dimension, a measure or a value is not in the table.
        """
        import numpy as np

        self._need_dates()
        segment = self._checked(dimensions, measures, where)
        arrays = self._source.engine.arrays(queries.daily_sql(self._prepared, measures, dimensions, segment, until))
        keys = list(zip(*(arrays[f"v{i}"].tolist() for i in range(len(dimensions))), strict=True))
        places: dict[tuple[str, ...], list[int]] = {}
        for place, key in enumerate(keys):
            places.setdefault(key, []).append(place)
        days = np.array(_days(arrays["day"]), dtype=object)
        sums = [as_floats(arrays[f"m{j}"]) for j in range(len(measures))]
        return {
            key: DailySeries(tuple(days[rows]), {m: sums[j][rows] for j, m in enumerate(measures)})
            for key, rows in places.items()
        }

    def values(self, dimension: str) -> list[tuple[str, int]]:
        """Return a dimension's values with their number of rows, the commonest first, 10,000 at most.

        Raises:
            InputError: when the table has no such dimension.
        """
        self._checked((dimension,), (), None)
        known = self._prepared.values
        if dimension not in known:
            found = self._source.engine.rows(queries.values_sql(self._prepared, dimension, MOST_VALUES))
            known[dimension] = [(str(value), int(rows)) for value, rows in found]
        return known[dimension]

    def check(self, baseline: Period, current: Period, measures: Sequence[str]) -> list[DataNote]:
        """Look for what bends a comparison of these periods: gaps, tracking breaks, duplicates, late conversions...

        Returns:
            The notes, problems first; the mapping's notes are among them.

        Raises:
            DataError: when the table has no dates.
            InputError: when a measure is not in the table.
        """
        self._need_dates()
        self._checked((), measures, None)
        return check_table(
            Comparison(self._source.engine, self._prepared, self.span(), baseline, current, tuple(measures))
        )

    def dimensions_for(self, measures: Sequence[str]) -> tuple[str, ...]:
        """Return the dimensions by which all these measures can be split."""
        return self.mapping.dimensions_for(tuple(measures))

    def close(self) -> None:
        """Release the table's memory and temporary files; safe to call twice."""
        self._source.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _need_dates(self) -> None:
        if self.mapping.date is None:
            raise undated(self._source)

    def _checked(self, dimensions: Sequence[str], measures: Sequence[str], where: Segment | None) -> dict[str, str]:
        """Refuse names that the table lacks; return the segment with its values written as the table writes them."""
        for name in [*dimensions, *(where or {})]:
            if name not in self.mapping.dimensions:
                raise _absent(name, "dimension", list(self.mapping.dimensions), self.name)
        for name in measures:
            if name not in self.mapping.measures:
                raise _absent(name, "measure", list(self.mapping.measures), self.name)
            barred = set(self.mapping.unsplit.get(name, ())) & {*dimensions, *(where or {})}
            if barred:
                raise DataError(
                    f"{name.replace('_', ' ').capitalize()} can't be split by {' and '.join(sorted(barred))}",
                    where=self.name,
                    remedy=f"The table gives only its total; ask without {' and '.join(sorted(barred))}.",
                )
        return {name: self._value(name, value) for name, value in (where or {}).items()}

    def _value(self, dimension: str, value: str) -> str:
        """Return the value as the table writes it: exactly, else without regard to case."""
        values = [v for v, _ in self.values(dimension)]
        if value in values:
            return value
        same = [v for v in values if v.casefold() == value.strip().casefold()]
        if not same:
            raise _absent(value, f"value of {dimension}", values, self.name)
        return same[0]


def _absent(name: str, what: str, there: list[str], table: str) -> InputError:
    from difflib import get_close_matches

    near = get_close_matches(name, there, n=3, cutoff=0.5)
    listed = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(there[:12])}."
    return InputError(f"'{name[:60]}' is no {what} of the table", where=table, remedy=listed)


def _days(array: "NDArray[np.generic]") -> tuple[date, ...]:
    import numpy as np

    return tuple(np.asarray(array, dtype="datetime64[D]").tolist())
