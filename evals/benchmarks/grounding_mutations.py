"""Wrong answers made from right ones, one thing changed in each, as models get things wrong."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.answer import Evidence

NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<sign>[+\-−])?(?P<cur>[$€£])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>k|m| million)?"
    r"(?P<unit>\s?%|\s?pp\b|\s percentage points|\s?percent\b|x\b|:1\b)?(?![\w-]|\.\d|,\d{3})"
)
_CITED = re.compile(r"\[[^\]\n]*›[^\]\n]*\]")
_LIST = re.compile(r"(?m)^\s*\d+[.)]\s")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong answer.

    Attributes:
        kind: what was changed.
        change: before and after, for people.
    """

    kind: str
    text: str
    change: str


def figures(text: str) -> list[re.Match[str]]:
    """Return the figures that can be changed: no dates, list numbers or citations."""
    barred = [m.span() for p in (_CITED, _LIST, _ISO) for m in p.finditer(text)]
    return [m for m in NUMBER.finditer(text) if not any(m.start() < e and s < m.end() for s, e in barred)]


def mutants_of(text: str, evidence: Evidence, rng: random.Random) -> Iterator[Mutant]:
    """Yield one mutant of each kind that the answer allows."""
    for kind, make in MUTATIONS.items():
        found = list(make(text, evidence, rng))
        if found:
            changed, change = rng.choice(found)
            if changed != text:
                yield Mutant(kind, changed, change)


Found = Iterator[tuple[str, str]]


def _swap(text: str, match: re.Match[str], new: str) -> tuple[str, str]:
    return text[: match.start()] + new + text[match.end() :], f"{match[0]} -> {new}"


def _with(match: re.Match[str], **changed: str) -> str:
    parts = {name: match[name] or "" for name in ("sign", "cur", "digits", "scale", "unit")} | changed
    return "".join(parts.values())


def digit(text: str, _evidence: Evidence, rng: random.Random) -> Found:
    """One digit is another."""
    for m in figures(text):
        places = [i for i, c in enumerate(m["digits"]) if c.isdigit()]
        at = rng.choice(places)
        old = m["digits"][at]
        new = rng.choice([d for d in "123456789" if d != old])
        yield _swap(text, m, _with(m, digits=m["digits"][:at] + new + m["digits"][at + 1 :]))


def scale(text: str, _evidence: Evidence, rng: random.Random) -> Found:
    """Ten or a thousand times as much, or as little."""
    for m in figures(text):
        value = float(m["digits"].replace(",", ""))
        if not value:
            continue
        decimals = len(m["digits"].partition(".")[2])
        factor = rng.choice((10, 0.1, 1000) if not m["scale"] else (10, 0.1))
        new = f"{value * factor:,.{decimals if factor > 1 else decimals + 1}f}"
        yield _swap(text, m, _with(m, digits=new))


def unit(text: str, _evidence: Evidence, rng: random.Random) -> Found:
    """Dollars for percent, euros for dollars, a percentage for a count."""
    for m in figures(text):
        if m["cur"]:
            other = rng.choice([c for c in "$€£" if c != m["cur"]])
            yield _swap(text, m, _with(m, cur=other))
            yield _swap(text, m, _with(m, cur="", unit="%"))
        elif (m["unit"] or "").strip() in {"%", "percent"}:
            yield _swap(text, m, _with(m, cur="$", unit="", sign=""))
        elif not m["unit"]:
            yield _swap(text, m, _with(m, unit="%"))


def points(text: str, _evidence: Evidence, _rng: random.Random) -> Found:
    """Percent for percentage points, or the reverse."""
    for m in figures(text):
        named = (m["unit"] or "").strip()
        if named in {"%", "percent"}:
            yield _swap(text, m, _with(m, unit=" percentage points"))
        elif named in {"pp", "percentage points"}:
            yield _swap(text, m, _with(m, unit="%"))


def over_rounded(text: str, _evidence: Evidence, _rng: random.Random) -> Found:
    """A round number that the value does not round to at the precision shown."""
    for m in figures(text):
        value = float(m["digits"].replace(",", ""))
        plain = m["digits"].replace(",", "").replace(".", "").strip("0")
        if value < 10 or len(plain) < 2 or m["scale"]:
            continue
        size = 10 ** (len(str(int(value))) - 1)
        rounded = round(value / size) * size
        if abs(rounded - value) > 0.6:
            yield _swap(text, m, _with(m, digits=f"{rounded:,.0f}"))


def over_precise(text: str, _evidence: Evidence, rng: random.Random) -> Found:
    """Digits that nobody computed."""
    for m in figures(text):
        if "." in m["digits"] and not m["scale"]:
            yield _swap(text, m, _with(m, digits=m["digits"] + str(rng.randrange(2, 9)) + str(rng.randrange(1, 10))))


_UP_DOWN = (
    ("rose", "fell"), ("increased", "decreased"), ("climbed", "dropped"), ("went up", "went down"), ("higher", "lower"),
    ("rise", "drop"), ("increase", "decrease"), ("up ", "down "), ("more than", "less than"), ("more", "less"),
    ("improved", "worsened"), ("declined", "increased"), ("decline", "increase"), ("dropped", "climbed"), ("drops", "climbs"),
)  # fmt: skip
_ZERO = re.compile(r"^[^1-9]*$")


def sign(text: str, _evidence: Evidence, _rng: random.Random) -> Found:
    """The other direction."""
    for m in figures(text):
        if m["sign"] and not _ZERO.match(m["digits"]):
            yield _swap(text, m, _with(m, sign="-" if m["sign"] == "+" else "+"))
    for pair in _UP_DOWN:
        for old, new in (pair, pair[::-1]):
            for m in re.finditer(rf"(?<!\w){re.escape(old)}(?=\W|$)(?=[^.\n|]*\d)", text):
                yield _swap(text, m, new)


_METRICS = (
    ("CPA", "CPC"), ("CPC", "CPM"), ("CPM", "CPC"), ("CTR", "conversion rate"), ("conversion rate", "CTR"), ("ROAS", "AOV"),
    ("AOV", "CPA"), ("clicks", "impressions"), ("impressions", "clicks"), ("conversions", "clicks"), ("spend", "revenue"),
    ("revenue", "spend"), ("Cost per acquisition", "Cost per click"), ("orders", "clicks"), ("sales", "clicks"),
    ("click-through rate", "conversion rate"), ("average order value", "cost per sale"), ("each sale", "each click"),
)  # fmt: skip


def metric(text: str, _evidence: Evidence, _rng: random.Random) -> Found:
    """The right number for another metric."""
    for old, new in _METRICS:
        for m in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])(?=[^.\n]*\d)", text, re.IGNORECASE):
            yield _swap(text, m, new.capitalize() if m[0][0].isupper() and new.islower() else new)


def segment(text: str, evidence: Evidence, rng: random.Random) -> Found:
    """The right number for another segment."""
    values: dict[str, set[str]] = {}
    for fact in evidence.facts:
        for m in re.finditer(r"([^=,]+?) = ([^,]+)", fact.segment or ""):
            values.setdefault(m[1].strip(), set()).add(m[2].strip())
        if fact.segment and "=" not in fact.segment:
            values.setdefault("", set()).add(fact.segment)
    values.pop("scenario", None)
    for names in values.values():
        for name in names:
            others = sorted(names - {name})
            if not others:
                continue
            for m in re.finditer(rf"(?<![\w]){re.escape(name)}(?!\w)(?=[^\n]*\d|\s*\n)", text):
                yield _swap(text, m, rng.choice(others))


def period(text: str, evidence: Evidence, _rng: random.Random) -> Found:
    """The right number for another period."""
    spans = sorted({f.period for f in evidence.facts if f.period and f.period[:10] != f.period[12:]})
    spans = [s for s in spans if s in text]
    for old in spans:
        for new in spans:
            if old != new:
                for m in re.finditer(re.escape(old), text):
                    yield _swap(text, m, new)
    for old, new in (
        ("last week", "the week before"),
        ("Last week", "The week before"),
        ("the week before", "last week"),
    ):
        for m in re.finditer(rf"\b{old}\b(?=[^\n]*\d)|(?<=\d )\b{old}\b", text):
            if evidence.tool == "explain_change":
                yield _swap(text, m, new)
    for m in re.finditer(
        r"from (\*{0,2}[$€£]?[\d.,]+[km%]*\*{0,2}) to (\*{0,2}[$€£]?[\d.,]+[km%]*\*{0,2})(?=\W|$)", text
    ):
        if m[1].strip("*") != m[2].strip("*,."):
            yield _swap(text, m, f"from {m[2].rstrip('.,')} to {m[1]}" + m[2][len(m[2].rstrip(".,")) :])


_INVENTED = (
    "The industry average CPA is ${a}.", "That is about {b}% below the benchmark for your sector.",
    "Expect a further {b}% next month.", "Most advertisers see a CTR of {c}%.", "You could save roughly ${d} by pausing it.",
    "A healthy ROAS is {e}x.", "Around {b}% of users drop off at checkout.", "We recommend raising the budget by {b}%.",
    "Some {f} clicks were lost to it.", "It affects one in seven of your visitors.", "Your margin of {b}% leaves room.",
    "The frequency was {e} per person.", "About two thirds of it came at night.", "Quality score fell from {g} to {h}.",
)  # fmt: skip


def invention(text: str, _evidence: Evidence, rng: random.Random) -> Found:
    """A plausible sentence with a figure of nowhere."""
    sentence = rng.choice(_INVENTED).format(
        a=f"{rng.uniform(12, 95):.2f}", b=rng.randrange(6, 48), c=f"{rng.uniform(0.4, 5):.2f}", d=f"{rng.randrange(1100, 9900):,}",
        e=f"{rng.uniform(1.5, 6):.1f}", f=f"{rng.randrange(1_200, 9_800):,}", g=rng.randrange(6, 10), h=rng.randrange(2, 6),
    )  # fmt: skip
    yield f"{text}\n\n{sentence}", f"+ {sentence}"


MUTATIONS: dict[str, Callable[[str, Evidence, random.Random], Found]] = {
    "digit": digit, "scale": scale, "unit": unit, "points": points, "over-rounded": over_rounded,
    "over-precise": over_precise, "sign": sign, "metric": metric, "segment": segment, "period": period,
    "invention": invention,
}  # fmt: skip
