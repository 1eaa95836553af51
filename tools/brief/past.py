"""What the user's own data say of each channel: past cost per result, prices and rates."""

from dataclasses import dataclass
from pathlib import Path

from tools.brief.reference import channel
from tools.errors import DataError
from tools.kpi.intervals import cost_interval

_MEASURES = ("spend", "impressions", "clicks", "conversions", "revenue")
_RESULTS = ("leads", "conversions")


@dataclass(frozen=True, slots=True)
class PastChannel:
    """One channel's past, as sums over the table's whole span.

    Attributes:
        name: the catalog's name, else the table's.
        result: what was counted: conversions, or leads.
        sums: measure -> its sum, of the measures that the table has.
    """

    name: str
    result: str
    sums: dict[str, float]

    def ratio(self, above: str, below: str, times: float = 1.0) -> float | None:
        """Return one measure over another; None where one is missing or nothing stands below."""
        top, bottom = self.sums.get(above), self.sums.get(below)
        return times * top / bottom if top is not None and bottom else None

    @property
    def cpa(self) -> float | None:
        """Spend per result."""
        return self.ratio("spend", self.result)

    @property
    def results(self) -> float:
        """How many results were counted."""
        return self.sums.get(self.result, 0.0)

    @property
    def cpa_range(self) -> tuple[float, float | None] | None:
        """The 95% interval of the cost per result, from the count alone."""
        if not self.results or "spend" not in self.sums:
            return None
        found = cost_interval(self.sums["spend"], self.results)
        return found.low, found.high


@dataclass(frozen=True, slots=True)
class Past:
    """What a performance table says of its channels.

    Attributes:
        source: the table's name and its days.
        currency: of its money; None where it does not say.
        channels: catalog name -> its past.
    """

    source: str
    currency: str | None
    channels: dict[str, PastChannel]


def past_results(data: str | Path) -> Past | None:
    """Return the past of each channel in a performance table; None when it has no channels, dates or spend.

    Raises:
        DataError: when the table can't be read.
    """
    from tools.data.table import open_table

    with open_table(data) as table:
        there = [m for m in (*_MEASURES, "leads") if m in table.mapping.measures]
        if "channel" not in table.mapping.dimensions or "spend" not in there or table.mapping.date is None:
            return None
        try:
            span = table.span()
            leaves = table.leaves(span.previous(), span, dimensions=("channel",), measures=there)
        except DataError:
            return None
        currency = getattr(table.mapping, "currency", None)
        source = f"{table.name}, {span}"
    sums: dict[str, dict[str, float]] = {}
    for place, key in enumerate(leaves.keys[0].tolist()):
        known = channel(str(key))
        into = sums.setdefault(known.name if known else str(key), dict.fromkeys(there, 0.0))
        for measure in there:
            into[measure] += float(leaves.current[measure][place])
    result = next((r for r in _RESULTS if r in there), "conversions")
    return Past(source, currency, {name: PastChannel(name, result, found) for name, found in sums.items()})
