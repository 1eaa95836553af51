"""Figures in findings: written for people, and kept as facts beside the sentence."""

from tools.brief.brief import CampaignBrief
from tools.facts import Fact
from tools.quantities import Unit, format_number


class Figures:
    """Collects the figures of one finding while its sentences are written."""

    def __init__(self, brief: CampaignBrief, field: str) -> None:
        self._currency = brief.currency
        self._segment = field
        self.facts: list[Fact] = []

    def money(self, value: float, metric: str = "budget") -> str:
        """Write an amount in the brief's currency."""
        return self._write(value, Unit.MONEY, metric)

    def count(self, value: float, metric: str = "conversions") -> str:
        """Write a count, in whole numbers."""
        return self._write(float(round(value)), Unit.COUNT, metric)

    def ratio(self, value: float, metric: str = "roas") -> str:
        """Write a ratio."""
        return self._write(value, Unit.RATIO, metric)

    def days(self, value: int) -> str:
        """Write a number of days."""
        text = self._write(float(value), Unit.DAYS, "days_total")
        return "1 day" if value == 1 else text

    def share(self, value: float, metric: str = "share") -> str:
        """Write a rate."""
        return self._write(value, Unit.RATE, metric)

    def plain(self, value: float, unit: Unit, metric: str) -> str:
        """Write a figure of any unit."""
        return self._write(value, unit, metric)

    def _write(self, value: float, unit: Unit, metric: str) -> str:
        currency = self._currency if unit is Unit.MONEY else None
        self.facts.append(Fact(value=value, unit=unit, currency=currency, metric=metric, segment=self._segment))
        return format_number(value, unit, currency)
