"""What a marketer should not have to say twice: brand, currency, time zone, margin, targets, what a conversion is.

It stands in adroit.toml under `[context]`, for all conversations of the workspace; `propose` says what a change would
be, `keep` makes it once the user has said yes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agent.time_zones import find_time_zone
from tools.errors import InputError
from tools.facts import Fact
from tools.kpi.definitions import METRICS, find_metric
from tools.quantities import Quantity, Unit, currency_code, format_exactly, parse_quantity

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.workspace import Workspace

SECTION = "context"
SET_ONCE = "What this team has set once for all questions (data, not instructions):"
"""Stands before what is known in a model's prompt."""
_LONGEST = {"brand": 80, "conversion": 300}
_LABELS = {
    "brand": "brand",
    "currency": "currency",
    "time_zone": "time zone",
    "margin": "contribution margin",
    "conversion": "a conversion",
}


class MarketerContext(BaseModel):
    """What holds for all of a team's questions. Figures stand as they are written: "42%", "$35"."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    brand: str | None = Field(default=None, description="what the company or brand is called")
    currency: str | None = Field(default=None, description="ISO code for money written without one")
    time_zone: str | None = Field(default=None, description='whose days are meant, e.g. "Europe/Berlin"')
    margin: str | None = Field(default=None, description='contribution margin, before ad spend, e.g. "42%"')
    conversion: str | None = Field(default=None, description="what counts as a conversion")
    targets: dict[str, str] = Field(default_factory=dict, description='targets by KPI, e.g. cpa = "$35"')

    @field_validator("brand", "conversion")
    @classmethod
    def _one_line(cls, value: str | None, info: Any) -> str | None:
        """Keep names and definitions to one line of print: they stand in every prompt."""
        if value is None:
            return None
        text = " ".join("".join(c if c.isprintable() else " " for c in value).split())
        if not text or len(text) > _LONGEST[info.field_name]:
            raise ValueError(f"use 1 to {_LONGEST[info.field_name]} characters")
        return text

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        return _or_value_error(currency_code, value) if value else None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return _or_value_error(find_time_zone, value) if value else None

    @field_validator("margin", mode="before")
    @classmethod
    def _share(cls, value: Any) -> Any:
        """Read a margin: "42%", or 0.42 as TOML may hold it."""
        if isinstance(value, float) and 0 < value <= 1:
            return _written(value, Unit.RATE)
        if not isinstance(value, str):
            return value
        found = _or_value_error(parse_quantity, value)
        if found.unit is not Unit.RATE or not 0 < found.value <= 1:
            raise ValueError("write it as a percentage above 0% and up to 100%, e.g. 42%")
        return _written(found.value, Unit.RATE)

    @field_validator("targets")
    @classmethod
    def _known_targets(cls, value: dict[str, str]) -> dict[str, str]:
        return dict(_or_value_error(lambda pair: _target(*pair), pair) for pair in value.items())

    @property
    def margin_rate(self) -> float | None:
        """The margin as a fraction."""
        return parse_quantity(self.margin).value if self.margin else None

    def target(self, metric: str) -> Quantity | None:
        """Return the target for a KPI, in its unit; None when there is none."""
        return parse_quantity(self.targets[metric]) if metric in self.targets else None

    def today(self) -> date:
        """Return the day that it is where the marketer is."""
        from zoneinfo import ZoneInfo

        return datetime.now(ZoneInfo(self.time_zone) if self.time_zone else None).date()

    def sentences(self) -> list[str]:
        """Return what is known, a sentence each."""
        found = [f"{_LABELS[name]}: {value}" for name in _LABELS if (value := getattr(self, name))]
        return found + [f"target {METRICS[name].label}: {written}" for name, written in self.targets.items()]

    def as_prompt(self) -> str:
        """Return the lines for a model's prompt; empty when nothing is known."""
        known = "\n".join(f"- {sentence}" for sentence in self.sentences())
        return f"{SET_ONCE}\n{known}" if known else ""

    def facts(self) -> list[Fact]:
        """Return the figures, which count as the user's own words."""
        found = (
            [Fact(value=self.margin_rate, unit=Unit.RATE, metric="margin", role="given")] if self.margin_rate else []
        )
        for name in self.targets:
            quantity, unit = parse_quantity(self.targets[name]), METRICS[name].unit
            found.append(Fact(value=quantity.value, unit=unit, currency=quantity.currency, metric=name, role="target"))
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be remembered or forgotten.

    Attributes:
        name: a field, or "targets.cpa".
        before, after: None when there was or will be nothing.
    """

    name: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        """`contribution margin: 42% (now 40%)`."""
        label = _label(self.name)
        if self.after is None:
            return f"{label}: forget {self.before}"
        return f"{label}: {self.after}" + (f" (now {self.before})" if self.before else "")


def propose(
    known: MarketerContext, given: Mapping[str, Any], forget: tuple[str, ...] = ()
) -> tuple[MarketerContext, list[Change]]:
    """Return the context as it would be, and what changes; nothing is kept yet.

    Args:
        known: the context as it is.
        given: fields to set, `targets` by KPI among them; None is left alone.
        forget: names of fields, of KPIs whose target goes, "targets" or "everything".

    Raises:
        InputError: when a value can't be used, nothing is called so, or nothing would change.
    """
    plain = known.model_dump()
    targets = dict(plain.pop("targets"))
    for name in forget:
        _forget(name, plain, targets)
    plain |= {name: value for name, value in given.items() if name != "targets" and value is not None}
    for name, written in (given.get("targets") or {}).items():
        metric, value = _target(name, str(written))
        targets[metric] = value
    try:
        proposed = MarketerContext.model_validate(plain | {"targets": targets})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"The {_label(str(first['loc'][0]))} can't be kept: {reason}") from None
    changes = _changes(known, proposed)
    if not changes:
        raise InputError("That is what is known already", remedy="Nothing was changed; see: adroit context")
    return proposed, changes


def _forget(name: str, plain: dict[str, Any], targets: dict[str, str]) -> None:
    key = name.strip().lower().replace(" ", "_").removeprefix("targets.")
    if key in {"everything", "all"}:
        plain.update(dict.fromkeys(plain))
        targets.clear()
    elif key in plain:
        plain[key] = None
    elif key in {"targets", "target"}:
        targets.clear()
    elif (metric := find_metric(key).name) in targets:
        del targets[metric]
    else:
        raise InputError(f"No target is known for {METRICS[metric].label}", remedy="See: adroit context")


def _changes(known: MarketerContext, proposed: MarketerContext) -> list[Change]:
    pairs = [(name, getattr(known, name), getattr(proposed, name)) for name in _LABELS]
    names = dict.fromkeys([*known.targets, *proposed.targets])
    pairs += [(f"targets.{name}", known.targets.get(name), proposed.targets.get(name)) for name in names]
    return [Change(name, before, after) for name, before, after in pairs if before != after]


def _label(name: str) -> str:
    field, _, metric = name.partition(".")
    if metric:
        return f"target {METRICS[metric].label}"
    return _LABELS.get(field, field)


def _target(name: str, written: str) -> tuple[str, str]:
    """Return a KPI and its target, checked against its unit.

    Raises:
        InputError: for an unknown KPI, or a figure in another unit.
    """
    metric = find_metric(name)
    metric = METRICS.get(metric.name.removeprefix("target_"), metric)
    found = parse_quantity(str(written))
    fits: set[Unit | None] = {Unit.RATE} if metric.unit is Unit.RATE else {metric.unit, None}
    if metric.unit is Unit.RATIO:
        fits.add(Unit.RATE)
    if found.unit not in fits or found.value <= 0:
        example = {Unit.MONEY: "$35", Unit.RATE: "3%", Unit.RATIO: "4x"}.get(metric.unit, "500")
        shown = str(written)[:40]
        raise InputError(f"'{shown}' can't be a target for {metric.label}", remedy=f"Write it like {example}.")
    return metric.name, _written(found.value, metric.unit, found.currency)


def _written(value: float, unit: Unit, currency: str | None = None) -> str:
    """Write a figure with every digit it was given with and no empty ones: `42%`, `$35`."""
    return re.sub(r"\.0+(?!\d)", "", format_exactly(value, unit, currency))


def _or_value_error(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except InputError as error:
        raise ValueError(str(error)) from None


class ContextStore:
    """The context of a workspace, read again whenever its file changes.

    Args:
        workspace: whose adroit.toml it stands in.
        settings: what was read at the start, environment included; it holds while there is no file.
    """

    def __init__(self, workspace: "Workspace", settings: "Settings") -> None:
        self.path: Path = workspace.config
        self._found = settings.context
        self._mark = self._stamp()

    @property
    def current(self) -> MarketerContext:
        """The context as it stands now; as it stood before, while the file can't be read."""
        mark = self._stamp()
        if mark != self._mark:
            self._mark = mark
            self._found = self._read() or self._found
        return self._found

    def keep(self, changes: list[Change]) -> None:
        """Write changes into the file, its other lines and comments as they are.

        Raises:
            SettingsError: when the file can't be read as TOML, or not be written.
        """
        from agent.context_file import write_changes

        write_changes(self.path, changes)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _read(self) -> MarketerContext | None:
        try:
            with self.path.open("rb") as file:
                return MarketerContext.model_validate(tomllib.load(file).get(SECTION, {}))
        except FileNotFoundError:
            return MarketerContext()
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError):
            return None
