"""The lexical half of the search: BM25 over texts, and a memory for how words are spelt."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from math import log
from typing import TYPE_CHECKING, Any

from knowledge.chunking import GUIDE
from knowledge.counts import TermCounts, Vocabulary, count_terms
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

    The library scores; its matrix is filled here from counts, because that takes a tenth of a second where counting
    ten thousand texts again takes several.

    Args:
        parts: the counts of the texts, in order, numbered by the vocabulary; scores come back in the same order.
        vocabulary: what numbered them.
        k1: how soon repeating a word stops counting.
        b: how much long texts are discounted, 0 to 1.
    """

    def __init__(
        self, parts: Sequence[TermCounts], vocabulary: Vocabulary, *, k1: float = 1.2, b: float = 0.75
    ) -> None:
        import bm25s
        import numpy as np
        from scipy.sparse import csr_array

        logging.getLogger("bm25s").setLevel(logging.WARNING)

        entries, terms, counts = (
            np.concatenate([np.zeros(0, dtype=np.int32), *(getattr(part, name) for part in parts)])
            for name in ("entries", "terms", "counts")
        )
        starts = np.concatenate([[0], np.cumsum(entries)])
        self._count = len(entries)
        self._vocabulary = vocabulary
        by_term = csr_array((counts, terms, starts), shape=(self._count, len(vocabulary))).tocsc()
        self._starts, self._texts = by_term.indptr, by_term.indices
        self._frequencies = np.diff(self._starts)
        totals = np.concatenate([[0], np.cumsum(counts)])
        lengths = totals[starts[1:]] - totals[starts[:-1]]
        rarity = np.log(1 + (self._count - self._frequencies + 0.5) / (self._frequencies + 0.5))
        discount = k1 * (1 - b + b * lengths / max(1e-9, float(lengths.mean()) if self._count else 0.0))
        scored = by_term.data / (discount[self._texts] + by_term.data) * np.repeat(rarity, self._frequencies)
        self._bm25: Any = bm25s.BM25(k1=k1, b=b, method="lucene")
        self._bm25.nonoccurrence_array = None
        self._bm25.scores = {
            "data": scored.astype(np.float32),
            "indices": self._texts,
            "indptr": self._starts,
            "num_docs": self._count,
        }

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], *, k1: float = 1.2, b: float = 0.75) -> "LexicalIndex":
        """The index of texts that are given as their stems."""
        vocabulary = Vocabulary()
        return cls([vocabulary.numbered(count_terms(texts))], vocabulary, k1=k1, b=b)

    def scores(self, terms: Iterable[str]) -> "NDArray[np.float32]":
        """One score a text, 0 where no term occurs."""
        import numpy as np

        known = [number for term in terms if (number := self._number(term)) is not None]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), dtype=np.float32)

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a stem; a stem that never occurs is the rarest."""
        number = self._number(term)
        seen = 0 if number is None else int(self._frequencies[number])
        return log(1 + (self._count - seen + 0.5) / (seen + 0.5))

    def knows(self, term: str) -> bool:
        """Whether any text holds the stem."""
        return self._number(term) is not None

    def holding(self, term: str, places: "NDArray[np.int64]") -> "NDArray[np.bool_]":
        """For each of some texts, by place, whether it holds the stem."""
        import numpy as np

        number = self._number(term)
        if number is None:
            return np.zeros(len(places), dtype=bool)
        holders = self._texts[self._starts[number] : self._starts[number + 1]]
        at = np.minimum(np.searchsorted(holders, places), len(holders) - 1)
        return np.asarray(holders[at] == places)

    def _number(self, term: str) -> int | None:
        """The term's number if any text here holds it; the vocabulary may know terms of other texts."""
        number = self._vocabulary.number(term)
        return number if number is not None and number < len(self._frequencies) and self._frequencies[number] else None


def spelt_words(text: str) -> Iterator[str]:
    """The words of a text that a misspelt word of a query may have been meant to be."""
    return (word for word in words(text) if word.isalpha())


class Spelling:
    """Finds the word that a misspelt one was meant to be.

    Args:
        uses: the words that the texts use, with how often they do.
    """

    def __init__(self, uses: Mapping[str, int]) -> None:
        self._uses = uses

    @lru_cache(maxsize=2_000)  # noqa: B019 - lives as long as the index it belongs to
    def corrected(self, word: str, *, same_ending: bool = False) -> str | None:
        """The known word most like this one, or None when it is known, short, or like none.

        Likeness is Ratcliff and Obershelp's (1988); words that begin alike are compared.

        Args:
            word: in lower case.
            same_ending: only among words that end alike too, for a word that may be a form of a known one.
        """
        if len(word) < _MISSPELT_FROM or not word.isalpha() or word in self._uses:
            return None
        best, likeness = None, _LIKENESS
        for candidate in self._by_initial.get(word[0], ()):
            if abs(len(candidate) - len(word)) > 2:  # noqa: PLR2004 - two letters lost or doubled
                continue
            if same_ending and candidate[-3:] != word[-3:]:
                continue
            matcher = SequenceMatcher(None, word, candidate, autojunk=False)
            ratio = matcher.ratio() + min(self._uses[candidate], 50) / 5_000
            if ratio > likeness:
                best, likeness = candidate, ratio
        return best

    @cached_property
    def _by_initial(self) -> dict[str, list[str]]:
        # Sorted, so that of two words equally alike the same one is chosen whatever the order of the texts.
        initials: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._uses):
            initials[word[0]].append(word)
        return initials
