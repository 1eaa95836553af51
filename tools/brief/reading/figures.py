"""Binds each number of a text to the figure it is: budget, target, baseline, margin, order value, rates, volumes."""

import re
from dataclasses import dataclass, field, replace

from tools.brief.reading import figure_cues as cues
from tools.brief.reading.amounts import find_amounts
from tools.brief.reading.budget import BoundNumber, number_words, read_budget, read_currency
from tools.brief.reading.flight import DURATION
from tools.brief.reading.found import Reading
from tools.brief.reading.metric_words import COST, UNITS, MetricWord, find_metric_words
from tools.brief.reading.text import NEAR, Text
from tools.quantities import Quantity, Unit

TARGETED = frozenset({"cpa", "cpl", "cac", "cpc", "roas", "cost_per_visit", "cpcv", "cost_per_engagement"})
"""KPIs that carry a goal when a figure stands beside them; a rate or a CPM beside none is an expectation."""


@dataclass(slots=True)
class Figures:
    """The figures of a text before they become fields.

    Attributes:
        targets: KPI -> its target and its words, in order.
        baselines: KPI -> where it stands today.
        kpis: KPIs named, in order, with whether the text calls each a secondary one.
        expected: (metric, value, words, position) of rates and prices that are expected.
    """

    targets: dict[str, tuple[float, str]] = field(default_factory=dict)
    baselines: dict[str, tuple[float, str]] = field(default_factory=dict)
    kpis: dict[str, bool] = field(default_factory=dict)
    expected: list[tuple[str, float, str, int]] = field(default_factory=list)


def read_figures(text: Text, reading: Reading) -> Figures:
    """Put budget, economics, volume and currency into the reading, and return the KPI figures."""
    _closing(text, reading)
    words = [w for w in find_metric_words(text.written) if not text.is_taken(w.start, w.end) or w.name == "budget"]
    numbers = _numbers(text)
    figures = Figures()
    for number in numbers:
        _bind(text, number, words)
    _carry(text, numbers, words)
    _place(text, numbers, reading, figures)
    read_budget(text, numbers, reading)
    _name_kpis(text, words, figures)
    read_currency(text, reading)
    reading.unread += [n.quantity.text for n in numbers if not n.name and n.quantity.unit in {Unit.MONEY, Unit.RATE}]
    return figures


def _closing(text: Text, reading: Reading) -> None:
    """Read "one lead in 8 becomes a sale"."""
    match = cues.CLOSING.search(text.written)
    if match is not None and int(match["whole"]):
        reading.put("lead_to_sale_rate", 1 / int(match["whole"]), match[0])
        text.take(match.start(), match.end())


def _numbers(text: Text) -> list[BoundNumber]:
    found = []
    for start, end, quantity in find_amounts(text.written):
        if text.is_taken(start, end):
            continue
        after, before = text.written[end:], text.written[max(0, start - NEAR) : start]
        if quantity.unit is None and (cues.PEOPLE_AFTER.match(after) or DURATION.match(text.written, start)):
            continue
        if cues.OFFER_AFTER.match(after) or cues.OFFER_BEFORE.search(before):
            continue
        found.append(BoundNumber(start, end, _signed(quantity)))
    found += [
        BoundNumber(match.start(), match.end(), Quantity(0.5, Unit.RATE, text=match[0]))
        for match in cues.HALF.finditer(text.written)
        if not text.is_taken(match.start(), match.end())
    ]
    return sorted(found, key=lambda n: n.start)


def _signed(quantity: Quantity) -> Quantity:
    """A dash before a number in prose is a dash: no figure of a brief is below zero."""
    return replace(quantity, value=abs(quantity.value))


def _bind(text: Text, number: BoundNumber, words: list[MetricWord]) -> None:
    start, end = text.sentence(number.start)
    best: tuple[float, MetricWord, str] | None = None
    for word in words:
        if not start <= word.start < end:
            continue
        is_after = word.start >= number.end
        gap = text.written[number.end : word.start] if is_after else text.written[word.end : number.start]
        if len(gap) > cues.FAR:
            continue
        name = _fitting(number.quantity, word, gap, is_after=is_after, after=text.written[number.end :])
        if not name:
            continue
        cost = (
            len(gap) + 12 * len(re.findall(r"[,()]|\band\b|\bwith\b|[-–]\s", gap)) + 15 * len(re.findall(r"\d+", gap))
        )
        if is_after:
            cost += 4 + (200 if len(gap) > 22 or re.search(r"[,:]|\d", gap) else 0)  # noqa: PLR2004 - a name that follows stands close
        if word.name == "budget":
            cost += 6
        if best is None or cost < best[0]:
            best = (cost, word, name)
    if best is not None and best[0] < 150:  # noqa: PLR2004 - beyond that the two have nothing to do with each other
        number.word, number.name = best[1], best[2]


def _fitting(quantity: Quantity, word: MetricWord, gap: str, *, is_after: bool, after: str) -> str:
    """Return what the number is, if it can be a figure of that name."""
    if word.is_count:
        if quantity.unit is Unit.MONEY:
            is_cost = (is_after and cues.PER_RESULT.fullmatch(gap)) or (
                not is_after and (cues.COST_LINK.fullmatch(gap) or cues.EACH.match(after))
            )
            return COST[word.name] if is_cost else ""
        if quantity.unit is None and re.match(
            r"\s*(?:a|per|each|every)\s+(?:day|week|month|year)\b", after[len(gap) + len(word.text) :]
        ):
            return ""
        if (
            quantity.unit is None
            and is_after
            and re.fullmatch(r"\s*(?:more\s+|new\s+|extra\s+|paid\s+|qualified\s+|online\s+|\w+\s+)?", gap)
        ):
            return f"volume {word.name}"
        if quantity.unit is None and not is_after and re.fullmatch(r"\s*[:=]\s*", gap):
            return f"volume {word.name}"
        return ""
    unit = UNITS[word.name]
    if quantity.unit is unit:
        return word.name
    if word.name == "roas" and (
        quantity.unit is Unit.RATE or (quantity.unit is None and quantity.value <= cues.ROAS_MOST)
    ):
        return "roas"
    if word.name == "margin" and quantity.unit is Unit.MONEY and not is_after:
        return ""
    if quantity.unit is None and unit is Unit.MONEY:
        return word.name if len(gap) <= 25 and (not is_after or len(gap) < 3) else ""  # noqa: PLR2004 - bare numbers stand close
    return ""


def _carry(text: Text, numbers: list[BoundNumber], words: list[MetricWord]) -> None:
    """Give "we'd be happy at C$50", "last spring we did 3.2" and "(today $61)" to the KPI last spoken of."""
    for number in numbers:
        before = text.written[max(0, number.start - 60) : number.start]
        after = text.written[number.end :]
        cued = (
            cues.BASELINE_BEFORE.search(before)
            or cues.BASELINE_AFTER.match(after)
            or cues.TARGET_BEFORE.search(before)
            or cues.TARGET_AFTER.match(after)
        )
        if number.name or not cued:
            continue
        spoken = [w for w in words if w.end <= number.start and (w.name in TARGETED or COST.get(w.name))]
        earlier = [n for n in numbers if n.name in TARGETED and n.start < number.start]
        names = [earlier[-1].name] if earlier else []
        names += [w.name for w in reversed(spoken) if w.name in TARGETED]
        for name in names[:2]:
            fits = number.quantity.unit is UNITS[name] or number.quantity.unit is None
            known = next((n for n in earlier if n.name == name), None)
            is_near = (
                known is None
                or known.quantity.value == 0
                or 1 / cues.TENFOLD < number.quantity.value / known.quantity.value < cues.TENFOLD
            )
            if fits and is_near:
                number.name = name
                break


def _place(text: Text, numbers: list[BoundNumber], reading: Reading, figures: Figures) -> None:
    for number in numbers:
        name, value = number.name, number.quantity.value
        words = number_words(text, number)
        if not name or name == "budget":
            continue
        if name.startswith("volume "):
            reading.put("volume", value, words)
            reading.put("volume_of", name.removeprefix("volume "), words)
        elif name == "roas":
            _goal(text, number, name, words=words, figures=figures)
        elif name in {"average_order_value", "lifetime_value", "margin", "lead_to_sale_rate"}:
            reading.put(name, value, words)
        elif name == "cpc" and _is_a_price(text, number, numbers):
            figures.expected.append((name, value, words, number.start))
        elif name in TARGETED or _is_named_kpi(text, number):
            _goal(text, number, name, words=words, figures=figures)
        else:
            figures.expected.append((name, value, words, number.start))


def _is_a_price(text: Text, number: BoundNumber, numbers: list[BoundNumber]) -> bool:
    """A CPC beside a cost per result is what a click costs, unless the words make it a goal."""
    before = text.written[text.sentence(number.start)[0] : number.start][-60:]
    is_goal = cues.KPI_CUE.search(before) or cues.TARGET_BEFORE.search(before)
    return not is_goal and any(n.name in {"cpa", "cpl", "cac", "roas"} for n in numbers)


def _is_named_kpi(text: Text, number: BoundNumber) -> bool:
    start, _ = text.sentence(number.start)
    before = text.written[
        start : number.word.start if number.word and number.word.start < number.start else number.start
    ]
    if cues.KPI_CUE.search(before[-40:]):
        return True
    return number.name == "cpm" and bool(cues.LIMIT.search(text.written[start : number.start]))


def _goal(text: Text, number: BoundNumber, name: str, *, words: str, figures: Figures) -> None:
    """Keep a KPI's figure as its target, or as its baseline."""
    value = number.quantity.value
    before = text.written[max(0, number.start - 60) : number.start]
    start, _ = text.sentence(number.start)
    before = before[-(number.start - start) :] if number.start > start else ""
    wanted, today = cues.TARGET_BEFORE.search(before), cues.BASELINE_BEFORE.search(before)
    ends = [number.end, number.word.end] if number.word and number.word.start >= number.end else [number.end]
    is_baseline = any(cues.BASELINE_AFTER.match(text.written, end) for end in ends)
    if today and not is_baseline:
        is_baseline = not (wanted and wanted.start() > today.start())
    if is_baseline and name not in figures.baselines:
        figures.baselines[name] = (value, words)
    elif not is_baseline and name not in figures.targets:
        figures.targets[name] = (value, words)
    elif name in figures.targets and figures.targets[name][0] != value and name not in figures.baselines:
        figures.targets[f"{name} again"] = (value, words)
    figures.kpis.setdefault(name, False)


def _name_kpis(text: Text, words: list[MetricWord], figures: Figures) -> None:
    """Add the KPIs that are named without a figure, and say which are secondary."""
    for word in words:
        if word.is_count or word.name in {"budget", "margin", "average_order_value", "lifetime_value"}:
            continue
        start, _ = text.sentence(word.start)
        before = text.written[start : word.start]
        line = next((ln for ln in text.lines if ln.start <= word.start < ln.end), None)
        is_secondary = bool(cues.SECONDARY.search(before)) or bool(line and "secondary" in line.key)
        is_called = bool(cues.KPI_CUE.search(before[-60:])) or bool(line and cues.KPI_CUE.search(line.key))
        if is_secondary:
            figures.kpis[word.name] = True
        elif is_called or (word.name in TARGETED and word.name not in {e[0] for e in figures.expected}):
            figures.kpis.setdefault(word.name, False)
