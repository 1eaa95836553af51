"""What a what-if returns: scenarios side by side, effects split over their changes, and ways to a goal."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from tools.facts import Fact
from tools.kpi.definitions import METRICS
from tools.kpi.figures import GivenFigure
from tools.quantities import Unit, format_change, format_number, format_relative
from tools.result import ToolResult

_MOST_ELASTICITIES = 2
"""More of them tell a reader nothing; the JSON has all."""


class Effect(BaseModel):
    """What a scenario does to one KPI."""

    model_config = ConfigDict(frozen=True)

    metric: str
    before: float | None = Field(description="null where only the relative change is known")
    after: float | None
    ratio: float | None = Field(description="after over before; null where before is 0")
    parts: dict[str, float] = Field(default_factory=dict, description="share of the change by changed metric; adds up")
    undefined: str = ""


class Scenario(BaseModel):
    """One set of changes and what it does."""

    model_config = ConfigDict(frozen=True)

    name: str
    changes: list[str] = Field(description="each change in words")
    effects: list[Effect]

    @property
    def title(self) -> str:
        """Its name and changes; the changes alone where the name only repeats a changed figure's."""
        told = ", ".join(self.changes)
        labels = [m.label for m in METRICS.values() if self.name.startswith(m.label)]
        repeats = any(change.startswith(label) for change in self.changes for label in labels)
        return told if repeats else f"{self.name}: {told}"


class GoalOption(BaseModel):
    """One driver and the value that would reach the goal, all others held."""

    model_config = ConfigDict(frozen=True)

    metric: str
    before: float
    after: float


class WhatIfAnswer(ToolResult):
    """What follows from changes, against what is held."""

    given: list[GivenFigure]
    held: list[str] = Field(description="names of the figures held while others change")
    scenarios: list[Scenario] = Field(default_factory=list)
    elasticities: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="target -> changed metric -> percent that 1% more of it adds"
    )
    goal: str = ""
    goal_value: float | None = None
    options: list[GoalOption] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    currency: str | None = None

    def render(self) -> str:
        """Return one line a KPI for a single scenario, a table for several, then what was held."""
        blocks = []
        if len(self.scenarios) == 1:
            blocks.append("\n".join(self._effect_lines(self.scenarios[0])))
        elif self.scenarios:
            blocks.append(self._table())
        if self.options:
            blocks.append(self._goal_lines())
        if any(self.elasticities.values()) and len(self.elasticities) <= _MOST_ELASTICITIES:
            blocks.append("\n".join(_elasticity_line(t, by) for t, by in self.elasticities.items() if by))
        if self.held:
            blocks.append(f"Held as they are: {', '.join(METRICS[n].label for n in self.held)}.")
        if self.given:
            blocks.append(f"Read as: {', '.join(g.sentence for g in self.given)}.")
        return "\n\n".join([*blocks, *(f"Note: {note}" for note in self.notes)])

    def _effect_lines(self, scenario: Scenario) -> list[str]:
        lines = [f"With {' and '.join(scenario.changes)}:", ""]
        for effect in scenario.effects:
            label, unit = METRICS[effect.metric].label, METRICS[effect.metric].unit
            if effect.undefined:
                lines.append(f"- **{label}** is undefined, because {effect.undefined}.")
                continue
            relative = "" if effect.ratio is None else format_relative(effect.ratio - 1)
            if effect.before is None or effect.after is None:
                alone = relative if effect.after is None else format_number(effect.after, unit, self.currency)
                lines.append(f"- **{label}: {alone}**")
                continue
            shown = [format_number(v, unit, self.currency) for v in (effect.before, effect.after)]
            came = f"{relative}, from {shown[0]}" if relative else f"from {shown[0]}"
            lines.append(f"- **{label}: {shown[1]}** ({came})")
            if len(effect.parts) > 1:
                parts = [
                    f"{METRICS[n].label} {format_change(v, effect.after, unit, self.currency)}"
                    for n, v in effect.parts.items()
                ]
                change = format_change(effect.after - effect.before, effect.after, unit, self.currency)
                lines.append(f"  - {change} in all: {', '.join(parts)}")
        return lines

    def _table(self) -> str:
        names = [effect.metric for effect in self.scenarios[0].effects]
        lines = ["| scenario | " + " | ".join(METRICS[n].label for n in names) + " |", "|---|" + "---:|" * len(names)]
        before = [_cell(e, e.before, self.currency) for e in self.scenarios[0].effects]
        if any(before):
            lines.append(f"| now | {' | '.join(before)} |")
        for scenario in self.scenarios:
            cells = []
            for effect in scenario.effects:
                relative = "" if effect.ratio is None else f"{format_relative(effect.ratio - 1)}"
                value = _cell(effect, effect.after, self.currency)
                cells.append(f"{value} ({relative})" if value and relative else value or relative or "undefined")
            lines.append(f"| {scenario.title} | {' | '.join(cells)} |")
        return "\n".join(lines)

    def _goal_lines(self) -> str:
        metric = METRICS[self.goal]
        wanted = format_number(self.goal_value or 0.0, metric.unit, self.currency)
        lines = [f"For **{metric.label} {wanted}**, one of these alone would do, all else held:", ""]
        for option in self.options:
            unit = METRICS[option.metric].unit
            before, after = (format_number(v, unit, self.currency) for v in (option.before, option.after))
            relative = format_relative(option.after / option.before - 1) if option.before else "from nothing"
            beyond = unit is Unit.RATE and option.after > 1 and not METRICS[option.metric].may_exceed_one
            lines.append(
                f"- {METRICS[option.metric].label} **{after}** ({relative}, from {before})"
                + (": impossible, as it is more than all" if beyond else "")
            )
        return "\n".join(lines)

    def facts(self) -> list[Fact]:
        """Return every figure before and after, the relative changes, the parts and the options."""
        found = [
            Fact(value=g.value, unit=g.unit, currency=g.currency, metric=g.metric, role="given") for g in self.given
        ]
        for scenario in self.scenarios:
            for effect in scenario.effects:
                found += self._effect_facts(effect, f"scenario = {scenario.name}")
        for target, by in self.elasticities.items():
            found += [Fact(value=v / 100, unit=Unit.RATE, metric=target, role="elasticity") for v in by.values()]
        if self.goal_value is not None:
            found.append(self._fact(self.goal, self.goal_value, "goal"))
        for option in self.options:
            found += [self._fact(option.metric, option.before, "before"), self._fact(option.metric, option.after)]
            if option.before:
                change = option.after / option.before - 1
                found.append(Fact(value=change, unit=Unit.RATE, metric=option.metric, role="relative change"))
        return found

    def _fact(self, metric: str, value: float, role: str = "value", segment: str | None = None) -> Fact:
        unit = METRICS[metric].unit
        money = self.currency if unit is Unit.MONEY else None
        return Fact(value=value, unit=unit, currency=money, metric=metric, role=role, segment=segment)

    def _effect_facts(self, effect: Effect, name: str) -> list[Fact]:
        found = []
        if effect.before is None and effect.after is not None:
            found = [self._fact(effect.metric, effect.after, "value", name)]
        if effect.before is not None and effect.after is not None:
            found = [
                self._fact(effect.metric, effect.before, "before", name),
                self._fact(effect.metric, effect.after, "value", name),
                self._fact(effect.metric, effect.after - effect.before, "change", name),
            ]
        if effect.ratio is not None:
            change = Fact(
                value=effect.ratio - 1, unit=Unit.RATE, metric=effect.metric, role="relative change", segment=name
            )
            found.append(change)
        return found + [self._fact(effect.metric, v, f"effect of {n}", name) for n, v in effect.parts.items()]


def _elasticity_line(target: str, by: Mapping[str, float]) -> str:
    parts = [f"1% more {METRICS[n].label} moves it by {v:+.2f}%" for n, v in by.items()]
    return f"Elasticity of {METRICS[target].label}: {', '.join(parts)}."


def _cell(effect: Effect, value: float | None, currency: str | None) -> str:
    return "" if value is None else format_number(value, METRICS[effect.metric].unit, currency)
