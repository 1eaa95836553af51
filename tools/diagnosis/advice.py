"""What to check next: follows from the finding, and points into the guide. Hypotheses, never conclusions."""

from collections.abc import Sequence

from tools.data.notes import DataNote
from tools.diagnosis.report import Check, FactorEffect, SegmentEffect

_BY_FACTOR = {
    "conversion_rate": (
        (
            "The clicks convert differently: rule out a tracking fault first (test order, tag, consent banner), then "
            "compare the landing page, offer and stock of the two periods on the devices named."
        ),
        "pitfalls: broken tracking",
    ),
    "ctr": (
        "The ads earn clicks at another rate: look at creative age and frequency, and at new placements.",
        "pitfalls: creative fatigue",
    ),
    "cpm": (
        "Being seen costs something else: look at auction pressure, season, audience size and bid changes.",
        "kpis: CPM",
    ),
    "aov": ("Orders are worth something else: look at prices, discounts and the products sold.", "kpis: AOV"),
}
_MIX = Check(
    advice="Money moved between segments that differ: see whether the shift was meant, and judge each segment by its "
    "own target and not by the average.",
    guide="measurement: mix and rate",
)
_WAIT = Check(
    advice="Nothing stands out: leave the campaigns alone, and look again when more days are in.",
    guide="pitfalls: judging too early",
)
_LAG = Check(advice="Compare again when the last days' late conversions have arrived.", guide="phases: conversion lag")
_MOST = 4


def checks_for(
    verdict: str, factors: Sequence[FactorEffect], drivers: Sequence[SegmentEffect], notes: Sequence[DataNote]
) -> list[Check]:
    """Return two to four checks, the likeliest to matter first."""
    found = [
        Check(advice=f"{n.sentence} {n.meaning}", guide="pitfalls: broken tracking")
        for n in notes
        if n.severity == "problem"
    ]
    if verdict == "normal variation":
        return [*found, _WAIT, _LAG][:_MOST]
    if verdict == "mix":
        found.append(_MIX)
    moved = [*(d.factors for d in drivers[:2] if d.factors), factors]
    for effects in moved:
        strongest = max(effects, key=lambda e: abs(e.effect), default=None)
        if strongest and strongest.factor.metric in _BY_FACTOR:
            advice, guide = _BY_FACTOR[strongest.factor.metric]
            found.append(Check(advice=advice, guide=guide))
    unique = {check.advice: check for check in [*found, _LAG]}
    return list(unique.values())[:_MOST]
