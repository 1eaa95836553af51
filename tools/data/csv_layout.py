"""How a text table is laid out: its delimiter, and the line where the column names are."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.data.names import known
from tools.errors import DataError

HEAD_CHARACTERS = 400_000
DEEPEST_HEADER = 60
MAX_COLUMNS = 2000
_DELIMITERS = (",", ";", "\t", "|")
_NEVER = frozenset("\"'()[]{}.-_/%$€£+*#@&: ")
"""Signs that stand inside names and figures."""
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ]00:00(?::00)?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_VALUE = re.compile(r"[-+(]?[\d.,  ]*\d[\d.,]*%?\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """The shape of a text table.

    Attributes:
        delimiter: one character.
        header: the column names, made different from each other.
        header_line: the line of the names, counted from 1.
        skipped: physical lines to pass over before the first row.
        preamble: what stood above the names.
    """

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    skipped: int
    preamble: tuple[str, ...]


def find_layout(
    path: Path,
    encoding: str,
    *,
    header_row: int | None = None,
    file_name: str | None = None,
    delimiter: str | None = None,
) -> CsvLayout:
    """Return the layout of a text table, read from its beginning; what the user said of it is not guessed.

    Raises:
        DataError: when there is no line of column names, or no table at all.
    """
    name = file_name or path.name
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.read(HEAD_CHARACTERS).removeprefix("\ufeff")
    if not head.strip():
        raise DataError(f"'{name}' holds no text", remedy="Export the report again.")
    head, declared = _excel_separator(head)
    separator_line = declared is not None
    declared = declared or delimiter
    layouts = [_layout(head, d, header_row) for d in ((declared,) if declared else (*_DELIMITERS, *_rare(head)))]
    best = max((x for x in layouts if x is not None), key=lambda x: x[0], default=None)
    if best is None or len(best[1].header) < 2:  # noqa: PLR2004 - one column is no table of results
        raise DataError(
            f"No line of column names was found in '{name}'",
            where=f"the first {DEEPEST_HEADER} lines",
            remedy="The table needs names such as Day, Campaign, Cost, Conversions above its rows; "
            "say `header_row = N` when they are deeper.",
        )
    return _shifted(best[1]) if separator_line else best[1]


def _rare(head: str) -> tuple[str, ...]:
    """Return signs that could separate cells in an unusual file: on nearly every one of its first lines."""
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    signs = {c for line in lines for c in line if not c.isalnum() and c not in _NEVER and c not in _DELIMITERS}
    return tuple(sorted(s for s in signs if not s.isspace() and sum(s in x for x in lines) > 0.8 * len(lines)))


def _excel_separator(head: str) -> tuple[str, str | None]:
    """Read Excel's own first line `sep=;`."""
    match = re.match(r"sep=(.)\r?\n", head, re.IGNORECASE)
    return (head[match.end() :], match[1]) if match else (head, None)


def _shifted(layout: CsvLayout) -> CsvLayout:
    return CsvLayout(layout.delimiter, layout.header, layout.header_line + 1, layout.skipped + 1, layout.preamble)


def _layout(head: str, delimiter: str, header_row: int | None) -> tuple[tuple[float, ...], CsvLayout] | None:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    records: list[tuple[int, int, list[str]]] = []
    before = 0
    try:
        for record in reader:
            records.append((before + 1, reader.line_num, record))
            before = reader.line_num
            if len(records) > 2000:  # noqa: PLR2004 - enough to see the shape
                break
    except csv.Error:
        pass
    if not records:
        return None
    widths = Counter(len(r) for _, _, r in records if len(r) > 1)
    if not widths:
        return None
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    found = (
        header_index([cells for _, _, cells in records], width)
        if header_row is None
        else next((i for i, (first, last, _) in enumerate(records) if first <= header_row <= last), None)
    )
    if found is None or len(records[found][2]) > MAX_COLUMNS:
        return None
    line, last_line, cells = records[found]
    beyond = any(c.strip() for _, _, r in records[found + 1 :] for c in r[len(cells) :])
    names = _distinct_names(cells if beyond else [*cells, *[""] * (width - len(cells))])
    hits = sum(known(c) for c in names)
    preamble = tuple(delimiter.join(r).strip() for _, _, r in records[:found] if any(c.strip() for c in r))
    share = count / len(records)
    score = (float(min(hits, 3)), share * min(width, 12), float(hits))
    return score, CsvLayout(delimiter, names, line, last_line, preamble)


def header_index(records: Sequence[Sequence[str]], width: int) -> int | None:
    """Return which record holds the column names: the first with the most names that exports use, as wide as the rows.

    Returns:
        Its place among the records, None when none of the first 60 looks like names.
    """
    best: tuple[tuple[float, ...], int] | None = None
    for index, cells in enumerate(records[:DEEPEST_HEADER]):
        filled = [c for c in cells if c.strip()]
        if len(filled) < 2 or any(len(c) > 300 for c in filled):  # noqa: PLR2004 - names are short
            continue
        figures = [c.strip() for c in filled if _VALUE.fullmatch(c.strip())]
        if len(figures) > 0.3 * len(filled) and not _are_days(figures, filled):
            continue
        # A title merged over several columns stands in each of them, and is one name.
        hits = sum(known(c) for c in dict.fromkeys(filled))
        fits = len(cells) == width or len(filled) == width
        if not fits and hits < 2:  # noqa: PLR2004 - one known word may stand in a title
            continue
        score = (float(min(hits, 3)), float(fits), float(-index))
        if best is None or score > best[0]:
            best = (score, index)
    return None if best is None else best[1]


def _are_days(figures: Sequence[str], filled: Sequence[str]) -> bool:
    """Return whether all figures of a line are different dates, as in a table with one column a day."""
    is_dated = all(_DATE.fullmatch(figure) for figure in figures)
    return is_dated and 3 <= len(set(figures)) == len(figures) < len(filled)  # noqa: PLR2004 - a row has fewer dates


def _distinct_names(cells: list[str]) -> tuple[str, ...]:
    """Return the names, numbered where the table repeats one or leaves one empty."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
