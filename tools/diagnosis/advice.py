"""What to check next: follows from the finding, and points into the guide. Hypotheses, never conclusions."""

from collections.abc import Sequence

from tools.data.notes import DataNote
from tools.diagnosis.report import Check, Context, FactorEffect, SegmentEffect

GUIDE_SECTIONS = {
    "tracking": "pitfalls › Broken conversion tracking",
    "fatigue": "strategy › What is creative fatigue?",
    "price of reach": "kpis › Cost per thousand impressions (CPM)",
    "order value": "kpis › Average order value (AOV)",
    "mix": "measurement › Mix and rate effects in a KPI change",
    "too early": "pitfalls › Judging results too early",
    "lag": "phases › Conversion lag and mature cohorts",
}
"""Where the guide treats each topic, as it is cited: chapter › heading."""

_BY_FACTOR = {
    "conversion_rate": (
        (
            "The clicks convert differently: rule out a tracking fault first (test order, tag, consent banner), then "
            "compare the landing page, offer and stock of the two periods on the devices named."
        ),
        GUIDE_SECTIONS["tracking"],
    ),
    "ctr": (
        "The ads earn clicks at another rate: look at creative age and frequency, and at new placements.",
        GUIDE_SECTIONS["fatigue"],
    ),
    "cpm": (
        "Being seen costs something else: look at auction pressure, season, audience size and bid changes.",
        GUIDE_SECTIONS["price of reach"],
    ),
    "aov": (
        "Orders are worth something else: look at prices, discounts and the products sold.",
        GUIDE_SECTIONS["order value"],
    ),
}
_MIX = Check(
    advice="Money moved between segments that differ: see whether the shift was meant, and judge each segment by its "
    "own target and not by the average.",
    guide=GUIDE_SECTIONS["mix"],
)
_WAIT = Check(
    advice="Nothing stands out: leave the campaigns alone, and look again when more days are in.",
    guide=GUIDE_SECTIONS["too early"],
)
_LAG = Check(advice="Compare again when the last days' late conversions have arrived.", guide=GUIDE_SECTIONS["lag"])
_MOST = 4


def checks_for(
    verdict: str,
    factors: Sequence[FactorEffect],
    drivers: Sequence[SegmentEffect],
    notes: Sequence[DataNote],
    context: Context,
) -> list[Check]:
    """Return two to four checks, the likeliest to matter first."""
    found = [
        Check(advice=f"{n.sentence} {n.meaning}", guide=GUIDE_SECTIONS["tracking"])
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
