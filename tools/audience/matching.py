"""Which entries of the taxonomy a text speaks of: by words and phrases in any inflection, the telling ones first."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any

from tools.audience.taxonomy import Entry

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_FAR = 0.5
"""Share of the best entry's score below which an entry is about something else."""
_SHORT_PHRASE = 2
_MODIFIER = 0.4
"""What a word tells that only says which kind of the next one is meant."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a text speaks of.

    Attributes:
        score: sum over its terms found: words of the term (two at most), divided by how many entries share it.
        words: what was found, as written, in reading order.
    """

    entry: Entry
    score: float
    words: tuple[str, ...]


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of a word: lamps and lamp are one."""
    lower = word.lower().replace("’", "'")
    return str(_stemmer().stemWord(lower.removesuffix("'s")))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order; hyphens part words."""
    return tuple(stem(word) for word in _WORD.findall(text))


@cache
def _terms(members: tuple[Entry, ...]) -> dict[tuple[str, ...], tuple[Entry, ...]]:
    found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in members:
        for term in (*entry.terms, entry.name):
            found[stems(term)].append(entry)
    return {term: tuple(dict.fromkeys(owners)) for term, owners in found.items() if term}


def match_entries(text: str, members: Sequence[Entry], *, most: int = 3) -> list[Match]:
    """Return the entries that a text speaks of, the best first.

    The longest term wins where several begin at one word, so that "coffee machine" is no coffee. What many entries
    share tells little and counts little. Of the rest those are kept that reach half of the best one's score.

    Args:
        text: a product paragraph, or the words of an audience.
        members: entries to choose from.
        most: how many to return.
    """
    known = _terms(tuple(members))
    scores: dict[Entry, float] = defaultdict(float)
    words: dict[Entry, list[str]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for hit in _hits(text, known):
        for entry in known[hit.term] if hit.term not in seen else ():
            part = _MODIFIER if hit.is_modifier else 1.0
            scores[entry] += part * min(len(hit.term), _SHORT_PHRASE) / len(known[hit.term])
            words[entry].append(hit.words)
        seen.add(hit.term)
    best = max(scores.values(), default=0.0)
    kept = [entry for entry in members if entry in scores and scores[entry] >= _FAR * best]
    kept.sort(key=lambda entry: -scores[entry])
    return [Match(entry, scores[entry], tuple(words[entry])) for entry in kept[:most]]


@dataclass(frozen=True, slots=True)
class _Hit:
    term: tuple[str, ...]
    words: str
    is_modifier: bool


def _hits(text: str, known: dict[tuple[str, ...], tuple[Entry, ...]]) -> list[_Hit]:
    """Return the terms of a text in order; one that stands right before another modifies it: the desk of desk lamps."""
    longest = max((len(term) for term in known), default=0)
    spoken = [(m.start(), m.end(), stem(m[0])) for m in _WORD.finditer(text)]
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    place = 0
    while place < len(spoken):
        for size in range(min(longest, len(spoken) - place), 0, -1):
            term = tuple(stem_ for _, _, stem_ in spoken[place : place + size])
            if term in known:
                spans.append((spoken[place][0], spoken[place + size - 1][1], term))
                place += size
                break
        else:
            place += 1
    following = [start for start, _, _ in spans[1:]]
    return [
        _Hit(term, text[start:end], after is not None and text[end:after] in {" ", "-"})
        for (start, end, term), after in zip_longest(spans, following)
    ]
