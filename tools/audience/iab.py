"""Reads the public IAB Tech Lab Audience Taxonomy from the file that the user has: tab- or comma-separated."""

import csv
import re
from pathlib import Path

from tools.audience.taxonomy import Entry
from tools.errors import DataError
from tools.policy import recognise

_CODE = ("unique id", "id")
_LAST = ("condensed name (1st, 2nd, last tier)", "condensed name", "name")
_TIER = "tier"
_SMALLEST = 2
_KEPT = frozenset({"interest", "purchase intent"})
"""The first tiers that are read; of the third, demographics, most tells of age, gender, income or family."""
_PROTECTED = re.compile(
    r"\b(?:health|medical|medicine|pharma\w*|drug\w*|smoking|sex\w*|religion|spirituality|politics|bankruptcy|elder|teens?|"
    r"tweens?|divorce|sensitive|adult (?:content|entertainment))\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[,/&]|\band\b)\s*")
_REMEDY = "Download the taxonomy as TSV from IAB Tech Lab's repository 'Taxonomies' and give that file."


def read_iab_taxonomy(path: Path) -> tuple[Entry, ...]:
    """Return the segments of the taxonomy that may be targeted, each named by its last tier.

    The header row is found by its column "Unique ID", so that the title rows above it do no harm. Interests and
    purchase intents are read. Demographics, and what tells of a protected trait or a restricted subject such as health
    or politics, are left out.

    Raises:
        DataError: when the file can't be read, or is no such taxonomy.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"The file {path.name} can't be read: {error}", remedy=_REMEDY) from None
    rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ","))
    top = next((n for n, row in enumerate(rows) if _column([c.strip().lower() for c in row], _CODE) is not None), None)
    if top is None:
        raise DataError(f"{path.name} has no column 'Unique ID', so it is no audience taxonomy", remedy=_REMEDY)
    heads = [cell.strip().lower() for cell in rows[top]]
    tiers = [n for n, head in enumerate(heads) if head.startswith(_TIER)]
    code = _column(heads, _CODE)
    name = _column(heads, _LAST)
    if code is None or (not tiers and name is None):
        raise DataError(f"{path.name} has neither tiers nor names", where=f"row {top + 1}", remedy=_REMEDY)
    found = [_entry(row, code, tiers, name) for row in rows[top + 1 :] if len(row) > code and row[code].strip()]
    return tuple(e for e in found if e is not None)


def _column(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _entry(row: list[str], code: int, tiers: list[int], name: int | None) -> Entry | None:
    path = [row[n].strip() for n in tiers if n < len(row) and row[n].strip()]
    if not path and name is not None and name < len(row):
        path = [part.strip() for part in row[name].split("|") if part.strip()]
    path = [part.strip("* ") for part in path]
    if len(path) < _SMALLEST or path[0].lower() not in _KEPT:
        return None
    if any(_PROTECTED.search(part) or recognise(part) for part in path):
        return None
    last = path[-1]
    parts = [part for part in _PARTS.split(last.lower()) if part]
    return Entry("iab", path[0], last, tuple(dict.fromkeys((last.lower(), *parts))), row[code].strip())
