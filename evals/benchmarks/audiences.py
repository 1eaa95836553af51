"""Measures suggested audiences: is the structure complete, is policy recognised, and is no one picked by a trait.

    python -m evals.benchmarks.audiences              the development paragraphs, with what went wrong
    python -m evals.benchmarks.audiences --held-back  those written before the matcher was tuned

Complete means: at least one audience that finds new people, one that brings back those who know the offer, the
exclusions last, three to eight in all, each with platforms, a section of the guide, sizing, measure and proof. Recall
and precision are over the restricted subjects of all paragraphs.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tools.audience.policy import PERSONAL
from tools.audience.tools import SuggestAudiences, SuggestedAudiences, suggest_audiences
from tools.policy import recognise

HERE = Path(__file__).parent
DEVELOPMENT, HELD_BACK = HERE / "audiences_development.yaml", HERE / "audiences_held_back.yaml"
_FEWEST, _MOST = 3, 8
_CENT = 0.005


@dataclass(slots=True)
class Score:
    """What was counted over the paragraphs.

    Attributes:
        complete: paragraphs with a complete structure.
        traits: suggestions that pick people by a protected trait; there must be none.
    """

    paragraphs: int = 0
    complete: int = 0
    traits: int = 0
    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the restricted subjects that were recognised."""
        return self.right / max(1, self.right + self.missed.total())

    @property
    def precision(self) -> float:
        """Share of the recognised subjects that the paragraph is about."""
        return self.right / max(1, self.right + self.invented.total())


def gaps(found: SuggestedAudiences) -> list[str]:
    """Return what is missing from a complete set of suggestions."""
    roles = [s.role for s in found.suggestions]
    missing = [role for role in ("prospecting", "retargeting", "exclusion") if role not in roles]
    if not _FEWEST <= len(roles) <= _MOST:
        missing.append(f"{len(roles)} suggestions")
    if roles and roles[-1] != "exclusion":
        missing.append("exclusions last")
    for s in found.suggestions:
        parts = (s.who, s.why, s.anchor, s.platforms, s.sizing, s.overlap, s.measure, s.proof)
        missing += [f"{s.name}: a part is empty"] if not all(parts) else []
    shared = [s.share for s in found.suggestions if s.share is not None]
    if found.budget is not None and abs(sum(shared) - 1) > 1e-9:  # noqa: PLR2004 - the rounding of a sum of floats
        missing.append("shares that add up")
    money = [s.amount for s in found.suggestions if s.amount is not None]
    if found.budget is not None and abs(sum(money) - found.budget) > _CENT:
        missing.append("amounts that add up")
    return missing


def picks_by_trait(found: SuggestedAudiences) -> list[str]:
    """Return the audiences that pick people, and whose description speaks of a protected trait."""
    return [
        f"{s.name}: {line}"
        for s in found.suggestions
        if s.family in PERSONAL - {"professional"}  # an industry is no trait of a person
        for line in s.who
        if any(m.category.kind == "trait" for m in recognise(line))
    ]


def score(cases: list[dict[str, Any]]) -> Score:
    """Suggest for each paragraph, and count."""
    total = Score()
    for place, case in enumerate(cases, 1):
        started = time.perf_counter()
        found = suggest_audiences(SuggestAudiences(text=case["text"]))
        total.seconds.append(time.perf_counter() - started)
        total.paragraphs += 1
        missing, traits = gaps(found), picks_by_trait(found)
        total.complete += not missing
        total.traits += len(traits)
        wanted, read = set(case["policy"]), {note.category for note in found.policy}
        total.right += len(wanted & read)
        total.missed.update(wanted - read)
        total.invented.update(read - wanted)
        wrong = [*missing, *traits, *(f"missed {c}" for c in wanted - read), *(f"invented {c}" for c in read - wanted)]
        total.details += [f"{place}: {w}" for w in wrong]
    return total


def main() -> None:
    """Print the scores."""
    is_held_back = "--held-back" in sys.argv
    total = score(yaml.safe_load((HELD_BACK if is_held_back else DEVELOPMENT).read_text("utf-8")))
    if not is_held_back or "--details" in sys.argv:
        print("\n".join(total.details))
    print(
        f"{'held back' if is_held_back else 'development'}: {total.paragraphs} paragraphs, {total.complete} complete, "
        f"policy recall {total.recall:.3f}, precision {total.precision:.3f} "
        f"({total.right} right, {total.missed.total()} missed, {total.invented.total()} invented), "
        f"{total.traits} picked by a trait"
    )
    print(f"median {sorted(total.seconds)[len(total.seconds) // 2] * 1000:.0f} ms, slowest {max(total.seconds):.2f} s")


if __name__ == "__main__":
    main()
