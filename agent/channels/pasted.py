"""A table pasted into a message: from a sheet (tabs), from a CSV file, or a Markdown table."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DELIMITERS = "\t;|,"
_FIGURE_OR_DATE = re.compile(r"[^\w\s]{0,3}\s?[A-Z]{0,3}\s?[-+(]?\d[\d.,:/\s-]*\s?[^\w\s]{0,2}(?:\s?[A-Z]{3})?")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_LONGEST_NAME = 60
_FEW_COLUMNS = 2
_MOST_TRIES = 50
"""Lines from which a table may begin; a paste of many lines that is none must not be read from each of them."""
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class PastedTable:
    """A table found in a message.

    Attributes:
        header: the columns' names.
        rows: the cells below, as many in each row as there are names.
        words: the rest of the message: a question, or nothing.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: str = ""

    def to_csv(self) -> str:
        """Return the table as CSV, cells quoted where they need it."""
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([self.header, *self.rows])
        return written.getvalue()


def find_table(message: str) -> PastedTable | None:
    """Return the first table of a message; None when it is all words.

    A table has a header of distinct names that are no figures, at least one row below it with as many cells, and a
    column of figures or dates: lines of prose with commas in them are no table.
    """
    lines = message.splitlines()
    tries = dict.fromkeys(_DELIMITERS, _MOST_TRIES)
    for start, line in enumerate(lines):
        if start + 1 < len(lines) and "|" in line and _RULE.fullmatch(lines[start + 1]):
            found = _markdown(lines, start)
            if found is not None:
                return found
        for delimiter in _DELIMITERS:
            if delimiter in line and tries[delimiter] and _is_header(_first_row(line, delimiter)):
                tries[delimiter] -= 1
                found = _delimited(lines, start, delimiter)
                if found is not None:
                    return found
    return None


def _markdown(lines: Sequence[str], start: int) -> PastedTable | None:
    body = start + 2
    while body < len(lines) and "|" in lines[body]:
        body += 1
    header, *rows = [_cells(line) for line in (lines[start], *lines[start + 2 : body])]
    return _table(header, [r for r in rows if len(r) == len(header)], _rest(lines, start, body))


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _delimited(lines: Sequence[str], start: int, delimiter: str) -> PastedTable | None:
    """Read as many rows with as many cells as the first line has, as long as some of them look measured."""
    rows: list[list[str]] = []
    end = start
    for row, line in _rows(lines[start:], delimiter):
        if rows and len(row) != len(rows[0]):
            break
        rows.append([cell.strip() for cell in row])
        end = start + line
        if len(rows) == _SAMPLE and not _has_measures(rows[1:]):
            return None
    if len(rows) <= 1 or (delimiter == "," and not _is_plainly_csv(rows)):
        return None
    return _table(rows[0], rows[1:], _rest(lines, start, end))


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Yield the rows with the number of lines read so far: a quoted cell may hold a line's end."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    try:
        for row in reader:
            yield row, reader.line_num
    except csv.Error:
        return


def _is_plainly_csv(rows: Sequence[Sequence[str]]) -> bool:
    """Commas stand in prose too, so a figure is asked for in each row, and more than two lines with one comma."""
    has_figures = all(any(_FIGURE_OR_DATE.fullmatch(cell) for cell in row) for row in rows[1:])
    return has_figures and (len(rows[0]) > _FEW_COLUMNS or len(rows) > _FEW_COLUMNS)


def _first_row(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], words: str) -> PastedTable | None:
    if not _is_header(header) or not rows or not _has_measures(rows):
        return None
    return PastedTable(tuple(header), tuple(tuple(row) for row in rows), words)


def _is_header(row: Sequence[str]) -> bool:
    """Names are distinct, and no figures."""
    names = [name.casefold() for name in row]
    is_distinct = len(names) > 1 and len(set(names)) == len(names)
    return is_distinct and all(n and len(n) <= _LONGEST_NAME and not _FIGURE_OR_DATE.fullmatch(n) for n in names)


def _has_measures(rows: Sequence[Sequence[str]]) -> bool:
    return any(_is_measured([row[i] for row in rows]) for i in range(len(rows[0])))


def _is_measured(cells: Sequence[str]) -> bool:
    written = [cell for cell in cells if cell.strip() not in {"", "-", "–", "—"}]
    return bool(written) and sum(1 for c in written if _FIGURE_OR_DATE.fullmatch(c)) > len(written) / 2


def _rest(lines: Sequence[str], start: int, end: int) -> str:
    return "\n".join(line for line in (*lines[:start], *lines[end:])).strip()
