"""Finds the campaigns, channels and devices that a why-question is about, among the values of the data."""

import re
from dataclasses import dataclass

from agent.offline.signs import Signs
from tools.data.describe import DataDescription
from tools.diagnosis.baselines import find_baseline, find_expectation

_WORD = re.compile(r"[\w&+./-]*\w", re.UNICODE)
# What a why-question is made of besides metrics and periods; any other word may name a segment.
_FRAME = """
a about again against all also am an analyse analyze and any are as at bad because been before behind being better
big break broke but by came can cause caused causes change changed changes changing climb climbed collapse
collapsed compare compared comparison could day days decline declined decompose decrease decreased did diagnose
difference different dip dipped do does doing doubled down driver drivers drives driving drop dropped dropping
drops drove due during explain explained explains fall fallen falling fast fell figure for from gave get give go
goes going gone got grew had halved happen happened happening happens has have help high higher how i if improve
improved in increase increased increasing investigate is it its jump jumped just kept last led less look low lower
main mainly me month months more most move moved moves moving much my need no not now of off on only or our out
over paying period please previous push pushed quarter rate rates reason reasons relative responsible rise risen
rises rising rose same say see shift shifted shoot shot show since slump so soar spike spiked still suddenly swing
swung tank tanked tell than that the their them then there these they think this those time to today together too
trend tripled up us versus very vs was we week weeks went were what which while why will with worse worsened would
year years yesterday you your no nope sorry meant mean actually wait instead rather oops wrong use try
same again please show list display number numbers figure figures performance results campaigns doing did look looked
looking many often ourselves got getting lost hurt trend trending days' half third quarter percent real noise root blame
responsible culprit happening going weird odd strange anything something everything really actually exactly quickly
you're where's who who's whose many per guilty whos check trying jumped caused split diagnose idea wrong went s t re
ve ll come paying pay cost costs could should must summary overview summarise summarize period's data table report
account overall break-down breakdown split go everything total altogether every across
"""
_KNOWN = frozenset(_FRAME.split())
_ALIASES = {
    "facebook": "meta", "fb": "meta", "adword": "google", "microsoft": "bing", "phone": "mobile",
    "smartphone": "mobile", "pc": "desktop", "computer": "desktop",
}  # fmt: skip
"""Other words for the same thing; both the message and the data are read through it."""
_ALL = re.compile(r"\b(?:all|every|across(?: all)?)\s+(?:the\s+)?([a-z_]+)", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:overall|in total|altogether|everything|the whole (?:account|table))\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:by|(?:per|for each|for every)(?= (?:channel|campaign|device|creative|audience|ad|country|region|"
    r"platform)s?\b))\s+((?:[a-z_]+)(?:\s*(?:,|and|&)\s*[a-z_]+)*)",
    re.IGNORECASE,
)
WHICH = re.compile(
    r"\b(?:which|what)\s+([a-z_]+)\b(?=.{0,40}\b(?:caus|driv|drove|respons|blam|behind|worst|most|best|"
    r"hurt|pull|push|drag|led|lead))",
    re.IGNORECASE,
)
"""Asks for the part of a dimension that moved the whole: "which campaign caused it?"."""
_AND = re.compile(r"\s*(?:,|\band\b|&)\s*", re.IGNORECASE)


def segment_words(signs: Signs) -> str:
    """Return what is left of a why-question without its metrics, its periods and its frame; empty when nothing is."""
    text = signs.text
    spans = [*((m.start, m.end) for m in signs.mentions), *((p.start, p.end) for p in signs.periods)]
    related = [mention for mention in (find_baseline(text), find_expectation(text)) if mention]
    spans += [(mention.start, mention.end) for mention in related]
    spans = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    found = (w for w in _WORD.findall(text) if any(c.isalpha() for c in w))
    return " ".join(w for w in found if w.lower().strip("'s") not in _KNOWN and w.lower() not in _KNOWN)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a message says about the part of the data it means.

    Attributes:
        where: dimension values to look at.
        widened: dimensions of which all values are meant ("for all devices").
        is_whole: the whole table is meant ("overall").
        by: dimensions to split by ("by campaign").
    """

    where: dict[str, str]
    widened: frozenset[str]
    is_whole: bool
    by: tuple[str, ...]


def names_a_part(signs: Signs) -> bool:
    """Return whether the message says which part of the data it means, so that the data must be looked at first."""
    text = signs.text
    return bool(segment_words(signs)) or any(pattern.search(text) for pattern in (_ALL, _WHOLE, _BY, WHICH))


def narrowing(text: str, words: str, data: DataDescription) -> Narrowing:
    """Read which part of the data a message means."""
    names = {token: d.name for d in data.dimensions for token in (_one(d.name),)}
    widened = {names[t] for m in _ALL.finditer(text) if (t := _one(m[1])) in names}
    by = [names[t] for m in _BY.finditer(text) for part in _AND.split(m[1]) if (t := _one(part)) in names]
    by += [names[t] for m in WHICH.finditer(text) if (t := _one(m[1])) in names]
    several = _named_more_than_once(words, data)
    by += several
    where = named_values(words, data) | _named_whole(text, data)
    where = {d: v for d, v in where.items() if d not in widened and d not in several}
    return Narrowing(where, frozenset(widened), _WHOLE.search(text) is not None, tuple(dict.fromkeys(by)))


def _named_whole(text: str, data: DataDescription) -> dict[str, str]:
    """Return the values of several words that stand in the text, though a word of them may name a metric."""
    plain = text.lower()
    return {d.name: v for d in data.dimensions for v in d.values if " " in v and v.lower() in plain}


def _named_more_than_once(words: str, data: DataDescription) -> list[str]:
    """Return the dimensions of which several values are named, to be set side by side: "mobile or desktop"."""
    spoken = _tokens(words)
    return [d.name for d in data.dimensions if sum(bool(_tokens(v)) and _tokens(v) <= spoken for v in d.values) > 1]


def _one(name: str) -> str:
    return name.strip().lower().replace("_", " ").removesuffix("s")


def named_values(words: str, data: DataDescription) -> dict[str, str]:
    """Return the dimension values that the words name, the longest first, one a dimension.

    "search brand" names the campaign "Brand" and the channel "Search"; a value is named by all its words.
    """
    spoken = _tokens(words)
    pairs = [(d.name, v) for d in data.dimensions for v in d.values]
    found: dict[str, str] = {}
    for dimension, value in sorted(pairs, key=lambda pair: -len(_tokens(pair[1]))):
        own = _tokens(value)
        if dimension not in found and own and own <= spoken:
            found[dimension] = value
    return found


def unnamed_words(words: str, data: DataDescription) -> list[str]:
    """Return the words that are part of no dimension, no value of the data and no value's name."""
    known = {t for d in data.dimensions for v in (d.name, *d.values) for t in _tokens(v)}
    return [w for w in words.split() if not _tokens(w) <= known]


def _tokens(text: str) -> frozenset[str]:
    words = (w.removesuffix("s") if len(w) > 3 else w for w in re.findall(r"[^\W_]+", text.lower()))  # noqa: PLR2004
    return frozenset(_ALIASES.get(w, w) for w in words)
