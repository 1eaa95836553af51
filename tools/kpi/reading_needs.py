"""Reads an ambiguous word by what the question needs: "ACOS on 2k spend and 16k sales" needs the sales in money."""

from collections.abc import Sequence

from tools.kpi.asks import KpiAsk
from tools.kpi.binding import Binding
from tools.kpi.figures import fits
from tools.kpi.gaps import TARGET_OF
from tools.kpi.graph import follows


def as_needed(ask: KpiAsk, bindings: Sequence[Binding]) -> KpiAsk:
    """Return the ask with one figure under the other name of its word, where the target then follows and else did not.

    A target for a KPI ("at a target CPA of $50") counts as the KPI where that is what the question needs.
    """
    stuck = [t for t in ask.targets if not follows(t, list(ask.given))]
    if not stuck:
        return ask
    for old, new in _other_names(ask, bindings):
        given = {(new if name == old else name): written for name, written in ask.given.items()}
        if new not in ask.given and new not in ask.targets and all(follows(t, list(given)) for t in stuck):
            return KpiAsk(given, ask.targets)
    return ask


def _other_names(ask: KpiAsk, bindings: Sequence[Binding]) -> list[tuple[str, str]]:
    said = [
        (b, c.name)
        for b in bindings
        if len(b.mentions) == 1
        for c in b.mentions[0].candidates
        if fits(b.number.quantity, c)
    ]
    swaps = [(b.metric, name) for b, name in said if b.metric in ask.given and name != b.metric]
    return swaps + [(target, kpi) for target, kpi in TARGET_OF.items() if target in ask.given]
