"""Root-cause localization on the public S and L sets of the RiskLoc paper: exact elements found, seconds a file.

The sets hold tables of leaves with `real` and `predict` columns and the true root causes of each. Parameters were
chosen on the first, third, fifth... file of S in the order of their numbers; the others are reported apart.
"""

import csv
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from tools.diagnosis.cuboids import LOCALIZATION, Profile
from tools.diagnosis.localize import localize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BARS = {"S": 0.88, "L": 0.97}
MOST_SECONDS = 0.25
Elements = frozenset[frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One file: the true root causes, those found, and how long reading and searching took."""

    name: str
    true: Elements
    found: Elements
    seconds: float


def read_leaves(
    path: Path,
) -> "tuple[list[str], list[NDArray[np.str_]], NDArray[np.float64], NDArray[np.float64]]":
    """Read a table of leaves: dimensions, their values, actual and expected."""
    import numpy as np

    with path.open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
        kinds = [(name, "f8" if name in {"real", "predict"} else "U16") for name in header]
        rows = np.loadtxt(file, dtype=kinds, delimiter=",")
    dimensions = [name for name in header if name not in {"real", "predict"}]
    return dimensions, [np.ascontiguousarray(rows[d]) for d in dimensions], rows["real"], rows["predict"]


def run_set(folder: Path, profile: Profile = LOCALIZATION) -> list[Case]:
    """Localize every file of an unpacked set, in the order of the files' numbers."""
    with (folder / "injection_info.csv").open(newline="", encoding="utf-8") as file:
        truths = {row["timestamp"]: _elements(row["set"]) for row in csv.DictReader(file)}
    cases = []
    for name in sorted(truths, key=int):
        start = perf_counter()
        found = localize(*read_leaves(folder / f"{name}.csv"), profile)
        seconds = perf_counter() - start
        cases.append(Case(name, truths[name], frozenset(frozenset(f.segment.items()) for f in found), seconds))
    return cases


def f1(cases: list[Case]) -> float:
    """Return F1 by exact element over all cases: 2TP / (2TP + FP + FN)."""
    hits = sum(len(c.true & c.found) for c in cases)
    given = sum(len(c.true) + len(c.found) for c in cases)
    return 2 * hits / given if given else 1.0


def report(archives: Path) -> tuple[str, bool]:
    """Run both sets from their archives; return the table and whether all bars are met."""
    lines, fine = (
        ["| set | files | F1 | F1, files chosen on | F1, other files | median s | most s |", "|---|" + 6 * "---:|"],
        True,
    )
    with tempfile.TemporaryDirectory() as scratch:
        for name, bar in BARS.items():
            with tarfile.open(archives / f"{name}.tar.xz") as archive:
                archive.extractall(scratch, filter="data")
            cases = run_set(Path(scratch) / name)
            seconds = [c.seconds for c in cases]
            fine &= f1(cases) >= bar and median(seconds) < MOST_SECONDS
            lines.append(
                f"| {name} | {len(cases)} | {f1(cases):.3f} | {f1(cases[::2]):.3f} | {f1(cases[1::2]):.3f} "
                f"| {median(seconds):.3f} | {max(seconds):.3f} |"
            )
    return "\n".join(lines), fine


def _elements(text: str) -> Elements:
    pairs = [frozenset(tuple(part.split("=", 1)) for part in element.split("&")) for element in text.split(";")]
    return frozenset(frozenset((a, b) for a, b in pair) for pair in pairs)
