"""What is asked, looked up in the table: the KPI and its factors, the periods, the dimensions, the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.diagnosis.baselines import baseline_period, read_baseline
from tools.diagnosis.factors import Factor, Ratio, factors_of, ratio_of
from tools.diagnosis.request import ExplainChange
from tools.errors import DataError
from tools.kpi.definitions import METRICS
from tools.periods import Period, parse_period

if TYPE_CHECKING:
    from tools.data.table import PerformanceTable


@dataclass(frozen=True, slots=True)
class Question:
    """The request with everything looked up."""

    table: "PerformanceTable"
    ratio: Ratio
    factors: list[Factor]
    measures: list[str]
    dimensions: list[str]
    where: dict[str, str]
    current: Period
    baseline: Period
    remarks: list[str]
    currency: str | None

    @property
    def views(self) -> list[Ratio]:
        """The KPI, then its factors."""
        return [self.ratio, *(f.ratio for f in self.factors)]


def look_up(request: ExplainChange, metric: str, table: "PerformanceTable", today: date) -> Question:
    """Look up what a request names.

    Raises:
        DataError: when the KPI can't be explained over this table, or a period has no rows.
        InputError: when a period can't be read.
    """
    ratio = ratio_of(METRICS[metric])
    held = list(table.mapping.measures)
    if ratio is None:
        raise DataError(
            f"{METRICS[metric].label} can't be explained over a table",
            remedy="Ask for a measure, or for a KPI of two measures such as cpa, roas, ctr or cpm.",
        )
    lacking = [m for m in (ratio.numerator, ratio.denominator) if m and m not in held]
    if lacking:
        names = " and ".join(METRICS[m].label for m in lacking)
        raise DataError(
            f"The table has no column for {names}, which {METRICS[metric].label} is computed from",
            where=table.name,
            remedy=f"It holds {', '.join(held) or 'no measures'}; name the column in adroit.toml or export it too.",
        )
    factors = factors_of(ratio, held)
    measures = list(
        dict.fromkeys(m for r in (ratio, *(f.ratio for f in factors)) for m in (r.numerator, r.denominator) if m)
    )
    remarks: list[str] = []
    current, baseline = _periods(request, table, today, remarks)
    splittable = list(table.dimensions_for(measures))
    asked = [_dimension(name, splittable) for name in request.by] if request.by else splittable
    dimensions = [d for d in asked if d not in (request.where or {})]
    return Question(
        table, ratio, factors, measures, dimensions, dict(request.where or {}), current, baseline, remarks,
        table.mapping.currency,
    )  # fmt: skip


def _dimension(name: str, there: Sequence[str]) -> str:
    plain = name.strip().lower().replace(" ", "_")
    return plain if plain in there else name


def _periods(
    request: ExplainChange, table: "PerformanceTable", today: date, remarks: list[str]
) -> tuple[Period, Period]:
    span = table.span()
    anchor = min(today, span.end + timedelta(days=1))
    current = parse_period(request.current, today=anchor)
    if anchor < today and str(current) not in request.current:
        remarks.append(f"'{request.current}' is counted from the table's last day, {span.end}.")
    baseline = _baseline(request, current, anchor, remarks)
    for name, period in (("current", current), ("baseline", baseline)):
        if not period.overlaps(span):
            raise DataError(
                f"The table has no rows in the {name} period {period}",
                where=table.name,
                remedy=f"It runs from {span.start} to {span.end}; choose periods inside.",
            )
        if period.start < span.start or period.end > span.end:
            remarks.append(f"The {name} period {period} is only partly in the table, which runs {span}.")
    if current.overlaps(baseline) and not request.expected:
        remarks.append("The two periods overlap, so the days in common cancel out.")
    return current, baseline


def _baseline(request: ExplainChange, current: Period, anchor: date, remarks: list[str]) -> Period:
    if request.expected:
        return current
    if not (request.baseline or "").strip():
        return current.previous()
    kind = read_baseline(request.baseline or "")
    if kind is None:
        return parse_period(request.baseline or "", today=anchor)
    if kind == "same days last year":
        remarks.append("Last year is taken 52 weeks back, so that weekdays meet.")
    return baseline_period(kind, current)
