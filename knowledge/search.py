"""The search: dense and lexical ranks fused, acronyms written out, misspellings mended, neighbours joined."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.chunking import Chunk
from knowledge.lexical import LexicalIndex, Spelling
from knowledge.ranking import Signals, relevance
from knowledge.reading import QueryReader, SearchQuery

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DenseSearch = Callable[[str, int, Collection[str] | None], list[tuple[str, float]]]
"""Text, limit and sources to chunk ids with cosine similarity, nearest first."""

_NEAREST = 300
"""Vectors asked for: a chunk has up to seventeen, and several dozen chunks should be among them."""
_SYNONYM_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that the search found.

    `rank` counts from 1; `score` orders passages of one search and means nothing between searches.
    `coverage` is the share (0 to 1) of the query's content words, weighed by rarity, that the passage holds.
    `relevance` (0 to 1) estimates whether the passage is about the query at all; below NOT_COVERED it is not.
    `merged` are the ids of neighbouring parts whose text was joined to this one's.
    """

    chunk: Chunk
    score: float
    rank: int
    coverage: float
    relevance: float
    merged: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """The chunk's citation, as an answer shows it."""
        return self.chunk.citation

    @property
    def text(self) -> str:
        """The chunk's Markdown."""
        return self.chunk.text


class HybridSearch:
    """Searches a fixed set of chunks. Built once for a state of the index, then only read, by any thread.

    Args:
        chunks: what is searched.
        content: of each chunk, what knowledge.lexical.content_terms gives.
        asking: of each chunk, what knowledge.lexical.asking_terms gives.
        spelling: of the chunks' words.
        dense: the search by vectors.
    """

    def __init__(
        self,
        chunks: Sequence[Chunk],
        content: LexicalIndex,
        asking: LexicalIndex,
        spelling: Spelling,
        dense: DenseSearch,
    ) -> None:
        self._chunks = list(chunks)
        self._places = {chunk.id: place for place, chunk in enumerate(self._chunks)}
        self._dense = dense
        self._full = content
        self._asking = asking
        self._reader = QueryReader(self._chunks, spelling, self._full)

    def search(self, query: str, limit: int = 5, *, sources: Collection[str] | None = None) -> list[Passage]:
        """The passages that answer a query best, best first; none for a query without words."""
        import numpy as np

        if not query.strip() or not self._chunks or limit < 1:
            return []
        read = self._reader.read(query)
        allowed = None
        if sources is not None:
            allowed = np.array([chunk.source in sources for chunk in self._chunks])
            if not allowed.any():
                return []
        signals = self._signals(read, allowed, sources)
        coverage = self._coverage(read, signals.candidates())
        most = sum(self._full.rarity(term) for term in read.terms) or 1.0
        passages = [
            Passage(
                chunk=self._chunks[place],
                score=score,
                rank=rank,
                coverage=coverage[place],
                relevance=relevance(
                    coverage=coverage[place],
                    cosine=signals.nearest.get(place, 0.0),
                    saturation=float(signals.full[place]) / most,
                    length=len(read.terms),
                ),
            )
            for rank, (place, score) in enumerate(signals.ordered(coverage)[: limit * 3], start=1)
        ]
        return merge_neighbours(passages)[:limit]

    def _signals(
        self, read: SearchQuery, allowed: "NDArray[np.bool_] | None", sources: Collection[str] | None
    ) -> Signals:
        full = self._full.scores(read.terms) + _SYNONYM_WEIGHT * self._full.scores(read.expansions)
        asking = self._asking.scores(read.wording) + _SYNONYM_WEIGHT * self._asking.scores(read.expansions)
        if allowed is not None:
            full, asking = full * allowed, asking * allowed
        nearest = {
            self._places[name]: cosine
            for name, cosine in self._dense(read.mended_text, _NEAREST, sources)
            if name in self._places
        }
        return Signals(full, asking, nearest)

    def _coverage(self, read: SearchQuery, places: list[int]) -> dict[int, float]:
        """The share of the query's content words, weighed by rarity, that each of some chunks holds."""
        import numpy as np

        at = np.array(places, dtype=np.int64)
        whole, parts = 0.0, np.zeros(len(places))
        for readings in read.concepts:
            weight = max(self._full.rarity(term) for term in readings[0])
            whole += weight
            held = np.zeros(len(places), dtype=bool)
            for reading in readings:
                held |= np.all([self._full.holding(term, at) for term in reading], axis=0)
            parts += weight * held
        return dict(zip(places, (parts / whole if whole else parts).tolist(), strict=True))


def merge_neighbours(passages: Sequence[Passage]) -> list[Passage]:
    """Parts of one section that were found separately, joined in reading order under the best one's rank."""
    sections: dict[tuple[str, str], list[Passage]] = {}
    for passage in passages:
        sections.setdefault((passage.chunk.chapter, passage.chunk.anchor), []).append(passage)
    merged: list[Passage] = []
    for group in sections.values():
        best = group[0]
        if len(group) > 1:
            parts = sorted(group, key=lambda item: _part_number(item.chunk))
            chunk = replace(best.chunk, text=_joined([item.chunk for item in parts]))
            best = replace(
                best,
                chunk=chunk,
                coverage=max(item.coverage for item in group),
                relevance=max(item.relevance for item in group),
                merged=tuple(item.chunk.id for item in parts if item is not best),
            )
        merged.append(replace(best, rank=len(merged) + 1))
    return merged


def _joined(parts: Sequence[Chunk]) -> str:
    """The parts' texts, with an ellipsis where one between them was not found."""
    text = parts[0].text
    for before, after in pairwise(parts):
        gap = "\n\n" if _part_number(after) == _part_number(before) + 1 else "\n\n…\n\n"
        text += gap + after.text
    return text


def _part_number(chunk: Chunk) -> int:
    suffix = chunk.id.rpartition(".")[2]
    return int(suffix) if suffix.isdigit() else 0
