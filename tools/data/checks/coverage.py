"""Are the days there? Gaps, periods cut short, a last day that is not over."""

from datetime import date, timedelta
from statistics import median

from tools.data.checks.comparison import Comparison, some_days
from tools.data.notes import DataNote
from tools.periods import Period, month

_DAY = timedelta(days=1)
_HALF = 0.5


def check_coverage(comparison: Comparison) -> list[DataNote]:
    """Return notes on missing days, periods beyond the table's ends, unequal lengths and an unfinished last day."""
    notes = []
    for name, period in (("current", comparison.current), ("baseline", comparison.baseline)):
        notes += _gaps(comparison, name, period)
    notes += _unequal(comparison)
    notes += _unfinished(comparison)
    return notes


def _gaps(comparison: Comparison, name: str, period: Period) -> list[DataNote]:
    grain, span = comparison.prepared.mapping.grain, comparison.span
    if not period.overlaps(span):
        return [
            DataNote(
                code="no_data",
                severity="problem",
                sentence=f"The {name} period {period} has no data; the table covers {span}.",
                meaning="Nothing can be compared; choose a period inside the table.",
            )
        ]
    if grain != "day":
        return _cut_grain(comparison, name, period)
    notes = []
    beyond = max(0, (period.end - span.end).days) + max(0, (span.start - period.start).days)
    if beyond:
        notes.append(
            DataNote(
                code="period_cut_short",
                severity="problem",
                sentence=f"The {name} period {period} has {beyond} of its {period.days} days "
                f"outside the table ({span}).",
                meaning="Totals of the two periods can't be compared as they are; rates can, with care.",
            )
        )
    inside = Period(max(period.start, span.start), min(period.end, span.end))
    expected = [inside.start + n * _DAY for n in range(inside.days)]
    missing = [d for d in expected if d not in comparison.days and _usually_there(comparison, d)]
    if missing:
        notes.append(
            DataNote(
                code="missing_days",
                severity="warning",
                sentence=f"{len(missing)} of {period.days} days of the {name} period have no rows: "
                f"{some_days(missing)}.",
                meaning="Totals are lower by those days; was the export complete, or were all ads paused?",
            )
        )
    return notes


def _usually_there(comparison: Comparison, day: date) -> bool:
    """Return whether the table has rows on that weekday at all: some businesses pause at weekends."""
    return any(d.weekday() == day.weekday() for d in comparison.days)


def _cut_grain(comparison: Comparison, name: str, period: Period) -> list[DataNote]:
    grain = comparison.prepared.mapping.grain
    starts = sorted(d for d in comparison.days if period.start <= d <= period.end)
    if not starts:
        cut = True
    elif grain == "month":
        cut = period.start.day != 1 or month(starts[-1].year, starts[-1].month).end > period.end
    else:
        cut = (period.start - starts[0]).days % 7 != 0 or starts[-1] + 6 * _DAY > period.end
    if not cut:
        return []
    listed = f"the {grain}s that start on {some_days(starts)}" if starts else "none"
    return [
        DataNote(
            code="period_cuts_grain",
            severity="warning" if starts else "problem",
            sentence=f"The table has one row a {grain}, and the {name} period {period} does not hold whole ones.",
            meaning=f"Its sums are those of {listed}.",
        )
    ]


def _unequal(comparison: Comparison) -> list[DataNote]:
    current, baseline = comparison.current.days, comparison.baseline.days
    if current == baseline:
        return []
    return [
        DataNote(
            code="unequal_periods",
            severity="warning",
            sentence=f"The current period has {current} days, the baseline {baseline}.",
            meaning="Totals differ for that alone; compare rates and costs per result.",
        )
    ]


def _unfinished(comparison: Comparison) -> list[DataNote]:
    """Tell when the table's last day, part of the comparison, has less than half of its usual weight."""
    last = max(comparison.days, default=None)
    if (
        last is None
        or comparison.prepared.mapping.grain != "day"
        or not comparison.current.start <= last <= comparison.current.end
    ):
        return []
    relation, weight = comparison.prepared.relation, comparison.weight
    first = last - 28 * _DAY
    sql = (
        f"SELECT day, sum(\"{weight}\") FROM {relation} WHERE day BETWEEN DATE '{first.isoformat()}' "
        f"AND DATE '{last.isoformat()}' GROUP BY day"
    )
    sums = {day: float(total or 0.0) for day, total in comparison.engine.rows(sql)}
    same = [total for day, total in sums.items() if day != last and day.weekday() == last.weekday()]
    others = same if len(same) > 1 else [total for day, total in sums.items() if day != last]
    if len(others) < 3 or sums[last] >= _HALF * median(others):  # noqa: PLR2004 - fewer days show no habit
        return []
    usual = comparison.shown(weight, median(others))
    return [
        DataNote(
            code="last_day_unfinished",
            severity="warning",
            sentence=f"The last day, {last}, has {weight} of {comparison.shown(weight, sums[last])}; usual is {usual}.",
            meaning="It was probably exported before the day was over; leave it out of the period.",
        )
    ]
