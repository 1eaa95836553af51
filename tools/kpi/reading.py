"""Reads KPI questions in free text: the figures given, the metrics asked for, and which belong together."""

import re
from dataclasses import dataclass
from datetime import date

from tools.kpi.asks import KpiAsk
from tools.kpi.binding import COST_OF, Binding, bind
from tools.kpi.definitions import METRICS
from tools.kpi.figures import fits
from tools.kpi.graph import follows
from tools.kpi.mentions import Mention, Number, find_mentions, find_numbers
from tools.kpi.reading_asked import asked_shortly
from tools.kpi.reading_needs import as_needed, from_its_parts, priced_each, with_money_as_spend
from tools.kpi.reading_profit import breaking_even, read_steps
from tools.kpi.solver import missing_inputs
from tools.periods import find_periods
from tools.quantities import Unit

_CUE = re.compile(
    r"\b(?:what(?:'s|s)?|which|how (?:much|many|high|low|big|large|far|good)|calculate|compute|work out|find|give me|"
    r"solve|determine|figure out|estimate|show me|tell me|(?:number|amount|count) of)\b",
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
    steps, stepped = read_steps(text, numbers, mentions)
    numbers = [n for n in numbers if n not in stepped]
    bindings = bind(text, numbers, mentions)
    bindings += _goals(text, numbers, mentions, bindings)
    asks = [breaking_even(text, ask) for ask in _asks(text, mentions, bindings, carried)]
    asks = [KpiAsk({**a.given, **steps}, a.targets) for a in asks] if steps else asks
    asks = [as_needed(from_its_parts(text, ask, bindings), bindings) for ask in asks]
    taken = {m for b in bindings for m in b.mentions}
    unbound = [m for m in mentions if m not in taken]
    asks = [asked_shortly(text, ask, mentions, unbound) for ask in asks] if len(asks) == 1 else asks
    left = _left(numbers, bindings, asks)
    if not asks and steps:
        asks = [KpiAsk(steps, tuple(m.candidates[0].name for m in mentions if "marginal" in m.candidates[0].name)[:1])]
    if len(asks) == 1:
        asks[0], left = priced_each(text, asks[0], left)
    asks, left = with_money_as_spend(asks, left)
    if len(asks) == 1 and len(left) == 1:
        asks, left = _by_elimination(asks[0], left[0])
    return KpiReading(tuple(asks), tuple(n.quantity.text for n in left), len(numbers) - len(left) + len(stepped))


def _left(numbers: list[Number], bindings: list[Binding], asks: list[KpiAsk]) -> list[Number]:
    """Return the numbers without a metric, and those whose metric has another number already."""
    given = {(name, written) for ask in asks for name, written in ask.given.items()}
    lost = {
        b.number
        for b in bindings
        if not any((name, b.number.quantity.text) in given for name in (b.metric, "budget"))
        and any(b.metric in ask.given for ask in asks)
    }
    bound = {b.number for b in bindings}
    return [n for n in numbers if n not in bound or n in lost]


def _by_elimination(ask: KpiAsk, number: Number) -> tuple[list[KpiAsk], list[Number]]:
    """Give the one number left to the one figure that the target lacks, if its unit fits that alone."""
    if len(ask.targets) == 1 and not follows(ask.targets[0], list(ask.given)):
        lacking = [METRICS[option[0]] for option in missing_inputs(ask.targets[0], list(ask.given)) if len(option) == 1]
        unit = number.quantity.unit or Unit.MONEY
        measures = [m.name for m in lacking if not m.is_kpi and m.unit is unit]
        if len(measures) == 1:
            return [KpiAsk({**ask.given, measures[0]: number.quantity.text}, ask.targets)], []
    counts = [n for n in ask.given if METRICS[n].unit is Unit.COUNT]
    is_spent = number.quantity.unit is Unit.MONEY and not any(METRICS[n].unit is Unit.MONEY for n in ask.given)
    if is_spent and counts and len(counts) == len(ask.given):
        return [KpiAsk({"spend": number.quantity.text, **ask.given}, ask.targets)], []
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
        return _without_cue(text, free, bindings, carried)
    asks: list[KpiAsk] = []
    earlier: dict[str, str] = dict(carried.given) if carried else {}
    for position, start in enumerate(cuts):
        end = cuts[position + 1] if position + 1 < len(cuts) else len(text) + 1
        low = 0 if position == 0 else start
        own = _own([b for b in bindings if low <= b.number.start < end])
        here = [m for m in free if start <= m.start < end]
        each = _price_of_each(text, here[0], asks) if here else None
        targets = (each,) if each else _targets(text, start, here)
        targets = tuple(t for t in targets if t not in own) or targets
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


_EACH_COSTS = re.compile(r"\b(?:each|every one|one|a single one|apiece)\s*$", re.IGNORECASE)


def _price_of_each(text: str, mention: Mention, earlier: list[KpiAsk]) -> str | None:
    """Return the KPI of "what does each cost?": the price of what the question before asked for."""
    if not _EACH_COSTS.search(text[: mention.start]) or not mention.text.lower().startswith("cost"):
        return None
    asked = [t for ask in earlier for t in ask.targets]
    return next((COST_OF[t] for t in reversed(asked) if t in COST_OF), None)


def _meant(mention: Mention, *, money: bool) -> str:
    if money:
        return next((c.name for c in mention.candidates if c.unit.value == "money"), mention.candidates[0].name)
    return mention.candidates[0].name


def _without_cue(text: str, free: list[Mention], bindings: list[Binding], carried: KpiAsk | None) -> list[KpiAsk]:
    own = _own(bindings)
    named = _asked_at_the_end(text, free) or [m for m in free if m.candidates[0].is_kpi and not m.is_time]
    targets = tuple(dict.fromkeys(m.candidates[0].name for m in named))
    if carried and own:
        targets = targets or carried.targets
    if not own and not (carried and targets):
        return []
    return [KpiAsk(_with_earlier(own, dict(carried.given) if carried else {}, targets), targets)]


def _asked_at_the_end(text: str, free: list[Mention]) -> list[Mention]:
    """Return the metrics right before a question mark, with those joined to them: "... ROAS, POAS and profit?"."""
    last = next((m for m in reversed(free) if not m.is_time and text[m.end :].lstrip().startswith("?")), None)
    asked = [last] if last else []
    for mention in reversed(free[: free.index(last)] if last else []):
        if not _JOIN.fullmatch(text[mention.end : asked[0].start]):
            break
        asked.insert(0, mention)
    return asked


def _own(bindings: list[Binding]) -> dict[str, str]:
    """Return the figures by metric; a budget for a flight is the budget, not what is spent so far."""
    own = {b.metric: b.number.quantity.text for b in reversed(bindings)}
    own = {b.metric: own[b.metric] for b in bindings}
    named_so = [b for b in bindings if b.metric == "spend" and any("budget" in m.text.lower() for m in b.mentions)]
    if named_so and "days_total" in own and "budget" not in own and "days_elapsed" not in own:
        own = {("budget" if name == "spend" else name): written for name, written in own.items()}
    return own


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
