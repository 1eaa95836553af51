"""Compares two versions of a brief field by field, in words."""

from datetime import date
from typing import Any, Literal

from tools.brief.brief import CampaignBrief
from tools.brief.part import Part
from tools.brief.paths import content_leaves
from tools.quantities import Unit, format_number

_MONEY = frozenset({
    "amount", "budget", "average_order_value", "lifetime_value", "cpm", "cpc", "cpa",
})  # fmt: skip
_SHARES = frozenset({"margin", "lead_to_sale_rate", "reserve", "ctr", "conversion_rate", "uplift"})


class FieldChange(Part):
    """One field that differs."""

    path: str
    kind: Literal["added", "removed", "changed"]
    before: str = ""
    after: str = ""

    @property
    def line(self) -> str:
        """`flight.end: 2026-06-14 -> 2026-06-30`."""
        if self.kind == "added":
            return f"added {self.path}: {self.after}".removesuffix(": ")
        if self.kind == "removed":
            return f"removed {self.path}: {self.before}".removesuffix(": ")
        return f"{self.path}: {self.before} → {self.after}"


def compare(before: CampaignBrief, after: CampaignBrief) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the brief; labels and the version itself are left out.

    A part of a list that is new or gone, such as a channel, is one change.
    """
    old, new = content_leaves(before), content_leaves(after)
    parts = {_part(path) for path in old} ^ {_part(path) for path in new}
    found: dict[str, FieldChange] = {}
    for path in dict.fromkeys([*old, *new]):
        was, now, part = old.get(path), new.get(path), _part(path)
        if was == now or part in found:
            continue
        if part and part in parts:
            side, leaves = (before, old) if path in old else (after, new)
            summary = _summary(side, part, leaves)
            kind: Literal["added", "removed", "changed"] = "removed" if path in old else "added"
            found[part] = FieldChange(path=part, kind=kind, **{"before" if path in old else "after": summary})
            continue
        kind = "added" if was is None else "removed" if now is None else "changed"
        found[path] = FieldChange(
            path=path, kind=kind, before=_shown(before, path, was), after=_shown(after, path, now)
        )
    return tuple(found.values())


def _part(path: str) -> str:
    """Return the part of a list that a path lies in; empty for a plain field."""
    place = path.find("]")
    return path[: place + 1] if place >= 0 else ""


def _summary(brief: CampaignBrief, part: str, leaves: dict[str, Any]) -> str:
    """Return what is worth knowing of a new or removed part: its budget or its value, where it has one."""
    told = [n for n in ("budget", "value", "source", "format") if f"{part}.{n}" in leaves]
    return ", ".join(f"{n} {_shown(brief, f'{part}.{n}', leaves[f'{part}.{n}'])}" for n in told)


def _shown(brief: CampaignBrief, path: str, value: Any) -> str:
    if value is None:
        return ""
    name = path.rpartition(".")[2]
    if isinstance(value, bool | str | date) or not isinstance(value, int | float):
        return str(value)
    unit = _unit(brief, path, name)
    return format_number(float(value), unit, brief.currency) if unit is not None else f"{value:g}"


def _unit(brief: CampaignBrief, path: str, name: str) -> Unit | None:
    if name in _MONEY:
        return Unit.MONEY
    if name in _SHARES:
        return Unit.RATE
    if name in {"volume", "sample_per_group"}:
        return Unit.COUNT
    if name in {"value", "baseline"} and path.startswith("targets."):
        targets = (*brief.targets.primary, *brief.targets.secondary)
        return next((t.metric.unit for t in targets if f"[{t.kpi}]" in path), None)
    if name == "target" and brief.targets.primary:
        return brief.targets.primary[0].metric.unit
    return Unit.MONEY if name == "baseline" and path.startswith("targets") else None
