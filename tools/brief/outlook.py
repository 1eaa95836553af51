"""What a brief should bring: the funnel of each channel solved with the KPI algebra, and the break-even of its goal."""

from dataclasses import dataclass

from tools.brief.brief import CampaignBrief
from tools.brief.steps import ChannelPlan
from tools.kpi.formula_words import describe_step
from tools.kpi.graph import follows
from tools.kpi.intervals import CONFIDENCE, cost_interval
from tools.kpi.solver import solve

_STAGES = ("impressions", "clicks", "conversions")

COST_OF_A_RESULT = frozenset({"cpa", "cpl", "cac"})
"""KPIs that divide spend by the results that the funnel ends in."""


@dataclass(frozen=True, slots=True)
class ChannelOutlook:
    """What one channel should bring; a figure is None where the brief does not determine it."""

    channel: str
    spend: float
    impressions: float | None = None
    clicks: float | None = None
    results: float | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the whole brief should bring.

    Attributes:
        channels: those with a budget.
        results: expected over the channels that can be computed.
        spend: of those channels.
        low: lower end of the 95% interval of the results, from chance in the count alone.
        high: upper end.
        cpa: expected cost per result.
        cpa_low: lower end of its interval.
        cpa_high: upper end.
        roas: expected, where an order's value is known.
        break_even_cpa: the most that a result may cost.
        break_even_path: how it is computed.
        break_even_roas: the least that spend must bring back.
    """

    channels: tuple[ChannelOutlook, ...]
    results: float | None = None
    spend: float = 0.0
    low: float | None = None
    high: float | None = None
    cpa: float | None = None
    cpa_low: float | None = None
    cpa_high: float | None = None
    roas: float | None = None
    break_even_cpa: float | None = None
    break_even_path: str = ""
    break_even_roas: float | None = None

    @property
    def is_whole(self) -> bool:
        """True when every channel with a budget could be computed."""
        return bool(self.channels) and all(c.results is not None for c in self.channels)


def outlook(brief: CampaignBrief) -> Outlook:
    """Solve the funnel of each channel and add them up.

    The interval takes the results as a Poisson count whose mean is the expected number: it holds chance alone, not the
    doubt about the prices and rates that were assumed.
    """
    channels = tuple(_channel(plan, brief.currency) for plan in brief.channel_mix.channels if plan.budget)
    known = [c for c in channels if c.results is not None]
    results = sum(c.results or 0.0 for c in known) if known else None
    spend = sum(c.spend for c in known)
    break_even, path = _break_even(brief)
    margin = brief.economics.margin
    floor = 1 / margin if margin else None
    if not results:
        return Outlook(
            channels,
            break_even_cpa=break_even,
            break_even_path=path,
            break_even_roas=floor,
            results=results,
            spend=spend,
        )
    interval = cost_interval(spend, results, confidence=CONFIDENCE)
    value = brief.economics.average_order_value
    is_lead = brief.objective == "leads"
    return Outlook(
        channels=channels,
        results=results,
        spend=spend,
        low=spend / interval.high if interval.high else 0.0,
        high=spend / interval.low if interval.low else None,
        cpa=spend / results,
        cpa_low=interval.low,
        cpa_high=interval.high,
        roas=results * value / spend if value and spend and not is_lead else None,
        break_even_cpa=break_even,
        break_even_path=path,
        break_even_roas=floor,
    )


def _channel(plan: ChannelPlan, currency: str | None) -> ChannelOutlook:
    """Solve one channel: from prices and rates where they reach to results, else from its past cost per result."""
    given = {"spend": plan.budget or 0.0}
    given |= {n: v for n in ("cpm", "cpc", "ctr", "conversion_rate") if (v := getattr(plan.expected, n))}
    if "cpc" in given:
        given = {n: v for n, v in given.items() if n not in {"cpm", "ctr"}}
    steps = solve(given, [n for n in _STAGES if follows(n, list(given))]) if len(given) > 1 else {}
    values = {n: step.value for n, step in steps.items() if step.value is not None}
    paths = [describe_step(steps[n], given | values, currency) for n in _STAGES if n in values]
    results = values.get("conversions")
    if results is None and plan.expected.cpa:
        by_cost = {"spend": given["spend"], "cpa": plan.expected.cpa}
        step = solve(by_cost, ["conversions"])["conversions"]
        results = step.value
        paths.append(describe_step(step, by_cost, currency))
    return ChannelOutlook(
        plan.channel, given["spend"], values.get("impressions"), values.get("clicks"), results, tuple(paths)
    )


def _break_even(brief: CampaignBrief) -> tuple[float | None, str]:
    """Return the most that a result may cost, with the way to it (guide, "How to set a target CPA from margin")."""
    worth = brief.economics
    if worth.lifetime_value:
        most, path = worth.lifetime_value, "the margin of a customer's lifetime"
    elif worth.average_order_value and worth.margin:
        most, path = worth.average_order_value * worth.margin, "order value x margin"
    else:
        return None, ""
    if brief.objective == "leads":
        if not worth.lead_to_sale_rate:
            return None, ""
        return most * worth.lead_to_sale_rate, f"{path} x lead-to-sale rate"
    return most, path
