"""KPI maths: what each KPI is, and a solver that finds any of them from the others.

Every KPI here is a product of powers of measures (CPA = spend^1 x conversions^-1), so one linear system over the
exponents answers forward, inverse and chained questions alike.
"""

from tools.kpi.definitions import definition, find_metric, kpis, measures
from tools.kpi.metric import Metric

__all__ = ["Metric", "definition", "find_metric", "kpis", "measures"]
