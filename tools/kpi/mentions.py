"""Finds metrics and numbers in free text."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tools.kpi.definitions import METRICS, metrics_by_alias
from tools.kpi.figures import fits
from tools.kpi.metric import Metric
from tools.quantities import Quantity, Unit, find_quantities, find_shares, timed

_TIME_WORDS = {"day": "day", "d": "day", "week": "week", "wk": "week", "month": "month", "mo": "month"}
_SLASH_TIME = rf"(?<=[\dkm])\s?/\s?(?:{'|'.join(_TIME_WORDS)})\b"
"""The "/day" of "$300/day"."""
_TIME_PHRASE = re.compile(r"\s*(?:per|a|each|every|/)\s?(?:day|week|month|wk|mo|d)", re.IGNORECASE)


_WEAK = frozenset(
    {"people", "reached", "lost", "quit", "left us", "completed", "closed", "closing", "earn", "close", "closes"}
)
"""Words of everyday speech: they name a metric only beside a number."""
_NEAR = 14
_PEOPLE = r"(?:people|users?|visitors?|shoppers?|customers?|clients?|of them|persons?|readers?|viewers?)"
_PHRASES = {
    rf"{_PEOPLE} (?:who |that |have |had |actually |then )*(?:ordered|bought|purchased|converted|checked out|paid)": (
        "conversions"
    ),
    rf"{_PEOPLE} (?:who |that |have |had |actually |then )*(?:clicked)": "clicks",
    rf"{_PEOPLE} (?:who |that |have |had |actually |then )*(?:signed up|registered|enquired|subscribed|"
    rf"filled (?:in|out))": ("leads"),
    r"watched (?:it )?(?:(?:all the way |right )?(?:to the end|through)|in full|fully|completely)": "completed_views",
    r"(?:average )?baskets?(?! size| value)": "aov",
    r"cpi": "cpa",
}
"""What people say of people, and what it counts."""
_PART_OF = re.compile(r"(?:\bof|\bin|/)\s*[\d.,]+k?\s*$", re.IGNORECASE)
"""Before "20 of 1,000 visitors bought", where the people are the whole and the verb tells the part."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A metric named in a text; `candidates` are what the word may mean, likeliest first."""

    start: int
    end: int
    text: str
    candidates: tuple[Metric, ...]

    @property
    def is_time(self) -> bool:
        """True for "a month" and its kind: a budget beside an amount of money, and no metric of its own."""
        return _TIME_PHRASE.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text."""

    start: int
    end: int
    quantity: Quantity


@cache
def _alias_pattern() -> re.Pattern[str]:
    aliases = sorted(metrics_by_alias(), key=len, reverse=True)
    words = "|".join(re.escape(a).replace(r"\ ", r"[\s_-]+") for a in aliases)
    return re.compile(rf"{_SLASH_TIME}|(?<![\w/])(?:{words})(?:'?s)?(?!\w)", re.IGNORECASE)


def find_mentions(text: str) -> list[Mention]:
    """Return the metrics named in `text`, the longest alias at each place; everyday words only beside a number."""
    return list(_mentions(text))


@lru_cache(maxsize=1024)
def _mentions(text: str) -> tuple[Mention, ...]:
    found = _phrases(text)
    told = [(m.start, m.end) for m in found]
    for match in _alias_pattern().finditer(text):
        if any(match.start() < end and start < match.end() for start, end in told):
            continue
        alias = re.sub(r"[\s_-]+", " ", match[0].lower().removesuffix("'s"))
        if match[0].lstrip().startswith("/"):
            alias = f"per {_TIME_WORDS[alias.strip(' /')]}"
        candidates = metrics_by_alias().get(alias) or _hyphenated(match[0]) or metrics_by_alias().get(alias[:-1])
        near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if candidates and not (alias in _WEAK and not re.search(r"\d", near)):
            found.append(Mention(match.start(), match.end(), match[0], candidates))
    return tuple(sorted(found, key=lambda mention: mention.start))


@cache
def _phrase_patterns() -> tuple[tuple[re.Pattern[str], Metric], ...]:
    return tuple((re.compile(rf"\b{p}\b", re.IGNORECASE), METRICS[name]) for p, name in _PHRASES.items())


def _phrases(text: str) -> list[Mention]:
    """Return the turns of phrase that name a metric: "64 people ordered" are orders and no reach."""
    found = [(m, metric) for pattern, metric in _phrase_patterns() for m in pattern.finditer(text)]
    alone = [(m, metric) for m, metric in found if not _PART_OF.search(text[: m.start()])]
    return [Mention(m.start(), m.end(), m[0], (metric,)) for m, metric in alone]


def _hyphenated(text: str) -> tuple[Metric, ...]:
    plain = re.sub(r"[\s_]+", " ", text.lower().removesuffix("'s"))
    flat = {re.sub(r"[\s_-]+", " ", alias): metrics for alias, metrics in metrics_by_alias().items()}
    return metrics_by_alias().get(plain) or flat.get(re.sub(r"[\s_-]+", " ", plain), ())


def find_numbers(text: str, outside: list[tuple[int, int]], *, with_shares: bool = True) -> list[Number]:
    """Return the numbers of `text` that touch none of the spans in `outside` (dates, for instance).

    Args:
        text: the text.
        outside: spans to leave out.
        with_shares: read "30 out of 1,000" as one share; as two counts otherwise.
    """
    shares = [Number(*found) for found in find_shares(text)] if with_shares else []
    singles = [_number(text, *found) for found in find_quantities(text)]
    numbers = [*shares, *(n for n in singles if not any(_overlap(n, (s.start, s.end)) for s in shares))]
    return sorted((n for n in numbers if not any(_overlap(n, span) for span in outside)), key=lambda n: n.start)


def _number(text: str, start: int, end: int, quantity: Quantity) -> Number:
    with_time = timed(quantity, text, end)
    return Number(start, end + len(with_time.text) - len(quantity.text), with_time)


def _overlap(number: Number, span: tuple[int, int]) -> bool:
    return number.start < span[1] and span[0] < number.end


def fitting_metric(quantity: Quantity, mention: Mention) -> Metric | None:
    """Return what the mention means beside this number: "sales" is revenue beside $20k and a count beside 125."""
    bare_last = sorted(mention.candidates, key=lambda m: quantity.unit is None and m.unit is Unit.RATE)
    return next((m for m in bare_last if fits(quantity, m)), None)
