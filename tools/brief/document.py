"""The brief as a JSON document: reading, writing, the published schema, and older forms brought up to date."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from tools.brief.brief import SCHEMA_VERSION, CampaignBrief
from tools.errors import DataError

Document = dict[str, Any]


def brief_schema() -> Document:
    """Return the JSON Schema (draft 2020-12) of a brief as written."""
    schema = CampaignBrief.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def write_brief(brief: CampaignBrief) -> str:
    """Return the brief as JSON, one field a line, so that a version control shows what changed."""
    return brief.model_dump_json(indent=2) + "\n"


def read_brief(text: str, *, where: str = "brief.json") -> CampaignBrief:
    """Read a brief, written by this version or an earlier one.

    Args:
        text: JSON.
        where: what to call the document in errors.

    Raises:
        DataError: when it is no JSON, no brief, of a newer format, or a field does not fit.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"This is not JSON: {error}", where=where, remedy="Restore an earlier version.") from None
    if not isinstance(found, dict) or found.get("format") != "adroit.brief":
        raise DataError("This is not a campaign brief", where=where, remedy='Its "format" should be "adroit.brief".')
    try:
        return CampaignBrief.model_validate(migrated(found, where=where))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "brief"
        reason = first["msg"].removeprefix("Value error, ")
        raise DataError(
            f"The field {field} can't be used: {reason}", where=where, remedy="See: adroit brief schema"
        ) from None


def migrated(found: Document, *, where: str = "brief.json") -> Document:
    """Return the document in the current form, one step of `MIGRATIONS` at a time.

    Raises:
        DataError: when it says no version, or one that this program does not know.
    """
    version = found.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= SCHEMA_VERSION:
        raise DataError(
            f"A brief of version {version!r} can't be read here",
            where=where,
            remedy=f"This program reads versions 1 to {SCHEMA_VERSION}; a newer Adroit may read it.",
        )
    try:
        for step in range(version, SCHEMA_VERSION):
            found = MIGRATIONS[step](found)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DataError(f"This brief of version {version} is not whole ({error})", where=where) from None
    return found


def _from_flat(found: Document) -> Document:
    """Version 1 was flat: one KPI with its target, one action, and each channel with its share of the budget."""
    amount = found.get("budget")
    channels = [
        {"channel": name, "budget": None if amount is None else round(amount * share, 2)}
        for name, share in (found.get("channels") or {}).items()
    ]
    document: Document = {
        "format": "adroit.brief",
        "schema_version": 2,
        "name": found["name"],
        "revision": {"number": found.get("version", 0), "change": "brought from version 1 of the format"},
        "brand": found.get("brand"),
        "product": found.get("product"),
        "offer": found.get("offer"),
        "objective": found.get("objective"),
        "market": {"countries": found.get("countries") or []},
        "budget": {"amount": amount, "currency": found.get("currency")},
        "flight": {"start": found.get("flight_start"), "end": found.get("flight_end")},
        "message": {"core": found.get("message"), "actions": [found["action"]] if found.get("action") else []},
        "targets": {"primary": [{"kpi": found["kpi"], "value": found.get("kpi_target")}] if found.get("kpi") else []},
        "channel_mix": {"channels": channels},
        "website": {"url": found.get("landing_page")},
    }
    was = {"basis": "given", "reason": "from a brief of version 1, which kept no reasons"}
    shares = {"basis": "computed", "reason": "share of the budget in a brief of version 1"}
    filled = {
        "name": found["name"],
        "brand": found.get("brand"),
        "product": found.get("product"),
        "offer": found.get("offer"),
        "objective": found.get("objective"),
        "market": found.get("countries"),
        "budget": amount,
        "flight": found.get("flight_start") or found.get("flight_end"),
        "message": found.get("message") or found.get("action"),
        "targets": found.get("kpi"),
        "website": found.get("landing_page"),
    }
    document["labels"] = {path: was for path, value in filled.items() if value}
    if channels:
        document["labels"]["channel_mix.channels"] = shares
    return document


MIGRATIONS: dict[int, Callable[[Document], Document]] = {1: _from_flat}
"""From each version to the next."""
