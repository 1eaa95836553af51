"""What is asked, looked up in the table: the KPI and its factors, the periods, the dimensions, the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.data.mapping import EXPECTED, expected_of
from tools.diagnosis.baselines import baseline_period, read_baseline
from tools.diagnosis.factors import Factor, Ratio, factors_of, ratio_of
from tools.diagnosis.request import ExplainChange
from tools.errors import DataError
from tools.kpi.definitions import METRICS
from tools.periods import Period, parse_period

if TYPE_CHECKING:
    from tools.data.table import PerformanceTable

_SETTINGS = frozenset({"attribution_setting"})
"""Dimensions that are not looked at unless asked for: how results are counted is no part of the market."""


@dataclass(frozen=True, slots=True)
class Question:
    """The request with everything looked up but the periods.

    Attributes:
        measures: those that the KPI and its factors are made of.
        remarks: how the request was read; more are added on the way.
    """

    table: "PerformanceTable"
    ratio: Ratio
    factors: list[Factor]
    measures: list[str]
    dimensions: list[str]
    where: dict[str, str]
    remarks: list[str]
    currency: str | None

    @property
    def views(self) -> list[Ratio]:
        """The KPI, then its factors."""
        return [self.ratio, *(f.ratio for f in self.factors)]


@dataclass(frozen=True, slots=True)
class PeriodQuestion(Question):
    """A question about two periods."""

    current: Period
    baseline: Period


@dataclass(frozen=True, slots=True)
class DeviationQuestion(Question):
    """A question about what was expected of the same rows.

    Attributes:
        period: the days in question; None for all rows of a table without dates.
        expected: measure -> the name under which the table reads its expected values.
    """

    period: Period | None
    expected: dict[str, str]


def look_up(request: ExplainChange, metric: str, table: "PerformanceTable", today: date) -> PeriodQuestion:
    """Look up what a request about two periods names.

    Raises:
        DataError: when the KPI can't be explained over this table, or a period has no rows.
        InputError: when a period can't be read.
    """
    ratio = _ratio(metric, table)
    factors = factors_of(ratio, list(table.mapping.measures))
    measures = _measures(ratio, factors)
    remarks: list[str] = []
    current, baseline = _periods(request, table, today, remarks)
    dimensions = _dimensions(request, table.dimensions_for(measures))
    return PeriodQuestion(
        table, ratio, factors, measures, dimensions, dict(request.where or {}), remarks, table.mapping.currency,
        current, baseline,
    )  # fmt: skip


def look_up_deviation(request: ExplainChange, metric: str, table: "PerformanceTable", today: date) -> DeviationQuestion:
    """Look up what a request about expected values names.

    Raises:
        DataError: when the KPI can't be explained over this table, a measure has no expected values, or the period has
            no rows.
        InputError: when the period can't be read.
    """
    ratio = _ratio(metric, table)
    expected = _expected(ratio, table)
    factors = factors_of(ratio, list(expected))
    measures = _measures(ratio, factors)
    remarks: list[str] = []
    period = None
    if table.mapping.date is None:
        remarks.append("The table has no dates, so all its rows are compared.")
    else:
        period = _current(request, table, today, remarks)
        _check_covered(table, {"current": period}, remarks)
    dimensions = _dimensions(request, table.dimensions_for([*measures, *(expected[m] for m in measures)]))
    return DeviationQuestion(
        table, ratio, factors, measures, dimensions, dict(request.where or {}), remarks, table.mapping.currency,
        period, {m: expected[m] for m in measures},
    )  # fmt: skip


def _ratio(metric: str, table: "PerformanceTable") -> Ratio:
    ratio = ratio_of(METRICS[metric])
    held = [m for m in table.mapping.measures if not m.startswith(EXPECTED)]
    if ratio is None:
        raise DataError(
            f"{METRICS[metric].label} can't be explained over a table",
            remedy="Ask for a measure, or for a KPI of two measures such as cpa, roas, ctr or cpm.",
        )
    lacking = [m for m in (ratio.numerator, ratio.denominator) if m and m not in held]
    unread = [n for n in table.mapping.notes if n.code == "unreadable_numbers" and n.column in table.mapping.ignored]
    if lacking and unread:
        raise DataError(unread[0].sentence.rstrip("."), where=table.name, remedy=unread[0].meaning)
    if lacking:
        names = " and ".join(METRICS[m].label for m in lacking)
        raise DataError(
            f"The table has no column for {names}, which {METRICS[metric].label} is computed from",
            where=table.name,
            remedy=f"It holds {', '.join(held) or 'no measures'}; name the column in adroit.toml or export it too.",
        )
    return ratio


def _expected(ratio: Ratio, table: "PerformanceTable") -> dict[str, str]:
    """Return for each measure that has expected values the name they are read under."""
    held = table.mapping.measures
    found = {m: expected_of(m) for m in held if expected_of(m) in held}
    needed = [m for m in (ratio.numerator, ratio.denominator) if m]
    if EXPECTED in held and len(needed) == 1 and needed[0] not in found:
        return {needed[0]: EXPECTED}
    lacking = [m for m in needed if m not in found]
    if lacking:
        columns = [held[name] for name in (EXPECTED, *found.values()) if name in held]
        of = " and ".join(METRICS[m].label for m in lacking)
        computed = f", from which the expected {ratio.metric.label} is computed" if len(needed) > 1 else ""
        raise DataError(
            f"The table has no expected values of {of}{computed}",
            where=f"{table.name}, column {' and '.join(repr(c) for c in columns)}",
            remedy=f"Add a column named like 'forecast {METRICS[lacking[0]].label.lower()}', or ask about "
            f"{' or '.join(METRICS[m].label for m in found) or 'the measure that it forecasts'}.",
        )
    return found


def _measures(ratio: Ratio, factors: Sequence[Factor]) -> list[str]:
    return list(
        dict.fromkeys(m for r in (ratio, *(f.ratio for f in factors)) for m in (r.numerator, r.denominator) if m)
    )


def _dimensions(request: ExplainChange, splittable: Sequence[str]) -> list[str]:
    segments = [d for d in splittable if d not in _SETTINGS] or list(splittable)
    asked = [_dimension(name, splittable) for name in request.by] if request.by else segments
    return [d for d in asked if d not in (request.where or {})]


def _dimension(name: str, there: Sequence[str]) -> str:
    plain = name.strip().lower().replace(" ", "_")
    return plain if plain in there else name


def _periods(
    request: ExplainChange, table: "PerformanceTable", today: date, remarks: list[str]
) -> tuple[Period, Period]:
    current = _current(request, table, today, remarks)
    baseline = _baseline(request, current, _anchor(table, today), remarks)
    _check_covered(table, {"current": current, "baseline": baseline}, remarks)
    if current.overlaps(baseline):
        remarks.append("The two periods overlap, so the days in common cancel out.")
    return current, baseline


def _anchor(table: "PerformanceTable", today: date) -> date:
    return min(today, table.span().end + timedelta(days=1))


def _current(request: ExplainChange, table: "PerformanceTable", today: date, remarks: list[str]) -> Period:
    anchor = _anchor(table, today)
    current = parse_period(request.current, today=anchor)
    if anchor < today and str(current) not in request.current:
        remarks.append(f"'{request.current}' is counted from the table's last day, {table.span().end}.")
    return current


def _check_covered(table: "PerformanceTable", periods: Mapping[str, Period], remarks: list[str]) -> None:
    span = table.span()
    for name, period in periods.items():
        if not period.overlaps(span):
            raise DataError(
                f"The table has no rows in the {name} period {period}",
                where=table.name,
                remedy=f"It runs from {span.start} to {span.end}; choose periods inside.",
            )
        if period.start < span.start or period.end > span.end:
            remarks.append(f"The {name} period {period} is only partly in the table, which runs {span}.")


def _baseline(request: ExplainChange, current: Period, anchor: date, remarks: list[str]) -> Period:
    if not (request.baseline or "").strip():
        return current.previous()
    kind = read_baseline(request.baseline or "")
    if kind is None:
        return parse_period(request.baseline or "", today=anchor)
    if kind == "same days last year":
        remarks.append("Last year is taken 52 weeks back, so that weekdays meet.")
    return baseline_period(kind, current)
