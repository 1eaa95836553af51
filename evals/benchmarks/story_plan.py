"""What an invented advertiser's leaves give on a plain day, without noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_DAY = date(2026, 3, 2)
DAYS = 63
DIMENSIONS = ("channel", "campaign", "device", "audience", "creative")
MEASURES = ("spend", "impressions", "clicks", "conversions", "revenue")
_CHANNELS = {
    "Search": (38.0, 0.045, 0.040, 1.0),
    "Social": (10.0, 0.013, 0.022, 1.0),
    "Display": (5.0, 0.005, 0.012, 0.9),
    "CTV": (28.0, 0.007, 0.070, 1.1),
    "Affiliate": (8.0, 0.020, 0.030, 0.85),
}
_OWN_AUDIENCES = 0.3
"""Chance that an audience exists in one channel only."""
_DEVICES = {"Mobile": (0.58, 0.85), "Desktop": (0.32, 1.2), "Tablet": (0.10, 1.0)}


@dataclass(slots=True)
class Plan:
    """What each leaf gives on a plain day."""

    keys: dict[str, "NDArray[np.str_]"]
    spend: "NDArray[np.float64]"
    cpm: "NDArray[np.float64]"
    ctr: "NDArray[np.float64]"
    rate: "NDArray[np.float64]"
    value: "NDArray[np.float64]"

    def mask(self, segment: Mapping[str, str]) -> "NDArray[np.bool_]":
        """Return which leaves belong to the segment."""
        inside = np.ones(len(self.spend), dtype=bool)
        for dimension, wanted in segment.items():
            inside &= self.keys[dimension] == wanted
        return inside

    def expected(self) -> dict[str, "NDArray[np.float64]"]:
        """Return the measures of a plain day, leaf by leaf, without noise."""
        impressions = 1000 * self.spend / self.cpm
        clicks = impressions * self.ctr
        conversions = clicks * self.rate
        return dict(
            zip(MEASURES, (self.spend, impressions, clicks, conversions, conversions * self.value), strict=True)
        )


def make_plan(rng: np.random.Generator) -> Plan:
    """Return an advertiser of three to five channels with 60 to 900 conversions a day."""
    names = list(rng.choice(list(_CHANNELS), size=rng.integers(3, 6), replace=False))
    creatives = [f"Creative {c}" for c in "ABCDE"[: rng.integers(2, 5)]]
    rows: list[tuple[str, ...]] = []
    figures: list[tuple[float, ...]] = []
    sizes = dict(zip(names, rng.dirichlet(np.full(len(names), 3.0)), strict=True))
    for channel in names:
        cpm, ctr, rate, worth = _CHANNELS[channel]
        audiences = [f"{channel} audience {n}" if rng.random() < _OWN_AUDIENCES else f"Audience {n}" for n in (1, 2, 3)]
        devices = {"TV": (1.0, 1.0)} if channel == "CTV" else _DEVICES
        for campaign in range(int(rng.integers(2, 5))):
            weight, level = rng.lognormal(0, 0.5), rng.lognormal(0, 0.25)
            for audience in audiences[: rng.integers(1, 4)]:
                reach, quality = rng.lognormal(0, 0.4), rng.lognormal(0, 0.2)
                for device, (share, lift) in devices.items():
                    for creative in creatives:
                        rows.append((channel, f"{channel} {campaign + 1}", device, audience, creative))
                        figures.append((
                            sizes[channel] * weight * reach * share * rng.lognormal(0, 0.3),
                            cpm * rng.lognormal(0, 0.1), ctr * rng.lognormal(0, 0.1),
                            rate * level * quality * lift * rng.lognormal(0, 0.05),
                            80 * worth * level**-0.3 * rng.lognormal(0, 0.05),
                        ))  # fmt: skip
    spend, cpm_, ctr_, rate_, value = (np.array(column) for column in zip(*figures, strict=True))
    plan = Plan(
        {d: np.array(column) for d, column in zip(DIMENSIONS, zip(*rows, strict=True), strict=True)},
        spend, cpm_, ctr_, rate_, value,
    )  # fmt: skip
    wanted = np.exp(rng.uniform(np.log(60), np.log(900)))
    plan.spend = plan.spend * wanted / float(plan.expected()["conversions"].sum())
    return plan
