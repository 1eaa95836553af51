"""A query as the search reads it: content words mended and stemmed, with what each may also be called."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.chunking import Chunk
from knowledge.glossary import GLOSSARY, name_key, read_terms, synonyms
from knowledge.lexical import LexicalIndex, Spelling
from knowledge.lexicon import STOPWORDS, raw_words, stem, stems, wording
from knowledge.other_languages import in_english, is_other_language
from knowledge.shop_talk import SHOP_TALK

_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query, read.

    `terms` are the stems of its own content words, `expansions` those of their synonyms, and `wording` those of all its
    words and of neighbours in it. `concepts` give for each word or known name the readings that cover it (each a tuple
    of stems). `mended_text` is the query with its shop talk and spelling mended, for an embedder.
    """

    text: str
    terms: tuple[str, ...]
    expansions: tuple[str, ...]
    concepts: tuple[tuple[tuple[str, ...], ...], ...]
    wording: tuple[str, ...]
    mended_text: str


class QueryReader:
    """Reads queries against the words and the glossary of some chunks."""

    def __init__(self, chunks: Sequence[Chunk], spelling: Spelling, lexical: LexicalIndex) -> None:
        terms = read_terms((chunk.heading, chunk.text) for chunk in chunks if chunk.chapter == GLOSSARY)
        self._synonyms = synonyms(terms)
        self._spelling = spelling
        self._lexical = lexical

    def read(self, query: str) -> SearchQuery:
        """The query's terms, synonyms and concepts."""
        if is_other_language(query):
            mended = self._known_words(in_english(query))
        else:
            mended = [part for word in raw_words(query) for part in self._mended(word)]
        terms: list[str] = []
        expansions: list[str] = []
        concepts: list[tuple[tuple[str, ...], ...]] = []
        start = 0
        while start < len(mended):
            name, others = self._known_name(mended, start)
            own = tuple(stem(word) for word in name if word not in STOPWORDS)
            readings = [reading for name in others if (reading := tuple(stems(name)))]
            if own:
                terms += own
                concepts.append((own, *readings))
                expansions += [term for term in dict.fromkeys(sum(readings, ())) if term not in own]
            start += len(name)
        text = " ".join(mended)
        return SearchQuery(query, tuple(terms), tuple(expansions), tuple(concepts), tuple(wording(text)), text)

    def _known_name(self, query: Sequence[str], start: int) -> tuple[Sequence[str], tuple[str, ...]]:
        """The words from here that form the longest known name, in the number it is known in, and its other names."""
        for length in range(min(_LONGEST_NAME, len(query) - start), 0, -1):
            words = query[start : start + length]
            for form in (words, [*words[:-1], words[-1].removesuffix("s")]):
                if others := self._synonyms.get(name_key(form)):
                    return form, others
        return query[start : start + 1], ()

    def _known_words(self, words: Sequence[str]) -> list[str]:
        """The words that some text holds, if they are half of them at least: the rest was not translated."""
        known = [word for word in words if self._lexical.knows(stem(word)) or (stem(word),) in self._synonyms]
        return known if 2 * len(known) >= len(words) else list(words)

    def _mended(self, word: str) -> list[str]:
        if word in SHOP_TALK:
            return SHOP_TALK[word].split()
        if word in STOPWORDS or (stem(word),) in self._synonyms:
            return [word]
        # "convertion" has the stem of "convert", yet is no form of it: what ends alike is the likelier word.
        is_known = self._lexical.knows(stem(word))
        return [self._spelling.corrected(word, same_ending=is_known) or word]
