"""Finds the figures of a text: each number with its unit, the precision it is shown at, and what is hedged of it."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

from agent.evidence.number_words import Told, find_told
from agent.evidence.shown_figure import POINTS, TIMES, Figure, half_step_of, hedged
from tools.errors import InputError
from tools.periods import Period, PeriodMention, find_periods
from tools.quantities import CURRENCIES, Quantity, Unit, find_quantities, timed

CITATION = re.compile(r"\[([^\[\]\n]{1,120}›[^\[\]\n]{1,120})\](?!\()")
_LIST_MARK = re.compile(r"^[ \t]*\d+[.)]\s", re.MULTILINE)
_INLINE_MARK = re.compile(r"(?:^|(?<=[\s(]))\d{1,2}\)\s+(?=[A-Za-z*\"“])")
_ADDRESS = re.compile(r"\]\([^)\s]*\)|https?://\S+")
_NAME = re.compile(
    r"\b(?=[A-Z]*[A-Za-z])[A-Za-z]{1,8}\d+(?:\.\d+)?\b|\b[A-Z][A-Za-z]*[-_]\d+\w*|\b\d+:\d{2}\b(?!\s*1)|\d\ufe0f?\u20e3"
)
_ORDINAL = re.compile(
    r"\b\d+(?:st|nd|rd|th)\b(?!\s+(?:percentile|largest|biggest|smallest|highest|lowest|best|worst|most|place))",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
_YEAR = re.compile(r"\b(?:in|since|until|during|year)\s+((?:19|20)\d\d)\b(?![.,]?\d|[-/%]|\s+[a-z]+s\b)", re.IGNORECASE)
_THINGS = (
    r"things?|ways?|steps?|options?|reasons?|points?|factors?|tips?|questions?|checks?|figures?|numbers?|ideas?|"
    r"takeaways?|areas?|levers?|sentences?|lines?|parts?|causes?|actions?|changes?|hypotheses|metrics?|kpis?|drivers?"
)
_COUNTED = re.compile(rf"[\s-]+(?:\w+[\s-]+)?(?:{_THINGS})\b", re.IGNORECASE)
"""What an answer counts when it announces its own list ("here are 3 ways")."""
_UNIT_NEXT = re.compile(r"\s?(?:%|pp\b|percent)|,\d{3}\b")
_DASHES = "-−–—"


def find_figures(text: str, *, today: date | None = None, names: Collection[str] = ()) -> list[Figure]:
    """Return the figures of a text in reading order.

    List numbers, names with digits such as GA4, addresses, and citations of passages are none.

    Args:
        text: the text, Markdown.
        today: what "last week" counts from.
        names: names that hold digits (a campaign "Spring 2026"), which are no figures either.
    """
    skip = [m.span() for p in (CITATION, _LIST_MARK, _ADDRESS, _ORDINAL) for m in p.finditer(text)]
    if "1)" in text:  # "1) Prospecting, 2) Lamps": a list told in a row
        skip += [m.span() for m in _INLINE_MARK.finditer(text)]
    skip += [
        (m.start(), m.end())
        for name in names
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w|[.,]\d|\s?%)", text)
    ]
    dates = [d for d in _dates(text, today or date(2000, 1, 1)) if not _touches(d, skip)]
    taken = skip + [(d.start, d.end) for d in dates]
    taken += [m.span() for m in _NAME.finditer(text) if not _is_money_code(m[0])]
    taken += [m.span() for m in _A_THOUSAND.finditer(text)]
    in_words = (_from_words(text, t) for t in find_told(text) if not _touches(t, taken))
    told = [t for t in in_words if t is not None]
    taken += [(t.start, t.end) for t in told]
    written = [
        _written(text, start, end, timed(q, text, end))
        for start, end, q in find_quantities(text)
        if not any(start < e and s < end for s, e in taken) and not _is_constant(text, start, end)
    ]
    written = _ranges(text, [w for w in written if not _announces(text, w)])
    return sorted([*dates, *told, *written], key=lambda f: f.start)


def _is_constant(text: str, start: int, end: int) -> bool:
    """Return whether the number is the 1,000 or 100 that a formula multiplies by, which is of nobody's account."""
    written = text[start:end].strip()
    if written in {"1,000", "1000"} and _PER_MILLE.search(text, max(0, start - 8), end + 14):
        return True
    is_constant = written.rstrip("×* ") in {"1,000", "1000", "100", "100%"}
    is_factor = written[-1] in "×*" or re.match(r"\s*[×*]", text[end:]) or re.search(r"[×*]\s*$", text[:start])
    return is_constant and bool(is_factor)


_PER_MILLE = re.compile(
    r"\b(?:per|for|each|every|a|one|of)\s+(?:a\s+|one\s+)?(?:thousand|1,?000)\s+(?:ad\s+)?(?:impressions|views)",
    re.IGNORECASE,
)
"""What a CPM is the price of."""
_A_THOUSAND = re.compile(
    r"\b(?:a|one|per|every|each)\s+thousand(?=\s+(?:ad\s+)?(?:impressions|views)\b)", re.IGNORECASE
)


def _is_money_code(name: str) -> bool:
    return re.sub(r"[\d.]+$", "", name).upper() in CURRENCIES


def _touches(found: Figure | Told, spans: list[tuple[int, int]]) -> bool:
    return any(found.start < e and s < found.end for s, e in spans)


def _dates(text: str, today: date) -> list[Figure]:
    return (
        [
            Figure(p.start, p.end, p.text, 0.0, None, None, 0.0, kind="date", period=p.period)
            for p in safe_periods(text, today)
            if any(c.isdigit() for c in p.text) and not _UNIT_NEXT.match(text, p.end)
        ]
        + [
            Figure(m.start(), m.end(), m[0], 0.0, None, None, 0.0, kind="date", period=None)
            for m in _DAY.finditer(text)
            if not _is_day(m[0])
        ]
        + [
            Figure(m.start(1), m.end(1), m[1], 0.0, None, None, 0.0, kind="date", period=_year(m[1]))
            for m in _YEAR.finditer(text)
        ]
    )


def _year(text: str) -> Period:
    return Period(date(int(text), 1, 1), date(int(text), 12, 31))


@lru_cache(maxsize=2048)
def safe_periods(text: str, today: date) -> tuple[PeriodMention, ...]:
    """Return the periods that a text names; where it names a day that does not exist, those of its other parts."""
    try:
        return tuple(find_periods(text, today=today))
    except InputError:
        blanked = _DAY.sub(lambda m: m[0] if _is_day(m[0]) else " " * len(m[0]), text)
        try:
            return tuple(find_periods(blanked, today=today))
        except InputError:
            return ()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _announces(text: str, figure: Figure) -> bool:
    """Return whether the number counts what the answer itself lists: "3 ways", "two things"."""
    is_plain = figure.unit is None and figure.text.isalnum() and abs(figure.value) <= 12  # noqa: PLR2004 - a list's length
    return is_plain and _COUNTED.match(text, figure.end) is not None


_BESIDE = re.compile(
    r"[\s-]+(?:of\s+)?(?:the\s+|its\s+|your\s+)?(?P<noun>[A-Za-z][\w-]+)(?:[\s-]+(?P<next>[A-Za-z][\w-]+))?"
)


def _from_words(text: str, told: Told) -> Figure | None:
    """Return the figure told in words; a small bare one only where something that tools count follows it."""
    start, end = told.start, told.end
    figure = Figure(
        start, end, text[start:end], told.value, told.unit, told.currency, told.step,
        kind=told.kind, is_points=told.is_points,
    )  # fmt: skip
    if told.is_small:
        lasting = timed(Quantity(told.value), text, end)
        if lasting.unit is not None:
            end += len(lasting.text)
            return replace(figure, end=end, text=text[start:end], value=lasting.value, unit=lasting.unit)
        if _announces(text, figure) or not _counts_something(text, end):
            return None
    return hedged(text, figure)


def _counts_something(text: str, end: int) -> bool:
    from tools.kpi.mentions import find_mentions

    beside = _BESIDE.match(text, end)
    if beside is None:
        return False
    first = find_mentions(beside["noun"] if not beside["next"] else f"{beside['noun']} {beside['next']}")
    return any(m.candidates[-1].unit is Unit.COUNT for m in first) or beside["noun"].lower() in COUNTED_GROUPS


COUNTED_GROUPS = frozenset(
    {"segments", "campaigns", "channels", "devices", "audiences", "creatives", "rows", "cohorts"}
)
"""What descriptions of data and explanations count."""


_ARROW = re.compile(r"(?:(?P<up>[↑▲⬆↗])|[↓▼⬇↘])\ufe0f?\s*\*{0,2}$")
"""An arrow that tells the direction of the figure after it."""

_POINTS_AFTER = re.compile(r"\s+(?:%-)?points?\b", re.IGNORECASE)
"""The points of "0.42 points", which are percentage points."""


def _written(text: str, start: int, end: int, quantity: Quantity) -> Figure:
    end += len(quantity.text) - len(text[start:end].strip()) if quantity.unit in TIMES else 0
    value = quantity.value
    sign: Literal["", "+", "-"] = ""
    first = quantity.text[0]
    if first == "+":
        sign = "+"
    elif value < 0 or first in _DASHES:
        sign = "-"
        is_spaced = re.match(r"[-−–—]\s", quantity.text) is not None
        is_range = not is_spaced and re.search(r"[\d%)km]$", text[:start]) is not None
        if is_range or (is_spaced and re.search(r"[\w%)*:|]\s*$", text[:start]) is not None):
            # "$40 - $50" is a range, "$40 − $30" a sum, "CPA – $40" a label: the dash belongs to no number
            value, sign = abs(value), ""
    if not sign and (arrow := _ARROW.search(text, max(0, start - 4), start)):
        sign = "+" if arrow["up"] else "-"
    unit = quantity.unit
    scale = 1.0
    if unit is None and (told_points := _POINTS_AFTER.match(text, end)):
        end, unit, scale = told_points.end(), Unit.RATE, 0.01
    is_points = unit is Unit.RATE and (scale != 1 or POINTS.search(quantity.text) is not None)
    step = half_step_of(quantity.text, value) * scale
    figure = Figure(
        start, end, text[start:end].strip(), value * scale, unit, quantity.currency, step,
        is_points=is_points, sign=sign,
    )  # fmt: skip
    return hedged(text, figure)


_JOINT = re.compile(r"\s*(?:to|[-–—−]|and|or)\s*\*{0,2}\s*", re.IGNORECASE)


def _ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Give both ends of a range the unit that only one carries: the 3 of "between 3 and 5%", the 50 of "$40-50"."""
    result = list(figures)
    for i in range(len(result) - 1):
        left, right = result[i], result[i + 1]
        joint = _JOINT.fullmatch(text, left.end, right.start)
        if joint is None or (left.unit is None) == (right.unit is None):
            continue
        if joint[0].strip().lower() in {"and", "or"} and not re.search(r"\bbetween\s+\S*$", text[: left.start] + "x"):
            continue
        if left.unit is None and right.unit is Unit.RATE:
            scale = 0.0001 if right.text.lower().rstrip().endswith("bps") else 0.01
            result[i] = replace(
                left,
                value=left.value * scale,
                half_step=left.half_step * scale,
                unit=Unit.RATE,
                is_points=right.is_points,
            )
        elif left.unit is None:
            result[i] = replace(left, unit=right.unit, currency=right.currency)
        elif left.unit is Unit.MONEY:
            result[i + 1] = replace(right, unit=left.unit, currency=left.currency)
    return result
