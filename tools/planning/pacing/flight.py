"""The question looked up in the table: the flight, the last day that counts, the measures, the plan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.diagnosis.factors import Ratio, ratio_of
from tools.errors import DataError, InputError
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.metric import Metric
from tools.periods import Period, month, parse_period, week_of
from tools.planning.pacing.request import CheckPacing
from tools.quantities import Unit, parse_quantity

if TYPE_CHECKING:
    from tools.data.table import PerformanceTable

_FRESH = 3
_WHOLE = re.compile(r"\W*(?:this|the|the current|current) (?P<unit>week|month|quarter|year)\W*", re.IGNORECASE)
_UNASKED = ("conversions", "leads", "cpa", "cpl", "revenue", "roas")
"""What is watched when no KPI is named, as far as the table has it."""
_MOST_UNASKED = 4


@dataclass(frozen=True, slots=True)
class Flight:
    """A plan and the part of it that has passed.

    Attributes:
        days: of the plan.
        as_of: the last day that counts.
        budget: to be spent; None when not told.
        watched: the KPIs and measures to follow; the one asked for first.
        target: of the first, over the whole flight.
        measures: what all of it is computed from.
    """

    days: Period
    as_of: date
    budget: float | None
    watched: tuple[Ratio, ...]
    target: float | None
    measures: tuple[str, ...]
    where: Mapping[str, str]
    currency: str | None
    remarks: list[str]

    @property
    def passed(self) -> Period:
        """The days of the flight that are over."""
        return Period(self.days.start, min(self.as_of, self.days.end))

    @property
    def ahead(self) -> list[date]:
        """The days of the flight that are left."""
        first = self.passed.end + timedelta(days=1)
        return [first + timedelta(days=k) for k in range((self.days.end - first).days + 1)]


def look_up(request: CheckPacing, table: "PerformanceTable", today: date) -> Flight:
    """Look up what a request names.

    Raises:
        DataError: when the table has no row a day, lacks the measures, or holds no day of the flight.
        InputError: when a period, an amount or the KPI can't be read, or the currencies differ.
    """
    if table.mapping.date is not None and table.mapping.grain != "day":
        raise DataError(
            f"Pacing needs one row a day, and this table has one a {table.mapping.grain}",
            where=table.name,
            remedy="Export the same report by day.",
        )
    remarks: list[str] = []
    as_of = _last_day(table, today, remarks)
    days = _days(request.flight, table, as_of, today)
    currency = table.mapping.currency
    budget = _amount(request.budget, METRICS["spend"], currency, "budget")
    watched = _watched(request.kpi, table)
    target = _amount(request.target, watched[0].metric, currency, "target") if request.kpi else None
    if request.target and not request.kpi:
        raise InputError("A target needs its KPI", remedy="Name it too: kpi cpa, target $45.")
    if budget is not None and "spend" not in table.mapping.measures:
        raise DataError("The table has no spend to hold against the budget", where=table.name, remedy="Export it too.")
    parts = [m for r in watched for m in (r.numerator, r.denominator) if m]
    spend = ["spend"] if "spend" in table.mapping.measures else []
    return Flight(
        days, as_of, budget, watched, target, tuple(dict.fromkeys([*spend, *parts])), dict(request.where or {}),
        currency, remarks,
    )  # fmt: skip


def _last_day(table: "PerformanceTable", today: date, remarks: list[str]) -> date:
    end = table.span().end
    if end < today:
        return end
    remarks.append("Today is not over, so it is left out.")
    return today - timedelta(days=1)


def _days(text: str, table: "PerformanceTable", as_of: date, today: date) -> Period:
    anchor = today if (today - as_of).days <= _FRESH else as_of
    whole = _WHOLE.fullmatch(text)
    days = _calendar_period(whole["unit"].lower(), anchor) if whole else parse_period(text, today=anchor)
    if days.start > as_of or not days.overlaps(table.span()):
        raise DataError(
            f"The table has no day of the flight {days}",
            where=table.name,
            remedy=f"It runs from {table.span().start} to {as_of}; choose a flight that has begun.",
        )
    return days


def _calendar_period(unit: str, day: date) -> Period:
    """Return the whole week, month, quarter or year around a day: a plan has its end, a report ends yesterday."""
    if unit == "week":
        return week_of(day)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = (day.month - 1) // months * months + 1
    return Period(month(day.year, first).start, month(day.year, first + months - 1).end)


def _amount(text: str | None, metric: Metric, currency: str | None, what: str) -> float | None:
    if text is None or not text.strip():
        return None
    quantity = parse_quantity(text, is_count=metric.unit is Unit.COUNT)
    if quantity.currency and currency and quantity.currency != currency:
        raise InputError(
            f"The {what} is in {quantity.currency}, and the table in {currency}",
            remedy=f"Give it in {currency}; nothing is converted.",
        )
    if quantity.value <= 0:
        raise InputError(
            f"A {what} of {text.strip()[:40]} can't be held against anything", remedy="Give it above zero."
        )
    percent_as_ratio = metric.unit is Unit.RATIO and quantity.unit is Unit.RATE  # a ROAS of 400%
    fits = quantity.unit in {None, metric.unit} or percent_as_ratio
    if not fits:
        raise InputError(f"'{text.strip()[:40]}' is not a {what} for {metric.label}", remedy="Check its unit.")
    return quantity.value


def _watched(asked: str | None, table: "PerformanceTable") -> tuple[Ratio, ...]:
    held = set(table.mapping.measures)
    if asked:
        metric = find_metric(asked)
        ratio = ratio_of(metric)
        if ratio is None or not _parts(ratio) <= held:
            raise DataError(
                f"{metric.label} can't be followed over this table",
                where=table.name,
                remedy=f"It holds {', '.join(sorted(held)) or 'no measures'}.",
            )
        counted = [r for m in sorted(_parts(ratio) - {"spend"}) if (r := ratio_of(METRICS[m])) and r.metric != metric]
        return (ratio, *counted) if metric.name != "spend" else _watched(None, table)
    ratios = [r for name in _UNASKED if (r := ratio_of(METRICS[name])) is not None]
    return tuple(r for r in ratios if _parts(r) <= held)[:_MOST_UNASKED]


def _parts(ratio: Ratio) -> set[str]:
    return {m for m in (ratio.numerator, ratio.denominator) if m}
