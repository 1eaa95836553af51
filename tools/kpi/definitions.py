"""Every metric by name, and what marketers may call it."""

from difflib import get_close_matches
from functools import cache

from tools.errors import InputError
from tools.kpi.budget_kpis import BUDGET_KPIS
from tools.kpi.cost_kpis import COST_KPIS
from tools.kpi.measures import ASSUMPTIONS, MEASURES
from tools.kpi.metric import Metric
from tools.kpi.rate_kpis import RATE_KPIS
from tools.kpi.value_kpis import VALUE_KPIS

METRICS: dict[str, Metric] = {
    m.name: m for m in (*COST_KPIS, *RATE_KPIS, *VALUE_KPIS, *BUDGET_KPIS, *MEASURES, *ASSUMPTIONS)
}

TEN_KPIS = (
    "cpa", "roas", "cpl", "cpc", "ctr", "conversion_rate", "clv", "sales_conversion_rate", "engagement_rate", "cpm",
)  # fmt: skip


def kpis() -> tuple[Metric, ...]:
    """Return every KPI: costs, rates, then values."""
    return tuple(m for m in METRICS.values() if m.is_kpi)


def measures() -> tuple[Metric, ...]:
    """Return every additive or plain measure that a table may hold."""
    return MEASURES


@cache
def metrics_by_alias() -> dict[str, tuple[Metric, ...]]:
    """Return what each alias may mean, likeliest first.

    "sales" is a count of orders or a sum of money: the unit written beside it decides.
    """
    found: dict[str, list[Metric]] = {}
    for metric in METRICS.values():
        for alias in dict.fromkeys((metric.name.replace("_", " "), *metric.aliases)):
            found.setdefault(alias, []).append(metric)
    return {alias: tuple(sorted(ms, key=_rank)) for alias, ms in found.items()}


def _rank(metric: Metric) -> int:
    """KPIs before measures: "conversion" alone is the rate, since the count is "conversions"."""
    return 0 if metric.is_kpi else 1


def definition(name: str) -> Metric:
    """Return the metric of that exact name.

    Raises:
        InputError: when there is none.
    """
    try:
        return METRICS[name]
    except KeyError:
        raise _unknown(name) from None


def find_metric(text: str) -> Metric:
    """Return the metric that people call `text`: a name, a label or an alias, in any case.

    Raises:
        InputError: when nothing is called so; names the nearest ones.
    """
    return find_metrics(text)[0]


def find_metrics(text: str) -> tuple[Metric, ...]:
    """Return every metric that people call `text`, likeliest first; an exact name means itself alone.

    Raises:
        InputError: when nothing is called so; names the nearest ones.
    """
    key = " ".join(text.lower().replace("_", " ").split())
    if key.replace(" ", "_") in METRICS:
        return (METRICS[key.replace(" ", "_")],)
    found = metrics_by_alias().get(key)
    if not found:
        raise _unknown(text)
    return found


def _unknown(text: str) -> InputError:
    shown = " ".join(text.split())[:40]
    near = get_close_matches(shown.lower().replace("_", " "), metrics_by_alias(), n=3, cutoff=0.6)
    names = list(dict.fromkeys(metrics_by_alias()[alias][0].name for alias in near))
    remedy = f"Did you mean {' or '.join(names)}?" if names else "'adroit kpi list' shows all of them."
    return InputError(f"'{shown}' is not a KPI or measure that Adroit knows", remedy=remedy)
