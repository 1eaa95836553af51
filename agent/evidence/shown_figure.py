"""One figure as it is shown: its value, its unit, its precision, and what is hedged of it."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from tools.periods import Period
from tools.quantities import Unit

_HEDGE = re.compile(
    r"(?:\b(?P<near>about|around|roughly|approximately|approx\.?|circa|close\s+to|some|a\s+good|nearly|almost)|[~≈])\s*\*{0,2}$",
    re.IGNORECASE,
)


_ABOVE = re.compile(
    r"(?:\b(?:more\s+than|(?:just\s+|slightly\s+|a\s+little\s+)?(?:over|above)|at\s+least|upwards\s+of|north\s+of)|[>≥])\s*\*{0,2}$",
    re.IGNORECASE,
)


_BELOW = re.compile(
    r"(?:\b(?:less\s+than|fewer\s+than|(?:just\s+|slightly\s+|a\s+little\s+)?(?:under|below)|at\s+most|nearly|almost|"
    r"not\s+quite|no\s+more\s+than)|[<≤])\s*\*{0,2}$",
    re.IGNORECASE,
)


POINTS = re.compile(r"pp|points?|bps?$", re.IGNORECASE)


Kind = Literal["number", "share", "factor", "date"]


_LOOK_BACK = 28


_NEARLY = 0.08
"""How far from the factor "nearly tripled" may be, relative."""
_EXACT = 1e-6
_FEWEST_DIGITS = 3


_FEWEST_DIGITS_HEDGED = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as shown.

    Attributes:
        start, end: where it stands.
        text: as written.
        value: a percentage as a fraction, "20k" as 20000; with its sign.
        unit: None when bare.
        half_step: half a unit of the last digit shown; any value within it rounds to this figure.
        kind: a share is "a third", a factor "doubled" or "three times", a date a day or a run of days.
        is_points: percentage points, which only an absolute change of a rate is told in.
        sign: "+" or "-" when written.
        bound: "above" for "more than $40", "below" for "nearly $40"; the value must lie on that side.
        period: of a date.
    """

    start: int
    end: int
    text: str
    value: float
    unit: Unit | None
    currency: str | None
    half_step: float
    kind: Kind = "number"
    is_points: bool = False
    sign: Literal["", "+", "-"] = ""
    bound: Literal["", "above", "below"] = ""
    period: Period | None = None


TIMES = frozenset({Unit.DAYS, Unit.MONTHS, Unit.YEARS})


def hedged(text: str, figure: Figure) -> Figure:
    """Return the figure with the bound and the precision that the words before it give."""
    before = text[max(0, figure.start - _LOOK_BACK) : figure.start]
    is_hedged = _HEDGE.search(before) is not None
    bound: Literal["", "above", "below"] = ""
    if figure.unit not in TIMES:
        bound = "above" if _ABOVE.search(before) else "below" if _BELOW.search(before) else ""
    step = figure.half_step
    if figure.kind == "number":
        step = max(step, _zeros_step(figure, is_hedged=is_hedged or bound != ""))
        if bound and figure.unit is Unit.RATE and not figure.is_points:
            step = max(step, _round_percent_step(figure.value))
    elif is_hedged or bound:
        step = max(2 * step, _NEARLY * abs(figure.value)) if figure.kind == "factor" else 2 * step
    return replace(figure, half_step=step, bound=bound)


def _round_percent_step(value: float) -> float:
    """Return how far from "more than 80%" the value may lie on that side: nobody says so of 92%."""
    percent = abs(value) * 100
    return next((reach / 100 for size, reach in ((10, 5), (5, 2.5)) if abs(percent % size) < _EXACT and percent), 0.0)


def half_step_of(text: str, value: float) -> float:
    """Return half of the last digit's worth, in the figure's own scale: 1.2% is shown to 0.05%."""
    digits = re.search(r"\d[\d.,]*\d|\d", text)
    if digits is None:
        return 0.0
    decimals = re.search(r"[.,](\d{1,2}|\d{4,})$", digits[0]) or re.search(r"\.(\d+)$", digits[0])
    plain = float(re.sub(r"[.,]", "", digits[0]))
    if plain == 0:
        places = len(decimals[1]) if decimals else 0
        scale = 0.01 if "%" in text or POINTS.search(text) else 1.0
        return float(0.5 * 10.0**-places * scale)
    return abs(value) / plain * 0.5


def _zeros_step(figure: Figure, *, is_hedged: bool) -> float:
    """Return half of the last digit that is no zero, where zeros round: 417,000 shows three digits of 416,667.

    Three digits must be left ("about 420,000": two), else a round number would be a rounding of too much.
    """
    digits = re.search(r"\d{1,3}(?:[,  ]?\d{3})+(?![.,]?\d)", figure.text)
    if digits is None or not figure.value:
        return 0.0
    plain = re.sub(r"\D", "", digits[0])
    kept = plain.rstrip("0")
    fewest = _FEWEST_DIGITS_HEDGED if is_hedged else _FEWEST_DIGITS
    if len(kept) == len(plain) or len(kept) < fewest:
        return 0.0
    return abs(figure.value) / float(kept) * 0.5
