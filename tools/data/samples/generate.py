"""Write the sample table again, byte for byte: `python -m tools.data.samples.generate`.

Only the standard library's `random()` is drawn from, whose stream Python keeps stable between versions.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.data.samples import sample_path

SEED = 11
FIRST_DAY = date(2026, 3, 30)
DAYS = 56
MIX_WEEK = (date(2026, 4, 27), date(2026, 5, 3))
LAST_WEEK = (date(2026, 5, 18), date(2026, 5, 24))
HEADER = "Day,Channel,Campaign,Device,Audience,Creative,Impressions,Clicks,Cost (USD),Conversions,Revenue (USD)"
# Lamps are looked at on weekends and bought early in the week.
_WEEKDAY_TRAFFIC = (1.04, 1.02, 1.0, 0.98, 0.94, 0.99, 1.03)
_WEEKDAY_CONVERSION = (1.05, 1.03, 1.01, 1.0, 0.97, 0.96, 0.98)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the media plan: where it runs, and what it gives on a plain day.

    Attributes:
        spend: dollars a day.
        cpm: dollars for 1,000 impressions.
        ctr: clicks per impression.
        conversion_rate: orders per click.
        order_value: dollars an order.
    """

    channel: str
    campaign: str
    device: str
    audience: str
    creative: str
    spend: float
    cpm: float
    ctr: float
    conversion_rate: float
    order_value: float


def _media_plan() -> Iterator[_Line]:
    for device, share, rate in (("Desktop", 0.45, 1.15), ("Mobile", 0.55, 0.9)):
        for creative, part in (("Text - Warm Light", 0.6), ("Text - Free Returns", 0.4)):
            split = share * part
            yield _Line(
                "Search", "Brand", device, "Brand searchers", creative, 700 * split, 42, 0.085, 0.062 * rate, 128
            )
            yield _Line(
                "Search", "Lamps", device, "Lamp shoppers", creative, 1900 * split, 36, 0.031, 0.036 * rate, 117
            )
    social = (
        ("Prospecting", "Lookalike buyers", 1500, 9.5, 0.0125, 0.0205),
        ("Prospecting", "Home decor fans", 1300, 8.4, 0.0115, 0.0185),
        ("Retargeting", "Site visitors 30d", 520, 14.0, 0.0150, 0.0400),
        ("Retargeting", "Cart leavers", 280, 17.0, 0.0210, 0.0560),
    )
    for campaign, audience, spend, cpm, ctr, rate in social:
        for device, share, lift in (("Mobile", 0.72, 1.0), ("Desktop", 0.28, 1.1)):
            for creative, part, pull in (("Video 15s", 0.45, 1.05), ("Carousel", 0.35, 1.0), ("Static", 0.2, 0.9)):
                yield _Line(
                    "Social",
                    campaign,
                    device,
                    audience,
                    creative,
                    spend * share * part,
                    cpm,
                    ctr * pull,
                    rate * lift,
                    109,
                )
    ctv = (
        ("Prospecting", "Home improvers", 900, 27.0, 0.0064, 0.088),
        ("Prospecting", "New movers", 640, 29.0, 0.0067, 0.092),
        ("Retargeting", "Site visitors 30d", 360, 33.0, 0.0092, 0.104),
    )
    for campaign, audience, spend, cpm, ctr, rate in ctv:
        for creative, part in (("Evening 30s", 0.6), ("Unboxing 15s", 0.4)):
            yield _Line("CTV", campaign, "TV", audience, creative, spend * part, cpm, ctr, rate, 124)


def _on(line: _Line, day: date) -> _Line:
    """Return the line with what happened on that day: the planted stories."""
    if MIX_WEEK[0] <= day <= MIX_WEEK[1]:
        prospecting = line.channel == "Social" and line.campaign == "Prospecting"
        moved = {"Search": 0.45, "Social": 1.51 if prospecting else 1.0, "CTV": 1.0}[line.channel]
        return replace(line, spend=line.spend * moved)
    if LAST_WEEK[0] <= day <= LAST_WEEK[1]:
        if line.channel == "CTV":
            return replace(line, cpm=line.cpm * 1.16)
        if (line.channel, line.campaign, line.device) == ("Social", "Prospecting", "Mobile"):
            return replace(line, conversion_rate=line.conversion_rate * 0.38)
    return line


class _Chance:
    """Draws made of `random()` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a sample table, not a secret

    def normal(self) -> float:
        size = math.sqrt(-2 * math.log(1 - self._random.random()))
        return size * math.cos(2 * math.pi * self._random.random())

    def around(self, value: float, spread: float) -> float:
        """Return `value` times a factor near one; `spread` is the factor's standard deviation."""
        return value * math.exp(spread * self.normal() - spread * spread / 2)

    def count(self, mean: float) -> int:
        """Return a Poisson count: exact below a mean of 50, the rounded normal above."""
        if mean > 50:  # noqa: PLR2004
            return max(0, round(mean + math.sqrt(mean) * self.normal()))
        limit, product, drawn = math.exp(-mean), self._random.random(), 0
        while product > limit:
            product *= self._random.random()
            drawn += 1
        return drawn


def rows() -> Iterator[str]:
    """Yield the table's lines, header first."""
    yield HEADER
    chance = _Chance(SEED)
    plan = sorted(_media_plan(), key=lambda a: (a.channel, a.campaign, a.device, a.audience, a.creative))
    for n in range(DAYS):
        day = FIRST_DAY + timedelta(days=n)
        traffic = chance.around(_WEEKDAY_TRAFFIC[day.weekday()], 0.02)
        demand = chance.around(_WEEKDAY_CONVERSION[day.weekday()], 0.02)
        for line in plan:
            yield _row(_on(line, day), day, traffic, demand, chance)


def _row(line: _Line, day: date, traffic: float, demand: float, chance: _Chance) -> str:
    cpm = chance.around(line.cpm, 0.03)
    impressions = chance.count(chance.around(line.spend * traffic, 0.03) / cpm * 1000)
    clicks = min(impressions, chance.count(chance.around(impressions * line.ctr, 0.03)))
    conversions = min(clicks, chance.count(clicks * line.conversion_rate * demand))
    revenue = conversions * chance.around(line.order_value, 0.25 / math.sqrt(conversions)) if conversions else 0.0
    cost = impressions * cpm / 1000
    names = f"{day},{line.channel},{line.campaign},{line.device},{line.audience},{line.creative}"
    return f"{names},{impressions},{clicks},{cost:.2f},{conversions},{revenue:.2f}"


if __name__ == "__main__":
    sample_path().write_text("\n".join(rows()) + "\n", encoding="utf-8", newline="\n")
