"""Which audiences are suggested, in which order, and with which part of the budget."""

from collections.abc import Iterable
from decimal import Decimal

from tools.audience.policy import Rules
from tools.audience.suggesting.exclusions import exclusions
from tools.audience.suggesting.families import kinds
from tools.audience.suggesting.prospecting import ENOUGH_RESULTS_A_WEEK, prospecting
from tools.audience.suggesting.retargeting import retargeting
from tools.audience.suggesting.sequences import sequence
from tools.audience.suggesting.shares import amounts, whole_shares
from tools.audience.suggesting.situation import Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion, Family

FEWEST, MOST = 3, 8
_NO_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP"})
_BY_OBJECTIVE: dict[str, dict[Family, float]] = {
    "awareness": {"keywords": -4, "context": 3, "sequence": 3, "interests": 2, "broad": 2, "retargeting": -2},
    "app installs": {"broad": 3, "keywords": -0.5},
    "traffic": {"context": 1.5, "interests": 1},
    "engagement": {"interests": 2, "broad": 2, "keywords": -3},
}
"""What an objective adds to how near a family's people are to buying."""


def ranked(situation: Situation, rules: Rules, *, count: int) -> tuple[AudienceSuggestion, ...]:
    """Return three to eight audiences, best first: the closest to buying that the objective, data and channels allow.

    At least one of them finds new people, one brings back those who know the offer, and the last says who is left out.
    """

    def ordered(found: Iterable[AudienceSuggestion]) -> list[AudienceSuggestion]:
        return sorted(found, key=lambda s: -score(s, situation, is_restricted=bool(rules.mentions)))

    new = ordered(prospecting(situation, rules))
    inside = [s for s in new if not s.is_outside] or new[:1]
    known, out, joined = retargeting(situation, rules), exclusions(situation, rules), sequence(situation, rules)
    room = max(1, count - sum(s is not None for s in (known, out)))
    chosen = ordered([*inside, *([joined] if joined is not None and not joined.is_outside else [])])[:room]
    if all(s.role != "prospecting" for s in chosen):
        chosen = [*chosen[:-1], *inside[:1]]
    complete = [*ordered([*chosen, *([known] if known is not None else [])]), *([out] if out is not None else [])]
    return tuple(s.model_copy(update={"rank": place}) for place, s in enumerate(complete, 1))


def score(found: AudienceSuggestion, situation: Situation, *, is_restricted: bool = False) -> float:
    """Return the points that order the audiences: intent of the family, and what objective, data and policy add."""
    points = kinds()[found.family].intent + _BY_OBJECTIVE.get(situation.objective, {}).get(found.family, 0)
    results = situation.results_a_week
    if found.family == "broad" and results is not None and results >= ENOUGH_RESULTS_A_WEEK:
        points += 3
    if found.family == "sequence" and "CTV" in situation.platforms:
        points += 2
    if is_restricted:
        points += {"context": 1.5, "sequence": -1.5}.get(found.family, 0)
    return points - (3 if found.is_outside else 0)


def with_shares(
    chosen: tuple[AudienceSuggestion, ...], budget: float | None, currency: str | None, target: float | None = None
) -> tuple[AudienceSuggestion, ...]:
    """Return the suggestions with their part of the budget; the exclusions get none.

    Where a target cost is known, each says how many results its part pays for. Demand that exists is funded first and
    counts double, retargeting counts half because it is small (strategy#how-to-split-a-budget-across-channels,
    channels#how-to-cap-frequency-across-channels).
    """
    weights = [kinds()[s.family].weight for s in chosen]
    percents = whole_shares(weights)
    coin = Decimal(1) if currency in _NO_MINOR_UNIT else Decimal("0.01")
    money = amounts(percents, budget, minor_unit=coin) if budget is not None else [None] * len(chosen)
    found = []
    for s, percent, amount, weight in zip(chosen, percents, money, weights, strict=True):
        pays_for = amount / target if amount is not None and target and weight else None
        parts = {"share": percent / 100, "amount": amount, "results": pays_for} if weight else {}
        found.append(s.model_copy(update=parts))
    return tuple(found)


def too_small(chosen: tuple[AudienceSuggestion, ...]) -> tuple[AudienceSuggestion, ...]:
    """Return the audiences whose part of the budget pays for fewer results than one ad set needs to learn."""
    return tuple(s for s in chosen if s.results is not None and s.results < ENOUGH_RESULTS_A_WEEK)
