"""A text table (CSV, TSV and kin) as a relation of the embedded database, every cell as text."""

import csv
import io
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.data.columns import Column
from tools.data.csv_layout import CsvLayout, find_layout
from tools.data.engine import Engine, literal, open_engine
from tools.data.mapping import MappingOverrides
from tools.data.names import TOTAL_WORDS
from tools.data.notes import DataNote
from tools.data.personal import masked
from tools.data.sampling import sampled
from tools.data.source import Source
from tools.data.text_encoding import detect_encoding, write_as_utf8
from tools.errors import DataError

_MOST_ODD_LINES = 20_000
_LARGE = 300_000_000
"""Bytes from which on the cells are kept on the disk: compressed there, they take less room than in memory."""
_GLOB = frozenset("*?[]{}")
_TOTAL = re.compile(TOTAL_WORDS, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _OddLine:
    """A line that does not have as many cells as the table has columns."""

    number: int
    text: str


def open_text(
    path: Path,
    overrides: MappingOverrides,
    *,
    gzipped: bool = False,
    name: str | None = None,
    copy_of: Path | None = None,
) -> Source:
    """Open a text table.

    Args:
        path: the file to read.
        overrides: encoding and header line, when the user has said them.
        gzipped: whether it must be unpacked first.
        name: what to call it in messages; the file's name when absent.
        copy_of: the user's own file, when `path` is a conversion of it.

    Nothing is written beside the file: what must be converted (another encoding, gzip) goes to a private folder that
    disappears with the table.

    Raises:
        DataError: when no table can be read from it.
    """
    engine = open_engine()
    try:
        readable, notes = _as_utf8(path, overrides, engine, gzipped=gzipped)
        layout = find_layout(
            readable,
            "utf-8",
            header_row=overrides.header_row,
            file_name=name or path.name,
            delimiter=overrides.delimiter,
        )
        _refuse_too_large(readable, name or path.name, engine)
        if readable.stat().st_size >= _LARGE:
            engine.store_on_disk()
        engine.seal([readable])
        odd = _load(engine, readable, layout)
        notes += _settle_odd_lines(engine, odd, layout)
    except BaseException:
        engine.close()
        raise
    columns = [Column(name=n, sql=f"c{i}") for i, n in enumerate(layout.header)]
    return Source(
        name=name or path.name,
        engine=engine,
        relation="cells",
        columns=sampled(engine, "cells", columns),
        notes=tuple(notes),
        preamble=layout.preamble,
        header_line=layout.header_line,
        delimiter=layout.delimiter,
        path=copy_of or path,
    )


def free_bytes(folder: Path) -> int:
    """Return how much room the disk of a folder has."""
    return shutil.disk_usage(folder).free


def _refuse_too_large(path: Path, name: str, engine: Engine) -> None:
    """Refuse a text whose cells would not fit into memory and the disk for temporary files together.

    Cells and figures take at most about twice the file; what exceeds the engine's memory goes to its private folder.
    """
    needed = 2 * path.stat().st_size
    if needed > free_bytes(engine.workspace):
        raise DataError(
            f"'{name}' needs about {needed / 1e9:.2g} GB of room for temporary files, more than the disk has",
            where=str(engine.workspace.parent),
            remedy="Set TMPDIR to a larger disk, or give the table as Parquet, which is read where it lies.",
        )


def _as_utf8(path: Path, overrides: MappingOverrides, engine: Engine, *, gzipped: bool) -> tuple[Path, list[DataNote]]:
    if gzipped:
        path = _unpacked(path, engine)
    encoding = overrides.encoding or detect_encoding(path)
    if encoding == "utf-8" and not _GLOB & set(str(path)):
        return path, []
    copy = engine.workspace / "table.txt"
    write_as_utf8(path, encoding, copy)
    if encoding != "cp1252" or overrides.encoding:
        return copy, []
    return copy, [
        DataNote(
            code="encoding",
            severity="info",
            sentence="The file is not UTF-8; it was read as Windows-1252.",
            meaning="Names with accents may look odd if it is in another encoding; say `encoding = ...` then.",
        )
    ]


def _unpacked(path: Path, engine: Engine) -> Path:
    import gzip

    target = engine.workspace / "unpacked.txt"
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (OSError, EOFError):
        raise DataError(f"'{path.name}' is a damaged gzip file", remedy="Download it again.") from None
    return target


def _load(engine: Engine, path: Path, layout: CsvLayout) -> list[_OddLine]:
    """Read the cells into the table `cells`; return the lines that don't fit its columns."""
    import duckdb

    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(layout.header)))
    sql = (
        f"CREATE OR REPLACE TABLE cells AS SELECT * FROM read_csv({literal(str(path))}, auto_detect = false, "
        f"header = false, skip = {layout.skipped}, delim = {literal(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, ignore_errors = true, store_rejects = true, rejects_limit = {_MOST_ODD_LINES + 1}, "
        "max_line_size = 4194304)"
    )
    cursor = engine.cursor()
    try:
        cursor.execute(sql)
        found = cursor.execute("SELECT DISTINCT line, csv_line FROM reject_errors ORDER BY line").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0][:160]
        raise DataError(
            f"The text could not be read as a table: {reason}", remedy="Export it again as a plain CSV."
        ) from None
    return [_OddLine(int(number), (text or "").strip("\r\n")) for number, text in found]


def _settle_odd_lines(engine: Engine, odd: Sequence[_OddLine], layout: CsvLayout) -> list[DataNote]:
    """Put back lines that only lack or exceed empty cells; tell about the others."""
    width = len(layout.header)
    repaired, left_out = [], []
    for line in odd:
        cells = _cells(line.text, layout.delimiter)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if not any(c.strip() for c in cells) or any(_TOTAL.match(c) for c in cells):
            continue
        if 1 < len(cells) <= width and line.text.count('"') % 2 == 0:
            repaired.append([*cells, *[None] * (width - len(cells))])
        else:
            left_out.append(line)
    if len(odd) > _MOST_ODD_LINES:
        raise _shapeless(left_out or odd, layout)
    if repaired:
        marks = ", ".join("?" * width)
        engine.cursor().executemany(f"INSERT INTO cells VALUES ({marks})", repaired)
    return _notes_on(engine, left_out, layout)


def _notes_on(engine: Engine, left_out: list[_OddLine], layout: CsvLayout) -> list[DataNote]:
    wrong = [x for x in left_out if len(_cells(x.text, layout.delimiter)) > 1]
    footers = [x for x in left_out if len(_cells(x.text, layout.delimiter)) == 1]
    rows = int(engine.rows("SELECT count(*) FROM cells")[0][0])
    if len(wrong) > 0.02 * rows and (len(wrong) > 2 or len(wrong) >= rows):  # noqa: PLR2004 - a slip may happen
        raise _shapeless(wrong, layout)
    notes = []
    if wrong:
        notes.append(
            DataNote(
                code="odd_lines",
                severity="problem",
                sentence=f"{_lines(len(wrong))} left out: not {len(layout.header)} cells as the header has (first: "
                f"line "
                f"{wrong[0].number}, {masked(wrong[0].text)[:60]!r}).",
                meaning="Their spend and results are missing; a number with an unquoted comma is the usual reason.",
            )
        )
    if footers:
        notes.append(
            DataNote(
                code="footer",
                severity="info",
                sentence=f"{_lines(len(footers))} of plain text passed over (first: {masked(footers[0].text)[:60]!r}).",
                meaning="It looks like the export's footer and holds no results.",
            )
        )
    return notes


def _lines(count: int) -> str:
    return f"{count:,} line{'s were' if count != 1 else ' was'}"


def _shapeless(odd: Sequence[_OddLine], layout: CsvLayout) -> DataError:
    first = odd[0]
    if first.text.count('"') % 2:
        return DataError(
            "A quotation mark is opened and never closed, so the lines after it can't be told apart",
            where=f"line {first.number}: {masked(first.text)[:80]!r}",
            remedy="Close it, or export the report again.",
        )
    return DataError(
        f"{len(odd):,} lines don't have the {len(layout.header)} cells of the header",
        where=f"first at line {first.number}: {masked(first.text)[:80]!r}",
        remedy="Numbers such as 1,234 must stand in quotes when a comma separates the cells; export the report again.",
    )


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)
