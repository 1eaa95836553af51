"""How the budget is split: what each channel takes and is to bring, what is held back, what is left or too much."""

from dataclasses import dataclass

from tools.brief.brief import CampaignBrief
from tools.brief.export.reasons import rests_on
from tools.brief.outlook import outlook
from tools.quantities import Unit, format_number, format_share

_LEAST = 0.0005
"""A smaller part of the budget is rounding, and no segment."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the split's bar: `share` of its length; kind is channel, reserve or unplanned."""

    name: str
    share: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One channel."""

    channel: str
    role: str
    budget: str
    share: str
    bid_strategy: str
    target: str
    expected: str
    audiences: str
    basis: str


@dataclass(frozen=True, slots=True)
class Split:
    """The whole split.

    Attributes:
        segments: parts of the bar, which add up to 1 or less; empty where no channel has money yet.
        kpi: what the channels' targets are of.
        total: of the channels, in words.
        note: what is left over or too much; empty where the split adds up.
        excluded: channels that are ruled out, in words.
    """

    segments: tuple[Segment, ...]
    rows: tuple[SplitRow, ...]
    kpi: str
    total: str
    note: str
    excluded: str


def split_of(brief: CampaignBrief) -> Split | None:
    """Return the split of a brief; None when it names no channel."""
    plans = brief.channel_mix.channels
    if not plans:
        return None
    money, amount = brief.currency, brief.budget.amount
    planned = sum(p.budget or 0.0 for p in plans)
    reserve = (brief.budget.reserve or 0.0) * (amount or 0.0)
    left = (amount or 0.0) - planned - reserve
    whole = max(planned + reserve, amount or 0.0)
    segments = []
    if whole > 0:
        parts = [(p.channel, p.budget or 0.0, "channel") for p in plans]
        parts += [("held back for tests", reserve, "reserve"), ("not planned", left, "unplanned")]
        segments = [
            Segment(name, value / whole, kind, format_number(value, Unit.MONEY, money))
            for name, value, kind in parts
            if value > _LEAST * whole
        ]
    note = ""
    if amount is not None and planned and abs(left) > _LEAST * whole:
        shown = format_number(abs(left), Unit.MONEY, money)
        note = f"{shown} of the budget has no channel." if left > 0 else f"The channels take {shown} too much."
    ahead = {c.channel: c.results for c in outlook(brief).channels}
    primary = brief.targets.primary[0] if brief.targets.primary else None
    rows = []
    for plan in plans:
        share = format_share(round(plan.budget / amount, 4)) if plan.budget is not None and amount else ""
        results = ahead.get(plan.channel)
        wanted = plan.target is not None and primary is not None
        rows.append(
            SplitRow(
                channel=plan.channel,
                role=plan.role or "",
                budget="" if plan.budget is None else format_number(plan.budget, Unit.MONEY, money),
                share=share,
                bid_strategy=plan.bid_strategy or "",
                target=format_number(plan.target or 0.0, primary.metric.unit, money) if wanted and primary else "",
                expected="" if results is None else format_number(float(round(results)), Unit.COUNT),
                audiences=", ".join(plan.audiences),
                basis=rests_on(brief, f"channel_mix.channels[{plan.channel}].budget")[0],
            )
        )
    return Split(
        segments=tuple(segments),
        rows=tuple(rows),
        kpi=primary.metric.label if primary else "",
        total=format_number(planned, Unit.MONEY, money) if planned else "",
        note=note,
        excluded=", ".join(brief.channel_mix.excluded),
    )
