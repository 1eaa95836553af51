"""Who is likely to buy, to stay away, or to spend: learnt before one cutoff, checked after a later one.

With the last order on day T and a horizon of H days: the model learns from what was known on T - 2H and what the H days
after it brought, and is checked on what was known on T - H and the H days after that, which it has not seen. It then
says what the H days after T will bring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.audience.first_party.attributes import Attributes, read_attributes
from tools.audience.first_party.base import Base, customer_base
from tools.audience.first_party.features import Snapshot, Target, keep_buys, plain_rule, sampled, snapshot
from tools.audience.first_party.leakage import only, refuse_too_good, without_leaks
from tools.audience.first_party.learning import Model, check_installed, fit
from tools.audience.first_party.prediction_report import Band, CustomerPrediction, Interval, Verdict
from tools.audience.first_party.rfm import score
from tools.audience.first_party.validation import Estimate, advantage, area, calibration, lift, tenths
from tools.errors import MissingInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

USUAL_HORIZON, SHORTEST_HORIZON = 90, 14
FEWEST = 100
"""Customers with and without the outcome, below which neither learning nor checking says anything."""
MOST_LEARNT_FROM, MOST_CHECKED = 100_000, 200_000
"""Customers beyond which more of them change a model, or an interval, too little to wait for."""
SHARE = 0.2
"""Of the customers, the share that the lift is judged by."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model with the customers it was checked on and the customers it is for.

    Attributes:
        target: what it predicts.
        model: learnt from the customers as they were known two horizons ago.
        checked: the customers as they were known one horizon ago.
        now: the customers as they are known on the last day.
        leaks: column -> why it was left out.
    """

    target: Target
    model: Model
    checked: Snapshot
    now: Snapshot
    leaks: Mapping[str, str]


def predict(
    data: str,
    columns: Mapping[str, str],
    target: Target,
    *,
    horizon: int | None = None,
    attributes: str | None = None,
    attribute_columns: Mapping[str, str] | None = None,
    currency: str | None = None,
) -> CustomerPrediction:
    """Learn, check on later days, and say what is to be expected.

    Raises:
        MissingInput: when scikit-learn is not installed, or the data can't carry a model: too short, or too few buyers.
        DataError: when the table can't be read, or gives the answer away.
        InputError: when a column that was named is not there.
    """
    check_installed()
    with customer_base(data, columns) as base:
        days = horizon_of(base, horizon)
        lapse = score(base).lapse
        known = read_attributes(attributes, attribute_columns or {}) if attributes else None
        learnt = learn(base, target, days, lapse, known)
    return _report(base, learnt, days=days, lapse=lapse, known=known, currency=currency)


def horizon_of(base: Base, asked: int | None) -> int:
    """Return the days to predict: as asked, else 90 or a quarter of the history.

    Raises:
        MissingInput: when the history is too short to learn from one stretch and check on the next.
    """
    span = (base.as_of - base.first).days
    days = asked or min(USUAL_HORIZON, span // 4)
    if days < SHORTEST_HORIZON or span < 3 * days:
        needed = 3 * max(days, SHORTEST_HORIZON)
        raise MissingInput(
            f"{span} days of orders are too few to learn from {max(days, SHORTEST_HORIZON)} days and check on the next",
            where=base.table.name,
            remedy=f"It takes {needed} days; give a longer table, or a shorter --days.",
        )
    return days


def learn(base: Base, target: Target, days: int, lapse: int, known: Attributes | None = None) -> Learnt:
    """Fit the model before the cutoffs of a base.

    Raises:
        MissingInput: when too few customers bought, or too few did not.
        DataError: when the model is too good to be true.
    """
    keep_buys(base)
    early, middle, late = (
        _with(known, snapshot(base, base.as_of - timedelta(days=back * days), days, target, lapse))
        for back in (2, 1, 0)
    )
    early, middle = sampled(early, MOST_LEARNT_FROM), sampled(middle, MOST_CHECKED)
    for part in (early, middle):
        _refuse_few(part, target)
    learnt_from, leaks = without_leaks(early, known.newest if known else {}, target)
    checked = only(middle, learnt_from.names)
    model = fit(learnt_from, target)
    if known is not None and target != "value":
        refuse_too_good(area(model.rank(checked.features), checked.outcome).value)
    return Learnt(target, model, checked, only(late, learnt_from.names), leaks)


def verdict_of(learnt: Learnt) -> tuple[Verdict, Estimate, Estimate]:
    """Return whether the ranking says more than chance and more than the plain rule, its lift, and its advantage."""
    checked, target, ranked = learnt.checked, learnt.target, learnt.model.rank(learnt.checked.features)
    found = lift(ranked, checked.outcome, SHARE)
    ahead = advantage(ranked, _rule(checked, target), checked.outcome, SHARE)
    is_chance = found.low <= 1 or (target != "value" and area(ranked, checked.outcome).low <= 0.5)  # noqa: PLR2004
    if is_chance:
        return "no signal", found, ahead
    return ("model" if ahead.low > 0 else "rule"), found, ahead


def best_ranked(base: Base, target: Target) -> list[str]:
    """Return the best-ranked fifth of the customers: by the model, or by the plain rule where it does as well.

    Raises:
        MissingInput: when the orders don't tell, or can't carry a model.
        DataError: when the model is too good to be true.
    """
    import numpy as np

    check_installed()
    learnt = learn(base, target, horizon_of(base, None), score(base).lapse)
    verdict, reached, _ = verdict_of(learnt)
    if verdict == "no signal":
        raise MissingInput(
            f"The orders don't tell who: the best-ranked fifth did {reached.value:.2f} times as well as all, "
            "which is not better than chance",
            where=base.table.name,
            remedy="Take a segment by what customers did, e.g. recent or lapsed.",
        )
    now = learnt.now
    ranked = learnt.model.rank(now.features) if verdict == "model" else _rule(now, target)
    order = np.argsort(-ranked, kind="stable")[: round(SHARE * len(ranked))]
    return [str(c) for c in now.customers[order]]


def _rule(known: Snapshot, target: Target) -> "NDArray[np.float64]":
    return plain_rule(known.features, target)


def _with(known: Attributes | None, found: Snapshot) -> Snapshot:
    return known.joined(found) if known else found


def _refuse_few(known: Snapshot, target: Target) -> None:
    yes = int((known.outcome > 0).sum())
    no = len(known.outcome) - yes
    if min(yes, no) < FEWEST:
        came = {"buys": "bought", "value": "bought", "churns": "stayed away"}[target]
        raise MissingInput(
            f"Of {len(known.outcome):,} customers known on {known.cutoff}, {yes:,} {came} in the days after and {no:,} "
            f"did not; a model takes {FEWEST} of each",
            remedy="Give a longer table or another --days; until then rank by the last order and the number of orders.",
        )


def _report(
    base: Base, learnt: Learnt, *, days: int, lapse: int, known: Attributes | None, currency: str | None
) -> CustomerPrediction:
    import numpy as np

    checked, model, target = learnt.checked, learnt.model, learnt.target
    ranked = model.rank(checked.features)
    verdict, reached, ahead = verdict_of(learnt)
    rule = lift(_rule(checked, target), checked.outcome, SHARE)
    curve = None if target == "value" else area(ranked, checked.outcome)
    expected = model.predict(learnt.now.features)
    order = np.argsort(-model.rank(learnt.now.features), kind="stable")
    notes = list(base.notes)
    notes += [f"Column '{name}' is left out: {why}." for name, why in learnt.leaks.items()]
    if known is not None and known.left_out:
        notes.append(f"Columns of many different words are left out: {', '.join(known.left_out)}.")
    return CustomerPrediction(
        table=base.table.name,
        period=base.period,
        target=target,
        days=days,
        lapse_days=lapse,
        learnt_on=_day(base.as_of, 2 * days),
        checked_on=_day(base.as_of, days),
        model=model.name,
        calibrated_by=model.calibrated_by,
        verdict=verdict,
        customers_checked=len(checked.outcome),
        outcome_checked=float(checked.outcome.mean()),
        share=SHARE,
        lift=_interval(reached),
        rule_lift=_interval(rule),
        advantage=_interval(ahead),
        area=None if curve is None else _interval(curve),
        lift_by_tenth=tenths(ranked, checked.outcome),
        rule_by_tenth=tenths(_rule(checked, target), checked.outcome),
        calibration=[
            Band(predicted=p, actual=a, customers=n)
            for p, a, n in calibration(model.predict(checked.features), checked.outcome)
        ],
        customers=len(expected),
        expected=float(expected.sum()),
        top_customers=round(SHARE * len(expected)),
        top_expected=float(expected[order[: round(SHARE * len(expected))]].sum()),
        currency=base.currency or currency,
        notes=notes,
    )


def _interval(found: Estimate) -> Interval:
    return Interval(value=found.value, low=found.low, high=found.high)


def _day(last: date, back: int) -> str:
    return (last - timedelta(days=back)).isoformat()
