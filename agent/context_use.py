"""Where the marketer's context is used: it fills what a question left out, and sets results against the targets."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.kpi.definitions import METRICS
from tools.kpi.mentions import find_mentions
from tools.quantities import NUMBER, Unit, format_change, format_number

if TYPE_CHECKING:
    from agent.context import MarketerContext
    from tools.catalog import Tool
    from tools.facts import Fact
    from tools.result import ToolResult

_TARGET = re.compile(r"\b(?:targets?|goals?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filled:
    """Arguments that the context completed, and the sentences that say so."""

    arguments: dict[str, Any]
    notes: list[str]


def completions(
    spec: "Tool", arguments: Mapping[str, Any], context: "MarketerContext", message: str
) -> Iterator[Filled]:
    """Yield what the context can add to the figures of a question that lacks some, the likeliest first.

    A target stands in for its KPI where the user speaks of the target; the margin wherever none is given.
    """
    given = arguments.get("given")
    if not isinstance(given, dict) or "given" not in spec.input_model.model_fields:
        return
    targets = _named_targets(given, arguments.get("targets") or (), context, message)
    has_margin = context.margin is None or any("margin" in str(name).lower() for name in given)
    margin = {} if has_margin else {"margin": context.margin}
    for added in (targets, margin, targets | margin):
        if added:
            notes = [margin_note(context) if name == "margin" else _target_note(name, context) for name in added]
            yield Filled({**arguments, "given": {**given, **added}}, notes)


def _named_targets(
    given: Mapping[str, Any], asked: Collection[str], context: "MarketerContext", message: str
) -> dict[str, Any]:
    """Return the targets that a question builds on: "to hit our target CPA", "what is our target CPA?"."""
    names = [name for name in context.targets if name not in given]
    found = {f"target_{name}": context.targets[name] for name in names if f"target_{name}" in asked}
    if _TARGET.search(message):
        spoken = {m.candidates[0].name for m in find_mentions(_TARGET.sub(" ", message))}
        found |= {name: context.targets[name] for name in names if name in spoken and name not in asked}
    return found


def _target_note(name: str, context: "MarketerContext") -> str:
    metric = name.removeprefix("target_")
    return f"Your target {METRICS[metric].label} of {context.targets[metric]} is used, as you set it."


def with_margin_share(spec: "Tool", arguments: Mapping[str, Any], context: "MarketerContext") -> Filled | None:
    """Return the arguments of a tool that takes the margin by itself, with it; None where it has no place."""
    if context.margin is None or "margin" not in spec.input_model.model_fields or arguments.get("margin") is not None:
        return None
    return Filled({**arguments, "margin": context.margin_rate}, [margin_note(context)])


def currency_note(arguments: Mapping[str, Any], result: "ToolResult", context: "MarketerContext") -> str | None:
    """Return the note that bare amounts were read in the context's currency; None when none were."""
    texts = list(_texts(arguments))
    if context.currency is None or any(_names_money(text) for text in texts):
        return None
    has_amounts = any(NUMBER.search(text) for text in texts)
    is_money = any(f.unit is Unit.MONEY and f.currency == context.currency for f in result.facts())
    return (
        f"Amounts without a currency are read as {context.currency}, as you set it."
        if has_amounts and is_money
        else None
    )


def margin_note(context: "MarketerContext") -> str:
    """Return the note that the margin was filled in."""
    return f"Your margin of {context.margin} is used, as you set it."


def target_notes(result: "ToolResult", context: "MarketerContext") -> list[str]:
    """Return a sentence for each figure of the result that there is a target for."""
    found: dict[str, Fact] = {}
    for fact in result.facts():
        if fact.metric in context.targets and fact.role == "value" and fact.segment is None:
            found[fact.metric] = fact  # the last one is the current period's
    return [note for fact in found.values() if (note := _against_target(fact, context))]


def _against_target(fact: "Fact", context: "MarketerContext") -> str | None:
    target = context.target(fact.metric)
    metric = METRICS[fact.metric]
    currency = (target.currency or context.currency) if target else None
    if target is None or (fact.currency and currency and fact.currency != currency):
        return None
    shown = format_number(target.value, metric.unit, fact.currency or currency)
    difference = fact.value - target.value
    now = f"{metric.label} of {fact.shown}"
    if format_number(fact.value, metric.unit) == format_number(target.value, metric.unit):
        return f"{now}: on your target."
    is_higher = difference > 0
    apart = format_change(abs(difference), target.value, metric.unit, fact.currency or currency).lstrip("+")
    text = f"{now}: {apart} {'above' if is_higher else 'below'} your target of {shown}"
    if metric.higher_is_better is None:
        return f"{text}."
    return f"{text} ({'better' if metric.higher_is_better is is_higher else 'worse'})."


def _texts(value: Any) -> Iterator[str]:
    """Yield every figure that stands in arguments, as it was written."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in {"data", "currency", "current", "baseline"}:
                yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield str(value)


def _names_money(text: str) -> bool:
    from tools.quantities import find_quantities

    return any(q.currency for _, _, q in find_quantities(text))
