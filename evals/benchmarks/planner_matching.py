"""Whether a planned call is the expected one: numbers, changes, periods and columns compared by what they mean."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tools.data.samples import sample_path
from tools.diagnosis.baselines import baseline_period, read_baseline
from tools.errors import ToolError
from tools.kpi.changes import read_change
from tools.kpi.definitions import find_metrics
from tools.kpi.figures import read_given
from tools.periods import Period, parse_period
from tools.quantities import Unit, parse_quantity

_TODAY = date(2026, 5, 25)
_CLOSE = 1e-3


def differences(expected: Mapping[str, Any], call: tuple[str, Mapping[str, Any]]) -> str:
    """Return which listed arguments differ, with what was planned instead; empty when none does."""
    found = []
    for name, wanted in (expected.get("arguments") or {}).items():
        if name in {"question", "names", "data", "currency"}:
            continue
        planned = call[1].get(name)
        if not _same(name, wanted, planned, expected["arguments"], call[1]):
            found.append(f"{name} {planned!r}, not {wanted!r}")
    return "; ".join(found)


def _same(name: str, wanted: Any, planned: Any, expected: Mapping[str, Any], call: Mapping[str, Any]) -> bool:
    if name in {"given", "first", "second", "goal"}:
        return _same_figures(wanted, planned or {})
    if name == "changes":
        return _same_changes(wanted, planned or {})
    if name == "scenarios":
        left = [dict(changes) for changes in (planned or {}).values()]
        return len(left) == len(wanted) and all(any(_same_changes(w, p) for p in left) for w in wanted.values())
    if name == "targets":
        return {_metric(t) for t in wanted} == {_metric(t) for t in planned or ()} or not wanted
    if name == "kpi":
        return _metric(wanted) == _metric(planned or "")
    if name in {"current", "baseline"}:
        current = expected.get("current") or call.get("current")
        return _same_period(wanted, planned or ("last week" if name == "current" else None), current)
    if name == "columns":
        return _same_columns(str(wanted), str(planned or ""))
    if name in {"by", "where"}:
        return bool(_plain(wanted) == _plain(planned or {}))
    return _same_value(wanted, planned)


def _metric(name: Any) -> frozenset[str]:
    try:
        return frozenset(m.name for m in find_metrics(str(name))[:1])
    except ToolError:
        return frozenset({str(name)})


def _same_figures(wanted: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
    """Compare the figures listed by metric and value; a budget and a spend are one where only one of them is given."""
    one, other = _named(wanted), _named(planned)
    return one.keys() <= other.keys() and all(_same_figure(n, one[n], other[n]) for n in one)


def _same_figure(metric: str, wanted: Any, planned: Any) -> bool:
    """Compare two figures as the tool reads them: "2.700" of spend is 2,700."""
    try:
        return abs(read_given({metric: planned})[0].value / read_given({metric: wanted})[0].value - 1) < _CLOSE
    except (ToolError, ZeroDivisionError):
        return _same_value(wanted, planned)


def _named(figures: Mapping[str, Any]) -> dict[str, Any]:
    named = {next(iter(_metric(name))): value for name, value in figures.items()}
    if "budget" in named and "spend" not in named:
        named["spend"] = named.pop("budget")
    return named


def _same_value(wanted: Any, planned: Any) -> bool:
    if isinstance(wanted, bool) or planned is None:
        return bool(wanted == planned)
    one, other = _number(wanted), _number(planned)
    if one is None or other is None:
        return str(wanted).strip().lower() == str(planned).strip().lower()
    (value, unit), (planned_value, planned_unit) = one, other
    sizes = {value} | (
        {value / 100, value * 100} if Unit.RATE in {unit, planned_unit} and unit != planned_unit else set()
    )
    return any(abs(planned_value - size) <= _CLOSE * max(abs(size), 1e-9) for size in sizes)


def _number(written: Any) -> tuple[float, Unit | None] | None:
    if isinstance(written, int | float):
        return float(written), None
    try:
        quantity = parse_quantity(str(written))
    except ToolError:
        return None
    return quantity.value, quantity.unit


def _same_changes(wanted: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
    one, other = (_changes(c) for c in (wanted, planned))
    return one is not None and one == other


def _changes(changes: Mapping[str, Any]) -> dict[str, tuple[float | None, ...]] | None:
    found = {}
    for name, written in changes.items():
        metric = next(iter(_metric(name)))
        try:
            change = read_change(metric, written)
        except ToolError:
            return None
        parts = (change.factor, change.value, change.step)
        found[metric] = tuple(None if p is None else round(p, 4) for p in parts)
    return found


def _same_period(wanted: Any, planned: Any, current: Any) -> bool:
    return _period(wanted, current) == _period(planned, current)


def _period(written: Any, current: Any) -> Period | str | None:
    if written is None:
        return None
    try:
        kind = read_baseline(str(written))
        if kind is not None and current is not None:
            return baseline_period(kind, parse_period(str(current), today=_TODAY))
        return parse_period(str(written), today=_TODAY)
    except ToolError:
        return str(written).strip().lower()


def _same_columns(wanted: str, planned: str) -> bool:
    from tools.data.mapping import MappingOverrides
    from tools.data.spoken import read_columns
    from tools.data.table import column_names

    columns = [
        *column_names(str(sample_path()), MappingOverrides()),
        "Umsatz",
        "Kosten",
        "Amount",
        "Orders",
        "Store",
        "Frequency",
    ]
    try:
        return read_columns(wanted, columns) == read_columns(planned, columns)
    except ToolError:
        return " ".join(wanted.lower().split()) == " ".join(planned.lower().split())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k).lower(): str(v).lower() for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sorted(str(v).lower() for v in value)
    return str(value).lower()
