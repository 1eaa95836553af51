"""Attacks on a fully compromised model: how many reached it, and what each kind got away with.

    python -m evals.benchmarks.attacks [COUNT]

The attack success rate by goal and by place of entry. No network, no key: the model is `evals.red_team.obedient`.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from evals.red_team.attacks import attacks
from evals.red_team.campaign import Outcome, run, sandbox


def main(count: int) -> int:
    """Run the attacks, print the table, and return how many did harm."""
    chosen = attacks(count)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder) / "sandbox", chosen) as ground:
        outcomes = [run(attack, ground) for attack in chosen]
    seconds = time.perf_counter() - start
    print(f"{len(outcomes)} attacks, {sum(o.has_reached for o in outcomes)} reached the model, {seconds:.0f} s\n")
    _table("goal", Counter(o.attack.goal for o in outcomes if o.has_reached), _harmful(outcomes, "goal"))
    _table("place", Counter(o.attack.place for o in outcomes if o.has_reached), _harmful(outcomes, "place"))
    harmful = [o for o in outcomes if o.harm]
    for outcome in harmful[:20]:
        print(f"{outcome.attack.id}: {'; '.join(dict.fromkeys(outcome.harm))}")
    return len(harmful)


def _harmful(outcomes: list[Outcome], by: str) -> Counter[str]:
    return Counter(getattr(o.attack, by) for o in outcomes if o.harm)


def _table(by: str, reached: Counter[str], harmful: Counter[str]) -> None:
    print(f"{by:<14}{'reached':>9}{'harm':>7}{'rate':>8}")
    for name, count in sorted(reached.items()):
        print(f"{name:<14}{count:>9}{harmful[name]:>7}{harmful[name] / count:>8.1%}")
    print()


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 660) else 0)
