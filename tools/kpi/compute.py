"""The tool `compute_kpi`: any KPI from any figures that determine it, with the path, or what is missing."""

from collections.abc import Mapping

from pydantic import Field

from tools.facts import Fact
from tools.kpi.definitions import METRICS, find_metric
from tools.kpi.figures import (
    GivenFigure,
    KpiFigure,
    MoneyInput,
    read_given,
    slack_of,
)
from tools.kpi.formula_words import describe_formula, describe_step
from tools.kpi.gaps import TargetGap, gaps_to_targets
from tools.kpi.graph import follows
from tools.kpi.intervals import CONFIDENCE, RateMethod
from tools.kpi.plausibility import doubts, refuse_impossible
from tools.kpi.solver import Check, Step, agreements, contradictions, missing_inputs, reachable_form, solve
from tools.kpi.uncertainty import ASSUMPTION, interval_of
from tools.quantities import format_number, format_relative
from tools.result import ToolResult


class ComputeKpi(MoneyInput):
    """Compute marketing KPIs from given figures: forward, inverse or chained.

    For arithmetic over figures the user states (CPA from spend and sales, the CTR a target needs, a whole funnel from a
    budget). Not for the user's own data files: use explain_change.
    """

    given: dict[str, str | float] = Field(
        description="figures as the user wrote them, by metric name, unit included: "
        '{"spend": "$5,000", "conversions": "125", "conversion_rate": "3%"}. Rates need their % sign.',
        examples=[{"spend": "$5,000", "conversions": "125"}],
    )
    targets: list[str] = Field(
        default_factory=list,
        description='metrics asked for, e.g. ["cpa"]; empty for everything that follows from the given figures',
        examples=[["cpa", "roas"]],
    )
    goals: dict[str, str | float] = Field(
        default_factory=dict,
        description='values a KPI should reach, to say how far off it is: {"cpl": "$40"}',
        examples=[{"cpl": "$40"}],
    )
    interval: RateMethod = Field(default="wilson", description="kind of interval for rates")
    confidence: float = Field(default=CONFIDENCE, gt=0.5, lt=1, description="of the intervals; a share")


class KpiAnswer(ToolResult):
    """KPIs computed from given figures, each with its formula, or the reason why there is none."""

    given: list[GivenFigure] = Field(description="how each given figure was read")
    steps: list[KpiFigure] = Field(description="figures computed on the way, in order")
    results: list[KpiFigure] = Field(description="figures asked for")
    missing: list[str] = Field(default_factory=list, description="what would be needed for a target not reached")
    contradictions: list[str] = Field(default_factory=list, description="given figures that exclude each other")
    agreements: list[str] = Field(default_factory=list, description="given figures that follow from the others too")
    gaps: list[TargetGap] = Field(default_factory=list, description="how far KPIs are from their targets")
    notes: list[str] = Field(default_factory=list, description="what to look twice at")

    @property
    def is_complete(self) -> bool:
        """True when every target has a value."""
        return not (self.missing or self.contradictions) and all(r.value is not None for r in self.results)

    def render(self) -> str:
        """Return the results first, each with its formula, then how the input was read."""
        lines = [f"- {text}" for text in self.contradictions]
        lines += [f"- **{gap.sentence}**" for gap in self.gaps]
        lines += [_result_line(figure) for figure in self.results]
        lines += [f"- These figures agree: {text}." for text in self.agreements]
        path = [f for f in self.steps if f.metric not in {r.metric for r in self.results}]
        if path and self.results:
            lines += ["\nOn the way:\n", *(f"- {figure.path}" for figure in path if figure.path)]
        if self.missing:
            lines += [f"\n{sentence}" for sentence in self.missing]
        if self.given:
            lines.append(f"\nRead as: {', '.join(g.sentence for g in self.given)}.")
        lines += [f"\nNote: {note}" for note in self.notes]
        return "\n".join(lines).strip()

    def facts(self) -> list[Fact]:
        """Return the given and the computed figures."""
        given = [
            Fact(value=g.value, unit=g.unit, currency=g.currency, metric=g.metric, role="given") for g in self.given
        ]
        figures = [fact for figure in (*self.steps, *self.results) for fact in figure.facts()]
        return [*given, *figures, *(fact for gap in self.gaps for fact in gap.facts())]


def _result_line(figure: KpiFigure) -> str:
    if figure.value is None:
        return f"- **{figure.label}** is undefined, because {figure.undefined}" + (
            f"; it is {figure.range}." if figure.range else "."
        )
    path = f" ({figure.path})" if figure.path else ""
    return f"- **{figure.label}: {figure.shown}**{path}" + (f"; {figure.range}" if figure.range else "")


def compute_kpi(request: ComputeKpi) -> KpiAnswer:
    """Compute the targets, or everything that follows.

    Raises:
        InputError: for an unknown metric, a number that can't be read, impossible figures or mixed currencies.
    """
    given = read_given(request.given, request.currency, request.exchange_rates)
    targets = [find_metric(t).name for t in request.targets]
    values = {g.metric: g.value for g in given}
    notes = _budget_as_spend(values)
    refuse_impossible(values)
    currency = next((g.currency for g in given if g.currency), None)
    clashes = [_contradiction(c, currency) for c in contradictions(values, slack_of(given))]
    if clashes:
        return KpiAnswer(given=given, steps=[], results=[], contradictions=clashes)
    reachable = [_form(t, values, notes) for t in targets]
    values |= _stand_in(reachable, values, notes)
    steps = solve(values, reachable)
    known = values | {name: s.value for name, s in steps.items() if s.value is not None}
    figures = _figures(request, steps, known, values, currency)
    assumed = {"remaining_budget", "projected_spend", *_PER_TIME} if notes and "spend" in values else set()
    asked = list(dict.fromkeys(reachable)) or [name for name in figures if name not in assumed]
    results = [figures.get(t) or KpiFigure.of(t, values[t], currency) for t in asked if t in known or t in figures]
    agreed = [_agreement(a, currency) for a in agreements(values)]
    goals = {g.metric: g.value for g in read_given(request.goals, currency or request.currency)}
    gaps = gaps_to_targets(known, goals, currency)
    has_interval = any(r.range for r in results)
    return KpiAnswer(
        given=given,
        steps=list(figures.values()) if targets else [],
        results=results,
        missing=[] if (agreed or gaps) and not targets else _missing(asked, targets, known, figures, list(values)),
        agreements=agreed,
        gaps=gaps,
        notes=notes + doubts(known) + ([ASSUMPTION] if has_interval else []),
    )


def _figures(
    request: ComputeKpi,
    steps: Mapping[str, Step],
    known: Mapping[str, float],
    given: Mapping[str, float],
    currency: str | None,
) -> dict[str, KpiFigure]:
    figures = {}
    for name, step in steps.items():
        figure = KpiFigure.of(name, step.value, currency, step.undefined, describe_step(step, known, currency))
        interval = interval_of(name, known, given, confidence=request.confidence, method=request.interval)
        figures[name] = figure.with_interval(interval)
    return figures


_PER_TIME = {"daily_budget": "a day", "weekly_budget": "a week", "monthly_budget": "a month"}
_FLIGHT = frozenset({"days_elapsed", "pacing", "remaining_budget", "projected_spend"})


def _budget_as_spend(values: dict[str, float]) -> list[str]:
    """Take a budget as what will be spent, when nothing tells the two apart; the word has both uses.

    A budget a day, week or month without a flight stands for that stretch, and so do the results.
    """
    if "spend" in values or _FLIGHT & values.keys():
        return []
    per_time = [name for name in _PER_TIME if name in values]
    if "budget" not in values and per_time and "days_total" in values:
        whole = solve(values, ["budget"])["budget"].value
        if whole is None:
            return []
        values["spend"] = whole
        return ["The budget is taken as fully spent over the flight."]
    if "budget" in values and "days_total" not in values:
        values["spend"] = values.pop("budget")
        return ["The budget is taken as fully spent."]
    if len(per_time) == 1 and "budget" not in values:
        values["spend"] = values.pop(per_time[0])
        return [f"All volumes and amounts are for one {_PER_TIME[per_time[0]].removeprefix('a ')}."]
    if "budget" in values:
        values["spend"] = values["budget"]
        return ["The budget is taken as fully spent."]
    return []


def _form(target: str, values: Mapping[str, float], notes: list[str]) -> str:
    """Return the form of the target that can be computed, and note it where it is another."""
    form = reachable_form(target, values)
    if form != target:
        notes.append(f"{METRICS[target].label} is computed in another of its forms: {describe_formula(METRICS[form])}.")
    return form


_MARGIN_FORMS = ("clv_subscription", "clv_retention")


def _stand_in(targets: list[str], values: Mapping[str, float], notes: list[str]) -> dict[str, float]:
    """Return the CLV in the form that the figures allow, where a target rests on CLV: a subscriber's LTV:CAC."""
    stuck = [t for t in targets if t not in values and not follows(t, list(values))]
    for form in _MARGIN_FORMS:
        step = solve(values, [form]).get(form) if any(follows(t, [*values, "clv"]) for t in stuck) else None
        if step is not None and step.value is not None:
            notes.append(f"CLV is taken in the form {describe_formula(METRICS[form])}.")
            return {"clv": step.value}
    return {}


def _missing(
    asked: list[str],
    targets: list[str],
    known: Mapping[str, float],
    figures: Mapping[str, KpiFigure],
    given: list[str],
) -> list[str]:
    if not targets and not figures:
        return ["Nothing follows from these figures alone; add another, for example spend with conversions."]
    return [_missing_sentence(t, given) for t in asked if t not in known and t not in figures]


def _missing_sentence(target: str, given: list[str]) -> str:
    options = [" and ".join(METRICS[name].label for name in option) for option in missing_inputs(target, given)]
    label = METRICS[target].label
    if not options:
        return f"For {label} I need its inputs: {describe_formula(METRICS[target])}."
    return f"For {label} I need {', or '.join(options)}."


def _agreement(found: Check, currency: str | None) -> str:
    stated = format_number(found.given, METRICS[found.metric].unit, currency)
    return f"{describe_step(found.step, found.known, currency)}, and {stated} is given"


def _contradiction(clash: Check, currency: str | None) -> str:
    metric, implied = METRICS[clash.metric], clash.step.value or 0.0
    stated = format_number(clash.given, metric.unit, currency)
    path = describe_step(clash.step, clash.known, currency)
    off = format_relative(abs(clash.given / implied - 1)).removeprefix("+") if implied else ""
    side = f" The given figure is {off} {'lower' if clash.given < implied else 'higher'}." if off else ""
    return f"These figures contradict each other: {metric.label} is given as {stated}, but {path}.{side}"
