"""Requests in German, French and Spanish, with their metrics and cues in the words that the KPI reader knows.

No translation: only words of the list are put in English, so that the figures of a sentence find their metrics.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FEWEST = 2
"""Words of a language that make a request one of that language: English borrows single ones."""


@dataclass(frozen=True)
class _Language:
    """One language's words: the pattern that finds them, and the English for each."""

    pattern: re.Pattern[str]
    english: Mapping[str, str]
    links: frozenset[str]

    def found(self, text: str) -> list[str]:
        return [m[0].lower() for m in self.pattern.finditer(text)]


def in_english_words(text: str) -> str:
    """Return the text with the words of the likeliest other language in English; as it is when it is English."""
    told = [(language, found) for language in _languages() if _size(found := language.found(text)) >= _FEWEST]
    told = [(language, found) for language, found in told if any(word not in language.links for word in found)]
    if not told:
        return text
    language = max(told, key=lambda pair: len(pair[1]))[0]
    return language.pattern.sub(lambda m: language.english[m[0].lower()], text)


def _size(found: list[str]) -> int:
    """Return how many words were found; a cue of two words, such as "was bedeutet", is two."""
    return sum(len(term.split()) for term in found)


@cache
def _languages() -> tuple[_Language, ...]:
    content = tomllib.loads(files("tools.kpi").joinpath("other_languages.toml").read_text(encoding="utf-8"))
    return tuple(_language(parts) for parts in content.values())


def _language(parts: Mapping[str, Mapping[str, list[str]]]) -> _Language:
    english = {word: name for part in parts.values() for name, words in part.items() for word in words}
    longest_first = sorted(english, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    links = frozenset(word for words in parts.get("links", {}).values() for word in words)
    return _Language(pattern, english, links)
