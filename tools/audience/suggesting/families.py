"""The kinds of audience and the platforms, kept as data in `tools/audience/data`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from tools.audience.suggesting.suggestion import Family, MinimumSize, PlatformObject, Role


@dataclass(frozen=True, slots=True)
class Kind:
    """What holds for every audience of one family.

    Attributes:
        intent: how close its people are to buying; higher is closer.
        weight: its part of a budget.
        needs: "list" where personal data are uploaded, "size" where a platform's minimum holds, else empty.
        objects: platform -> what the audience is there.
    """

    family: Family
    title: str
    role: Role
    intent: float
    weight: float
    why: str
    anchor: str
    sizing: str
    overlap: str
    measure: str
    proof: str
    proof_anchor: str
    needs: str
    objects: dict[str, str]

    def on(self, platforms: tuple[str, ...]) -> tuple[PlatformObject, ...]:
        """Return what it is on the platforms that have it."""
        return tuple(PlatformObject(platform=p, object=o) for p, o in self.objects.items() if p in platforms)

    def minimum(self, platforms: tuple[str, ...]) -> tuple[MinimumSize, ...]:
        """Return the smallest lists of those platforms, where one is documented and the family needs one."""
        if not self.needs:
            return ()
        known = platform_data()
        return tuple(
            MinimumSize(platform=p, people=known[p]["minimum"], of=known[p]["of"], source=known[p]["source"])
            for p in self.objects
            if p in platforms and "minimum" in known.get(p, {}) and known[p].get("only", self.family) == self.family
        )


def _load(name: str) -> dict[str, Any]:
    import yaml

    text = files("tools.audience").joinpath("data", f"{name}.yaml").read_text("utf-8")
    return cast("dict[str, Any]", yaml.safe_load(text))


@cache
def kinds() -> dict[str, Kind]:
    """Return every family by name."""
    found = {}
    for name, entry in _load("families").items():
        needs = "list" if entry.pop("needs_list", False) else "size" if entry.pop("needs_size", False) else ""
        found[name] = Kind(family=cast("Family", name), needs=needs, objects=entry.pop("platforms"), **entry)
    return found


@cache
def platform_data() -> dict[str, Any]:
    """Return the platforms with their channels and smallest lists."""
    return _load("platforms")


def platforms_of(channels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the platforms on which channels run, in the order of the data; none for channels without any."""
    return tuple(p for p, entry in platform_data().items() if set(entry["channels"]) & set(channels))
