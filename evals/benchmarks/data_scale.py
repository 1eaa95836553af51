"""How fast a large table is read, checked and summed: 10 million rows of 6 dimensions as Parquet, on 2 cores.

    python evals/benchmarks/data_scale.py [--rows 10000000] [--shape campaigns|uniform] [--json]

Each part runs in a process of its own, so its peak memory is its own. The bare query is DuckDB's GROUP BY of the same
dimensions and measures over the whole file, with the same threads and the same memory; `leaves (whole)` asks our table
for the same rows, as two periods that together are the whole file. The question is what a marketer waits for: opening
the table, the leaves of two weeks, the daily history and all checks.

Shapes: `campaigns` is what accounts look like (28,000 combinations of campaign, creative, device, region and audience,
a row each day); `uniform` draws every dimension at random, so nearly every row is a combination of its own: the worst
case, which no account has.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from tools.data import open_table
from tools.periods import Period

DIMENSIONS = ["channel", "campaign", "creative", "device", "region", "audience"]
COLUMNS = ["cost", "impressions", "clicks", "conversions", "revenue"]
MEASURES = ["spend", "impressions", "clicks", "conversions", "revenue"]
THREADS, MEMORY = 2, "1500MB"
DAYS = 364
FIRST = date(2025, 6, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
_SHAPES = {
    "campaigns": """
        concat('Channel ', (l % 50) % 6) AS channel, concat('Campaign ', l % 50) AS campaign,
        concat('Creative ', l % 50, '-', (l // 50) % 5) AS creative, concat('Device ', (l // 250) % 4) AS device,
        concat('Region ', (l // 1000) % 14) AS region, concat('Audience ', (l // 14000) % 2, '-', l % 50) AS audience
    """,
    "uniform": """
        concat('Channel ', hash(i * 7 + 1) % 6) AS channel, concat('Campaign ', hash(i * 7 + 2) % 40) AS campaign,
        concat('Creative ', hash(i * 7 + 3) % 25) AS creative, concat('Device ', hash(i * 7 + 4) % 4) AS device,
        concat('Region ', hash(i * 7 + 5) % 16) AS region, concat('Audience ', hash(i * 7 + 6) % 12) AS audience
    """,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one part took.

    Attributes:
        seconds: wall clock.
        gigabytes: peak resident memory of its process.
        rows: how many leaves it gave.
    """

    part: str
    seconds: float
    gigabytes: float
    rows: int


def write_table(path: Path, rows: int, shape: str) -> None:
    """Write the Parquet file; the same rows each time."""
    import duckdb

    day = f"DATE '{FIRST}' + CAST(i * {DAYS} // {rows} AS INTEGER)"
    query = f"""
        SELECT {day} AS day, {_SHAPES[shape]},
               (hash(i * 11) % 10000) / 1000.0 AS cost, CAST(50 + hash(i * 13) % 2000 AS BIGINT) AS impressions,
               CAST(hash(i * 17) % 40 AS BIGINT) AS clicks, CAST(hash(i * 19) % 3 AS BIGINT) AS conversions,
               (hash(i * 23) % 20000) / 100.0 AS revenue
        FROM (SELECT i, i % 28000 AS l FROM range({rows}) AS numbers (i))
    """
    with duckdb.connect(config={"threads": str(THREADS)}) as database:
        database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


def bare_group_by(path: Path) -> int:
    """Sum the measures by all dimensions, as a person would write it in DuckDB."""
    import duckdb

    sums = ", ".join(f"sum({c}) AS {c}" for c in COLUMNS)
    names = ", ".join(DIMENSIONS)
    with duckdb.connect(config={"threads": str(THREADS), "memory_limit": MEMORY}) as database:
        found = database.execute(f"SELECT {names}, {sums} FROM read_parquet('{path}') GROUP BY {names}").fetchnumpy()
    return len(found["campaign"])


def leaves_of_all(path: Path) -> int:
    """Ask our table for the leaves of the whole file, as two halves."""
    middle = FIRST + timedelta(days=DAYS // 2)
    baseline, current = Period(FIRST, middle - timedelta(days=1)), Period(middle, LAST)
    with open_table(path) as table:
        return len(table.leaves(baseline, current, dimensions=DIMENSIONS, measures=MEASURES).keys[0])


def question(path: Path) -> int:
    """Do what an explanation asks of the table: open, leaves of two weeks, the history, every check."""
    current = Period(LAST - timedelta(days=6), LAST)
    baseline = current.previous()
    with open_table(path) as table:
        leaves = table.leaves(baseline, current, dimensions=DIMENSIONS, measures=MEASURES)
        table.daily(MEASURES)
        table.check(baseline, current, MEASURES)
    return len(leaves.keys[0])


PARTS: dict[str, Callable[[Path], int]] = {
    "bare GROUP BY": bare_group_by,
    "leaves (whole)": leaves_of_all,
    "question": question,
}


def measure(part: str, path: Path) -> Measured:
    """Run one part in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (part, path))


def _measured(part: str, path: Path) -> Measured:
    import duckdb
    import numpy as np

    del duckdb, np  # loading them is not what is measured
    started = time.perf_counter()
    rows = PARTS[part](path)
    seconds = time.perf_counter() - started
    return Measured(part, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, rows)


def main() -> None:
    """Write the table into a temporary folder, measure every part, print, and fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--shape", choices=sorted(_SHAPES), default="campaigns")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="adroit-scale-") as folder:
        path = Path(folder) / "ads.parquet"
        write_table(path, asked.rows, asked.shape)
        found = {part: measure(part, path) for part in PARTS}
    bare = found["bare GROUP BY"].seconds
    ratios = {part: m.seconds / bare for part, m in found.items()}
    if asked.json:
        print(json.dumps({"rows": asked.rows, "shape": asked.shape, "parts": [asdict(m) for m in found.values()],
                          "ratios": ratios}, indent=2))  # fmt: skip
    else:
        print(f"{asked.rows:,} rows, 6 dimensions, {asked.shape}")
        for part, m in found.items():
            print(f"{part:16} {m.seconds:6.2f} s  {ratios[part]:5.2f}x  {m.gigabytes:5.2f} GB  {m.rows:>9,} leaves")
    waited = found["question"]
    if asked.shape == "campaigns" and (waited.seconds > 8 or waited.gigabytes > 2 or max(ratios.values()) > 3):  # noqa: PLR2004
        sys.exit("The bars are 8 seconds, 2 GB and 3 times the bare query.")


if __name__ == "__main__":
    main()
