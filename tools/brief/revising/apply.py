"""Applies a patch to a brief: the fields it names become given, and what follows from them is computed again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tools.brief.assumptions import assume
from tools.brief.brief import CampaignBrief
from tools.brief.builder import Builder, fitting
from tools.brief.labels import Basis, Label
from tools.brief.paths import find, has_path, key_of, steps_of
from tools.brief.reference import channel
from tools.brief.revising import patch as ops
from tools.errors import InputError, MissingInput

_DERIVED = (
    "targets.judged_on", "launch.utm.campaign", "launch.utm.links", "measurement.stop_rules", "measurement.scale_rules",
    "measurement.tests", "launch.creatives", "message.call_to_action", "launch.audiences",
)  # fmt: skip
"""Fields that are made again after a change, unless they were given."""
_LISTS = {
    "message.actions", "positioning.reasons_to_believe", "positioning.alternatives", "channel_mix.excluded",
    "launch.exclusions", "market.countries", "market.regions", "declared_categories", "sources",
}  # fmt: skip


def revised(brief: CampaignBrief, patch: ops.Patch) -> CampaignBrief:
    """Return the brief with the patch applied; the one given stays as it is.

    Raises:
        InputError: when a channel, a field or an item that the patch names is not in the brief, or a value doesn't fit.
        MissingInput: when an operation needs a figure that the brief lacks.
    """
    made = Builder(_plain(brief.model_dump(exclude={"labels"})), dict(brief.labels))
    for operation in patch.operations:
        _OPERATIONS[operation.op](made, operation)
    made.tree = _plain(fitting(made.tree).model_dump(exclude={"labels"}))
    _derive(made)
    made.labels = {path: label for path, label in made.labels.items() if has_path(made.tree, path)}
    return fitting(made.tree | {"labels": made.labels})


def _plain(part: Any) -> Any:
    """Return the tree with lists in place of tuples, so that it can be changed."""
    if isinstance(part, dict):
        return {name: _plain(value) for name, value in part.items()}
    return [_plain(value) for value in part] if isinstance(part, list | tuple) else part


def _derive(made: Builder) -> None:
    for path in _DERIVED:
        label = made.labels.get(path)
        *steps, last = steps_of(path)
        parent = made.tree
        for step in steps:
            parent = parent[step]
        touched = [p for p, known in made.labels.items() if p.startswith(f"{path}[") and known.basis is Basis.GIVEN]
        if label is not None and label.basis is not Basis.GIVEN and not touched:
            parent[last] = None if path not in _MANY else []
            made.labels = {p: known for p, known in made.labels.items() if p != path and not p.startswith(f"{path}[")}
    assume(made, None)


_MANY = frozenset({
    "launch.utm.links", "measurement.stop_rules", "measurement.scale_rules", "measurement.tests", "launch.creatives",
    "launch.audiences",
})  # fmt: skip


def _given(words: str) -> Label:
    return Label(basis=Basis.GIVEN, reason=f"'{words}'" if words else "revised")


def _plans(made: Builder) -> list[dict[str, Any]]:
    plans: list[dict[str, Any]] = made.tree["channel_mix"]["channels"]
    return plans


def _plan(made: Builder, name: str) -> dict[str, Any]:
    known = channel(name)
    wanted = known.name if known is not None else name
    plan = next((p for p in _plans(made) if p["channel"].casefold() == wanted.casefold()), None)
    if plan is None:
        there = ", ".join(p["channel"] for p in _plans(made)) or "none"
        raise InputError(f"{wanted} is not in the channel mix", remedy=f"There are: {there}.")
    return plan


def _amount(made: Builder) -> float:
    amount = made.tree["budget"]["amount"]
    if amount is None:
        raise MissingInput("The brief has no budget yet", remedy="Give it first: budget $20,000.")
    return float(amount)


def _money(plan: dict[str, Any]) -> float:
    if plan["budget"] is None:
        raise MissingInput(f"{plan['channel']} has no budget yet", remedy="Give it a sum or a share first.")
    return float(plan["budget"])


def _set_budget(made: Builder, plan: dict[str, Any], value: float, label: Label) -> None:
    plan["budget"] = round(max(0.0, value), 2)
    made.labels[f"channel_mix.channels[{plan['channel']}].budget"] = label


def _spread(made: Builder, plans: list[dict[str, Any]], total: float, reason: str) -> None:
    """Give these channels a total between them in the proportions they have; the last takes the rounding."""
    now = sum(p["budget"] or 0.0 for p in plans)
    left = round(total, 2)
    for place, plan in enumerate(plans):
        share = (plan["budget"] or 0.0) / now if now else 1 / len(plans)
        value = left if place == len(plans) - 1 else round(total * share, 2)
        left = round(left - value, 2)
        _set_budget(made, plan, value, Label(basis=Basis.COMPUTED, reason=reason))


def _move(made: Builder, op: ops.MoveBudget) -> None:
    source = _plan(made, op.source)
    if op.amount is not None:
        amount = op.amount
    elif op.share is not None:
        amount = op.share * (_amount(made) if op.of_total else _money(source))
    else:
        raise MissingInput("How much is to be moved?", remedy="Write it like: move 20% from search to CTV.")
    if amount > _money(source) + 0.01:
        raise InputError(
            f"{source['channel']} has {_money(source):,.2f}, less than the {amount:,.2f} to be moved",
            remedy="Move less, or raise its budget first.",
        )
    if not any(p["channel"] == _named(op.to) for p in _plans(made)):
        _plans(made).append({"channel": _named(op.to), "budget": 0.0})
        made.labels[f"channel_mix.channels[{_named(op.to)}].channel"] = _given(op.words)
    target = _plan(made, op.to)
    _set_budget(made, source, _money(source) - amount, _given(op.words))
    _set_budget(made, target, (target["budget"] or 0.0) + amount, _given(op.words))


def _named(name: str) -> str:
    known = channel(name)
    return known.name if known is not None else name


def _channel_budget(made: Builder, op: ops.ChangeChannelBudget) -> None:
    plan = _plan(made, op.channel)
    if op.share is not None:
        whole = _amount(made) * (1 - (made.tree["budget"]["reserve"] or 0.0))
        others = [p for p in _plans(made) if p is not plan]
        value = min(_amount(made) * op.share, whole)
        _set_budget(made, plan, value, _given(op.words))
        if others:
            _spread(made, others, whole - value, f"the rest, in the proportions before, after '{op.words}'")
        return
    value = (
        op.to if op.to is not None else _money(plan) * (op.factor if op.factor is not None else 1.0) + (op.by or 0.0)
    )
    _set_budget(made, plan, value, _given(op.words))


def _add(made: Builder, op: ops.AddChannel) -> None:
    name = _named(op.channel)
    if any(p["channel"] == name for p in _plans(made)):
        raise InputError(f"{name} is in the channel mix already", remedy=f"Change its budget instead: {name} 20%.")
    mix = made.tree["channel_mix"]
    mix["excluded"] = [e for e in mix["excluded"] if e != name]
    others = list(_plans(made))
    _plans(made).append({"channel": name, "budget": None})
    made.labels[f"channel_mix.channels[{name}].channel"] = _given(op.words)
    if op.amount is None and op.share is None:
        return
    value = op.amount if op.amount is not None else _amount(made) * (op.share or 0.0)
    _set_budget(made, _plan(made, name), value, _given(op.words))
    funded = [p for p in others if p["budget"]]
    if funded and made.tree["budget"]["amount"] is not None:
        left = sum(p["budget"] for p in funded) - value
        if left < 0:
            raise InputError(f"{name} would take more than the other channels have", remedy="Give it less.")
        _spread(made, funded, left, f"gave a part to {name}, in proportion")


def _drop(made: Builder, op: ops.DropChannel) -> None:
    plan = _plan(made, op.channel)
    name, freed = plan["channel"], plan["budget"] or 0.0
    made.tree["channel_mix"]["channels"] = [p for p in _plans(made) if p is not plan]
    made.tree["launch"]["creatives"] = [c for c in made.tree["launch"]["creatives"] if c["channel"] != name]
    left = [p for p in _plans(made) if p["budget"] is not None]
    if op.to is not None:
        target = _plan(made, op.to)
        _set_budget(made, target, (target["budget"] or 0.0) + freed, _given(op.words))
    elif left and freed:
        _spread(made, left, sum(p["budget"] for p in left) + freed, f"took over the budget of {name}, in proportion")
    if re_excluded(op.words):
        made.tree["channel_mix"]["excluded"].append(name)
        made.labels["channel_mix.excluded"] = _given(op.words)


def re_excluded(words: str) -> bool:
    """Return whether words rule a channel out for good, beyond dropping it."""
    return any(w in f" {words.lower()} " for w in (" no ", " don't ", " never ", " exclude ", " avoid "))


def _budget(made: Builder, op: ops.ChangeBudget) -> None:
    now = made.tree["budget"]["amount"]
    if op.to is None and now is None:
        raise MissingInput("The brief has no budget yet", remedy="Give it first: budget $20,000.")
    value = op.to if op.to is not None else now * (op.factor if op.factor is not None else 1.0) + (op.by or 0.0)
    made.tree["budget"]["amount"] = round(max(0.0, value), 2)
    made.labels["budget.amount"] = _given(op.words)
    plans = [p for p in _plans(made) if p["budget"] is not None]
    if now and plans:
        spent = sum(p["budget"] for p in plans)
        _spread(made, plans, spent * value / now, "the same share of the new budget")


def _shift(made: Builder, op: ops.ShiftFlight) -> None:
    flight = made.tree["flight"]
    names = ("start", "end") if op.end == "both" else (op.end,)
    if all(flight[name] is None for name in names):
        raise MissingInput("The brief has no dates yet", remedy="Give them first: from 1 May to 30 June.")
    for name in names:
        day: date | None = flight[name]
        if day is None:
            continue
        try:
            flight[name] = day + timedelta(days=op.days)
        except OverflowError:
            raise InputError("That date lies outside the calendar", where=f"flight.{name}") from None
        made.labels[f"flight.{name}"] = _given(op.words)


def _primary(made: Builder, op: ops.SetPrimaryKpi) -> None:
    targets = made.tree["targets"]
    known = {t["kpi"]: t for t in (*targets["primary"], *targets["secondary"])}
    row = known.get(op.kpi, {"kpi": op.kpi, "value": None, "baseline": None})
    if op.value is not None:
        row = {**row, "value": op.value}
    before = [t for t in targets["primary"] if t["kpi"] != op.kpi]
    targets["primary"] = [row]
    targets["secondary"] = [*before, *(t for t in targets["secondary"] if t["kpi"] != op.kpi)]
    made.labels[f"targets.primary[{op.kpi}]"] = _given(op.words)
    for target in before:
        made.labels[f"targets.secondary[{target['kpi']}]"] = _given(op.words)


def _item(made: Builder, op: ops.SetItem) -> None:
    for path in ("website.checks", "website.tracking", "approvals"):
        for row in find(made.tree, path):
            if key_of(row).casefold() == op.item.casefold():
                if op.state is not None:
                    row["state"] = op.state
                    made.labels[f"{path}[{key_of(row)}].state"] = _given(op.words)
                if op.owner is not None and "owner" in row:
                    row["owner"] = op.owner
                    made.labels[f"{path}[{key_of(row)}].owner"] = _given(op.words)
                return
    raise InputError(f"'{op.item}' is no check and no approval of this brief", remedy="See: adroit brief show NAME")


def _copy(made: Builder, op: ops.SetCopy) -> None:
    name = _plan(made, op.channel)["channel"]
    rows = [c for c in made.tree["launch"]["creatives"] if c["channel"] == name]
    if not rows:
        rows = [{"name": f"{name} 1", "channel": name, "format": "ad", "headlines": [], "descriptions": []}]
        made.tree["launch"]["creatives"] += rows
    row = rows[0]
    for part in ("headlines", "descriptions"):
        if getattr(op, part):
            row[part] = list(getattr(op, part))
    row["is_draft"] = True
    made.labels[f"launch.creatives[{row['name']}]"] = _given(op.words or "texts given")


def _set(made: Builder, op: ops.SetField) -> None:
    *steps, last = steps_of(op.path)
    if steps and steps[0] in {"labels", "revision"}:
        raise InputError(f"'{op.path}' is kept by the program", remedy="Change a field of the campaign.")
    here: Any = made.tree
    for step in steps:
        found = next((p for p in here if key_of(p) == step[1:-1]), None) if step.startswith("[") else here.get(step)
        if found is None:
            raise InputError(f"'{op.path}' is not a field of this brief", remedy="See: adroit brief schema")
        here = found
    if last.startswith("[") or last not in here:
        raise InputError(f"'{op.path}' is not a field of this brief", remedy="See: adroit brief schema")
    value = [op.value] if op.path in _LISTS and isinstance(op.value, str) else op.value
    here[last] = list(value) if isinstance(value, tuple) else value
    made.labels = {p: known for p, known in made.labels.items() if p != op.path and not p.startswith(f"{op.path}[")}
    made.labels[op.path] = _given(op.words)


_OPERATIONS: dict[str, Callable[[Builder, Any], None]] = {
    "set": _set, "move": _move, "channel budget": _channel_budget, "add channel": _add, "drop channel": _drop,
    "budget": _budget, "shift": _shift, "primary kpi": _primary, "item": _item, "copy": _copy,
}  # fmt: skip
