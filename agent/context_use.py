"""Where the marketer's context is used: it fills what a question left out, and sets results against the targets."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tools.kpi.definitions import METRICS
from tools.quantities import NUMBER, Unit, format_change, format_number

if TYPE_CHECKING:
    from agent.context import MarketerContext
    from tools.catalog import Tool
    from tools.facts import Fact
    from tools.result import ToolResult


def with_margin(spec: "Tool", arguments: Mapping[str, Any], context: "MarketerContext") -> dict[str, Any] | None:
    """Return the arguments with the margin among the given figures; None where it has no place or stands already."""
    given = arguments.get("given")
    if context.margin is None or not isinstance(given, dict) or "given" not in spec.input_model.model_fields:
        return None
    if any("margin" in str(name).lower() for name in given):
        return None
    return {**arguments, "given": {**given, "margin": context.margin}}


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
