"""A brief as if it were read again: what the user gave, so that more text can be added to it."""

from tools.brief.brief import CampaignBrief
from tools.brief.labels import Basis
from tools.brief.paths import find, has_path
from tools.brief.reading.figures import Figures
from tools.brief.reading.found import Reading
from tools.quantities import Quantity, Unit, format_share

PLAIN_FIELDS = {
    "name": "name", "brand": "brand", "product": "product", "offer": "offer", "objective": "objective",
    "countries": "market.countries", "regions": "market.regions", "budget": "budget.amount",
    "currency": "budget.currency", "reserve": "budget.reserve", "start": "flight.start", "end": "flight.end",
    "average_order_value": "economics.average_order_value", "margin": "economics.margin",
    "lifetime_value": "economics.lifetime_value", "lead_to_sale_rate": "economics.lead_to_sale_rate",
    "message": "message.core", "occasion": "message.occasion", "tone": "message.tone",
    "value": "positioning.value", "reasons": "positioning.reasons_to_believe", "audience": "positioning.audience",
    "alternatives": "positioning.alternatives", "volume": "targets.volume", "measured_by": "targets.measured_by",
    "click_window_days": "targets.click_window_days", "view_window_days": "targets.view_window_days",
    "excluded": "channel_mix.excluded", "url": "website.url", "exclusions": "launch.exclusions",
    "age_from": "launch.age_from", "age_to": "launch.age_to",
}  # fmt: skip
"""What the reader calls a field, and where it stands in a brief."""
REST = "the rest of the budget"
"""The reason of a channel's budget that takes what the others leave."""
NAMES = frozenset({"name", "brand", "product", "occasion"})
"""Fields that are guessed from how names stand in prose: a name in an answer replaces none, a line `Brand: X` does."""


def as_reading(brief: CampaignBrief) -> tuple[Reading, Figures]:
    """Return what a brief was given, in the form that the reader returns."""
    reading = Reading()
    for name, path in PLAIN_FIELDS.items():
        said = _words(brief, path) if has_path(brief, path) else None
        if said is not None:
            reading.put(name, find(brief, path), said)
    actions, approvals = _words(brief, "message.actions"), _words(brief, "approvals")
    if actions is not None and brief.message.actions:
        reading.put("action", brief.message.actions[0], actions)
    if approvals is not None:
        reading.put("approvals", tuple(a.who for a in brief.approvals), approvals)
    channels = _words(brief, "channel_mix.channels")
    if channels is not None:
        reading.put("channels", tuple(c.channel for c in brief.channel_mix.channels), channels)
    reading.put("split", _split(brief), "as before")
    rest = next((c.channel for c in brief.channel_mix.channels if _is_rest(brief, c.channel)), None)
    reading.put("rest", rest, REST)
    return reading, _figures(brief)


def _words(brief: CampaignBrief, path: str) -> str | None:
    """Return the words that a field was given in; None where it was not given."""
    label = brief.label(path)
    return label.reason.strip("'") if label is not None and label.basis is Basis.GIVEN else None


def _is_rest(brief: CampaignBrief, name: str) -> bool:
    label = brief.labels.get(f"channel_mix.channels[{name}].budget")
    return label is not None and label.reason == REST


def _split(brief: CampaignBrief) -> dict[str, Quantity]:
    """Return the budgets that the user gave: sums as sums, and shares as shares, so that a new total moves them."""
    split: dict[str, Quantity] = {}
    for plan in brief.channel_mix.channels:
        label = brief.labels.get(f"channel_mix.channels[{plan.channel}].budget")
        if label is None or plan.budget is None or label.basis is Basis.ASSUMED or _is_rest(brief, plan.channel):
            continue
        if label.basis is Basis.COMPUTED and brief.budget.amount:
            share = plan.budget / brief.budget.amount
            split[plan.channel] = Quantity(share, Unit.RATE, text=format_share(round(share, 6)))
        else:
            split[plan.channel] = Quantity(plan.budget, Unit.MONEY, brief.currency, label.reason.strip("'"))
    return split


def _expected(brief: CampaignBrief) -> list[tuple[str, float, str, int]]:
    """Return the prices and rates that were given; what holds for one channel alone names it."""
    found: dict[tuple[str, float], tuple[str, list[str]]] = {}
    for plan in brief.channel_mix.channels:
        for metric, value in plan.expected.model_dump(exclude_none=True).items():
            said = _words(brief, f"channel_mix.channels[{plan.channel}].expected.{metric}")
            if said is not None:
                found.setdefault((metric, value), (said, []))[1].append(plan.channel)
    every = len(brief.channel_mix.channels)
    return [
        (metric, value, said if len(names) == every else f"{name}: {said.removeprefix(f'{name}: ')}", 0)
        for (metric, value), (said, names) in found.items()
        for name in (names[:1] if len(names) == every else names)
    ]


def _figures(brief: CampaignBrief) -> Figures:
    figures = Figures(expected=_expected(brief))
    rows = [(t, "primary") for t in brief.targets.primary] + [(t, "secondary") for t in brief.targets.secondary]
    for target, kind in rows:
        said = _words(brief, f"targets.{kind}[{target.kpi}]")
        if said is None:
            continue
        figures.kpis[target.kpi] = kind == "secondary"
        if target.value is not None:
            figures.targets[target.kpi] = (target.value, said)
        if target.baseline is not None:
            figures.baselines[target.kpi] = (target.baseline, said)
    return figures
