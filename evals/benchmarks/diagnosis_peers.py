"""Ours beside wise-pizza on the same tables: is the planted segment found, in what time, with how much memory.

    python -m evals.benchmarks.diagnosis_peers --python /path/to/python-with-wise-pizza

wise-pizza is not installed with Adroit; without such a python only ours is measured. Each run is a process of its own,
so that peak memory is its own (read from /proc, on Linux).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from evals.benchmarks.planted import write_table

SIZES = (20_000, 200_000)
PLANTED = {"channel": "c3", "device": "d1"}
_SIZES = {"channel": 8, "campaign": 20, "device": 4, "audience": 10, "creative": 6}
_FELL_TO = 0.5
_MOST_SECONDS = 600

PEAK = """
def peak():
    # Linux's own mark: what getrusage tells begins with the memory of the process that started this one.
    with open("/proc/self/status") as status:
        return next(int(row.split()[1]) for row in status if row.startswith("VmHWM")) / 1e6
"""
OURS = """
import json, sys, time
from tools.diagnosis import ExplainChange, explain_change
start = time.perf_counter()
request = ExplainChange(kpi="revenue", data=sys.argv[1], current="2026-01-08..2026-01-14")
report = explain_change(request)
seconds = time.perf_counter() - start
start = time.perf_counter()
explain_change(request)
print(json.dumps({
    "segments": [d.segment for d in report.drivers], "seconds": seconds, "again": time.perf_counter() - start,
    "peak": peak(),
}))
"""
THEIRS = """
import json, sys, time
import pandas as pd
import wise_pizza
data = pd.read_parquet(sys.argv[1])
data["n"] = 1
data["day"] = pd.to_datetime(data["day"])
dims = ["channel", "campaign", "device", "audience", "creative"]
early, late = data[data.day < pd.Timestamp("2026-01-08")], data[data.day >= pd.Timestamp("2026-01-08")]
start = time.perf_counter()
found = wise_pizza.explain_changes_in_totals(
    early, late, dims, total_name="revenue", size_name="n", max_depth=2, min_segments=5, how="totals", verbose=0
)
seconds = time.perf_counter() - start
print(json.dumps({
    "segments": [s["segment"] for s in found.segments], "seconds": seconds, "again": None,
    "peak": peak(),
}, default=str))
"""


def make_table(rows: int, path: Path) -> None:
    """Write a table of two weeks, `rows` a week, in which one segment's revenue falls to half in the second week."""
    rng = np.random.default_rng(rows)
    total = 2 * rows
    columns: dict[str, np.ndarray[tuple[int], np.dtype[Any]]] = {
        name: np.char.add(name[0], rng.integers(0, n, total).astype(str)) for name, n in _SIZES.items()
    }
    columns["day"] = np.datetime64("2026-01-01") + rng.integers(0, 7, total) + np.repeat([0, 7], rows)
    spend = rng.gamma(2.0, 25.0, total)
    revenue = spend * rng.gamma(4.0, 1.0, total)
    inside = (columns["day"] >= np.datetime64("2026-01-08")) & np.logical_and.reduce(
        [columns[d] == v for d, v in PLANTED.items()]
    )
    columns["spend"], columns["revenue"] = spend.round(2), np.where(inside, _FELL_TO * revenue, revenue).round(2)
    write_table(columns, path)


def measure(python: str, program: str, path: Path) -> dict[str, object]:
    """Run one tool on a table in a process of its own; the error's last line when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and the python that the user named
            [python, "-c", PEAK + program, str(path)],
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"no answer in {_MOST_SECONDS} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["no message"])[-1][:200]}
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def line(name: str, rows: int, outcome: dict[str, object]) -> str:
    """Return a row of the table."""
    if "error" in outcome:
        return f"| {name} | 2 x {rows:,} | {outcome['error']} | | | |"
    segments = outcome["segments"]
    first = isinstance(segments, list) and bool(segments) and segments[0] == PLANTED
    named = isinstance(segments, list) and PLANTED in segments
    told = "first" if first else "named" if named else "no"
    count = len(segments) if isinstance(segments, list) else 0
    again = f"{outcome['again']:.2f}" if outcome["again"] is not None else ""
    return (
        f"| {name} | 2 x {rows:,} | {told}, of {count} | {outcome['seconds']:.2f} | {again} | {outcome['peak']:.2f} |"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description="Ours beside wise-pizza on the same tables.")
    parser.add_argument("--python", help="a python that has wise-pizza")
    asked = parser.parse_args(arguments)
    peers = [("Adroit", sys.executable, OURS)]
    if asked.python:
        peers.append(("wise-pizza", asked.python, THEIRS))
    else:
        print("wise-pizza is not compared: name a python that has it with --python.\n")
    print("| tool | rows | planted segment found | s, first call | s, again | peak GB |\n|---|---|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            path = Path(folder) / f"{rows}.parquet"
            make_table(rows, path)
            for name, python, program in peers:
                print(line(name, rows, measure(python, program, path)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
