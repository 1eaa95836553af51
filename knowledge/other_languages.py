"""Questions in other languages, word by word: marketing words as the guide calls them, function words left out."""

from functools import cache
from importlib.resources import files

from knowledge.lexicon import STOPWORDS, raw_words

_LONGEST_TERM = 4
_FEWEST = 2
"""Function words of another language that make a question one of that language; English borrows single ones."""
_LISTS = ("GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH")


def is_other_language(text: str) -> bool:
    """Whether a question is in a language other than English, as its function words tell."""
    words = raw_words(text)
    foreign = sum(word in function_words() for word in words)
    english = sum(word in STOPWORDS for word in words)
    return foreign > english and foreign >= _FEWEST


def in_english(text: str) -> list[str]:
    """The words of a question in another language, its marketing terms in the guide's words, the longest term first."""
    words = raw_words(text)
    said: list[str] = []
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST_TERM, len(words) - start), 0, -1):
            term = english_terms().get(tuple(words[start : start + length]))
            if term is not None:
                said += term
                start += length
                break
        else:
            said += [words[start]] if words[start] not in function_words() else []
            start += 1
    return said


@cache
def english_terms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Words of a term in another language, lower case and without accents, to the guide's words for it."""
    import yaml

    content = yaml.safe_load(files("knowledge").joinpath("other_languages.yaml").read_text(encoding="utf-8"))
    return {
        tuple(raw_words(foreign)): tuple(raw_words(english))
        for english, terms in content.items()
        for foreign in terms.split(", ")
    }


@cache
def function_words() -> frozenset[str]:
    """Words that carry no subject in one of the languages, without accents; those that English has too left out."""
    from bm25s import stopwords

    found = {word for name in _LISTS for word in raw_words(" ".join(getattr(stopwords, f"STOPWORDS_{name}")))}
    return frozenset(found - STOPWORDS)
