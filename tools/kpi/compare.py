"""The tool `compare_rates`: do two results differ by more than chance?"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.errors import InputError, MissingInput
from tools.facts import Fact
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.figures import KpiFigure, read_given
from tools.kpi.intervals import Interval, cost_interval, rate_interval
from tools.kpi.metric import Metric
from tools.kpi.plausibility import refuse_impossible
from tools.kpi.significance import Difference, two_costs, two_rates
from tools.kpi.solver import solve
from tools.quantities import Unit, format_change, format_number, format_relative
from tools.result import ToolInput, ToolResult

_FEW = 10


class CompareRates(ToolInput):
    """Tell whether two rates or two costs per result differ by more than chance.

    For an A/B pair, two campaigns or two weeks whose counts the user states: conversion rate from clicks and
    conversions, CTR from impressions and clicks, CPA from spend and conversions. Not for a table of data: use
    explain_change.
    """

    kpi: str = Field(description="the rate or cost compared", examples=["conversion_rate", "cpa"])
    first: dict[str, str | float] = Field(
        description="counts (and money) of the first, as the user wrote them",
        examples=[{"clicks": "1,200", "conversions": "36"}],
    )
    second: dict[str, str | float] = Field(description="the same of the second")
    names: tuple[str, str] = Field(default=("A", "B"), description="what to call them")
    confidence: float = Field(default=0.95, gt=0.5, lt=1, description="of the intervals; a share")
    currency: str | None = Field(default=None, description="ISO 4217 code for money written without one")


class Side(BaseModel):
    """One of the two."""

    model_config = ConfigDict(frozen=True)

    name: str
    figure: KpiFigure
    counts: dict[str, float] = Field(description="the measures it is computed from")


class RateComparison(ToolResult):
    """Two results, the difference between them, and what can be said about it."""

    metric: str
    sides: tuple[Side, Side]
    difference: float | None = Field(description="second less first, in the KPI's unit")
    low: float | None = Field(description="lower end of the difference (rates) or of second over first (costs)")
    high: float | None = Field(description="upper end, in the same terms")
    scale: Literal["difference", "ratio"]
    p_value: float = Field(description="how often chance alone gives a difference as large or larger")
    confidence: float
    method: str
    verdict: str = Field(description="what can be said, in one sentence")
    notes: list[str] = Field(default_factory=list)
    currency: str | None = None

    def render(self) -> str:
        """Return the verdict, both figures with their intervals, the difference and the method."""
        lines = [self.verdict, ""]
        lines += [f"- {side.name}: {side.figure.sentence}" for side in self.sides]
        lines += ["", f"{self._gap()} p = {_p(self.p_value)}; {self.method}."]
        lines += [f"\nNote: {note}" for note in self.notes]
        return "\n".join(lines)

    def _gap(self) -> str:
        first, second = self.sides
        level, unit = first.figure.value or 0.0, METRICS[self.metric].unit
        if self.difference is None or self.low is None:
            return "The difference has no finite interval."
        shown = format_change(self.difference, level, unit, self.currency)
        if self.scale == "ratio":
            ends = [format_relative(self.low - 1), "no limit" if self.high is None else format_relative(self.high - 1)]
        else:
            ends = [format_change(end, level, unit) for end in (self.low, self.high) if end is not None]
        return f"{second.name} less {first.name}: {shown} ({self.confidence:.0%} interval {' to '.join(ends)})."

    def facts(self) -> list[Fact]:
        """Return both figures with their intervals, the counts, the difference and the p-value."""
        found = []
        for side in self.sides:
            found += side.figure.facts(segment=side.name)
            found += [
                Fact(value=v, unit=METRICS[n].unit, currency=self.currency, metric=n, segment=side.name, role="given")
                for n, v in side.counts.items()
            ]
        unit = METRICS[self.metric].unit
        if self.difference is not None:
            found.append(
                Fact(value=self.difference, unit=unit, currency=self.currency, metric=self.metric, role="change")
            )
        ends = [end for end in (self.low, self.high) if end is not None]
        if self.scale == "ratio":
            found += [Fact(value=end - 1, unit=Unit.RATE, metric=self.metric, role="interval") for end in ends]
        else:
            found += [Fact(value=end, unit=unit, metric=self.metric, role="interval") for end in ends]
        found.append(Fact(value=self.p_value, unit=Unit.RATIO, metric=self.metric, role="p-value"))
        return [*found, Fact(value=self.confidence, unit=Unit.RATE, metric=self.metric, role="confidence")]


def compare_rates(request: CompareRates) -> RateComparison:
    """Compare two rates or two costs per result.

    Raises:
        InputError: for a KPI that is neither, or figures that can't be.
        MissingInput: when a count is missing.
    """
    metric = find_metric(request.kpi)
    above, below = _parts(metric)
    read = [_counts(figures, metric, (above, below), request) for figures in (request.first, request.second)]
    (first, currency), (second, other) = read
    if currency and other and currency != other:
        raise InputError(f"The two are in {currency} and {other}", remedy="Give both in one currency.")
    sides = (
        _side(request.names[0], metric, first, currency or other, request.confidence),
        _side(request.names[1], metric, second, currency or other, request.confidence),
    )
    found = _tested(metric, (first[above], first[below]), (second[above], second[below]), request.confidence)
    values = [side.figure.value for side in sides]
    difference = values[1] - values[0] if values[0] is not None and values[1] is not None else None
    count = above if metric.unit is Unit.RATE else below
    return RateComparison(
        metric=metric.name,
        sides=sides,
        difference=difference,
        low=found.low,
        high=found.high,
        scale="difference" if metric.unit is Unit.RATE else "ratio",
        p_value=found.p_value,
        confidence=request.confidence,
        method=found.method,
        verdict=_sentence(_verdict(metric, sides, found, request.confidence)),
        notes=_few(count, (first, second), request.names),
        currency=currency or other,
    )


def _parts(metric: Metric) -> tuple[str, str]:
    """Return what is divided by what: counts for a rate, money over a count for a cost."""
    powers = metric.parsed.powers
    above = [n for n, p in powers.items() if p == 1]
    below = [n for n, p in powers.items() if p == -1]
    units = tuple(METRICS[n].unit for n in (*above, *below))
    wanted = {Unit.RATE: (Unit.COUNT, Unit.COUNT), Unit.MONEY: (Unit.MONEY, Unit.COUNT)}
    if metric.is_kpi and len(powers) == 2 and units == wanted.get(metric.unit):  # noqa: PLR2004 - a ratio of two
        return above[0], below[0]
    raise InputError(
        f"{metric.label} is neither a share of counts nor money per result, so counts alone can't test it",
        where="kpi",
        remedy="Compare its conversion rate or its CPA, or keep a holdout group and compare totals.",
    )


def _counts(
    figures: dict[str, str | float], metric: Metric, parts: tuple[str, str], request: CompareRates
) -> tuple[dict[str, float], str | None]:
    given = read_given(figures, request.currency)
    values = {g.metric: g.value for g in given}
    refuse_impossible(values)
    known = values | {n: s.value for n, s in solve(values).items() if s.value is not None}
    lacking = [METRICS[n].label for n in parts if n not in known]
    if lacking:
        raise MissingInput(
            f"To compare {metric.label} I need {' and '.join(lacking)} of both", remedy=f"It is {metric.formula}."
        )
    return {n: known[n] for n in parts}, next((g.currency for g in given if g.currency), None)


def _side(name: str, metric: Metric, counts: dict[str, float], currency: str | None, confidence: float) -> Side:
    above, below = counts
    money = metric.unit is not Unit.RATE
    interval: Interval | None = None
    if money:
        interval = cost_interval(metric.parsed.constant * counts[above], counts[below], confidence=confidence)
    elif 0 <= counts[above] <= counts[below] and counts[below]:
        interval = rate_interval(counts[above], counts[below], confidence=confidence)
    step = solve(counts, [metric.name])[metric.name]
    figure = KpiFigure.of(metric.name, step.value, currency, step.undefined).with_interval(interval)
    return Side(name=name, figure=figure, counts=counts)


def _tested(metric: Metric, first: tuple[float, float], second: tuple[float, float], confidence: float) -> Difference:
    if metric.unit is not Unit.RATE:
        return two_costs(first, second, confidence)
    above, below = (METRICS[name].label for name in _parts(metric))
    if any(part > whole for part, whole in (first, second)):
        raise InputError(
            f"A test needs each of the {below} to end in one of the {above} at most, and there are more {above}",
            remedy="Count results on the click only, or compare the costs per result.",
        )
    return two_rates(first, second, confidence)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _verdict(metric: Metric, sides: tuple[Side, Side], found: Difference, confidence: float) -> str:
    first, second = sides
    same = 0.0 if metric.unit is Unit.RATE else 1.0
    holds_same = (found.low or 0.0) <= same and (found.high is None or same <= found.high)
    p_value = found.p_value
    if p_value > 1 - confidence or holds_same or first.figure.value is None or second.figure.value is None:
        return (
            f"Not enough data to say: {first.name} and {second.name} may well have the same {metric.label}, and the "
            "difference seen may be chance."
        )
    more = second.figure.value > first.figure.value
    word = "higher" if more else "lower"
    good = metric.higher_is_better
    which = "" if good is None else f", which is {'better' if more == good else 'worse'}"
    return (
        f"{second.name} has a {word} {metric.label} than {first.name}{which}: chance alone would seldom make a "
        f"difference this large (p = {_p(p_value)})."
    )


def _few(count: str, sides: tuple[dict[str, float], dict[str, float]], names: tuple[str, str]) -> list[str]:
    notes = []
    for name, side in zip(names, sides, strict=True):
        if side[count] < _FEW:
            notes.append(f"{name} rests on {format_number(side[count], Unit.COUNT)} {METRICS[count].label} only.")
        elif side[count] != round(side[count]):
            notes.append(f"{name}'s {METRICS[count].label} are not whole; they are rounded for the test.")
    return notes


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - more digits mean nothing
