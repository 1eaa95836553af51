"""The chart of a pacing report."""

from datetime import date, timedelta
from itertools import accumulate

from tools.charts import Band, Chart, Point
from tools.planning.pacing.report import PacingReport
from tools.quantities import format_number


def pictures(report: PacingReport) -> list[Chart]:
    """Return the flight's spend summed day by day, then as it will probably go on; none for a table without spend."""
    spend = report.spend
    if spend is None or len(report.daily) + len(report.ahead) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    sums = zip((day for day, _ in report.daily), accumulate(value for _, value in report.daily), strict=True)
    points = [Point(day, value, "point") for day, value in sums]
    points += [Point(day, likely, "point") for day, _, likely, _ in report.ahead]
    start, _, end = report.flight.partition("..")
    bands = [Band(start, report.as_of, "so far")]
    told = f"{format_number(spend.so_far or 0.0, spend.unit, spend.currency)} by {report.as_of}"
    if report.ahead and spend.likely is not None and spend.low is not None and spend.high is not None:
        bands.append(Band(str(date.fromisoformat(report.as_of) + timedelta(days=1)), end, "forecast"))
        likely, low, high = (
            format_number(v, spend.unit, spend.currency) for v in (spend.likely, spend.low, spend.high)
        )
        told += f", probably {likely} by {end} ({low} to {high})"
    if spend.plan is not None:
        told += f"; the budget is {format_number(spend.plan, spend.unit, spend.currency)}"
    title = "Spend of the flight, summed by day"
    return [Chart("line", title, f"{title}: {told}.", spend.unit, tuple(points), spend.currency, tuple(bands))]
