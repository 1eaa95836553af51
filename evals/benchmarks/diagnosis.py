"""How well a change is explained: localization on public sets, and planted stories of marketing.

    python -m evals.benchmarks.diagnosis --rca FOLDER     the sets S and L of the RiskLoc paper (FOLDER/S.tar.xz, ...)
    python -m evals.benchmarks.diagnosis --stories        all planted stories, a few minutes
    python -m evals.benchmarks.diagnosis --stories 80     about that many, in the same proportions
    python -m evals.benchmarks.diagnosis --stories --fresh  as many that the search was not developed on
    python -m evals.benchmarks.diagnosis --stories --oracle beside what an oracle could tell from the noise

The exit code is 1 when a bar is missed.
"""

import argparse
import sys
from pathlib import Path

from evals.benchmarks import localization, planted
from evals.benchmarks.diagnosis_stories import FRESH

MOST_FALSE_ALARMS = 0.05


def main(arguments: list[str] | None = None) -> int:
    """Print what was asked for; return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description="How well a change is explained.")
    parser.add_argument("--rca", type=Path, metavar="FOLDER", help="the folder of S.tar.xz and L.tar.xz")
    parser.add_argument("--stories", type=int, nargs="?", const=0, metavar="N", help="planted stories, all or about N")
    parser.add_argument("--fresh", action="store_true", help="stories that the search was not developed on")
    parser.add_argument("--oracle", action="store_true", help="count what could be found at best as well; longer")
    asked = parser.parse_args(arguments)
    if asked.rca is None and asked.stories is None:
        parser.error("say --rca FOLDER, --stories, or both")
    fine = True
    if asked.rca is not None:
        text, met = localization.report(asked.rca)
        print(text, end="\n\n")
        fine &= met
    if asked.stories is not None:
        outcomes = planted.run_stories(
            asked.stories or None, first=FRESH if asked.fresh else 0, with_oracle=asked.oracle
        )
        alarms = planted.false_alarms(outcomes)
        print(planted.table(outcomes), end="\n\n")
        print(f"False alarms in quiet weeks: {alarms:.1%}.", end="\n\n")
        print(planted.calibration(outcomes))
        fine &= alarms < MOST_FALSE_ALARMS
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
