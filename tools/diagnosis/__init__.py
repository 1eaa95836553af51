"""Why a KPI changed: exact factors, mix and rate, the segments that drove it, and whether it is more than noise.

`explain_change` takes an `ExplainChange` and returns a `ChangeReport`, which words itself and lists its figures.
"""

from tools.diagnosis.explain import explain_change
from tools.diagnosis.report import ChangeReport
from tools.diagnosis.request import ExplainChange

__all__ = ["ChangeReport", "ExplainChange", "explain_change"]
