"""Reads comparisons in free text: "A had 30 sales from 1,000 clicks, B 52 from 1,100; is B better?"."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from tools.kpi.binding import COST_OF, bind
from tools.kpi.definitions import METRICS, kpis
from tools.kpi.graph import follows
from tools.kpi.mentions import Number, find_mentions, find_numbers, fitting_metric
from tools.kpi.parts import part_pairs
from tools.kpi.uncertainty import SPENT
from tools.quantities import Unit

_CUE = re.compile(
    r"\b(?:significan\w*|a/b|ab test|split test|vs\.?|versus|against|compar\w+|better|worse|beat\w*|winn\w+|wins?|won|"
    r"differ\w*|jeffreys|noise|luck|(?:by|or|just) chance|trust (?:that|this|it|the|[A-D]\b)|test(?:ed|s)?:|for real|"
    r"before\b.*\bafter|"
    r"outperform\w*|real(?:ly)?|"
    r"enough data|higher|(?<!\bi )(?<!\bwe )(?<!\bto )(?<!\byou )lower)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\b(?:vs\.?|versus|against|compared (?:to|with)|while|whereas|and|but|with|after:?|than|beats?|or|outperforms?)\b|"
    r"\s(?=[B-D][ :]\s*[$€£]?\d)|[;.\n](?:\s|$)|,\s+",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^\s*(?P<label>[A-Z][\w&-]*(?: [A-Z\d][\w&-]*)?)(?=:)"
    r"|\b(?P<name>(?i:variant|version|campaign|ad set|ad group|ad|group|page|creative|audience|week|cell|test|channel)"
    r"\s+(?:[\"'][^\"']{1,20}[\"']|[A-Z][\w-]*|[a-z](?!\w)|\d{1,2}(?![\w,./%]))"
    r"|(?i:(?:this|last) (?:week|month))|(?i:control|treatment|challenger|champion|variant|variation)"
    r"|(?<![/\w])[A-D](?![/'\w]))"
)
_NAMED_BY_NUMBER = re.compile(
    r"\b(?:weeks?|ads?|ad set|ad group|variants?|versions?|campaigns?|groups?|pages?|creatives?|audiences?|cells?|"
    r"tests?|"
    r"headlines?|emails?|days?|months?|options?)\s*#?$",
    re.IGNORECASE,
)
_MORE_OR_LESS = re.compile(
    r"\s*(?:cheaper|better|worse|higher|lower|bigger|smaller|more|less|increase|decrease|rise|lift|drop|"
    r"cut)\b(?!\s+than)",
    re.IGNORECASE,
)
_IS = re.compile(r"\s*(?:of|is|was|were|:|=|at)?\s*", re.IGNORECASE)
_AGAINST = re.compile(
    r"\s*(?:,\s*)?(?:[\w' ]{0,24}?)(?:vs\.?|versus|against|or|compared (?:to|with)|than|and)\s*(?:[\w' ]{0,16})",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|each|either|per side|apiece|all)\b", re.IGNORECASE)
_SPLIT_SIDES = re.compile(r"\b(?:vs\.?|versus|against)\b", re.IGNORECASE)
_JOINT = re.compile(r"\b(?:vs\.?|versus|against|or|compared|than)\b", re.IGNORECASE)
_STANDARD = re.compile(
    r"\b(?:targets?|goals?|benchmarks?|average|typical|normal|industry|plan(?:ned)?|budget|if|what happens|reach|hit|"
    r"get to|need(?:s|ed)?)\b",
    re.IGNORECASE,
)
"""Words that set a figure against a standard, or make it a wish: no two results to test."""
_TESTED = ("conversion_rate", "cpa", "ctr", "cpc", "cpl", "lead_to_sale_rate")
_FOUR = 4
_OUT_OF = re.compile(r"\s*(?:/|of|out of|from|in|on)\s*(?:the |all )?", re.IGNORECASE)
_PRICES = frozenset(COST_OF.values())
_Side = dict[str, str]


def read_comparison(text: str) -> dict[str, Any] | None:
    """Return the arguments of `compare_rates` for a text that sets two results side by side; None for any other.

    Figures of one side that name no metric are read in the order of the other's: "30 sales from 1,000 clicks against
    52 from 1,100". Two bare figures of one KPI ("is 1.2% CTR better than 1%?") are a comparison too.
    """
    if not _CUE.search(text):
        return None
    found = _metric_by_metric(text) or _fractions(text) or _side_by_side(text) or _bare_figures(text)
    return found | read_options(text) if found else None


def complete_comparison(text: str, last: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the thread's last comparison with what the text adds: the same counts for both sides, or other options."""
    more, left = _figures(text)
    options = read_options(text)
    if left or not (options or (more and _BOTH.search(text))) or _SPLIT_SIDES.search(text):
        return None
    sides = {side: {**last.get(side, {}), **(more if _BOTH.search(text) else {})} for side in ("first", "second")}
    return {**last, **sides, **options}


def _side_by_side(text: str) -> dict[str, Any] | None:
    found: list[tuple[bool, dict[str, Any]]] = []
    is_priced = any(c.name in _PRICES for m in find_mentions(text) for c in m.candidates)
    for cut in _SPLIT.finditer(text):
        sides = _sides(text[: cut.start()], text[cut.end() :], is_priced=is_priced)
        if sides is None:
            continue
        first, second = sides
        kpi = _kpi(text, first.keys() & second.keys())
        if kpi:
            names = _names(text[: cut.start()], text[cut.end() :])
            is_even = first.keys() == second.keys()
            found.append((is_even, {"kpi": kpi, "first": first, "second": second, "names": names}))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _metric_by_metric(text: str) -> dict[str, Any] | None:
    """Read "clicks 1,000 vs 1,100, conversions 30 vs 52"."""
    first: _Side = {}
    second: _Side = {}
    numbers = _numbers(text)
    for one, other in pairwise(numbers):
        before = [m for m in find_mentions(text[: one.start]) if _IS.fullmatch(text[m.end : one.start])][-1:]
        metrics = [fitting_metric(one.quantity, m) for m in before]
        if metrics and metrics[0] and _AGAINST.fullmatch(text[one.end : other.start]):
            first[metrics[0].name], second[metrics[0].name] = one.quantity.text, other.quantity.text
    kpi = _kpi(text, set(first)) if len(first) > 1 and 2 * len(first) == len(numbers) else None
    return {"kpi": kpi, "first": first, "second": second, "names": _names(text, "")} if kpi else None


def _fractions(text: str) -> dict[str, Any] | None:
    """Read two parts of their wholes: "48 of 1,200 against 61 of 1,180 clicks converting", "1,080/90k or 950/88k"."""
    numbers = _numbers(text)
    if len(numbers) != _FOUR or any(n.quantity.unit is not None for n in numbers):
        return None
    pairs = [(numbers[0], numbers[1]), (numbers[2], numbers[3])]
    is_told = all(_OUT_OF.fullmatch(text[a.end : b.start]) and a.quantity.value <= b.quantity.value for a, b in pairs)
    if not is_told:
        return None
    named = {c.name for m in find_mentions(text) for c in m.candidates}
    rates = [METRICS[n] for n in _testable() if METRICS[n].unit is Unit.RATE and n in named]
    counted = [(part, whole) for part, whole in part_pairs() if {part, whole} <= named]
    half = [(part, whole) for part, whole in part_pairs() if {part, whole} & named]
    told = [tuple(sorted(r.parsed.powers, key=lambda n, r=r: -r.parsed.powers[n])) for r in rates]  # type: ignore[misc]
    pair = next(iter((*told, *counted, *half)), None)
    if pair is None:
        return None
    part, whole = pair
    first, second = ({whole: b.quantity.text, part: a.quantity.text} for a, b in pairs)
    kpi = _kpi(text, {part, whole})
    names = _names(text[: pairs[0][1].end], text[pairs[0][1].end :])
    return {"kpi": kpi, "first": first, "second": second, "names": names} if kpi else None


def _bare_figures(text: str) -> dict[str, Any] | None:
    """Read two values of one KPI set against each other: "CTR 1.2% vs 1%", "is a CPA of $40 better than $50?"."""
    numbers = _numbers(text)
    if len(numbers) != 2 or _STANDARD.search(text) or any(_is_change(text, n) for n in numbers):  # noqa: PLR2004 - a pair
        return None
    one, other = numbers
    named = {c.name: c for m in find_mentions(text) for c in m.candidates if c.name in set(_testable())}
    fitting = [n for n, c in named.items() if all(q.quantity.unit in {None, c.unit} for q in numbers)]
    joined = _AGAINST.fullmatch(text[one.end : other.start]) or _SPLIT.search(text[one.end : other.start])
    units = {q.quantity.unit for q in numbers}
    if len(fitting) != 1 or not joined or len(units) > 1 or any(_counts_another(text, n, fitting[0]) for n in numbers):
        return None
    between = text[one.end : other.start]
    cut = one.end + (match.start() if (match := _JOINT.search(between) or _SPLIT.search(between)) else len(between))
    names = _names(text[:cut], text[cut:])
    kpi = fitting[0]
    return {"kpi": kpi, "first": {kpi: one.quantity.text}, "second": {kpi: other.quantity.text}, "names": names}


def read_options(text: str) -> dict[str, Any]:
    """Return the confidence and the kind of interval, where the text names them."""
    sure = next((n for n in find_numbers(text, []) if _is_confidence(text, n.start, n.end)), None)
    wanted = {"confidence": sure.quantity.value} if sure and 0.5 < sure.quantity.value < 1 else {}  # noqa: PLR2004
    return wanted | ({"interval": "jeffreys"} if re.search(r"\bjeffreys\b", text, re.IGNORECASE) else {})


def _sides(before: str, after: str, *, is_priced: bool) -> tuple[_Side, _Side] | None:
    """Read both parts; None unless each holds the same two figures or more."""
    first, first_left = _figures(before, is_priced=is_priced)
    second, second_left = _figures(after, is_priced=is_priced)
    for side, left, other in ((second, second_left, first), (first, first_left, second)):
        lacking = [name for name in other if name not in side]
        if lacking and len(lacking) == len(left):
            side |= dict(zip(lacking, left, strict=True))
            left.clear()
    _by_the_other(after, first, second)
    shared = first.keys() & second.keys()
    return (first, second) if len(shared) > 1 and not first_left and not second_left else None


def _by_the_other(text: str, first: _Side, second: _Side) -> None:
    """Give a count of the second side, which no word there names, the name that the first side has for it."""
    lacking = [n for n in first if n not in second]
    extra = [n for n in second if n not in first]
    if len(lacking) == len(extra) == 1 and METRICS[lacking[0]].unit is METRICS[extra[0]].unit:
        spoken = {c.name for m in find_mentions(text) for c in m.candidates}
        if extra[0] not in spoken:
            second[lacking[0]] = second.pop(extra[0])


def _figures(text: str, *, is_priced: bool = False) -> tuple[_Side, list[str]]:
    numbers = _numbers(text)
    bound = bind(text, numbers, find_mentions(text))
    taken = {b.number for b in bound}
    side = {b.metric: b.number.quantity.text for b in bound}
    left = [n.quantity for n in numbers if n not in taken]
    money = [q for q in left if q.unit is Unit.MONEY] or (left if is_priced and len(left) == 1 else [])
    if side and len(money) == 1 and not any(METRICS[name].unit is Unit.MONEY for name in side):
        side["spend"] = money[0].text
        left.remove(money[0])
    return side, [q.text for q in left]


def _counts_another(text: str, number: Number, kpi: str) -> bool:
    """Tell the 125 of "5k and 125 sales" from a value of the KPI."""
    label = next((m for m in find_mentions(text) if m.start >= number.end), None)
    adjoins = label is not None and not text[number.end : label.start].strip()
    return label is not None and adjoins and not label.is_time and all(c.name != kpi for c in label.candidates)


def _numbers(text: str) -> list[Number]:
    found = find_numbers(text, [], with_shares=False)
    return [n for n in found if not _is_confidence(text, n.start, n.end) and not is_name(text, n)]


def _is_change(text: str, number: Number) -> bool:
    """Tell the 10% of "+10%" and "10% cheaper" from a result."""
    return number.quantity.text[:1] in "+-−–" or _MORE_OR_LESS.match(text, number.end) is not None


def is_name(text: str, number: Number) -> bool:
    """Tell the 1 of "week 1" from a result."""
    few = number.quantity.unit is None and len(number.quantity.text) <= 2  # noqa: PLR2004 - no count has a name
    return few and _NAMED_BY_NUMBER.search(text[: number.start]) is not None


def _is_confidence(text: str, start: int, end: int) -> bool:
    """Tell the 95% of "at 95% confidence" from a result."""
    return (
        bool(re.match(r"\s*(?:confiden\w+|level|sure|certain)", text[end:], re.IGNORECASE)) and "%" in text[start:end]
    )


def _kpi(text: str, shared: set[str]) -> str | None:
    """Return the KPI named, if the figures allow it, else the one that they are the two parts of."""
    named = [c.name for m in find_mentions(text) for c in m.candidates]
    possible = [name for name in _testable() if all(i in shared or follows(i, shared) for i in METRICS[name].inputs)]
    return next((n for n in named if n in possible), next(iter(possible), None))


def _testable() -> Iterator[str]:
    """Yield the KPIs that counts can test: shares of counts, and money per count; the usual ones first."""
    yield from _TESTED
    for metric in kpis():
        units = {METRICS[n].unit for n in metric.inputs}
        is_pair = len(metric.inputs) == 2 and Unit.COUNT in units  # noqa: PLR2004 - one figure over another
        is_priced = metric.unit is Unit.MONEY and bool(SPENT & set(metric.inputs))
        if is_pair and metric.name not in _TESTED and (metric.unit is Unit.RATE or is_priced):
            yield metric.name


def _names(before: str, after: str) -> tuple[str, str]:
    matches = [_NAME.search(part) for part in (before, after)]
    found = [(m["label"] or m["name"]).strip("\"'") if m else "" for m in matches]
    return (found[0], found[1]) if found[0] and found[1] and found[0] != found[1] else ("the first", "the second")
