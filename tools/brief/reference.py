"""What briefs are drafted and checked against: channels, places and the guide's defaults, kept as data beside this."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long a text of an ad may be, and how many there are.

    Attributes:
        most: characters.
        count: how many the format takes.
        needed: how many it takes at least.
    """

    most: int
    count: int
    needed: int


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel that a brief may name.

    Attributes:
        aliases: what people call it, lower case.
        role: its usual part in the funnel.
        source: utm_source.
        medium: utm_medium.
        formats: of its ads.
        bid: bid strategy by KPI name, and under `other`.
        headline: limit of its headlines; None where it has none.
        description: limit of its longer texts.
        limits_source: where the platform states them.
        learning_results: results that leave the learning phase within `learning_days`, where the platform documents it.
        anchor: the guide's section.
    """

    name: str
    aliases: tuple[str, ...]
    role: str
    source: str
    medium: str
    formats: tuple[str, ...]
    bid: dict[str, str]
    anchor: str
    headline: TextLimit | None = None
    description: TextLimit | None = None
    limits_source: str = ""
    learning_results: int | None = None
    learning_days: int | None = None

    def bid_strategy(self, kpi: str | None) -> str:
        """Return the usual bid strategy for a primary KPI."""
        return self.bid.get(kpi or "", self.bid["other"])


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, groups of them, and what lies in them; all keys are lower case.

    Attributes:
        countries: what people write -> the country's name.
        groups: e.g. "dach" -> its countries.
        regions: state, province or city -> (its name, its country).
        exact: countries' short forms and adjectives that are read in capitals alone: US, not us.
    """

    countries: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    regions: dict[str, tuple[str, str]]
    exact: dict[str, str] = field(default_factory=dict)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("tools.brief").joinpath("data", f"{name}.toml").read_text("utf-8"))


@cache
def channels() -> dict[str, Channel]:
    """Return every channel by name."""
    found = {}
    for name, entry in _load("channels").items():
        parts: dict[str, Any] = dict(entry)
        parts |= {part: TextLimit(**entry[part]) for part in ("headline", "description") if part in entry}
        parts |= {part: tuple(entry[part]) for part in ("aliases", "formats")}
        found[name] = Channel(name=name, **parts)
    return found


def channel(name: str) -> Channel | None:
    """Return the channel that people call `name`; None for one that is not in the catalog."""
    key = " ".join(name.lower().split())
    return next((c for c in channels().values() if key == c.name.lower() or key in c.aliases), None)


@cache
def defaults() -> dict[str, Any]:
    """Return what a brief assumes, as the guide has it."""
    return _load("defaults")


def anchor(name: str) -> str:
    """Return the reason of a default: `guide: strategy#how-to-get-the-website-ready`."""
    return f"guide: {defaults()['anchors'][name]}"


@cache
def not_names() -> frozenset[str]:
    """Return words that begin sentences with a capital and name no brand, lower case."""
    return frozenset(files("tools.brief").joinpath("data", "not_names.txt").read_text("utf-8").split())


@cache
def places() -> Places:
    """Return the countries and regions that the reader knows."""
    found = _load("places")
    countries, exact = {}, {}
    for name, others in found["countries"].items():
        countries[name.lower()] = name
        for other in others:
            exact[other] = name
    groups = {name.lower(): tuple(members) for name, members in found["groups"].items()}
    regions = {place.lower(): (place, country) for country, all_ in found["regions"].items() for place in all_}
    return Places(countries, groups, regions, exact)
