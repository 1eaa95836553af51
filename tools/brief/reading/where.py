"""Reads where a campaign runs: countries, and the regions and cities inside them."""

import re
from functools import cache

from tools.brief.reading.found import Reading
from tools.brief.reading.text import NEAR, Text
from tools.brief.reference import places


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = places()
    loose = [*known.countries, *known.groups, *known.regions]
    listed = "|".join(re.escape(n) for n in sorted(loose, key=len, reverse=True))
    exact = "|".join(re.escape(n) for n in sorted(known.exact, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])", re.IGNORECASE), re.compile(
        rf"(?<![\w$.-])(?:{exact})(?![\w$-])"
    )


_NOT_HERE = re.compile(
    r"\b(?:not (?:in|for)|outside(?: of)?|except|excluding|without|no)\s+(?:the\s+)?$", re.IGNORECASE
)


_MARKET = (
    "market", "markets", "country", "countries", "geo", "region", "regions", "where", "location", "locations",
    "territory",
)  # fmt: skip
_ORIGIN = re.compile(r"\b[a-z]+\s+(?:based in|from)\s+$")
_LONGEST_CODE = 3


def read_places(text: Text, reading: Reading) -> None:
    """Put countries and regions into the reading; an adjective ("Swiss") counts only where no country is named."""
    known = places()
    countries: dict[str, str] = {}
    regions: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    origins: dict[str, str] = {}
    for match in _mentions(text):
        key = match[0].lower()
        if key in known.groups:
            countries |= dict.fromkeys(known.groups[key], match[0])
        elif key in known.countries:
            is_origin = _ORIGIN.search(text.written[max(0, match.start() - NEAR) : match.start()])
            (origins if is_origin else countries)[known.countries[key]] = match[0]
        elif key in known.regions:
            regions[known.regions[key][0]] = match[0]
        else:
            is_adjective = len(match[0]) > _LONGEST_CODE and match[0].endswith(("an", "ish", "ch", "ss", "se"))
            (adjectives if is_adjective else countries)[known.exact[match[0]]] = match[0]
    _unknown_regions(text, regions)
    chosen = countries or origins or ({} if _is_currency(text, adjectives) else adjectives)
    reading.put("countries", tuple(chosen), ", ".join(chosen.values()))
    reading.put("regions", tuple(regions), ", ".join(regions.values()))
    if not chosen and regions:
        of = tuple(dict.fromkeys(known.regions[r.lower()][1] for r in regions if r.lower() in known.regions))
        reading.put("countries_of_regions", of, ", ".join(regions))


def _mentions(text: Text) -> list[re.Match[str]]:
    """Return the places named, in order: those of the market's line where there is one, and none that is ruled out."""
    loose, exact = _patterns()
    market = text.labelled(*_MARKET)
    found = sorted([*loose.finditer(text.written), *exact.finditer(text.written)], key=lambda m: m.start())
    return [
        m
        for m in found
        if m[0][0].isupper()
        and not _is_name(text, m)
        and (market is None or market.start <= m.start() < market.end)
        and not _NOT_HERE.search(text.written[max(0, m.start() - NEAR) : m.start()])
    ]


def _unknown_regions(text: Text, regions: dict[str, str]) -> None:
    """Take a name that is joined to a known region for a region too: "Bristol and Exmouth"."""
    for region in list(regions):
        for match in re.finditer(
            rf"\b{re.escape(regions[region])}(?:\s+and|,|\s*&)\s+(?P<name>[A-Z][a-z]{{2,}})\b", text.written
        ):
            name = match["name"]
            known = places()
            is_free = not text.is_taken(match.start("name"), match.end("name"))
            follows = text.written[match.end() : match.end() + 1]
            if is_free and follows in {":", ".", ",", ";", ""} and name.lower() not in known.countries:
                regions.setdefault(name, name)


def _is_name(text: Text, match: re.Match[str]) -> bool:
    """A place inside a name or an address is none: "Boston Dynamics", "example.us"."""
    before = text.written[match.start() - 1 : match.start()]
    return before in {"@", "/", "."} or text.is_taken(match.start(), match.end())


def _is_currency(text: Text, adjectives: dict[str, str]) -> bool:
    words = "|".join(re.escape(w) for w in adjectives.values())
    return bool(re.search(rf"\b(?:{words})\s+(?:dollars?|francs?|pounds?|kron\w+|crowns?|pesos?)\b", text.written))
