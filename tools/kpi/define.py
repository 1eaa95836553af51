"""How a KPI is written down: one line of defaults for each family of KPIs, and the sources that several share."""

from tools.kpi.metric import Metric
from tools.quantities import Unit

MARKETING_METRICS = "Farris et al., Marketing Metrics, 3rd ed. (2016)"
PRACTICE = "common practice; no standard body defines it"
VIDEO = "IAB, Digital Video Ad Measurement Guidelines"
GEO = "Vaver and Koehler, Measuring Ad Effectiveness Using Geo Experiments (2011)"


def define_kpi(
    unit: Unit,
    name: str,
    label: str,
    title: str,
    formula: str,
    *aliases: str,
    answers: str,
    misleads: str,
    related: str,
    better: bool | None = True,
    source: str = MARKETING_METRICS,
    exceeds_one: bool = False,
    negative: bool = False,
) -> Metric:
    """Return a KPI; its label and title are aliases too, and `related` lists names with spaces between."""
    return Metric(
        name=name,
        label=label,
        title=title,
        unit=unit,
        formula=formula,
        aliases=tuple(dict.fromkeys((label.lower(), title.lower(), *aliases))),
        higher_is_better=better,
        answers=answers,
        misleads=misleads,
        related=tuple(related.split()),
        source=source,
        may_exceed_one=exceeds_one,
        may_be_negative=negative,
    )
