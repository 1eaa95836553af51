"""Numbers told in words: "twelve", "a dozen", "two thirds", "doubled", "one in four"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tools.quantities import Unit

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_FACTORS = {
    "double": 2.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "twice": 2.0, "twofold": 2.0,
    "triple": 3.0, "tripled": 3.0, "triples": 3.0, "tripling": 3.0, "trebled": 3.0, "threefold": 3.0,
    "quadruple": 4.0, "quadrupled": 4.0, "fourfold": 4.0, "fivefold": 5.0, "tenfold": 10.0,
    "halve": 0.5, "halved": 0.5, "halves": 0.5, "halving": 0.5,
}  # fmt: skip
_SMALL = "|".join(sorted({*_ONES, *_TENS}, key=len, reverse=True))
_NUMBER_WORD = rf"(?:{_SMALL}|hundred|thousand|million|billion|dozen)"
_CARDINAL = re.compile(
    rf"\b(?:(?:a|an|one|half\s+an?|{_SMALL})[\s-]+)?{_NUMBER_WORD}s?(?:[\s-]+(?:and[\s-]+)?{_NUMBER_WORD})*\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?P<count>a|one|two|three|four|nearly\s+a)[\s-]+)?(?P<part>half|thirds?|quarters?|fourths?|fifths?|tenths?)"
    r"(?=[\s-]+(?:of|the|as|less|more|fewer|lower|higher|its|what|their|your|our)\b)"
    r"|(?<=\bby )(?:(?P<by_count>a|one|two|three|four)[\s-]+)?(?P<by_part>half|thirds?|quarters?|fifths?|tenths?)\b"
    r"(?![\s-](?:party|an?\b))|\bin (?P<in_part>half)\b",
    re.IGNORECASE,
)
_FACTOR = re.compile(rf"\b(?:{'|'.join(_FACTORS)})\b", re.IGNORECASE)
_TIMES = re.compile(
    rf"(?<![\d.,])\b(?P<count>{_SMALL}|\d{{1,2}}(?:\.\d+)?)[\s-](?:times|fold)\b(?!\s+(?:a|per|each|every)\b)",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    rf"\b(?P<part>one|two|three|four)\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>{_SMALL}|\d{{1,6}})\b(?![.,]?\d|\s?%)(?!\s+(?:days?|weeks?|months?))",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"[\s-]+(?:(?P<rate>percent|per\s+cent|percentage\s+points?|basis\s+points?)"
    r"|(?P<money>dollars?|bucks|euros?|pounds?|cents?))\b",
    re.IGNORECASE,
)
_CURRENCY = {"dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP", "cent": None}
Kind = Literal["number", "share", "factor"]


@dataclass(frozen=True, slots=True)
class Told:
    """A number told in words.

    Attributes:
        kind: a share is a part of a whole (or a change by that part), a factor compares two values.
        step: half of the last digit that the words show.
        is_small: a bare number of twelve or less, which counts something only beside the noun that it counts.
    """

    start: int
    end: int
    value: float
    step: float
    unit: Unit | None = None
    currency: str | None = None
    kind: Kind = "number"
    is_points: bool = False
    is_small: bool = False


_BARE_SCALES = frozenset(f"{name}{s}" for name in (*_SCALES, "dozen") for s in ("", "s"))
"""Of "per thousand" and "hundreds of": no figure alone."""
_SHARE_STEP = 0.01
_FACTOR_STEP = 0.05
_LARGEST_SMALL = 12


def find_told(text: str) -> list[Told]:
    """Return the numbers told in words, in order; "one" alone and ordinals such as "a third campaign" are none."""
    found: list[Told] = []
    for reader in (_shares, _factors, _cardinals):
        found += [t for t in reader(text) if not any(t.start < f.end and f.start < t.end for f in found)]
    return sorted(found, key=lambda t: t.start)


def _shares(text: str) -> Iterator[Told]:
    for m in _ONE_IN.finditer(text):
        part = _ONES[m["part"].lower()]
        whole = float(m["whole"]) if m["whole"].isdigit() else _value(m["whole"])
        if 0 < part <= whole:
            yield Told(m.start(), m.end(), part / whole, part / whole - part / (whole + 0.5), Unit.RATE, kind="share")
    for m in _FRACTION.finditer(text):
        noun = str(m["part"] or m["by_part"] or m["in_part"]).lower()
        count = str(m["count"] or m["by_count"] or "a").lower().split()[-1]
        value = _ONES.get(count, 1) / _PARTS[noun.removesuffix("s") if noun != "halves" else noun]
        if value < 1:
            yield Told(m.start(), m.end(), value, _SHARE_STEP, Unit.RATE, kind="share")


def _factors(text: str) -> Iterator[Told]:
    for m in _FACTOR.finditer(text):
        if not re.match(r"[\s-]+(?:check|click|count|digit)", text[m.end() :], re.IGNORECASE):
            yield Told(m.start(), m.end(), _FACTORS[m[0].lower()], _FACTOR_STEP, Unit.RATIO, kind="factor")
    for m in _TIMES.finditer(text):
        count = m["count"]
        decimals = len(count.partition(".")[2])
        step = 0.5 * 10.0**-decimals if count[0].isdigit() and decimals else _FACTOR_STEP
        value = float(count) if count[0].isdigit() else _value(count)
        yield Told(m.start(), m.end(), value, step, Unit.RATIO, kind="factor")


def _cardinals(text: str) -> Iterator[Told]:
    for m in _CARDINAL.finditer(text):
        unit = _UNIT_AFTER.match(text, m.end())
        words = m[0].lower()
        if words in _BARE_SCALES or (unit is None and words == "one"):
            continue
        value = _value(words)
        scale = 1.0
        kind: Unit | None = None
        currency = None
        if unit is not None and unit["rate"]:
            scale, kind = (1e-4 if unit["rate"].lower().startswith("basis") else 1e-2), Unit.RATE
        elif unit is not None:
            noun = unit["money"].lower().removesuffix("s")
            scale, kind, currency = (0.01 if noun == "cent" else 1.0), Unit.MONEY, _CURRENCY[noun]
        yield Told(
            m.start(),
            unit.end() if unit else m.end(),
            value * scale,
            _word_step(words) * scale,
            kind,
            currency,
            is_points=bool(unit and unit["rate"] and "point" in unit["rate"].lower()),
            is_small=unit is None and value <= _LARGEST_SMALL and "dozen" not in words,
        )


def _word_step(words: str) -> float:
    """Return half of the last digit: "two thousand" is told to the unit, "half a million" to the ten thousand."""
    return 10_000.0 if words.startswith("half") else 0.5


def _value(words: str) -> float:
    total, current = 0.0, 0.0
    text = re.sub(r"^half\s+an?\b", "0.5", words.lower())
    for word in re.findall(r"[a-z]+|[\d.]+", text):
        name = word.removesuffix("s") if word not in {*_ONES, *_TENS} else word
        if word == "0.5":
            current = 0.5
        elif name in _ONES or name in _TENS:
            current += _ONES.get(name) or _TENS[name]
        elif name == "hundred":
            current = (current or 1) * 100
        elif name == "dozen":
            current = (current or 1) * 12
        elif name in _SCALES:
            total += (current or 1) * _SCALES[name]
            current = 0.0
    return total + current
