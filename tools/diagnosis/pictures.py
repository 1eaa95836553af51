"""The charts of a report."""

from datetime import date
from itertools import pairwise

from tools.charts import Band, Chart, Point
from tools.diagnosis.report import ChangeReport, shown

_MOST_STEPS = 5
_A_WEEK, _A_MONTH = 7, 28


def pictures(report: ChangeReport) -> list[Chart]:
    """Return what says something of: waterfalls of factors and segments, mix and rate, the days with both periods."""
    kpi = report.kpi
    if kpi.baseline is None or kpi.current is None or not kpi.change:
        return []
    charts = []
    if report.factors:
        steps = [(f.factor.label, f.effect) for f in report.factors]
        charts.append(_waterfall(report, f"{kpi.label}: what each factor did", steps))
    if report.drivers:
        steps = [(" ".join(d.segment.values()), d.contribution) for d in report.drivers[:_MOST_STEPS]]
        rest = kpi.change - sum(value for _, value in steps)
        charts.append(_waterfall(report, f"{kpi.label}: segments that drove it", [*steps, ("everything else", rest)]))
    if any(split.mix for split in report.splits):
        charts.append(_parts(report))
    if len(report.daily) > 1:
        charts.append(_line(report))
    return charts


def _waterfall(report: ChangeReport, title: str, steps: list[tuple[str, float]]) -> Chart:
    kpi = report.kpi
    before, after = ("expected", "actual") if report.expected else ("baseline", "current")
    points = [Point(before, kpi.baseline or 0.0, "total")]
    points += [Point(label, value, "up" if value > 0 else "down") for label, value in steps]
    points.append(Point(after, kpi.current or 0.0, "total"))
    told = ", ".join(f"{label} {shown(value, kpi, signed=True)}" for label, value in steps)
    alt = f"{title}: from {shown(kpi.baseline or 0.0, kpi)} to {shown(kpi.current or 0.0, kpi)}; {told}."
    return Chart("waterfall", title, alt, kpi.unit, tuple(points), kpi.currency)


def _parts(report: ChangeReport) -> Chart:
    kpi, splits = report.kpi, report.splits[:_MOST_STEPS]
    points = [p for s in splits for p in (Point(s.dimension, s.mix, "mix"), Point(s.dimension, s.rate, "rate"))]
    told = ", ".join(
        f"by {s.dimension} mix {shown(s.mix, kpi, signed=True)} and rate {shown(s.rate, kpi, signed=True)}"
        for s in splits
    )
    title = f"{kpi.label}: mix and rate by dimension"
    return Chart("parts", title, f"{title}: {told}.", kpi.unit, tuple(points), kpi.currency)


def _line(report: ChangeReport) -> Chart:
    kpi = report.kpi
    compared = ((report.current, "current"),) if report.expected else (
        (report.baseline, "baseline"), (report.current, "current"),
    )  # fmt: skip
    bands = tuple(Band(period.partition("..")[0], period.partition("..")[2], label) for period, label in compared)
    points = tuple(Point(day, value, "point") for day, value in report.daily)
    since = report.context.started.day if report.context.started else None
    by = f"{kpi.label} by {_grain([p.label for p in points])}"
    alt = f"{by} from {points[0].label} to {points[-1].label}, the periods compared are marked."
    if since:
        alt += f" The level moved on {since}."
    return Chart("line", by, alt, kpi.unit, points, kpi.currency, bands, since)


def _grain(days: list[str]) -> str:
    """Return what a point stands for: the least distance between two of them tells a day, a week or a month."""
    dates = [date.fromisoformat(day) for day in days]
    least = min((later - earlier).days for earlier, later in pairwise(dates))
    return "day" if least < _A_WEEK else "week" if least < _A_MONTH else "month"
