"""What the tests of the knowledge room build with."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from knowledge.blocks import read_blocks
from knowledge.chunking import Chunk, chunk_blocks
from knowledge.index import GuideIndex
from knowledge.installed_guide import Guide

SMALL_GUIDE = """
## Cost per acquisition (CPA)

Cost per acquisition (CPA) is the spend divided by the customers it won.

## Return on advertising spend (ROAS)

Return on advertising spend (ROAS) is attributed revenue divided by spend.

## Creative fatigue

Creative fatigue shows when frequency climbs and the click-through rate falls.

## Holdout tests

A holdout test keeps a random part of the audience from seeing the ads, and compares their orders.
"""


def section(name: str = "kpis", text: str = SMALL_GUIDE, title: str = "The KPIs that matter") -> tuple[Chunk, ...]:
    return chunk_blocks(read_blocks(text, name), name=name, title=title)


def guide_of(text: str = SMALL_GUIDE) -> Guide:
    return Guide(lambda: section(text=text), lambda: sha256(text.encode()).hexdigest())


def index_of(folder: Path, text: str = SMALL_GUIDE, **settings) -> GuideIndex:
    return GuideIndex(folder, guide=guide_of(text), **settings)


class CountingEmbedder:
    """Vectors from the words' hashes; counts what it was asked for, and stops when told to."""

    dimensions = 64

    def __init__(self, name: str = "counting", stop_after: int | None = None) -> None:
        self.name = name
        self.texts: list[str] = []
        self._stop_after = stop_after

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if self._stop_after is not None and len(self.texts) >= self._stop_after:
                raise KeyboardInterrupt
            self.texts.append(text)
            for word in text.lower().split():
                rows[row, sum(word.encode()) % self.dimensions] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
