"""How language models write the figures of a tool result: exactly, rounded, with k or m, hedged."""

import random

from tools.diagnosis.report import ChangeReport, SegmentEffect, Total, shown
from tools.quantities import SYMBOLS, Unit, format_number

_SYMBOL = {code: symbol for symbol, code in reversed(SYMBOLS.items())}


class Pen:
    """Writes figures in one answer's manner.

    Args:
        rng: what decides the manner.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.is_rough = rng.random() < 0.35

    def level(self, value: float, unit: Unit, currency: str | None) -> str:
        """A level: `$31.20`, `$31`, `about $31`, `56.5k`, `1.6%`."""
        exact = format_number(value, unit, currency)
        if not self.is_rough:
            return exact
        symbol = _SYMBOL.get(currency or "", "")
        size = abs(value)
        if unit is Unit.MONEY and symbol and value > 0:
            if size >= 10_000:
                return self.rng.choice((f"{symbol}{size / 1000:.1f}k", f"{symbol}{size:,.0f}", exact))
            return self.rng.choice((f"{symbol}{size:.1f}", f"about {symbol}{size:.0f}", exact)) if size >= 10 else exact
        if unit is Unit.COUNT and size >= 1_000_000:
            return self.rng.choice((f"{size / 1e6:.2f}m", f"{size / 1e6:.1f} million", exact))
        if unit is Unit.COUNT and size >= 100_000:
            return self.rng.choice((f"{size / 1000:.0f}k", f"roughly {round(size, -3):,.0f}", exact))
        if unit is Unit.RATE:
            return self.rng.choice((f"{size * 100:.1f}%", exact)) if size > 0.01 else exact
        return exact

    def relative(self, value: float) -> str:
        """A relative change without its sign: `19.9%`, `20%`, `about 20%`."""
        size = abs(value) * 100
        if self.is_rough and size >= 2:
            return self.rng.choice((f"{size:.0f}%", f"about {size:.0f}%", f"{size:.1f} percent"))
        return f"{size:.1f}%"

    def change(self, value: float, total: Total) -> str:
        """An absolute change without its sign: `$5.17`, `0.42 pp`."""
        text = shown(abs(value), total, signed=True).lstrip("+-")
        if total.unit is Unit.RATE:
            return text.replace(" pp", self.rng.choice((" pp", " percentage points", " points")))
        return text

    def signed(self, value: float, total: Total) -> str:
        """An absolute change with its sign."""
        return shown(value, total, signed=True)

    def before(self, total: Total) -> str:
        """The level of the baseline."""
        return self.level(total.baseline or 0.0, total.unit, total.currency)

    def after(self, total: Total) -> str:
        """The level of the current period."""
        return self.level(total.current or 0.0, total.unit, total.currency)

    def rose(self, value: float, *, by: bool = False) -> str:
        """A verb of the change's direction."""
        up = ("rose", "increased", "climbed", "went up")
        down = ("fell", "dropped", "declined", "went down")
        return self.rng.choice(up if value > 0 else down) + (" by" if by else "")

    def rise(self, value: float) -> str:
        """A noun of the change's direction."""
        return self.rng.choice(("rise", "increase") if value > 0 else ("drop", "decline", "decrease"))

    def more(self, value: float) -> str:
        """The comparative of the change's direction."""
        return "higher" if value > 0 else "lower"


def name_of(segment: SegmentEffect, rng: random.Random) -> str:
    """A segment as models name it: "Prospecting on Mobile", "Prospecting / Mobile", "campaign = Prospecting"."""
    values = list(segment.segment.values())
    if len(values) == 1:
        return values[0] if rng.random() < 0.7 else segment.name
    return rng.choice((" on ".join(values), " / ".join(values), segment.name))


def usable(report: ChangeReport) -> bool:
    """Whether the report holds everything that the wordings speak of."""
    kpi = report.kpi
    return kpi.baseline is not None and kpi.current is not None and abs(kpi.relative or 0) > 0.004


def solid(report: ChangeReport) -> list[SegmentEffect]:
    """Drivers and listed segments with both levels and a change that can be seen."""
    found = [*report.drivers, *(report.splits[0].segments if report.splits else [])]
    named: dict[str, SegmentEffect] = {}
    for segment in found:
        own = segment.kpi
        if own.baseline and own.current and abs(own.relative or 0) > 0.01 and own.change:
            named.setdefault(segment.name, segment)
    return list(named.values())
