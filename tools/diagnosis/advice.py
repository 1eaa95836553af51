"""What to check next: follows from the finding, and points into the guide. Hypotheses, never conclusions."""

from collections.abc import Iterator, Sequence

from tools.data.notes import DataNote
from tools.diagnosis.report import Check, Context, FactorEffect, SegmentEffect

GUIDE_SECTIONS = {
    "tracking": "pitfalls › Broken conversion tracking",
    "fatigue": "strategy › What is creative fatigue?",
    "price of reach": "kpis › Cost per thousand impressions (CPM)",
    "price of a click": "kpis › Cost per click (CPC)",
    "conversion rate": "kpis › Conversion rate (CVR)",
    "order value": "kpis › Average order value (AOV)",
    "mix": "measurement › Mix and rate effects in a KPI change",
    "reversal": "measurement › Simpson's paradox when comparing periods",
    "too early": "pitfalls › Judging results too early",
    "normal": "measurement › Seasonality and normal variation",
    "lag": "phases › Conversion lag and mature cohorts",
    "budget": "pitfalls › Sudden budget jumps",
    "new": "phases › Minimum sample before a decision",
    "broad": "measurement › How to read a KPI change",
}
"""Where the guide treats each topic, as it is cited: chapter › heading."""

_BY_FACTOR = {
    "conversion_rate": ("tracking", (
        "If the clicks convert differently{where}: rule out a tracking fault first (test order, tag, consent banner), "
        "then compare the landing page, offer and stock of the two periods."
    )),
    "ctr": ("fatigue", (
        "If the ads earn clicks at another rate{where}: look at creative age and frequency, and at new placements."
    )),
    "cpm": ("price of reach", (
        "If being seen costs something else{where}: look at auction pressure, season, audience size and bid changes."
    )),
    "cpc": ("price of a click", (
        "If a click costs something else{where}: look at bids, competitors' activity and ad relevance."
    )),
    "aov": ("order value", (
        "If orders are worth something else{where}: look at prices, discounts and the products sold."
    )),
    "spend": ("budget", (
        "If the spend was changed on purpose{where}: find the edit in the change history and its date."
    )),
}  # fmt: skip
_FEWEST, _MOST = 2, 5


def checks_for(
    verdict: str,
    factors: Sequence[FactorEffect],
    drivers: Sequence[SegmentEffect],
    notes: Sequence[DataNote],
    context: Context,
) -> list[Check]:
    """Return two to five checks, the likeliest to matter first: faults of the data before causes in the market."""
    found = [
        *_faults(drivers, notes),
        *(_quiet() if verdict == "normal variation" else _causes(verdict, factors, drivers, context)),
        _check("lag", "Compare again when the last days' late conversions have arrived."),
        _check("broad", "Read the change factor by factor and segment by segment before acting on the total."),
    ]
    unique = list({check.advice: check for check in found}.values())
    return unique[: max(_FEWEST, min(_MOST, len(unique) - 1))]


def _check(topic: str, advice: str) -> Check:
    return Check(advice=advice, guide=GUIDE_SECTIONS[topic])


def _faults(drivers: Sequence[SegmentEffect], notes: Sequence[DataNote]) -> Iterator[Check]:
    for note in notes:
        if note.severity == "problem":
            yield _check("tracking", f"Mend this before acting on the rest: {note.sentence}")
    told = any(note.code == "tracking_break" for note in notes)
    for driver in drivers:
        if driver.is_silent and not told:
            yield _check(
                "tracking",
                f"Results of {driver.name} stopped while its ads went on, which is how a broken tag looks: "
                "test the conversion tracking there before anything else.",
            )


def _quiet() -> Iterator[Check]:
    yield _check(
        "too early",
        "Nothing stands out: leave the campaigns alone, and look again when more days are in.",
    )
    yield _check("normal", "Judge the next change against the weeks before it, and not against one week.")


def _causes(
    verdict: str, factors: Sequence[FactorEffect], drivers: Sequence[SegmentEffect], context: Context
) -> Iterator[Check]:
    since = next((d.started for d in drivers if d.started), None) or context.started
    if since is not None:
        yield _check(
            "broad",
            f"Look in the change history and the release log for what was changed on {since.day} or just before: that "
            "is when the level moved.",
        )
    if verdict == "mix":
        yield _check(
            "mix",
            "Money moved between segments that differ: see whether the shift was meant, and judge each segment by its "
            "own target and not by the average.",
        )
    yield from _for_drivers(drivers)
    if not drivers:
        yield from _for_factor(_strongest(factors), "")
    if verdict == "broad" and not drivers:
        yield _check(
            "normal",
            "If no segment explains it, look for what touches all of them: season, price, stock, a competitor, the "
            "site as a whole.",
        )


def _for_drivers(drivers: Sequence[SegmentEffect]) -> Iterator[Check]:
    by_factor: dict[str, list[str]] = {}
    for driver in drivers:
        if driver.is_new:
            yield _check("new", f"Give {driver.name} enough results before judging it: it is new in these days.")
        elif driver.is_gone:
            yield _check("budget", f"Find out who stopped {driver.name} and why: it has no volume in these days.")
        elif not driver.is_silent and not driver.is_mix:
            by_factor.setdefault(_strongest(driver.factors), []).append(driver.name)
    for metric, names in by_factor.items():
        yield from _for_factor(metric, f" in {' and in '.join(names[:3])}")


def _strongest(effects: Sequence[FactorEffect]) -> str:
    return max(effects, key=lambda e: abs(e.effect)).factor.metric if effects else ""


def _for_factor(metric: str, where: str) -> Iterator[Check]:
    if metric in _BY_FACTOR:
        topic, advice = _BY_FACTOR[metric]
        yield _check(topic, advice.format(where=where))
