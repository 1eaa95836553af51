"""The tool `compare_rates`: do two results differ by more than chance?"""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from tools.errors import InputError, MissingInput
from tools.kpi.comparison import RateComparison, Side, p_words
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.figures import KpiFigure, MoneyInput, in_one_currency, read_given
from tools.kpi.formula_words import describe_formula
from tools.kpi.intervals import Interval, RateMethod, cost_interval, rate_interval
from tools.kpi.metric import Metric
from tools.kpi.plausibility import refuse_impossible
from tools.kpi.significance import Difference, spend_to_tell_apart, trials_to_tell_apart, two_costs, two_rates
from tools.kpi.solver import solve
from tools.kpi.uncertainty import ASSUMPTION, RESULTS, SPENT
from tools.quantities import Unit, format_number, format_relative

_FEW = 10
_WHOLE = 1e-6


class CompareRates(MoneyInput):
    """Tell whether two rates or two costs per result differ by more than chance.

    For an A/B pair, two campaigns or two weeks whose counts the user states: conversion rate from clicks and
    conversions, CTR from impressions and clicks, CPA from spend and conversions. With the two figures alone ("is 1.2%
    CTR better than 1%?") it says what can't be said, and how much data would do. Not for a table of data: use
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
    interval: RateMethod = Field(default="wilson", description="kind of interval for rates")


def compare_rates(request: CompareRates) -> RateComparison:
    """Compare two rates or two costs per result.

    Where only the two figures are given, there is no test: the answer says what is missing and how much would do.

    Raises:
        InputError: for a KPI that is neither, or figures that can't be.
        MissingInput: when a count is missing.
    """
    metric = find_metric(request.kpi)
    above, below = _parts(metric)
    first, second, currency = _read_sides(request)
    if _is_figure_only(metric, (above, below), (first, second)):
        return _without_counts(request, metric, (first[metric.name], second[metric.name]), currency)
    counts = [_counts(values, metric, (above, below)) for values in (first, second)]
    sides = (
        _side(request.names[0], metric, counts[0], currency, request),
        _side(request.names[1], metric, counts[1], currency, request),
    )
    found = _tested(metric, (counts[0][above], counts[0][below]), (counts[1][above], counts[1][below]), request)
    values = [side.figure.value for side in sides]
    difference = values[1] - values[0] if values[0] is not None and values[1] is not None else None
    is_different, verdict = _verdict(metric, sides, found, request.confidence)
    count = above if metric.unit is Unit.RATE else below
    return RateComparison(
        metric=metric.name,
        sides=sides,
        difference=difference,
        low=found.low,
        high=found.high,
        scale=_scale(metric),
        p_value=found.p_value,
        confidence=request.confidence,
        method=found.method,
        verdict=_sentence(verdict),
        needed=None if is_different else _needed(metric, values, request.confidence),
        needed_metric=below if metric.unit is Unit.RATE else above,
        notes=[*_few(count, (counts[0], counts[1]), request.names), ASSUMPTION],
        currency=currency,
    )


def _parts(metric: Metric) -> tuple[str, str]:
    """Return what is divided by what: counts for a rate, spend over a count of results for a cost."""
    powers = metric.parsed.powers
    above = [n for n, p in powers.items() if p == 1]
    below = [n for n, p in powers.items() if p == -1]
    is_ratio = metric.is_kpi and len(powers) == 2 and len(above) == len(below) == 1  # noqa: PLR2004 - a ratio of two
    if is_ratio and metric.unit is Unit.RATE and all(METRICS[n].unit is Unit.COUNT for n in powers):
        return above[0], below[0]
    if is_ratio and above[0] in SPENT and below[0] in RESULTS:
        return above[0], below[0]
    raise InputError(
        f"{metric.label} is neither a share of counts nor spend per result, so counts alone can't test it",
        where="kpi",
        remedy="Compare conversion rates or CPAs, or keep a holdout group and compare totals.",
    )


def _read_sides(request: CompareRates) -> tuple[dict[str, float], dict[str, float], str | None]:
    """Return the figures of both sides in one currency."""
    first, second = (read_given(f, request.currency, request.exchange_rates) for f in (request.first, request.second))
    given = in_one_currency([*first, *second], request.currency, request.exchange_rates)
    sides = [{g.metric: g.value for g in part} for part in (given[: len(first)], given[len(first) :])]
    for values in sides:
        refuse_impossible(values)
    return sides[0], sides[1], next((g.currency for g in given if g.currency), None)


def _known(values: Mapping[str, float]) -> dict[str, float]:
    return dict(values) | {n: s.value for n, s in solve(values).items() if s.value is not None}


def _is_figure_only(metric: Metric, parts: tuple[str, str], sides: Sequence[Mapping[str, float]]) -> bool:
    """Return whether both sides give the KPI itself, and not both of them the counts behind it."""
    lacks = any(part not in _known(values) for values in sides for part in parts)
    return lacks and all(metric.name in values for values in sides)


def _counts(values: Mapping[str, float], metric: Metric, parts: tuple[str, str]) -> dict[str, float]:
    known = _known(values)
    lacking = [METRICS[n].label for n in parts if n not in known]
    if lacking:
        raise MissingInput(
            f"To compare {metric.label} I need {' and '.join(lacking)} of both",
            remedy=f"It is {describe_formula(metric)}.",
        )
    return {n: known[n] for n in parts}


def _without_counts(
    request: CompareRates, metric: Metric, values: tuple[float, float], currency: str | None
) -> RateComparison:
    """Say which of two bare figures is the better one, and that the difference can't be tested without counts."""
    above, below = _parts(metric)
    figures = [KpiFigure.of(metric.name, value, currency) for value in values]
    lacking = [METRICS[below].label, METRICS[above].label]
    ask = f"Give {' and '.join(lacking)} of both, and I can test it."
    if values[0] == values[1]:
        verdict = f"Both have the same {metric.label}. How sure that is depends on the counts behind it. {ask}"
    else:
        low, high = sorted(figures, key=lambda figure: figure.value or 0.0)
        ratio = (high.value or 0.0) / low.value - 1 if low.value else None
        by = f"{format_relative(ratio).removeprefix('+')} " if ratio is not None else ""
        verdict = (
            f"{high.shown} is a {by}higher {metric.label} than {low.shown}{_better(metric, more=True)}, if both rest "
            f"on enough data: figures alone can't tell a real difference from chance. {ask}"
        )
    return RateComparison(
        metric=metric.name,
        sides=(
            Side(name=request.names[0], figure=figures[0], counts={}),
            Side(name=request.names[1], figure=figures[1], counts={}),
        ),
        difference=values[1] - values[0],
        low=None,
        high=None,
        scale=_scale(metric),
        p_value=None,
        confidence=request.confidence,
        method="",
        verdict=_sentence(verdict),
        needed=_needed(metric, values, request.confidence),
        needed_metric=below if metric.unit is Unit.RATE else above,
        missing=lacking,
        currency=currency,
    )


def _scale(metric: Metric) -> Literal["difference", "ratio"]:
    return "difference" if metric.unit is Unit.RATE else "ratio"


def _needed(metric: Metric, values: Sequence[float | None], confidence: float) -> float | None:
    """Return the trials, or the spend, that each side needs to tell two such figures apart; None where none would."""
    first, second = values
    if first is None or second is None or first == second:
        return None
    if metric.unit is Unit.RATE:
        return trials_to_tell_apart(first, second, confidence) if max(first, second) <= 1 else None
    return spend_to_tell_apart(first, second, confidence) if min(first, second) > 0 else None


def _side(name: str, metric: Metric, counts: dict[str, float], currency: str | None, request: CompareRates) -> Side:
    above, below = counts
    interval: Interval | None = None
    if metric.unit is not Unit.RATE:
        money = metric.parsed.constant * counts[above]
        interval = cost_interval(money, counts[below], confidence=request.confidence)
    elif 0 <= counts[above] <= counts[below] and counts[below]:
        interval = rate_interval(counts[above], counts[below], confidence=request.confidence, method=request.interval)
    step = solve(counts, [metric.name])[metric.name]
    figure = KpiFigure.of(metric.name, step.value, currency, step.undefined).with_interval(interval)
    return Side(name=name, figure=figure, counts=counts)


def _tested(
    metric: Metric, first: tuple[float, float], second: tuple[float, float], request: CompareRates
) -> Difference:
    if metric.unit is not Unit.RATE:
        return two_costs(first, second, request.confidence)
    above, below = (METRICS[name].label for name in _parts(metric))
    if any(part > whole for part, whole in (first, second)):
        raise InputError(
            f"A test needs each of the {below} to end in one of the {above} at most, and there are more {above}",
            remedy="Count results on the click only, or compare the costs per result.",
        )
    return two_rates(first, second, request.confidence, request.interval)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _better(metric: Metric, *, more: bool) -> str:
    good = metric.higher_is_better
    return "" if good is None else f", which is {'better' if more == good else 'worse'}"


def _verdict(metric: Metric, sides: tuple[Side, Side], found: Difference, confidence: float) -> tuple[bool, str]:
    """Return whether the two differ by more than chance, and the sentence that says so."""
    first, second = sides
    same = 0.0 if metric.unit is Unit.RATE else 1.0
    holds_same = (found.low or 0.0) <= same and (found.high is None or same <= found.high)
    p_value = found.p_value
    if p_value > 1 - confidence or holds_same or first.figure.value is None or second.figure.value is None:
        return False, (
            f"Not enough data to say: {first.name} and {second.name} may well have the same {metric.label}, and the "
            "difference seen may be chance."
        )
    more = second.figure.value > first.figure.value
    word = "higher" if more else "lower"
    return True, (
        f"{second.name} has a {word} {metric.label} than {first.name}{_better(metric, more=more)}: chance alone would "
        f"seldom make a difference this large ({p_words(p_value)})."
    )


def _few(count: str, sides: tuple[dict[str, float], dict[str, float]], names: tuple[str, str]) -> list[str]:
    notes = []
    for name, side in zip(names, sides, strict=True):
        if side[count] < _FEW:
            notes.append(f"{name} rests on {format_number(side[count], Unit.COUNT)} {METRICS[count].label} only.")
        elif abs(side[count] - round(side[count])) > _WHOLE:
            notes.append(f"{name}'s {METRICS[count].label} are not whole; they are rounded for the test.")
    return notes
