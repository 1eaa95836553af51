"""Finds the figures of a text: each number with its unit and the precision it is shown at."""

import re
from dataclasses import dataclass
from datetime import date

from tools.periods import find_periods
from tools.quantities import Unit, find_quantities

_CITATION = re.compile(r"\[[^\[\]\n]{3,160}\]")
_LIST_MARK = re.compile(r"^[ \t]*\d+[.)]\s", re.MULTILINE)
_CODE_POINT = re.compile(r"\b[A-Za-z]+[-_]?\d+\w*|\b\d+(?:st|nd|rd|th)\b|\b\d+:\d{2}\b(?!\s*1)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as shown.

    Attributes:
        start, end: where it stands.
        text: as written.
        value: a percentage as a fraction, "20k" as 20000.
        unit: None when bare.
        half_step: half a unit of the last digit shown; any value within it rounds to this figure.
    """

    start: int
    end: int
    text: str
    value: float
    unit: Unit | None
    currency: str | None
    half_step: float


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text; list numbers, names such as GA4 and citations in brackets are none."""
    skip = [m.span() for pattern in (_CITATION, _LIST_MARK, _CODE_POINT) for m in pattern.finditer(text)]
    skip += [(p.start, p.end) for p in find_periods(text, today=date(2000, 1, 1)) if any(c.isdigit() for c in p.text)]
    return [
        Figure(start, end, q.text, q.value, q.unit, q.currency, _half_step(q.text, q.value))
        for start, end, q in find_quantities(text)
        if not any(start < e and s < end for s, e in skip)
    ]


def _half_step(text: str, value: float) -> float:
    """Return half of the last digit's worth, in the figure's own scale: 1.2% is shown to 0.05%."""
    digits = re.search(r"\d[\d.,]*\d|\d", text)
    if digits is None:
        return 0.0
    decimals = re.search(r"[.,](\d{1,2}|\d{4,})$", digits[0])
    plain = float(re.sub(r"[.,]", "", digits[0]))
    if plain == 0:
        places = len(decimals[1]) if decimals else 0
        scale = 0.01 if "%" in text else 1.0
        return float(0.5 * 10.0**-places * scale)
    return abs(value) / plain * 0.5
