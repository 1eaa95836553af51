"""The scores last accepted, by suite: `make eval` fails where a suite falls below what chance explains."""

import json
from collections.abc import Sequence
from pathlib import Path

from evals.report.summary import SuiteSummary
from evals.statistics import compare

_HERE = Path(__file__).parent
_LEVEL = 0.05


def accept(found: Sequence[SuiteSummary], rights: dict[str, dict[str, bool]], folder: Path = _HERE) -> list[Path]:
    """Keep the scores of these suites as those to be reached from now on, and return the files."""
    written = []
    for summary in found:
        path = folder / f"{summary.suite}.json"
        wrong = sorted(case for case, is_right in rights[summary.suite].items() if not is_right)
        kept = {"version": summary.version, "cases": len(rights[summary.suite]), "wrong": wrong}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def drops(rights: dict[str, dict[str, bool]], versions: dict[str, str], folder: Path = _HERE) -> list[str]:
    """Return in words which suites fell below their accepted scores by more than chance explains.

    The same cases are compared, by the exact test of McNemar at 5%. A suite without accepted scores, or with another
    version of its set, has nothing to fall below.
    """
    found = []
    for suite, now in rights.items():
        path = folder / f"{suite}.json"
        if not path.is_file():
            continue
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] != versions[suite]:
            continue
        before = {case: case not in set(kept["wrong"]) for case in now}
        change = compare(before, now)
        if len(change.worse) > len(change.better) and change.p_value < _LEVEL:
            found.append(
                f"{suite}: {change.now:.3f} after {change.before:.3f} (p = {change.p_value:.3f}); right before and "
                f"wrong now: {', '.join(change.worse)}"
            )
    return found
