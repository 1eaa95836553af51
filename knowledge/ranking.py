"""How the signals of a search become one order, and one estimate of whether a passage is about the query at all.

Reciprocal ranks choose the candidates, because they need no common scale; a weighted sum of the signals, each divided
by its best, orders them, because it keeps how far apart two passages are (Bruch, Gai and Ingber 2023, "An Analysis of
Fusion Functions for Hybrid Retrieval"). The weights were fitted on the development questions
of evals/benchmarks/retrieval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RRF = 20.0
"""The constant of reciprocal rank fusion: how little the first ranks stand out."""
_POOL = 50
_CANDIDATES = 40

_FULL, _ASKING, _NEAREST, _COVERAGE = 0.225, 0.37, 0.275, 0.13

NOT_COVERED = 0.35
"""Relevance below which a passage should not be answered from."""
_LONG_QUERY = 8


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of every chunk for one query, by place; all but `nearest` as one score a chunk, 0 for nothing.

    Attributes:
        full: BM25 over the content words of text, headings and phrasings together.
        asking: BM25 over the wording of heading and phrasings: all words, and neighbouring words as pairs.
        nearest: cosine similarity of the best vector, for the chunks that the vector store found.
    """

    full: "NDArray[np.float32]"
    asking: "NDArray[np.float32]"
    nearest: Mapping[int, float]

    def candidates(self) -> list[int]:
        """The places worth a closer look, by reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""
        orders: list[Sequence[int]] = [_top(self.full), _top(self.asking)]
        orders.append(sorted(self.nearest, key=lambda place: -self.nearest[place])[:_POOL])
        fused: dict[int, float] = {}
        for order in orders:
            for rank, place in enumerate(order, start=1):
                fused[place] = fused.get(place, 0.0) + 1 / (_RRF + rank)
        return sorted(fused, key=lambda place: (-fused[place], place))[:_CANDIDATES]

    def ordered(self, coverage: Mapping[int, float]) -> list[tuple[int, float]]:
        """The candidates with their scores, best first.

        Args:
            coverage: the share of the query's content that each candidate holds, 0 to 1.
        """
        far = min(self.nearest.values(), default=0.0)
        near = max([1e-9, *self.nearest.values()])
        full, asking = (max(1e-9, float(scores.max(initial=0.0))) for scores in (self.full, self.asking))
        scored = {
            place: _FULL * float(self.full[place]) / full
            + _ASKING * float(self.asking[place]) / asking
            + _NEAREST * max(0.0, self.nearest.get(place, far)) / near
            + _COVERAGE * held
            for place, held in coverage.items()
        }
        return sorted(scored.items(), key=lambda item: (-item[1], item[0]))


def relevance(*, coverage: float, cosine: float, saturation: float, length: int) -> float:
    """The chance (0 to 1) that a passage is about the query, by logistic regression on the development questions.

    Args:
        coverage: the share of the query's content words, weighed by rarity, that the passage holds.
        cosine: the similarity of its nearest vector, 0 when it was not among those found.
        saturation: its BM25 score as a share of the most that the query's words could give.
        length: how many content words the query has; a long question shares fewer of its words with any answer.
    """
    log_odds = -9.0 + 2.4 * coverage + 5.1 * cosine + 6.5 * saturation + 5.2 * min(length, _LONG_QUERY) / _LONG_QUERY
    return 1.0 / (1.0 + exp(-log_odds))


def _top(scores: "NDArray[np.float32]") -> list[int]:
    import numpy as np

    if len(scores) > _POOL:
        best = np.argpartition(-scores, _POOL)[:_POOL]
        best = best[np.argsort(-scores[best], kind="stable")]
    else:
        best = np.argsort(-scores, kind="stable")
    return [int(place) for place in best if scores[place] > 0]
