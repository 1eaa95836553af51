"""What bends a comparison of two periods: each check is a function that returns notes with their figures."""

from tools.data.checks.comparison import Comparison
from tools.data.checks.coverage import check_coverage
from tools.data.checks.figures import check_figures
from tools.data.checks.lag import check_conversion_lag
from tools.data.checks.segments import check_segments
from tools.data.notes import DataNote

_CHECKS = (check_coverage, check_segments, check_conversion_lag, check_figures)
_ORDER = {"problem": 0, "warning": 1, "info": 2}


def check_table(comparison: Comparison) -> list[DataNote]:
    """Return the mapping's notes and those of every check, problems first."""
    found = list(comparison.prepared.mapping.notes)
    for check in _CHECKS:
        found += check(comparison)
    return sorted(found, key=lambda n: _ORDER[n.severity])


__all__ = ["Comparison", "check_table"]
