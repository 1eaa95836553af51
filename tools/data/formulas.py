"""Formulas in a workbook that have no stored result: without it their cells are empty, and sums too low."""

import re
import zipfile
from pathlib import Path

from tools.data.notes import DataNote

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(<v>[^<]+</v>)?')
_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET = re.compile(r"<Relationship [^>]*>")
_CHUNK = 1 << 22
_TAIL = 1 << 12


def formula_notes(path: Path, sheet: str) -> list[DataNote]:
    """Return a note when formulas of the sheet lack their result; nothing for formats other than .xlsx.

    The file is looked through as bytes: no formula is run and no markup is interpreted.
    """
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        found = _without_result(archive, part) if part else []
    if not found:
        return []
    return [
        DataNote(
            code="formulas_without_result",
            severity="problem",
            sentence=f"{len(found):,} formulas of sheet '{sheet}' have no stored result (first: cell {found[0]}).",
            meaning="Their cells count as empty; open the workbook in a spreadsheet, save it, and ask again.",
        )
    ]


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the name of the archive's part that holds the sheet."""
    from html import unescape

    names = archive.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    ids = {unescape(n): i for n, i in _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace"))}
    for tag in _TARGET.findall(archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")):
        target = re.search(r'Target="([^"]*)"', tag)
        if target and f'Id="{ids.get(sheet)}"' in tag:
            part = target[1].removeprefix("/")
            part = part if part.startswith("xl/") else f"xl/{part}"
            return part if part in names else None
    return None


def _without_result(archive: zipfile.ZipFile, part: str) -> list[str]:
    found: list[str] = []
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            end = max(text.rfind(b"<c r="), 0) if len(chunk) == _CHUNK else len(text)
            found += [m[1].decode() for m in _CELL.finditer(text, 0, end) if m[2] is None]
            rest = text[end:][-_CHUNK:]
    return found
