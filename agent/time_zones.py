"""Time zones as people name them: by the IANA's name, a city, or words such as "Pacific time"."""

import re
from functools import cache

from tools.errors import InputError

_WORDS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC",
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mountain": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "cet": "Europe/Paris", "cest": "Europe/Paris", "central european": "Europe/Paris",
    "bst": "Europe/London", "uk": "Europe/London", "british": "Europe/London", "ist": "Asia/Kolkata",
    "india": "Asia/Kolkata", "jst": "Asia/Tokyo", "japan": "Asia/Tokyo", "aest": "Australia/Sydney",
    "san francisco": "America/Los_Angeles", "washington": "America/New_York", "boston": "America/New_York",
    "miami": "America/New_York", "atlanta": "America/New_York", "seattle": "America/Los_Angeles",
    "munich": "Europe/Berlin", "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin",
    "milan": "Europe/Rome", "barcelona": "Europe/Madrid", "geneva": "Europe/Zurich", "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "beijing": "Asia/Shanghai", "manchester": "Europe/London",
}  # fmt: skip
"""Names that the IANA does not list: abbreviations, regions, and large cities that share another's zone."""
_AROUND = re.compile(r"^(?:the\s+)?(.*?)(?:\s+(?:standard|daylight))?(?:\s+time)?(?:\s*zone)?$", re.IGNORECASE)


@cache
def _cities() -> dict[str, str]:
    from zoneinfo import available_timezones

    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return {zone.rsplit("/", 1)[1].replace("_", " ").lower(): zone for zone in reversed(named)}


def find_time_zone(name: str) -> str:
    """Return the IANA's name of a time zone: "Berlin time" is Europe/Berlin, "Pacific" America/Los_Angeles.

    Raises:
        InputError: when nothing is called so.
    """
    from zoneinfo import available_timezones

    written = " ".join(name.split())
    exact = {zone.lower(): zone for zone in available_timezones()}
    if "/" in written and written.lower().replace(" ", "_") in exact:
        return exact[written.lower().replace(" ", "_")]
    match = _AROUND.match(written)
    plain = (match[1] if match else written).lower().strip()
    found = _WORDS.get(plain) or _cities().get(plain)
    if found is None:
        raise InputError(
            f"'{written[:40]}' is not a time zone that is known", remedy="Name it like Europe/Berlin, or by its city."
        )
    return found
