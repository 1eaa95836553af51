"""Which number of a text belongs to which metric."""

import re
from collections import Counter
from dataclasses import dataclass

from tools.kpi.assignment import assign
from tools.kpi.bindings_by_words import (
    COST_OF,
    Binding,
    by_verb,
    days_told,
    money_by_preposition,
    monthly_fee,
    new_ones,
    price_of_a_unit,
    share_of,
    share_of_what_came_before,
    yearly,
)
from tools.kpi.figures import fits
from tools.kpi.mentions import Mention, Number, fitting_metric
from tools.kpi.metric import Metric
from tools.kpi.parts import read_parts
from tools.quantities import Unit

__all__ = ["COST_OF", "Binding", "bind"]

_FAR = 7
_UNREAD = 8.0
_AS_ASKED = 7.0
_LINK_AFTER_METRIC = re.compile(
    r"\s*(?:(?:is|was|are|were|of|at|=|:|to|be|about|around|roughly|approximately|approx\.?|equals?|~|\(|a|an|the|our|"
    r"only|just|nearly|almost|over|under|below|above|target|currently|now|for|it|got|hits?|stands|has|been|goal)\s*)*",
    re.IGNORECASE,
)
_LINK_BEFORE_METRIC = re.compile(
    r"(?:\s+|-)?(?:(?:a|an|the|of|in|for|on|as|worth|total|our|average|avg\.?|new|paid|monthly|more|media|ad|their|"
    r"attributed|blended|target|click|link)\s*)*",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"[.;?!](?:\s|$)")
_ASKED = re.compile(
    r"\b(?:what(?:'s|s| is| are| was)?|which|how (?:much|many)|calculate|compute|work out|find|determine|estimate|"
    r"(?:number|amount|count) of)\s+(?:the |our |my |a |an )*$",
    re.IGNORECASE,
)


_AND = re.compile(r"(?:\s|,|&|/|\band\b|\bor\b|\bthe\b|\bour\b|\bmy\b)*", re.IGNORECASE)
_QUESTION = re.compile(r"\s*\?")
_HAS_VALUE = re.compile(r"\s*(?:is|was|of|=|:|at)\s*[$€£]?\d", re.IGNORECASE)
_LABEL = re.compile(r"\s*[:=]?\s*")
_PAYING = re.compile(r"pay(?:s|ing)?|paid", re.IGNORECASE)
"""A verb before a sum of money, which is no label: "we pay 12 CPM"."""
_OTHER_STYLE = 0.3
_ADJACENT = 1.5
_SUBSCRIBERS = re.compile(
    r"\b(?:churn|subscri|ltv|clv|lifetime|payback|arpu|customers?|retention|users?|cac)", re.IGNORECASE
)
_COMPUTED_FROM = re.compile(
    r"\s*,?\s*(?:for|with|on|from|if|when|given|using|over|based on|assuming)\s+"
    r"(?:an? |the |our |i |we |(?:it|that|this|they) (?:was |is |were |cost |costs |came to )?)?",
    re.IGNORECASE,
)
_AT = re.compile(r"\s*(?:at|@)\s+(?:an? |the |our )?", re.IGNORECASE)
"""What sets a KPI asked for apart from the figures that follow: "CPA for $5,000 and 125 sales"."""


def bind(text: str, numbers: list[Number], mentions: list[Mention]) -> list[Binding]:
    """Give each number to the metric it most plainly belongs to, all together at the least total distance.

    Numbers that no metric nearby can take are tried by the words around them ("$2 per click", "500 sales at €40").
    """
    told = {p.number: Binding(p.number, p.metric, p.mentions) for p in read_parts(text, numbers, mentions)}
    certain = {
        n: told.get(n)
        or share_of(text, n, mentions)
        or days_told(text, n, mentions)
        or yearly(text, n, mentions)
        or monthly_fee(text, n, mentions)
        or by_verb(text, n, mentions)
        for n in numbers
    }
    used = {m for binding in certain.values() if binding for m in binding.mentions}
    free = [m for m in mentions if m not in used]
    asked = _asked_for(text, free) | _headings(text, numbers, free)
    style = _Style(asked, _is_label_first(text, numbers, [m for m in free if m not in asked] or free))
    costs = [{} if certain[n] else _costs(text, n, numbers, free, style) for n in numbers]
    by_number = {i: m for i, m in enumerate(assign(costs, _UNREAD)) if m is not None}
    result = []
    for i, number in enumerate(numbers):
        sure = certain[number]
        priced = price_of_a_unit(text, number, mentions)
        if sure:
            result.append(sure)
        elif priced:
            result.append(priced)
        elif i in by_number:
            mention = free[by_number[i]]
            metric = fitting_metric(number.quantity, mention)
            if metric is not None:
                result.append(Binding(number, _budget_or_price(text, metric, mention), (mention,)))
        else:
            metric_name = (
                money_by_preposition(text, number, mentions)
                or share_of_what_came_before(text, number, mentions)
                or new_ones(text, number)
            )
            if metric_name:
                result.append(Binding(number, metric_name))
    return _apart(result)


def _apart(bindings: list[Binding]) -> list[Binding]:
    """Where two numbers fell to one metric, let one of them be what else its word may mean: a budget beside a spend."""
    taken = Counter(b.metric for b in bindings)
    result = []
    for binding in bindings:
        chosen = binding
        if taken[binding.metric] > 1 and len(binding.mentions) == 1:
            others = [c for c in binding.mentions[0].candidates if not taken[c.name]]
            fitting = next((c.name for c in others if fits(binding.number.quantity, c)), None)
            if fitting:
                taken[binding.metric] -= 1
                taken[fitting] += 1
                chosen = Binding(binding.number, fitting, binding.mentions)
        result.append(chosen)
    return result


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text is written: which metrics it asks for, and whether labels come before their numbers."""

    asked: frozenset[Mention]
    label_first: bool


def _asked_for(text: str, mentions: list[Mention]) -> frozenset[Mention]:
    """Return the metrics that are asked for: after "what is", before a question mark, and those joined to them."""
    asked: set[Mention] = set()
    for before, mention in zip([None, *mentions], mentions, strict=False):
        joined = before in asked and before is not None and _AND.fullmatch(text[before.end : mention.start])
        if (joined and not _HAS_VALUE.match(text, mention.end)) or _ASKED.search(text[: mention.start]):
            asked.add(mention)
    for after, mention in zip([None, *reversed(mentions)], reversed(mentions), strict=False):
        joined = after in asked and after is not None and _AND.fullmatch(text[mention.end : after.start])
        if joined or _QUESTION.match(text, mention.end):
            asked.add(mention)
    return frozenset(asked)


def _headings(text: str, numbers: list[Number], mentions: list[Mention]) -> frozenset[Mention]:
    """Return the metrics that a colon sets before figures with labels of their own: "profit: 30k revenue, 8k spend"."""
    found = set()
    for mention in mentions:
        first = next((n for n in numbers if n.start >= mention.end), None)
        first = first if first and text[mention.end : first.start].strip() == ":" else None
        if first is not None and _label_after(text, first, mentions):
            found.add(mention)
    return frozenset(found)


def _is_label_first(text: str, numbers: list[Number], mentions: list[Mention]) -> bool:
    """Tell "spend 100 revenue 0" from "100 spend 0 revenue": by where most labels stand, or else by the first."""
    before = [_label_before(text, number, mentions) for number in numbers]
    after = [_label_after(text, number, mentions) for number in numbers]
    labelled_before, labelled_after = (sum(label is not None for label in side) for side in (before, after))
    if labelled_before != labelled_after:
        return labelled_before > labelled_after
    first = before[0] if before else None
    return first is not None and _PAYING.fullmatch(first.text) is None


def _label_before(text: str, number: Number, mentions: list[Mention]) -> Mention | None:
    label = next((m for m in reversed(mentions) if m.end <= number.start), None)
    adjoins = label is not None and _LABEL.fullmatch(text[label.end : number.start])
    return label if label is not None and adjoins and fitting_metric(number.quantity, label) else None


def _label_after(text: str, number: Number, mentions: list[Mention]) -> Mention | None:
    label = next((m for m in mentions if m.start >= number.end), None)
    adjoins = label is not None and not text[number.end : label.start].strip()
    return label if label is not None and adjoins and fitting_metric(number.quantity, label) else None


def _costs(
    text: str, number: Number, numbers: list[Number], mentions: list[Mention], style: _Style
) -> dict[int, float]:
    costs = {}
    for index, mention in enumerate(mentions):
        metric = fitting_metric(number.quantity, mention)
        if metric is None or (mention.start < number.end and number.start < mention.end):
            continue
        before = mention.end <= number.start
        gap = text[mention.end : number.start] if before else text[number.end : mention.start]
        labelled = _label_after(text, number, mentions) if _AT.fullmatch(gap) else None
        if before and metric.is_kpi and (labelled or _COMPUTED_FROM.fullmatch(gap)):
            continue
        if not before and gap.lstrip().startswith(":"):
            continue
        crossed = sum(1 for n in numbers if n is not number and _between(n, number, mention))
        cost = _gap_cost(gap, before=before) + 3 * crossed
        if metric.unit is Unit.RATE and number.quantity.unit is None:
            cost += 3
        if mention.is_time:
            cost += 1
        if style.label_first and not before:
            cost += _OTHER_STYLE
        if mention in style.asked and (before or cost > _ADJACENT):
            cost += _AS_ASKED
        if cost < _UNREAD:
            costs[index] = cost
    return costs


def _budget_or_price(text: str, metric: Metric, mention: Mention) -> str:
    """Take "$8,000 a month" as a budget, unless the text is about subscribers."""
    if mention.is_time and metric.name == "arpu" and not _SUBSCRIBERS.search(text):
        return "monthly_budget"
    return metric.name


def _between(other: Number, number: Number, mention: Mention) -> bool:
    low, high = sorted((number.start, mention.start))
    return low < other.start < high


def _gap_cost(gap: str, *, before: bool) -> float:
    link = _LINK_AFTER_METRIC if before else _LINK_BEFORE_METRIC
    words = len(gap.split())
    if link.fullmatch(gap):
        return (1.0 if before else 0.9) + 0.1 * words
    if _BOUNDARY.search(gap) or words > _FAR:
        return _UNREAD
    return 4.0 + 0.4 * words + (1.5 if "," in gap else 0.0)
