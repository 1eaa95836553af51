"""Changes to figures as people write them: "+20%", "doubled", "to 3%", "+0.5pp"."""

import re
from dataclasses import dataclass, replace

from tools.errors import InputError
from tools.kpi.definitions import METRICS
from tools.kpi.figures import fit_unit
from tools.quantities import Unit, format_number, format_relative, parse_quantity

_TIMES = {"double": 2.0, "doubled": 2.0, "doubles": 2.0, "triple": 3.0, "tripled": 3.0, "triples": 3.0, "halve": 0.5,
    "halved": 0.5, "halves": 0.5, "half": 0.5}  # fmt: skip
_RELATIVE = re.compile(r"(?P<sign>[+\-−–])\s*(?P<size>[\d.,]+)\s*(?:%|percent|per cent)", re.IGNORECASE)
_POINTS = re.compile(
    r"(?P<sign>[+\-−–])\s*(?P<size>[\d.,]+)\s*(?:pp|points?|percentage points?|%-points?)", re.IGNORECASE
)
_FACTOR = re.compile(r"(?:x|×|\*)\s*(?P<size>\d+(?:[.,]\d+)?)|(?P<after>\d+(?:[.,]\d+)?)\s*(?:x|×)", re.IGNORECASE)
_STEP = re.compile(r"(?P<sign>[+\-−–])\s*(?P<size>\S.*)")


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one metric: a factor, or a new value, or a step added.

    Attributes:
        metric: what changes.
        factor: what its value is multiplied by; None when the change is not relative.
        value: its new value.
        step: what is added to its value.
        written: as the user wrote it.
        currency: of a new value or a step, where it was written.
    """

    metric: str
    factor: float | None = None
    value: float | None = None
    step: float | None = None
    written: str = ""
    currency: str | None = None

    def apply(self, before: float) -> float:
        """Return the value after the change."""
        if self.factor is not None:
            return before * self.factor
        return self.value if self.value is not None else before + (self.step or 0.0)

    def converted(self, rate: float, into: str) -> "Change":
        """Return the change with its money in another currency."""
        value = None if self.value is None else self.value * rate
        step = None if self.step is None else self.step * rate
        return replace(self, value=value, step=step, currency=into)

    def words(self, currency: str | None) -> str:
        """Return `CTR +20.0%`, `conversion rate to 4.00%` or `CPM to $9.00`."""
        metric = METRICS[self.metric]
        if self.factor is not None:
            return f"{metric.label} {format_relative(self.factor - 1)}"
        if self.value is not None:
            return f"{metric.label} to {format_number(self.value, metric.unit, currency)}"
        return f"{metric.label} {self.written}"


def read_change(metric: str, written: str | float) -> Change:
    """Read a change: relative ("+20%", "doubled", "x1.5"), in points ("+0.5pp"), a step ("+$2"), or a new value ("3%").

    Raises:
        InputError: when it is none of these, or would take away more than all.
    """
    text = str(written).strip()
    if text.lower() in _TIMES:
        return Change(metric, factor=_TIMES[text.lower()], written=text)
    if match := _RELATIVE.fullmatch(text):
        factor = 1 + _signed(match, parse_quantity(match["size"] + "%").value)
        if factor < 0:
            raise InputError(f"{METRICS[metric].label} can't fall by more than 100%", where=METRICS[metric].label)
        return Change(metric, factor=factor, written=text)
    if (match := _POINTS.fullmatch(text)) and METRICS[metric].unit is Unit.RATE:
        return Change(metric, step=_signed(match, parse_quantity(match["size"] + "%").value), written=text)
    if (match := _FACTOR.fullmatch(text)) and METRICS[metric].unit is not Unit.RATIO:
        return Change(metric, factor=parse_quantity(match["size"] or match["after"]).value, written=text)
    if match := _STEP.fullmatch(text):
        quantity = parse_quantity(match["size"])
        return Change(metric, step=_signed(match, fit_unit(quantity, metric)), written=text, currency=quantity.currency)
    quantity = parse_quantity(text)
    return Change(metric, value=fit_unit(quantity, metric), written=text, currency=quantity.currency)


def _signed(match: re.Match[str], size: float) -> float:
    return size if match["sign"] == "+" else -size
