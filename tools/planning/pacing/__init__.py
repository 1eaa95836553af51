"""Is a flight on plan, and where will it end?"""

from tools.planning.pacing.check import check_pacing
from tools.planning.pacing.report import PacingReport
from tools.planning.pacing.request import CheckPacing

__all__ = ["CheckPacing", "PacingReport", "check_pacing"]
