"""Excel and OpenDocument workbooks: the sheet with the results, merged cells undone, stored results of formulas."""

import csv
import dataclasses
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from tools.data.csv_layout import header_index
from tools.data.formulas import formula_notes
from tools.data.mapping import MappingOverrides
from tools.data.names import column_words, known, measure_by_name
from tools.data.scratch import scratch_folder
from tools.data.source import Source
from tools.data.text_source import open_text
from tools.errors import DataError, MissingInput

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_BYTES = 2_000_000_000
_MIDNIGHT = time(0)

Rows = list[list[str]]


def open_excel(path: Path, overrides: MappingOverrides) -> Source:
    """Open the sheet of a workbook that holds results.

    Formulas are never run: the results that the spreadsheet stored are read, and a formula without one is told.

    Raises:
        DataError: when the workbook is damaged, encrypted or too large, or the named sheet is not there.
        MissingInput: when several sheets hold results and none was named.
    """
    _refuse_bombs(path)
    sheets = _sheets(path)
    name, rows, merged = _chosen(path, sheets, overrides.sheet or overrides.table)
    rows = _one_header(_unmerged(rows, merged), merged, overrides.header_row)
    with scratch_folder() as folder:
        copy = folder / "sheet.csv"
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        plain = overrides.model_copy(update={"decimal_mark": overrides.decimal_mark, "encoding": "utf-8"})
        source = open_text(copy, plain, name=f"{path.name}#{name}", copy_of=path)
    return dataclasses.replace(source, notes=(*source.notes, *formula_notes(path, name)))


def _refuse_bombs(path: Path) -> None:
    """Refuse a workbook that would unpack to more than memory can hold."""
    import zipfile

    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MOST_BYTES:
        raise DataError(
            f"'{path.name}' unpacks to {size / 1e9:.2g} GB, too much for a workbook",
            remedy="Save the sheet as CSV; a CSV of that size is read without trouble.",
        )


def _sheets(path: Path) -> "list[tuple[str, CalamineSheet]]":
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        return [(m.name, workbook.get_sheet_by_name(m.name)) for m in workbook.sheets_metadata if _is_table(m)]
    except calamine.PasswordError:
        raise DataError(f"'{path.name}' is protected by a password", remedy="Save a copy without it.") from None
    except (calamine.CalamineError, OSError, ValueError, KeyError) as error:
        raise DataError(
            f"'{path.name}' can't be read as a workbook: {str(error)[:120]}", remedy="Save it again, or as CSV."
        ) from None


def _is_table(metadata: object) -> bool:
    kind = getattr(metadata, "typ", None)
    return str(kind).endswith("WorkSheet")


def _chosen(
    path: Path, sheets: "list[tuple[str, CalamineSheet]]", wanted: str | None
) -> "tuple[str, Rows, CalamineSheet]":
    if wanted is not None:
        match = [x for x in sheets if x[0].casefold() == wanted.casefold()]
        if not match:
            listed = ", ".join(f"'{n}'" for n, _ in sheets[:10])
            raise DataError(f"'{path.name}' has no sheet '{wanted[:60]}'", remedy=f"It has {listed}.")
        return match[0][0], _text_rows(match[0][1]), match[0][1]
    filled = [(name, rows, sheet) for name, sheet in sheets if (rows := _text_rows(sheet))]
    if not filled:
        raise DataError(f"'{path.name}' has no sheet with cells in it", remedy="Save the workbook again.")
    tables = [x for x in filled if _holds_results(x[1])] or filled
    if len(tables) > 1:
        raise MissingInput(
            f"'{path.name}' has {len(tables)} sheets with tables: {', '.join(n for n, _, _ in tables[:8])}",
            remedy=f"Say which one, for example {path.name}#{tables[0][0]}.",
        )
    return tables[0]


def _holds_results(rows: Rows) -> bool:
    """Return whether one of the first rows names a measure beside another known column."""
    return any(
        sum(known(c) for c in row) > 1 and any(column_words(c).words in measure_by_name() for c in row)
        for row in rows[:60]
    )


def _text_rows(sheet: "CalamineSheet") -> Rows:
    rows = [[_text(c) for c in row] for row in sheet.to_python(skip_empty_area=False)]
    return rows if any(any(c for c in row) for row in rows) else []


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - exact integers
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _unmerged(rows: Rows, sheet: "CalamineSheet") -> Rows:
    """Give every cell of a merged range the range's text."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(rows) or (bottom - top) * (right - left) > len(rows) * 100:
            continue
        text = rows[top][left] if left < len(rows[top]) else ""
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [text] * len(row[left : right + 1])
    return rows


def _one_header(rows: Rows, sheet: "CalamineSheet", header_row: int | None) -> Rows:
    """Join a header of two rows: "Search" merged over "Cost, Clicks" becomes "Search Cost, Search Clicks"."""
    width = max((len(r) for r in rows), default=0)
    index = header_index(rows, width) if header_row is None else header_row - 1
    if not index or index >= len(rows):
        return rows
    spanned = _spanned_above(sheet, index)
    if not spanned:
        return rows
    upper, lower = rows[index - 1], rows[index]
    joined = [
        _joined(above, name) if place in spanned or not name else name
        for place, (above, name) in enumerate(zip(upper, lower, strict=False))
    ]
    return [*rows[: index - 1], *([[]] if header_row else []), joined, *rows[index + 1 :]]


def _spanned_above(sheet: "CalamineSheet", index: int) -> set[int]:
    """Return the columns over which the row above the names has merged cells; none when one title spans them all."""
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]] = sheet.merged_cell_ranges or []
    spans = [(left, right) for (top, left), (_, right) in ranges if top == index - 1 and right > left]
    if len(spans) == 1 and spans[0][1] - spans[0][0] + 1 >= sheet.width - 1:
        return set()
    return {place for left, right in spans for place in range(left, right + 1)}


def _joined(above: str, name: str) -> str:
    return name if not above or above == name else above if not name else f"{above} {name}"
