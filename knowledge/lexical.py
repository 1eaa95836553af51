"""The lexical half of the search: BM25 over texts, and a memory for how words are spelt."""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from math import log
from typing import TYPE_CHECKING, Any

from knowledge.chunking import GUIDE
from knowledge.lexicon import stems, wording, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.chunking import Chunk

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_MISSPELT_FROM = 5
_LIKENESS = 0.8


def heading_terms(chunk: "Chunk") -> list[str]:
    """The stems of the headings over a chunk."""
    return stems(" ".join(chunk.heading_path) or chunk.chapter_title)


def content_terms(chunk: "Chunk") -> list[str]:
    """The stems of a chunk's text, of its heading and phrasings, and of the headings over it."""
    return [*stems(chunk.text), *stems(" ".join((chunk.heading, *chunk.phrasings))), *heading_terms(chunk)]


def ways_to_ask(chunk: "Chunk") -> tuple[str, ...]:
    """A chunk's heading and the other ways to ask for it.

    Nobody has written down how to ask for a document of the user's, so its own sentences stand for that: it would
    otherwise always give way to the guide.
    """
    if chunk.source == GUIDE:
        return (chunk.heading, *chunk.phrasings)
    return (chunk.heading, *(part for part in _SENTENCE_END.split(chunk.text) if part.strip()))


def asking_terms(chunk: "Chunk") -> list[str]:
    """The wording of all ways to ask for a chunk."""
    return [term for way in ways_to_ask(chunk) for term in wording(way)]


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009, in Lucene's form) over the stems of some texts.

    Args:
        texts: the stems of each text, in order; scores come back in the same order.
        k1: how soon repeating a word stops counting.
        b: how much long texts are discounted, 0 to 1.
    """

    def __init__(self, texts: Sequence[list[str]], *, k1: float = 1.2, b: float = 0.75) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)

        self._count = len(texts)
        self._frequencies = Counter(term for text in texts for term in set(text))
        self._bm25: Any = bm25s.BM25(k1=k1, b=b, method="lucene") if self._frequencies else None
        if self._bm25 is not None:
            self._bm25.index(list(texts), show_progress=False)

    def scores(self, terms: Iterable[str]) -> "NDArray[np.float32]":
        """One score a text, 0 where no term occurs."""
        import numpy as np

        known = [term for term in terms if term in self._frequencies]
        if self._bm25 is None or not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a stem; a stem that never occurs is the rarest."""
        seen = self._frequencies.get(term, 0)
        return log(1 + (self._count - seen + 0.5) / (seen + 0.5))

    def knows(self, term: str) -> bool:
        """Whether any text holds the stem."""
        return term in self._frequencies


class Spelling:
    """Finds the word that a misspelt one was meant to be, among the words that the texts use."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @lru_cache(maxsize=2_000)  # noqa: B019 - lives as long as the index it belongs to
    def corrected(self, word: str, *, same_ending: bool = False) -> str | None:
        """The known word most like this one, or None when it is known, short, or like none.

        Likeness is Ratcliff and Obershelp's (1988); words that begin alike are compared.

        Args:
            word: in lower case.
            same_ending: only among words that end alike too, for a word that may be a form of a known one.
        """
        if len(word) < _MISSPELT_FROM or not word.isalpha():
            return None
        initials = self._by_initial
        if word in initials[word[0]]:
            return None
        best, likeness = None, _LIKENESS
        for candidate, uses in initials[word[0]].items():
            if abs(len(candidate) - len(word)) > 2:  # noqa: PLR2004 - two letters lost or doubled
                continue
            if same_ending and candidate[-3:] != word[-3:]:
                continue
            ratio = SequenceMatcher(None, word, candidate, autojunk=False).ratio() + min(uses, 50) / 5_000
            if ratio > likeness:
                best, likeness = candidate, ratio
        return best

    @cached_property
    def _by_initial(self) -> dict[str, Counter[str]]:
        initials: dict[str, Counter[str]] = defaultdict(Counter)
        for text in self._texts:
            for word in words(text):
                if word.isalpha():
                    initials[word[0]][word] += 1
        return initials
