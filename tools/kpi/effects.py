"""What changes do to a KPI: the effect, its exact split over the changes, and elasticities."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from math import factorial

from tools.errors import MissingInput
from tools.kpi.basis import Basis, ratio_on, value_on
from tools.kpi.changes import Change
from tools.kpi.definitions import METRICS
from tools.kpi.scenarios import Effect

_MOST_CHANGES = 6
_NUDGE = 1e-5
_NOTHING = 1e-12


def effect_of(held: Basis, target: str, changes: Sequence[Change], known: Mapping[str, float]) -> Effect:
    """Return what changes do to a target, in its unit where its level is known, else relative.

    Raises:
        MissingInput: when neither can be told from the figures.
    """
    before = known.get(target)
    if target in held.names and target not in {c.metric for c in changes} and before is not None:
        return Effect(metric=target, before=before, after=before, ratio=1.0)
    if before is None:
        step = value_on(held, target, held.known)
        before = step.value if step else None
    if all(change.factor is not None for change in changes):
        ratio = ratio_on(held, target, {c.metric: c.factor for c in changes if c.factor is not None})
        if ratio is not None and before is None:
            return Effect(metric=target, before=None, after=None, ratio=ratio)
        if ratio is not None and before is not None and target in known:
            return Effect(
                metric=target, before=before, after=before * ratio, ratio=ratio,
                parts=_parts(held, target, changes, before),
            )  # fmt: skip
    unknown = [METRICS[c.metric].label for c in changes if c.metric not in held.known and c.value is None]
    after = value_on(held, target, _applied(held, changes))
    if after is None or (before is None and any(c.value is None for c in changes)):
        needs = f": {', '.join(unknown)}" if unknown else ""
        raise MissingInput(
            f"What {METRICS[target].label} becomes can't be told from these figures{needs}",
            remedy="Give the figures it is computed from, or ask for relative changes.",
        )
    if after.value is None:
        return Effect(metric=target, before=before, after=None, ratio=None, undefined=after.undefined)
    if before is None:
        return Effect(metric=target, before=None, after=after.value, ratio=None)
    return Effect(
        metric=target,
        before=before,
        after=after.value,
        ratio=after.value / before if before > 0 else None,
        parts=_parts(held, target, changes, before),
    )


def _applied(held: Basis, changes: Sequence[Change]) -> dict[str, float]:
    values = dict(held.known)
    for change in changes:
        if change.metric in values:
            values[change.metric] = change.apply(values[change.metric])
        elif change.value is not None:
            values[change.metric] = change.value
    return values


def _parts(held: Basis, target: str, changes: Sequence[Change], before: float) -> dict[str, float]:
    """Split the effect over the changes by Shapley values: each change's mean effect over every order of making them.

    Exact and the same whatever the order (Shapley, "A value for n-person games", 1953).
    """
    if not 1 < len(changes) <= _MOST_CHANGES:
        return {}
    reached: dict[frozenset[str], float] = {}

    def at(made: frozenset[str]) -> float | None:
        if made not in reached:
            some = [c for c in changes if c.metric in made]
            ratio = ratio_on(held, target, {c.metric: c.factor for c in some if c.factor is not None})
            if ratio is not None and all(c.factor is not None for c in some):
                reached[made] = before * ratio
            else:
                step = value_on(held, target, _applied(held, some))
                if step is None or step.value is None:
                    return None
                reached[made] = step.value
        return reached[made]

    parts = dict.fromkeys((c.metric for c in changes), 0.0)
    for order in permutations(parts):
        made: frozenset[str] = frozenset()
        for name in order:
            low, high = at(made), at(made | {name})
            if low is None or high is None:
                return {}
            parts[name] += (high - low) / factorial(len(parts))
            made |= {name}
    return {name: part for name, part in parts.items() if abs(part) > _NOTHING * abs(before)}


def elasticities(held: Basis, target: str, changed: Sequence[str]) -> dict[str, float]:
    """Return the percent that one percent more of each changed figure adds to the target."""
    found = {}
    for name in changed:
        ratio = ratio_on(held, target, {name: 1 + _NUDGE})
        if ratio is None:
            start = value_on(held, target, held.known)
            moved = value_on(held, target, {**held.known, name: held.known.get(name, 0.0) * (1 + _NUDGE)})
            if start is None or moved is None or (start.value or 0.0) <= 0 or moved.value is None:
                continue
            ratio = moved.value / (start.value or 1.0)
        found[name] = round((ratio - 1) / _NUDGE, 3)
    return {name: moved for name, moved in found.items() if moved}


def moves(held: Basis, name: str, changed: Sequence[str]) -> bool:
    """Return whether a figure is known and moves with the changed ones."""
    step = value_on(held, name, held.known)
    if step is None or step.value is None:
        return False
    nudged = {n: v * (1 + _NUDGE) if n in changed else v for n, v in held.known.items()}
    moved = value_on(held, name, nudged)
    return moved is not None and moved.value != step.value


def held_names(held: Basis, targets: Sequence[str], changed: Sequence[str]) -> list[str]:
    """Return the held figures that at least one target depends on."""
    found = []
    for name in held.names:
        if name in changed:
            continue
        ratios = [ratio_on(held, t, {name: 2.0}) for t in targets]
        if any(r is not None and abs(r - 1) > _NUDGE for r in ratios) or (name in held.known and None in ratios):
            found.append(name)
    return found
