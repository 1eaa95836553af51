"""Plants inconsistencies in sound briefs, one at a time, and counts what checking finds.

    python -m evals.benchmarks.briefs_planted

Recall is the share of the planted faults that are found. A false finding is an error or a warning that neither the
plant nor anything that follows from it explains; its rate is over all errors and warnings, and over all sound briefs.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tools.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.finding import Severity

TODAY = date(2026, 3, 2)
SOUND = 40
_PRODUCTS = (
    "rain jackets", "desk lamps", "payroll software", "e-bikes", "coffee subscription", "language courses",
    "garden furniture", "phone cases", "running shoes", "warehouse software", "picture frames", "baby monitors",
)  # fmt: skip
_PLANS = (
    ("sales", "cpa", ("paid search", "Meta")),
    ("sales", "roas", ("shopping", "Meta", "paid search")),
    ("leads", "cpl", ("LinkedIn", "paid search")),
    ("new customers", "cac", ("paid search", "Pinterest")),
    ("app installs", "cpa", ("Google App campaigns", "TikTok")),
)
Tree = dict[str, Any]


def sound_brief(seed: int) -> CampaignBrief:
    """Return a complete brief without a fault: everything adds up, and the target lies above what is expected."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible draw, no secret
    objective, kpi, names = _PLANS[seed % len(_PLANS)]
    cpm, ctr, rate = chance.uniform(6, 14), chance.uniform(0.008, 0.02), chance.uniform(0.02, 0.05)
    cost = cpm / 1000 / ctr / rate
    value = cost * chance.uniform(5, 8)
    margin = chance.uniform(0.4, 0.6)
    days = chance.choice((28, 42, 56, 84))
    amount = round(cost * 60 * len(names) * chance.uniform(1.5, 3) * days / 28, -2)
    shares = [chance.uniform(0.8, 1.2) for _ in names]
    budgets = [round(amount * s / sum(shares), 2) for s in shares]
    budgets[-1] = round(amount - sum(budgets[:-1]), 2)
    goal = value / cost * 0.85 if kpi == "roas" else cost * 1.15
    start = TODAY + timedelta(days=chance.randint(20, 120))
    expected = {"cpm": cpm, "ctr": ctr, "conversion_rate": rate}
    closed = [{"name": n, "question": "Ready?", "owner": "web", "state": "done"} for n in ("page", "speed")]
    return CampaignBrief.model_validate({
        "name": f"Sound {seed}", "brand": "Fernhill", "product": _PRODUCTS[seed % len(_PRODUCTS)],
        "offer": "free returns", "objective": objective, "market": {"countries": ["Germany"]},
        "budget": {"amount": amount, "currency": ("USD", "EUR", "GBP")[seed % 3]},
        "flight": {"start": start, "end": start + timedelta(days=days - 1)},
        "economics": {
            "average_order_value": value, "margin": margin,
            "lead_to_sale_rate": 1.0 if objective == "leads" else None,
        },
        "message": {"core": "Ready for rain", "actions": ["order online"], "call_to_action": "Shop now"},
        "positioning": {"value": "repairs for life", "audience": "hikers in their free time"},
        "targets": {
            "primary": [{"kpi": kpi, "value": goal, "baseline": goal * (0.9 if kpi == "roas" else 1.1)}],
            "secondary": [{"kpi": "ctr"}], "click_window_days": 7,
            "judged_on": start + timedelta(days=days + 8),
        },
        "channel_mix": {
            "channels": [{"channel": n, "budget": b, "expected": expected} for n, b in zip(names, budgets, strict=True)]
        },
        "website": {"url": "https://fernhill.example", "checks": closed, "tracking": closed},
        "launch": {
            "age_from": 25, "age_to": 60,
            "creatives": [
                {"name": f"{n} 1", "channel": n, "format": "image", "headlines": ["Dry all day", "Free returns", "Now"],
                 "descriptions": ["Repairs for life. Order online.", "Ready for rain. Shop now."]}
                for n in names
            ],
        },
        "measurement": {
            "tests": [{"name": "angles", "hypothesis": "Proof earns more clicks.", "metric": "ctr", "baseline": ctr,
                       "uplift": 0.2, "channel": names[0]}]
        },
        "approvals": [{"who": "legal", "what": "texts", "due": start - timedelta(days=7)}],
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plant:
    """One kind of fault.

    Attributes:
        code: the finding that it should bring.
        change: plants it in the brief's tree; returns False where it can't be planted.
        follows: findings that are true as well once it is there.
    """

    code: str
    change: Callable[[Tree, random.Random], bool]
    follows: frozenset[str] = frozenset()


def _put(tree: Tree, path: str, value: Any) -> bool:
    *steps, last = path.split(".")
    here: Any = tree
    for step in steps:
        here = here[int(step)] if step.isdigit() else here[step]
    here[int(last) if last.isdigit() else last] = value
    return True


def _scale(path: str, low: float, high: float) -> Callable[[Tree, random.Random], bool]:
    def change(tree: Tree, chance: random.Random) -> bool:
        here: Any = tree
        for step in path.split("."):
            here = here[int(step)] if step.isdigit() else here[step]
        return _put(tree, path, here * chance.uniform(low, high))

    return change


def _set(**values: Any) -> Callable[[Tree, random.Random], bool]:
    return lambda tree, _: all(_put(tree, path.replace("__", "."), value) for path, value in values.items())


def _is_cost(tree: Tree) -> bool:
    return bool(tree["targets"]["primary"][0]["kpi"] != "roas")


def _goal(cost: float, roas: float) -> Callable[[Tree, random.Random], bool]:
    def change(tree: Tree, _: random.Random) -> bool:
        target = tree["targets"]["primary"][0]
        target["value"] *= cost if _is_cost(tree) else roas
        target["baseline"] = target["value"] * (1.1 if _is_cost(tree) else 0.9)
        return True

    return change


def _small_channel(tree: Tree, chance: random.Random) -> bool:
    plans = tree["channel_mix"]["channels"]
    part = plans[0]["budget"] * chance.uniform(0.02, 0.06)
    plans[1]["budget"] += plans[0]["budget"] - part
    plans[0]["budget"] = part
    return True


def _days(path: str, days: int) -> Callable[[Tree, random.Random], bool]:
    return lambda tree, _: _put(tree, path, (TODAY + timedelta(days=days)).isoformat())


def _short(tree: Tree, _: random.Random) -> bool:
    start = date.fromisoformat(tree["flight"]["start"])
    return _put(tree, "flight.end", (start + timedelta(days=5)).isoformat())


def _backwards(tree: Tree, _: random.Random) -> bool:
    flight = tree["flight"]
    flight["start"], flight["end"] = flight["end"], flight["start"]
    return True


def _early(tree: Tree, _: random.Random) -> bool:
    return _put(tree, "targets.judged_on", tree["flight"]["end"])


def _volume(tree: Tree, chance: random.Random) -> bool:
    if not _is_cost(tree):
        return False
    goal = tree["targets"]["primary"][0]["value"]
    return _put(tree, "targets.volume", round(tree["budget"]["amount"] / goal * chance.uniform(1.3, 4)))


def _two_kpis(tree: Tree, _: random.Random) -> bool:
    tree["targets"]["primary"].append({"kpi": "conversions", "value": None, "baseline": None})
    return True


def _worse(tree: Tree, _: random.Random) -> bool:
    target = tree["targets"]["primary"][0]
    target["baseline"] = target["value"] * (0.8 if _is_cost(tree) else 1.25)
    return True


def _long_text(tree: Tree, _: random.Random) -> bool:
    if tree["channel_mix"]["channels"][1]["channel"] == "TikTok":
        return False
    return _put(tree, "launch.creatives.1.headlines.0", "A headline that goes on and on well past any limit " * 4)


def _open(path: str, days: int) -> Callable[[Tree, random.Random], bool]:
    def change(tree: Tree, _: random.Random) -> bool:
        start = TODAY + timedelta(days=days)
        length = date.fromisoformat(tree["flight"]["end"]) - date.fromisoformat(tree["flight"]["start"])
        tree["flight"] = {"start": start.isoformat(), "end": (start + length).isoformat()}
        tree["targets"]["judged_on"] = (start + length + timedelta(days=9)).isoformat()
        tree["approvals"] = []
        return _put(tree, f"{path}.0.state", "open")

    return change


def _exclude(tree: Tree, _: random.Random) -> bool:
    return _put(tree, "channel_mix.excluded", [tree["channel_mix"]["channels"][0]["channel"]])


def _late(tree: Tree, _: random.Random) -> bool:
    return _put(tree, "approvals.0.due", tree["flight"]["end"])


_SLOW = frozenset({"channel-too-small", "target-doubtful", "test-too-small"})
PLANTS = (
    Plant("split-differs", _scale("channel_mix.channels.0.budget", 1.02, 1.3)),
    Plant("split-differs", _scale("channel_mix.channels.1.budget", 0.7, 0.97)),
    Plant("split-differs", _scale("budget.amount", 1.05, 1.5)),
    Plant("excluded-channel", _exclude),
    Plant("no-channel-budget", _set(channel_mix__channels__0__budget=None)),
    Plant("channel-too-small", _small_channel, frozenset({"test-too-small"})),
    Plant("flight-reversed", _backwards, frozenset({"website-open"})),
    Plant("flight-past", _days("flight.start", -9), frozenset({"approval-too-late", "channel-too-small"})),
    Plant("flight-past", lambda t, r: _days("flight.start", -90)(t, r) and _days("flight.end", -30)(t, r),
          frozenset({"approval-too-late"})),
    Plant("flight-too-short", _short),
    Plant("judged-too-early", _early),
    Plant("approval-too-late", _late),
    Plant("target-loses-money", _goal(12, 0.1)),
    Plant("target-unreachable", _goal(0.4, 2.5), frozenset({"channel-too-small"})),
    Plant("target-unreachable", lambda t, _: all(
        _put(t, f"channel_mix.channels.{n}.expected.ctr", c["expected"]["ctr"] / 3)
        for n, c in enumerate(t["channel_mix"]["channels"])), _SLOW),
    Plant("volume-exceeds-budget", _volume, frozenset({"volume-unreachable"})),
    Plant("target-worse-than-today", _worse),
    Plant("several-actions", _set(message__actions=["order online", "book a demo"])),
    Plant("several-kpis", _two_kpis, frozenset({"kpi-does-not-fit"})),
    Plant("kpi-does-not-fit", _set(objective="awareness")),
    Plant("impossible-rate", _set(targets__secondary=[{"kpi": "ctr", "value": 1.5, "baseline": None}])),
    Plant("website-open", _open("website.checks", 2)),
    Plant("tracking-open", _open("website.tracking", 10)),
    Plant("no-tracking-checks", _set(website__tracking=[])),
    Plant("test-too-small", _set(measurement__tests__0__uplift=0.01)),
    Plant("sensitive-category", _set(product="personal loans"), frozenset({"restricted-targeting"})),
    Plant("restricted-targeting", _set(product="apartments"), frozenset({"sensitive-category"})),
    Plant("minors-reached", _set(product="craft beer", launch__age_from=16), frozenset({"sensitive-category"})),
    Plant("sensitive-category", _set(product="weight loss supplements")),
    Plant("personal-trait", _set(message__core="Suffering from diabetes?"), frozenset({"sensitive-category"})),
    Plant("ages-reversed", _set(launch__age_from=60, launch__age_to=20)),
    Plant("text-too-long", _long_text),
    Plant("missing", _set(flight__end=None)),
    Plant("missing", _set(product=None)),
    Plant("missing", _set(targets__primary=[])),
    Plant("no-budget", _set(budget__amount=0.0), frozenset({"split-differs"})),
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What checking found of what was planted."""

    planted: int = 0
    found: int = 0
    findings: int = 0
    false: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    unexplained: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Share of the planted faults that were found."""
        return self.found / max(1, self.planted)

    @property
    def false_rate(self) -> float:
        """Share of the errors and warnings that nothing explains."""
        return self.false / max(1, self.findings)


def _serious(brief: CampaignBrief) -> list[str]:
    return [f.code for f in check(brief, today=TODAY) if f.severity is not Severity.NOTE]


def measure(sound: int = SOUND) -> Outcome:
    """Check sound briefs, then each with each fault planted."""
    outcome = Outcome()
    for seed in range(sound):
        brief = sound_brief(seed)
        _count(outcome, _serious(brief), frozenset())
        for plant in PLANTS:
            tree = brief.model_dump(mode="json")
            if not plant.change(tree, random.Random(seed)):  # noqa: S311 - a reproducible draw
                continue
            outcome.planted += 1
            codes = _serious(CampaignBrief.model_validate(tree))
            is_found = plant.code in codes
            outcome.found += is_found
            if not is_found:
                outcome.missed[plant.code] += 1
            _count(outcome, codes, plant.follows | {plant.code})
    return outcome


def _count(outcome: Outcome, codes: list[str], explained: frozenset[str]) -> None:
    outcome.findings += len(codes)
    for code in codes:
        if code not in explained:
            outcome.false += 1
            outcome.unexplained[code] += 1


def main() -> None:
    """Print the shares."""
    outcome = measure()
    print(f"planted {outcome.planted} faults of {len(PLANTS)} kinds in {SOUND} sound briefs")
    print(
        f"recall {outcome.recall:.4f}, false findings {outcome.false_rate:.4f} ({outcome.false} of {outcome.findings})"
    )
    print(f"missed: {dict(outcome.missed)}; unexplained: {dict(outcome.unexplained)}")


if __name__ == "__main__":
    main()
