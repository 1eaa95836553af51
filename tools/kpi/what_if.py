"""The tool `what_if`: what happens to KPIs when others change, by how much each, and what a goal would take."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from tools.errors import InputError, MissingInput
from tools.kpi.basis import Basis, basis, value_on
from tools.kpi.changes import Change, read_change
from tools.kpi.currencies import common_currency, read_rates
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.effects import effect_of, elasticities, held_names, moves
from tools.kpi.figures import MoneyInput, read_given
from tools.kpi.plausibility import refuse_impossible
from tools.kpi.scenarios import GoalOption, Scenario, WhatIfAnswer
from tools.kpi.solver import reachable_form, solve

_HEADLINE = ("impressions", "clicks", "leads", "conversions", "cpc", "cpl", "cpa", "revenue", "roas", "net_profit")
_SPEND_NOTE = (
    "This takes the rates as unmoved by the spend; in practice the next money brings less than the last, so treat it "
    "as the best case."
)


class WhatIf(MoneyInput):
    """Say what happens to KPIs when other figures change: "CTR +20% and CPM +10%: what happens to CPA?".

    Give the user's figures where there are any; without them the answer is relative. Compares scenarios side by side,
    splits the effect over the changes, and says what each driver alone would have to be to reach a goal.
    """

    given: dict[str, str | float] = Field(
        default_factory=dict, description="figures as the user wrote them, unit included", examples=[{"cpm": "$12"}]
    )
    changes: dict[str, str | float] = Field(
        default_factory=dict,
        description='change by metric: "+20%", "-10%", "x2", "+0.5pp", or a new value such as "3%"',
        examples=[{"ctr": "+20%", "cpm": "+10%"}],
    )
    scenarios: dict[str, dict[str, str | float]] = Field(
        default_factory=dict, description="several named sets of changes, to compare"
    )
    targets: list[str] = Field(default_factory=list, description='KPIs asked about, e.g. ["cpa"]')
    goal: dict[str, str | float] = Field(
        default_factory=dict, description='a KPI and the value wanted: {"cpa": "$30"}; what would it take?'
    )


def what_if(request: WhatIf) -> WhatIfAnswer:
    """Compute scenarios, or what a goal would take.

    Raises:
        InputError: for an unknown metric, an unreadable change, or impossible figures.
        MissingInput: when there is nothing to change, or a figure that the question rests on is missing.
    """
    given = read_given(request.given, request.currency, request.exchange_rates)
    values = {g.metric: g.value for g in given}
    refuse_impossible(values)
    currency, sets = _in_one_currency(request, next((g.currency for g in given if g.currency), None))
    goal = {find_metric(name).name: written for name, written in request.goal.items()}
    if not sets and not goal:
        raise MissingInput("There is no change to look at", remedy='Give one, such as {"ctr": "+20%"}.')
    changed = list(dict.fromkeys(change.metric for changes in sets.values() for change in changes))
    targets = [reachable_form(find_metric(t).name, values) for t in request.targets]
    held = basis(values, changed, [*targets, *goal])
    targets = targets or _affected(held, changed)
    known = values | {n: s.value for n, s in solve(values).items() if s.value is not None}
    scenarios = [
        Scenario(
            name=name,
            changes=[change.words(currency) for change in changes],
            effects=[effect_of(held, t, changes, known) for t in targets],
        )
        for name, changes in sets.items()
    ]
    return WhatIfAnswer(
        given=given,
        held=held_names(held, targets, changed) if scenarios else [],
        scenarios=scenarios,
        elasticities=_elasticities(held, targets, changed, sets),
        goal=next(iter(goal), ""),
        **_goal(goal, values, currency, request),
        notes=[_SPEND_NOTE] if {"spend", "budget"} & set(changed) else [],
        currency=currency,
    )


def _elasticities(
    held: Basis, targets: Sequence[str], changed: Sequence[str], sets: Mapping[str, Sequence[Change]]
) -> dict[str, dict[str, float]]:
    """Return elasticities for one set of changes, or for several that each try another figure."""
    tries_each = all(len(changes) == 1 for changes in sets.values()) and len(changed) == len(sets)
    return {t: elasticities(held, t, changed) for t in targets} if (sets and tries_each) or len(sets) == 1 else {}


def _changes(request: WhatIf) -> dict[str, list[Change]]:
    sets = {"change": request.changes} if request.changes else {}
    return {
        name: [read_change(find_metric(metric).name, written) for metric, written in changes.items()]
        for name, changes in {**sets, **request.scenarios}.items()
    }


def _in_one_currency(request: WhatIf, currency: str | None) -> tuple[str | None, dict[str, list[Change]]]:
    """Return the currency of the figures, or else of the changes, and the changes in it."""
    sets = _changes(request)
    into = currency or next((c.currency for cs in sets.values() for c in cs if c.currency), request.currency)
    return into, {
        name: [c.converted(_rate(c.currency, into, request), into) if c.currency and into else c for c in changes]
        for name, changes in sets.items()
    }


def _rate(code: str | None, into: str | None, request: WhatIf) -> float:
    """Return what to multiply money by to have it in another currency.

    Raises:
        InputError: when the user gave no rate for it.
    """
    if code is None or into is None or code == into:
        return 1.0
    rates = read_rates(request.exchange_rates)
    if (code, into) not in rates:
        common_currency([code, into], {})
    return rates[code, into]


def _affected(held: Basis, changed: Sequence[str]) -> list[str]:
    """Return the headline figures that the changes move, where no target is asked for."""
    moved = [name for name in _HEADLINE if name not in changed and moves(held, name, changed)]
    return moved or [m for m in METRICS if m not in changed and METRICS[m].is_kpi and moves(held, m, changed)][:5]


def _goal(
    goal: Mapping[str, str | float], values: Mapping[str, float], currency: str | None, request: WhatIf
) -> dict[str, Any]:
    """Return for each driver the value that reaches the goal while the others stay."""
    if not goal:
        return {}
    if len(goal) > 1:
        raise InputError("There is more than one goal", remedy="Ask for one at a time.")
    name = next(iter(goal))
    target = read_given({name: goal[name]}, currency)[0]
    wanted = target.value * _rate(target.currency, currency, request)
    start = basis(values, [], [name])
    options = []
    for driver in start.known:
        others = {n: v for n, v in start.known.items() if n != driver}
        if value_on(start, name, others) is not None:
            continue
        step = solve({**others, name: wanted}, [driver]).get(driver)
        if step is not None and step.value is not None and step.value >= 0:
            options.append(GoalOption(metric=driver, before=start.known[driver], after=step.value))
    if not options:
        raise MissingInput(
            f"What {METRICS[name].label} rests on is not known, so no way to the goal can be computed",
            remedy=f"Give its figures: {METRICS[name].formula or METRICS[name].label}.",
        )
    return {"goal_value": wanted, "options": options}
