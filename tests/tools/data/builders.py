"""Real files for the data tests: each builder writes one and gives its path."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import duckdb
import openpyxl

from tools.data import MappingOverrides, open_table
from tools.periods import Period

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def text_file(folder, text, name="ads.csv", encoding="utf-8"):
    """Write a text file in an encoding."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder, sheets, name="ads.xlsx", merged=()):
    """Write a workbook: sheet name -> rows; `merged` are ranges of the first sheet such as "B1:C1"."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    path = folder / name
    book.save(path)
    return path


def parquet(folder, query, name="ads.parquet"):
    """Write the rows of a query as Parquet."""
    path = folder / name
    duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def duckdb_file(folder, tables, name="ads.duckdb"):
    """Write a DuckDB database: table name -> query."""
    path = folder / name
    with duckdb.connect(str(path)) as database:
        for table, query in tables.items():
            database.execute(f'CREATE TABLE "{table}" AS {query}')
    return path


def sqlite_file(folder, tables, name="ads.sqlite"):
    """Write a SQLite database: table name -> (columns, rows)."""
    path = folder / name
    with closing(sqlite3.connect(path)) as database:
        for table, (columns, rows) in tables.items():
            database.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
            database.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})', rows)
        database.commit()
    return path


def opened(source, **overrides):
    """Open a table with what the user says about its columns."""
    return open_table(source, overrides=MappingOverrides(**overrides) if overrides else None)


def totals(table, period=None, where=None):
    """Sum every measure of a table over a period, all its days when none is given."""
    whole = period or table.span()
    before = Period(whole.start - timedelta(days=1), whole.start - timedelta(days=1))
    measures = list(table.mapping.measures)
    leaves = table.leaves(before, whole, dimensions=[], measures=measures, where=where)
    return {m: float(leaves.current[m].sum()) for m in measures}


def days_of(start, count):
    """Give consecutive days."""
    return [start + timedelta(days=n) for n in range(count)]


def daily_rows(start, count, *columns):
    """Write CSV rows, one a day: each column a value or a function of the day's number."""
    return "".join(
        ",".join([str(day), *(str(c(n) if callable(c) else c) for c in columns)]) + "\n"
        for n, day in enumerate(days_of(start, count))
    )


def codes(notes):
    """Give the kinds of the notes."""
    return [note.code for note in notes]


def files_in(folder):
    """Give every file below a folder with its size, to see that nothing was written there."""
    return {str(p.relative_to(folder)): p.stat().st_size for p in folder.rglob("*")}
