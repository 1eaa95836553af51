"""Reads KPI questions in free text: the figures given, the metrics asked for, and which belong together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tools.kpi.binding import COST_OF, Binding, bind
from tools.kpi.definitions import METRICS
from tools.kpi.figures import fits
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, Number, find_mentions, find_numbers
from tools.kpi.solver import missing_inputs
from tools.periods import find_periods

_CUE = re.compile(
    r"\b(?:what(?:'s|s)?|which|how (?:much|many|high|low|big|large|far|good)|calculate|compute|work out|find|give me|"
    r"solve|determine|figure out|estimate|show me|tell me)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?:\s|,|&|/|\band\b|\bor\b|\bthe\b|\bour\b|\bmy\b|\bplus\b|\balso\b|\bwhat\b|\bis\b)*", re.IGNORECASE
)
_GOAL = re.compile(
    r"\b(?:reach|hit|get to|get down to|bring (?:it )?(?:down )?to|go down to|target(?: of)?|goal(?: of)?|below|under|"
    r"at most|no more than|at least|achieve|be|down to|up to)\s*(?:a |an |about |around |only )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KpiAsk:
    """One question: the figures it gives and the metrics it asks for.

    Attributes:
        given: metric name -> the number as written.
        targets: metrics asked for; empty for everything that follows.
    """

    given: Mapping[str, str]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class KpiReading:
    """All the KPI questions of one message.

    Attributes:
        asks: the questions in order.
        unread: numbers that belong to no metric the reader knows.
        figures: how many numbers the message itself gives to metrics.
    """

    asks: tuple[KpiAsk, ...] = ()
    unread: tuple[str, ...] = ()
    figures: int = 0


def read_kpi_text(text: str, *, carried: KpiAsk | None = None) -> KpiReading:
    """Read a message such as "we spent $5,000 and got 125 sales; what is our CPA?".

    Args:
        text: the message.
        carried: the last question of the thread, whose figures a follow-up ("and with 3% conversion?") builds on.

    Returns:
        One ask per question. A later question uses its own figures first, and earlier ones only where they are needed
        and don't conflict.
    """
    outside = [(p.start, p.end) for p in find_periods(text, today=date(2000, 1, 1))]
    numbers, mentions = find_numbers(text, outside), find_mentions(text)
    bindings = bind(text, numbers, mentions)
    bindings += _goals(text, numbers, mentions, bindings)
    asks = _asks(text, mentions, bindings, carried)
    left = [n for n in numbers if n not in {b.number for b in bindings}]
    if len(asks) == 1 and len(left) == 1:
        asks, left = _by_elimination(asks[0], left[0])
    return KpiReading(tuple(asks), tuple(n.quantity.text for n in left), len(numbers) - len(left))


def _by_elimination(ask: KpiAsk, number: Number) -> tuple[list[KpiAsk], list[Number]]:
    """Give the one number left to the one figure that the target lacks, if its unit fits that alone."""
    if len(ask.targets) == 1 and number.quantity.unit is not None and not follows(ask.targets[0], list(ask.given)):
        lacking = [METRICS[option[0]] for option in missing_inputs(ask.targets[0], list(ask.given)) if len(option) == 1]
        measures = [m.name for m in lacking if not m.is_kpi and m.unit is number.quantity.unit]
        if len(measures) == 1:
            return [KpiAsk({**ask.given, measures[0]: number.quantity.text}, ask.targets)], []
    return [ask], [number]


def _goals(text: str, numbers: list[Number], mentions: list[Mention], bindings: list[Binding]) -> list[Binding]:
    """Bind "to reach $30" to the KPI last spoken of that a number of that unit can be."""
    found = []
    taken = {b.number for b in bindings}
    for number in numbers:
        if number in taken or not _GOAL.search(text[: number.start]):
            continue
        spoken = [m for m in mentions if m.end <= number.start]
        kpis = [c for m in reversed(spoken) for c in m.candidates if c.is_kpi and fits(number.quantity, c)]
        same_unit = [c for c in kpis if number.quantity.unit is None or c.unit is number.quantity.unit]
        if same_unit:
            found.append(Binding(number, same_unit[0].name))
    return found


def _asks(text: str, mentions: list[Mention], bindings: list[Binding], carried: KpiAsk | None) -> list[KpiAsk]:
    taken = {m for b in bindings for m in b.mentions}
    free = [m for m in mentions if m not in taken]
    cuts = _cuts(text, free)
    if not cuts:
        return _without_cue(free, bindings, carried)
    asks: list[KpiAsk] = []
    earlier: dict[str, str] = dict(carried.given) if carried else {}
    for position, start in enumerate(cuts):
        end = cuts[position + 1] if position + 1 < len(cuts) else len(text) + 1
        low = 0 if position == 0 else start
        own = {b.metric: b.number.quantity.text for b in bindings if low <= b.number.start < end}
        targets = _targets(text, start, [m for m in free if start <= m.start < end])
        asks.append(KpiAsk(_with_earlier(own, earlier, targets), targets))
        earlier |= own
    return asks


def _cuts(text: str, free: list[Mention]) -> list[int]:
    """Return where each question starts: a cue that an unbound metric follows before the next cue."""
    starts = [m.start() for m in _CUE.finditer(text)]
    ends = [*starts[1:], len(text) + 1] if starts else []
    return [s for s, e in zip(starts, ends, strict=True) if any(s <= m.start < e for m in free)]


def _without_times(free: list[Mention]) -> list[Mention]:
    """Leave out "a month" and its kind where there is something else that is asked for."""
    named = [m for m in free if not m.is_time]
    budgets = {"spend", "budget"}
    return free if all(budgets & {c.name for c in m.candidates} for m in named) else named


def _targets(text: str, start: int, free: list[Mention]) -> tuple[str, ...]:
    """Return the first metric after the cue and those joined to it by commas and "and"."""
    targets: list[Mention] = []
    for mention in _without_times(free):
        if not targets or _JOIN.fullmatch(text[targets[-1].end : mention.start]):
            targets.append(mention)
        else:
            break
    if len(targets) > 1 and targets[1].text.lower() in {"cost", "costs"}:
        priced = next((COST_OF[c.name] for c in targets[0].candidates if c.name in COST_OF), None)
        if priced:
            return (priced,)
    money_asked = re.match(r"how much\b", text[start:], re.IGNORECASE) is not None
    return tuple(dict.fromkeys(_meant(m, money=money_asked) for m in targets))


def _meant(mention: Mention, *, money: bool) -> str:
    if money:
        return next((c.name for c in mention.candidates if c.unit.value == "money"), mention.candidates[0].name)
    return mention.candidates[0].name


def _without_cue(free: list[Mention], bindings: list[Binding], carried: KpiAsk | None) -> list[KpiAsk]:
    own = {b.metric: b.number.quantity.text for b in bindings}
    targets = tuple(dict.fromkeys(m.candidates[0].name for m in free if m.candidates[0].is_kpi and not m.is_time))
    if carried and own:
        targets = targets or carried.targets
    if not own and not (carried and targets):
        return []
    return [KpiAsk(_with_earlier(own, dict(carried.given) if carried else {}, targets), targets)]


def _with_earlier(own: dict[str, str], earlier: dict[str, str], targets: tuple[str, ...]) -> dict[str, str]:
    """Add earlier figures, latest first, until the targets are determined, and none that could conflict."""
    given = dict(own)
    for name, written in reversed(list(earlier.items())):
        if targets and all(t in given or follows(t, list(given)) for t in targets):
            break
        if name not in targets and name not in given and not follows(name, list(given)):
            if any(follows(own_name, [*(n for n in given if n != own_name), name]) for own_name in own):
                continue
            given[name] = written
    order = [*(n for n in earlier if n in given and n not in own), *own]
    return {n: given[n] for n in order}
