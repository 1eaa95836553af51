"""Measures the drafting of briefs: what is read from paragraphs, what checking finds, and how long both take.

    python -m evals.benchmarks.briefs              the development paragraphs, with what was missed
    python -m evals.benchmarks.briefs --held-back  those that the reader was not developed on

A field counts as read when the brief labels it given, or computed from what was given, and its value is the expected
one; texts match when they share most of their content words. F1 is over all fields of all paragraphs.
"""

import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tools.brief import CampaignBrief
from tools.brief.drafting import draft
from tools.brief.labels import Basis
from tools.brief.paths import find, has_path
from tools.brief.rereading import PLAIN_FIELDS

TODAY = date(2026, 3, 2)
HERE = Path(__file__).parent
DEVELOPMENT, HELD_BACK = HERE / "briefs_development.yaml", HERE / "briefs_held_back.yaml"
_SMALL = frozenset(
    ["a", "an", "the", "of", "in", "on", "to", "for", "and", "or", "our", "we", "at", "is", "are", "with", "by", "who"]
)
_ENOUGH = 0.6
_ALSO_COMPUTED = frozenset({"budget", "start", "end"})


@dataclass(slots=True)
class Score:
    """Counts of fields read, missed and invented."""

    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    details: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the fields read that are right."""
        return self.right / max(1, self.right + self.wrong.total())

    @property
    def recall(self) -> float:
        """Share of the expected fields that were read."""
        return self.right / max(1, self.right + self.missed.total())

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_items(brief: CampaignBrief) -> dict[str, list[Any]]:
    """Return what the brief read from the user's words, by field, each as a list of items."""
    found: dict[str, list[Any]] = {}
    for name, path in PLAIN_FIELDS.items():
        if has_path(brief, path) and _is_read(brief, path, computed=name in _ALSO_COMPUTED):
            value = find(brief, path)
            found[name] = list(value) if isinstance(value, tuple) else [value]
    if _is_read(brief, "message.actions"):
        found["action"] = list(brief.message.actions)
    if _is_read(brief, "approvals"):
        found["approvals"] = [a.who for a in brief.approvals]
    for target in brief.targets.primary[:1]:
        if _is_read(brief, f"targets.primary[{target.kpi}]"):
            found |= {"kpi": [target.kpi], "target": [target.value], "baseline": [target.baseline]}
    found["secondary"] = [t.kpi for t in brief.targets.secondary if _is_read(brief, f"targets.secondary[{t.kpi}]")]
    found |= _channel_items(brief)
    filled = {name: [i for i in items if i not in {None, ""}] for name, items in found.items()}
    return {name: items for name, items in filled.items() if items}


def _is_read(brief: CampaignBrief, path: str, *, computed: bool = False) -> bool:
    label = brief.label(path)
    return label is not None and (label.basis is Basis.GIVEN or (computed and label.basis is Basis.COMPUTED))


def _channel_items(brief: CampaignBrief) -> dict[str, list[Any]]:
    plans = brief.channel_mix.channels
    found: dict[str, list[Any]] = {}
    if _is_read(brief, "channel_mix.channels"):
        found["channels"] = [c.channel for c in plans]
    if len(plans) > 1:
        found["channel_budgets"] = [
            (c.channel, c.budget)
            for c in plans
            if c.budget is not None and _is_read(brief, f"channel_mix.channels[{c.channel}].budget", computed=True)
        ]
    for metric in ("cpm", "ctr", "conversion_rate"):
        found[metric] = list({getattr(c.expected, metric) for c in plans} - {None})
    return found


def wanted_items(fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the expected fields in the same form."""
    found = {name: list(value) if isinstance(value, list) else [value] for name, value in fields.items()}
    if "channel_budgets" in fields:
        found["channel_budgets"] = list(fields["channel_budgets"].items())
    return found


def is_same(wanted: Any, read: Any) -> bool:
    """Return whether two values mean the same."""
    if isinstance(wanted, tuple):
        return bool(wanted[0] == read[0]) and is_same(wanted[1], read[1])
    if isinstance(wanted, int | float) and isinstance(read, int | float):
        return abs(wanted - read) <= 0.005 * max(abs(wanted), 1e-9)
    if isinstance(wanted, date) or isinstance(read, date):
        return bool(wanted == read)
    one, other = _content(str(wanted)), _content(str(read))
    shared = len(one & other)
    return bool(one) and bool(other) and 2 * shared / (len(one) + len(other)) >= _ENOUGH


def _content(text: str) -> set[str]:
    return {w for w in re.findall(r"[^\W_]+", text.lower()) if w not in _SMALL}


def score(cases: list[dict[str, Any]]) -> tuple[Score, list[float]]:
    """Draft each paragraph; return the score over all, and the seconds of each."""
    total, seconds = Score(), []
    for place, case in enumerate(cases, 1):
        started = time.perf_counter()
        brief = draft(case["text"], today=TODAY).brief
        seconds.append(time.perf_counter() - started)
        read, wanted = read_items(brief), wanted_items(case["fields"])
        for name in sorted({*read, *wanted}):
            left = list(read.get(name, ()))
            for item in wanted.get(name, ()):
                match = next((r for r in left if is_same(item, r)), None)
                if match is None:
                    total.missed[name] += 1
                    total.details.append(f"{place}: missed {name} = {item!r}, read {read.get(name)!r}")
                else:
                    left.remove(match)
                    total.right += 1
            for item in left:
                total.wrong[name] += 1
                total.details.append(f"{place}: wrong {name} = {item!r}")
    return total, seconds


def main() -> None:
    """Print the scores."""
    is_held_back = "--held-back" in sys.argv
    cases = yaml.safe_load((HELD_BACK if is_held_back else DEVELOPMENT).read_text("utf-8"))
    total, seconds = score(cases)
    if not is_held_back or "--details" in sys.argv:
        print("\n".join(total.details))
    name = "held back" if is_held_back else "development"
    shares = f"precision {total.precision:.3f}, recall {total.recall:.3f}"
    print(f"{name}: {len(cases)} paragraphs, F1 {total.f1:.3f}, {shares}")
    middle = sorted(seconds)[len(seconds) // 2]
    slowest = max(seconds)
    print(f"drafting: median {middle * 1000:.0f} ms, slowest {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    main()
